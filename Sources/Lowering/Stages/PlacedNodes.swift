import Addresses
import Diagnostics
public import MachineModel
public import Platforms

/// What stands after ``GapRelocation``: every node has its place.
public struct PlacedNodes: Sendable {
  /// What was declared.
  public let topology: Topology
  /// Bytes of each node.
  public let sizes: [UInt64]
  /// What lies where besides RAM.
  public let geography: Geography
  /// RAM in ascending address; no two overlap, and none overlaps a gap.
  public let extents: [Extent]
}

extension PlacedNodes: CustomStringConvertible {
  /// A line an extent.
  public var description: String {
    extents.map {
      "node \($0.node): \(Units.range($0.start, $0.end)) (\(Units.bytes($0.size)))\n"
    }.joined()
  }
}
