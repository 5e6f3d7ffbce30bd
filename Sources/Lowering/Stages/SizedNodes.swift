import Addresses
public import MachineModel

/// What stands after ``NodeSizing``: every node has its bytes.
public struct SizedNodes: Sendable {
  /// What was declared.
  public let topology: Topology
  /// Bytes of each node, a multiple of 4 KiB each; 0 for a node without memory.
  public let sizes: [UInt64]

  /// Bytes of all nodes.
  public var total: UInt64 { sizes.reduce(0, +) }
}

extension SizedNodes: CustomStringConvertible {
  /// A line a node.
  public var description: String {
    sizes.enumerated().map { "node \($0): \(Units.bytes($1))\n" }.joined()
  }
}
