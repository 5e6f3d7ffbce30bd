public import Addresses
public import MachineModel

/// A range of guest physical addresses that is RAM of one node, and of one zone where the node has zones.
public struct Extent: AddressRanged, Hashable, Sendable {
  /// The node, by its place in the topology.
  public let node: Int
  /// The zone, by its place among the node's; `nil` where the node has none.
  public let zone: Int?
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public let range: AddressRange
  /// Where the extent begins in its backing: the bytes of the node, or of its zone, at lower addresses.
  public let backingOffset: UInt64

  /// Creates an extent; the lowest of its backing, unless said otherwise.
  package init(node: Int, zone: Int? = nil, start: UInt64, size: UInt64, backingOffset: UInt64 = 0) {
    self.node = node
    self.zone = zone
    range = AddressRange(start: start, size: size)
    self.backingOffset = backingOffset
  }

  /// What has the backing.
  public var memory: BackedMemory { BackedMemory(node: node, zone: zone) }

  /// Whether it begins and ends at multiples of a page size.
  public func isAligned(to pageSize: UInt64) -> Bool { range.isAligned(to: pageSize) }
}
