public import Addresses
public import MachineModel

/// A memslot of a partition, with where its memory is from.
public struct PartitionSlot: AddressRanged, Hashable, Sendable {
  /// The slot's number, one of its partition.
  public var number: UInt32
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public var range: AddressRange
  /// What provides the memory.
  public var source: MemorySource
  /// Where the slot begins in what provides its memory, in bytes.
  public var offset: UInt64
  /// What the guest may do with it at first.
  public var visibility: Visibility
  /// What was added to the address of the memory that the slot mirrors; `nil` where it is no alias.
  public var aliasOffset: UInt64?

  /// Creates a slot.
  public init(
    number: UInt32, guestPhysicalAddress: UInt64, size: UInt64, source: MemorySource, offset: UInt64,
    visibility: Visibility = .readWrite, aliasOffset: UInt64? = nil
  ) {
    self.number = number
    range = AddressRange(start: guestPhysicalAddress, size: size)
    self.source = source
    self.offset = offset
    self.visibility = visibility
    self.aliasOffset = aliasOffset
  }

  /// Creates the slot of a node's RAM.
  public init(_ slot: MemorySlot, visibility: Visibility = .readWrite) {
    self.init(
      number: slot.number, guestPhysicalAddress: slot.guestPhysicalAddress, size: slot.size,
      source: .node(slot.node), offset: slot.backingOffset, visibility: visibility)
  }

  /// The first guest physical address.
  public var guestPhysicalAddress: UInt64 { range.start }
  /// Guest physical addresses.
  public var guest: Range<UInt64> { start..<end }
  /// The proximity domain whose RAM it is; `nil` where it is none's.
  public var node: Int? { if case .node(let node) = source { node } else { nil } }
}
