import Lowering
import Topology

/// `memslots.json`: for each partition of the machine the slots that a hypervisor must register.
public struct MemslotsFile: JSONFile, Equatable {
  /// The version of the format.
  public static let currentVersion: UInt64 = 1

  /// The partitions; a machine without privilege levels above the guest has one, `vtl0`.
  public var partitions: [Partition] = []
  /// The version that the file is in.
  public var version = Self.currentVersion

  /// A file without partitions.
  public init() {}

  /// Names every member.
  public mutating func describe(_ coder: inout some JSONFieldCoder) {
    coder.field("partitions", &partitions)
    coder.field("version", &version)
  }

  /// A partition with its slots.
  public struct Partition: JSONRecord, Equatable {
    /// `vtl0`.
    public var name = ""
    /// The slots in ascending number.
    public var slots: [Slot] = []

    /// Its slots are on lines, it is not.
    public static let isLine = false

    /// A partition without slots.
    public init() {}

    /// Names every member.
    public mutating func describe(_ coder: inout some JSONFieldCoder) {
      coder.field("name", &name)
      coder.field("slots", &slots)
    }
  }

  /// A memslot with what the host must know to provide its memory.
  public struct Slot: JSONRecord, Equatable {
    /// `private`, `shared` or `file`.
    public var backing = ""
    /// The path of the file; absent for other backings.
    public var backingFile: String?
    /// Where the slot begins in the backing object of its node, in bytes.
    public var backingOffset: UInt64 = 0
    /// Flags of `kvm_userspace_memory_region`.
    public var flags: UInt64 = 0
    /// The first guest physical address.
    public var guestPhysicalAddress: UInt64 = 0
    /// Host NUMA nodes; empty where any will do.
    public var hostNodes: [UInt64] = []
    /// `off`, `on` or `auto`.
    public var hugepages = ""
    /// Bytes.
    public var memorySize: UInt64 = 0
    /// Whether KSM may merge pages.
    public var mergeable = false
    /// The proximity domain.
    public var node: UInt64 = 0
    /// The page size that is asked for, in bytes: with `auto`, that of the large pages.
    public var pageSize: UInt64 = 0
    /// Whether memory is locked.
    public var pin = false
    /// The mode of mbind(2), or `default`.
    public var policy = ""
    /// Whether memory is populated before the guest runs.
    public var prefault = false
    /// Whether small pages are accounted for at once.
    public var reserve = false
    /// The slot's number.
    public var slot: UInt64 = 0
    /// `default`, `on` or `off`.
    public var thp = ""
    /// `read-write`: the guest reads and writes the slot without an exit.
    public var visibility = ""

    /// A slot of which nothing is known.
    public init() {}

    /// Names every member.
    public mutating func describe(_ coder: inout some JSONFieldCoder) {
      coder.field("backing", &backing)
      coder.field("backing_file", &backingFile)
      coder.field("backing_offset", &backingOffset)
      coder.field("flags", &flags)
      coder.field("guest_phys_addr", &guestPhysicalAddress)
      coder.field("host_nodes", &hostNodes)
      coder.field("hugepages", &hugepages)
      coder.field("memory_size", &memorySize)
      coder.field("mergeable", &mergeable)
      coder.field("node", &node)
      coder.field("page_size", &pageSize)
      coder.field("pin", &pin)
      coder.field("policy", &policy)
      coder.field("prefault", &prefault)
      coder.field("reserve", &reserve)
      coder.field("slot", &slot)
      coder.field("thp", &thp)
      coder.field("visibility", &visibility)
    }
  }
}

extension MemslotsFile {
  /// The slots of a layout.
  public init(_ layout: Layout) {
    var partition = Partition()
    partition.name = "vtl0"
    partition.slots = layout.slots.map { Slot($0, layout.topology.nodes[$0.node].policy) }
    partitions = [partition]
  }
}

extension MemslotsFile.Slot {
  fileprivate init(_ slot: MemorySlot, _ policy: MemoryPolicy) {
    switch policy.backing {
    case .private: backing = "private"
    case .shared: backing = "shared"
    case .file(let path):
      backing = "file"
      backingFile = path
    }
    backingOffset = slot.backingOffset
    guestPhysicalAddress = slot.guestPhysicalAddress
    hostNodes = policy.hostNodes.map(UInt64.init)
    switch policy.hugepages.value {
    case .off: (hugepages, pageSize) = ("off", Units.pageSize)
    case .size(let size): (hugepages, pageSize) = ("on", size)
    case .auto: (hugepages, pageSize) = ("auto", 2 << 20)
    }
    memorySize = slot.size
    mergeable = policy.mergeable
    node = UInt64(slot.node)
    pin = policy.pin
    self.policy = policy.mode?.rawValue ?? "default"
    prefault = policy.prefault
    reserve = policy.reserve
    self.slot = UInt64(slot.number)
    thp = policy.transparentHugepages.rawValue
    visibility = "read-write"
  }
}
