public import Addresses
public import MachineModel

/// A memslot as KVM_SET_USER_MEMORY_REGION takes it, but for the host address, which only a host knows: with where its
/// memory is from instead.
public struct MemorySlot: AddressRanged, Hashable, Sendable {
  /// The slot's number, one of its partition.
  public var number: UInt32
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public var range: AddressRange
  /// What provides the memory.
  public var source: MemorySource
  /// Where the slot begins in what provides its memory, in bytes.
  public var backingOffset: UInt64
  /// The extent that the slot is a part of, or shows once more, by its place among the layout's `extents`; `nil` where
  /// the memory is no extent's of the layout.
  public var extent: Int?
  /// The zone whose RAM it is, by its place among its node's; `nil` where the node has none, or it is no node's.
  public var zone: Int?
  /// What the guest may do with it at first.
  public var visibility: Visibility
  /// What was added to the address of the memory that the slot mirrors; `nil` where it is no alias.
  public var aliasOffset: UInt64?

  /// Creates a slot.
  package init(
    number: UInt32, range: AddressRange, source: MemorySource, backingOffset: UInt64, extent: Int? = nil,
    zone: Int? = nil, visibility: Visibility = .readWrite, aliasOffset: UInt64? = nil
  ) {
    self.number = number
    self.range = range
    self.source = source
    self.backingOffset = backingOffset
    self.extent = extent
    self.zone = zone
    self.visibility = visibility
    self.aliasOffset = aliasOffset
  }

  /// The first guest physical address.
  public var guestPhysicalAddress: UInt64 { range.start }
  /// The node whose RAM it is, by its place in the topology; `nil` where it is none's.
  public var node: Int? { if case .node(let node) = source { node } else { nil } }
  /// Whose backing it shows; `nil` where it is no node's.
  public var memory: BackedMemory? { node.map { BackedMemory(node: $0, zone: zone) } }
}
