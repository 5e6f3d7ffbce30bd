import Addresses
package import MachineModel

/// What stands after ``NodeSizing``: every node has its bytes.
package struct SizedNodes: Sendable {
  /// What was declared.
  package let topology: Topology
  /// Bytes of each node, a multiple of 4 KiB each; 0 for a node without memory.
  package let sizes: [UInt64]

  /// Bytes of all nodes.
  package var total: UInt64 { sizes.reduce(0, +) }
}

extension SizedNodes: CustomStringConvertible {
  /// A line a node.
  package var description: String {
    sizes.enumerated().map { "node \($0): \(Units.bytes($1))\n" }.joined()
  }
}
