import Addresses
import Diagnostics
package import MachineModel
package import Platforms

/// What stands after ``GapRelocation``: every node has its place.
package struct PlacedNodes: Sendable {
  /// What was declared.
  package let topology: Topology
  /// Bytes of each node.
  package let sizes: [UInt64]
  /// What lies where besides RAM.
  package let geography: Geography
  /// RAM in ascending address; no two overlap, and none overlaps a gap.
  package let extents: [Extent]
}

extension PlacedNodes: CustomStringConvertible {
  /// A line an extent.
  package var description: String {
    extents.map {
      "\($0.memory): \($0.range) (\(Units.bytes($0.size)))\n"
    }.joined()
  }
}
