public import Addresses

/// A range of guest physical addresses that is RAM of one node.
public struct Extent: AddressRanged, Hashable, Sendable {
  /// The proximity domain.
  public let node: Int
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public let range: AddressRange
  /// Where the extent begins in its node's backing: the bytes of the node at lower addresses.
  public let backingOffset: UInt64

  /// Creates an extent; the lowest of its node, unless said otherwise.
  package init(node: Int, start: UInt64, size: UInt64, backingOffset: UInt64 = 0) {
    self.node = node
    range = AddressRange(start: start, size: size)
    self.backingOffset = backingOffset
  }

  /// Whether it begins and ends at multiples of a page size.
  public func isAligned(to pageSize: UInt64) -> Bool { range.isAligned(to: pageSize) }
}
