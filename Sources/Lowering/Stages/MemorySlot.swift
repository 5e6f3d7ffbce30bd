public import Addresses

/// A memslot as KVM_SET_USER_MEMORY_REGION takes it, but for the host address, which only a host knows.
public struct MemorySlot: AddressRanged, Hashable, Sendable {
  /// The slot's number.
  public let number: UInt32
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public let range: AddressRange
  /// The proximity domain whose memory it is.
  public let node: Int
  /// Where the slot begins in its node's backing: the bytes of the node at lower addresses.
  public let backingOffset: UInt64

  /// Creates a slot.
  public init(number: UInt32, guestPhysicalAddress: UInt64, size: UInt64, node: Int, backingOffset: UInt64) {
    self.number = number
    range = AddressRange(start: guestPhysicalAddress, size: size)
    self.node = node
    self.backingOffset = backingOffset
  }

  /// The first guest physical address.
  public var guestPhysicalAddress: UInt64 { range.start }
}
