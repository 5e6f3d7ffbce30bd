package import Addresses

/// A range of guest physical addresses at which memory of one node may be plugged in. It is no RAM: no slot is there, and
/// the memory map says nothing of it.
package struct HotplugRange: AddressRanged, Hashable, Sendable {
  /// The node, by its place in the topology.
  package let node: Int
  /// Guest physical addresses, on 4 KiB pages; never empty.
  package let range: AddressRange

  /// Creates a range.
  package init(node: Int, range: AddressRange) {
    self.node = node
    self.range = range
  }
}
