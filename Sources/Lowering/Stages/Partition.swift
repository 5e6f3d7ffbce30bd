public import MachineModel

/// What provides the memory of a slot.
public enum MemorySource: Hashable, Sendable {
  /// RAM of a proximity domain.
  case node(Int)
  /// A device's window, by its place among `devices`.
  case window(Int)
  /// RAM of the more privileged level.
  case vtl2

  /// The word for it in outputs: `node`, `device` or `vtl2`.
  public var name: String {
    switch self {
    case .node: "node"
    case .window: "device"
    case .vtl2: Partition.privileged
    }
  }
}

/// A memslot of a partition, with where its memory is from.
public struct PartitionSlot: Hashable, Sendable {
  /// The slot's number, one of its partition.
  public var number: UInt32
  /// The first guest physical address, on a 4 KiB page.
  public var guestPhysicalAddress: UInt64
  /// Bytes, a multiple of 4 KiB, never 0.
  public var size: UInt64
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
    self.guestPhysicalAddress = guestPhysicalAddress
    self.size = size
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

  /// The guest physical address just behind the slot.
  public var end: UInt64 { guestPhysicalAddress + size }
  /// Guest physical addresses.
  public var guest: Range<UInt64> { guestPhysicalAddress..<end }
  /// The proximity domain whose RAM it is; `nil` where it is none's.
  public var node: Int? { if case .node(let node) = source { node } else { nil } }
}

/// What one privilege level sees: a virtual machine of its own for KVM.
public struct Partition: Equatable, Sendable {
  /// The name of the partition that every machine has.
  public static let guest = "vtl0"
  /// The name of the partition of the more privileged level.
  public static let privileged = "vtl2"

  /// ``guest`` or ``privileged``.
  public var name: String
  /// The slots in ascending number: RAM in ascending address, then windows in ascending address; in ``privileged``, all
  /// in ascending address.
  public var slots: [PartitionSlot]

  /// Creates a partition.
  public init(name: String, slots: [PartitionSlot]) {
    self.name = name
    self.slots = slots
  }
}
