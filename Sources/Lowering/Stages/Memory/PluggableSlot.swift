public import Addresses

/// A slot number that is kept free for memory which may be plugged in, with where that will lie. Nothing is registered
/// there.
public struct PluggableSlot: AddressRanged, Hashable, Sendable {
  /// The slot's number, one of its partition.
  public var number: UInt32
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public var range: AddressRange
  /// The node whose space it is a part of, by its place in the topology.
  public let node: Int
  /// What was added to the address of the space that the slot mirrors; `nil` where it is no alias.
  public var aliasOffset: UInt64?

  /// Creates a slot.
  package init(number: UInt32, range: AddressRange, node: Int, aliasOffset: UInt64? = nil) {
    self.number = number
    self.range = range
    self.node = node
    self.aliasOffset = aliasOffset
  }
}
