package import Addresses
import MachineModel

/// A range of guest physical addresses that reaches CXL devices: an extent, or the hot-pluggable space, of a node.
package struct CXLRange: AddressRanged, Hashable, Sendable {
  /// The node, by its place in the topology.
  package let node: Int
  /// Guest physical addresses.
  package let range: AddressRange
}

extension Layout {
  /// What reaches CXL devices, ascending.
  package var cxlRanges: [CXLRange] {
    guard topology.nodes.contains(where: { $0.cxl != nil }) else { return [] }
    let ranges =
      extents.map { CXLRange(node: $0.node, range: $0.range) }
      + hotplug.map { CXLRange(node: $0.node, range: $0.range) }
    return ranges.filter { topology.nodes[$0.node].cxl != nil }.sorted { $0.start < $1.start }
  }
}
