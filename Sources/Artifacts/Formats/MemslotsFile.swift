import Addresses
public import JSONCoding
public import Lowering
import MachineModel

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
  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("partitions", &partitions)
    coder.member("version", &version, values: .number(Self.currentVersion))
  }

  /// The bytes of the file.
  public func encoded() -> [UInt8] { fileBytes() }

  /// Reads a file back: what could be read, and what is wrong with the rest.
  public static func decode(_ bytes: [UInt8]) -> (file: Self, issues: [String]) { read(file: bytes) }

  /// A partition with its slots.
  public struct Partition: JSONRecord, Equatable {
    /// `vtl0`, or `vtl2` for the more privileged level.
    public var name = ""
    /// The slots in ascending number.
    public var slots: [Slot] = []

    /// Its slots are on lines, it is not.
    package static let isLine = false

    /// A partition without slots.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("name", &name, values: .words([Lowering.Partition.guest, Lowering.Partition.privileged]))
      coder.member("slots", &slots)
    }
  }

  /// A memslot with what the host must know to provide its memory.
  public struct Slot: JSONRecord, Equatable {
    /// What was added to the address of the RAM that the slot mirrors; absent where it is no alias.
    public var aliasOffset: UInt64?
    /// `private`, `shared`, `file` or `existing`, or `device` where the device provides the memory.
    public var backing = ""
    /// The path of the file; absent for other backings.
    public var backingFile: String?
    /// Where the slot begins in the backing object of its node, device or privilege level, in bytes.
    public var backingOffset: UInt64 = 0
    /// The name of the device window; absent for other sources.
    public var device: String?
    /// Flags of `kvm_userspace_memory_region`.
    public var flags: UInt64 = 0
    /// The first guest physical address.
    public var guestPhysicalAddress: UInt64 = 0
    /// Host NUMA nodes; empty where any will do.
    public var hostNodes: [UInt64] = []
    /// `off`, `on` or `auto`; `off` also where `auto` is asked for and the memory cannot hold large pages.
    public var hugepages = ""
    /// Bytes.
    public var memorySize: UInt64 = 0
    /// Whether KSM may merge pages.
    public var mergeable = false
    /// The proximity domain; absent where the memory is of no node.
    public var node: UInt64?
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
    /// What provides the memory: `node`, `device` or `vtl2`.
    public var source = ""
    /// `default`, `on` or `off`.
    public var thp = ""
    /// `read-write`, `read-only` or `unmapped`: what the guest may do at first without an exit.
    public var visibility = ""

    /// A slot of which nothing is known.
    public init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "alias_offset", &aliasOffset,
        "Only of a mirror: guest_phys_addr is this much above the address of the RAM that is mirrored.")
      coder.member(
        "backing", &backing, "private, shared, file or existing; device where the device provides the memory.",
        values: .words(["private", "shared", "file", "existing", "device"]))
      coder.member("backing_file", &backingFile)
      coder.member(
        "backing_offset", &backingOffset,
        "Where the slot begins in the memory of its node, its device or VTL2, in bytes.")
      coder.member("device", &device, "The name of the device window, where source is device.")
      coder.member(
        "flags", &flags, "Of kvm_userspace_memory_region: 2 (KVM_MEM_READONLY) where visibility is read-only.")
      coder.member("guest_phys_addr", &guestPhysicalAddress)
      coder.member("host_nodes", &hostNodes)
      coder.member(
        "hugepages", &hugepages,
        "off; on; or auto: large pages if the host has enough. Where the memory cannot hold them, auto is off.",
        values: .words(["off", "on", "auto"]))
      coder.member("memory_size", &memorySize)
      coder.member("mergeable", &mergeable)
      coder.member("node", &node, "The proximity domain, where source is node.")
      coder.member("page_size", &pageSize, "Bytes of a page; with auto, of the large pages.")
      coder.member("pin", &pin)
      coder.member("policy", &policy, values: .words(["default"] + MemoryPolicy.Mode.allCases.map(\.rawValue)))
      coder.member("prefault", &prefault)
      coder.member("reserve", &reserve)
      coder.member("slot", &slot)
      coder.member(
        "source", &source,
        "What provides the memory: node, device, or vtl2 for the RAM of the more privileged level.",
        values: .words([MemorySource.node(0), .window(0), .vtl2].map(\.name)))
      coder.member("thp", &thp, values: .words(MemoryPolicy.TransparentHugepages.allCases.map(\.rawValue)))
      coder.member(
        "visibility", &visibility,
        "The state at first: read-write; read-only; or unmapped, where the slot keeps its number but is not registered.",
        values: .words(Visibility.allCases.map(\.rawValue)))
    }
  }
}

extension MemslotsFile {
  /// The slots of a layout.
  public init(_ layout: Layout) {
    let hugepages = layout.hugepages
    partitions = layout.partitions.map { known in
      var partition = Partition()
      partition.name = known.name
      partition.slots = known.slots.map { Slot($0, of: layout.topology, hugepages) }
      return partition
    }
  }
}

extension MemslotsFile.Slot {
  /// KVM_MEM_READONLY.
  static let readOnlyFlag: UInt64 = 1 << 1

  /// - Parameter hugepages: What the nodes ask for, as far as their memory can have it.
  fileprivate init(_ slot: PartitionSlot, of topology: Topology, _ hugepages: [MemoryPolicy.Hugepages]) {
    // What is of no node has the policy of a node that states none.
    var policy = MemoryPolicy()
    source = slot.source.name
    switch slot.source {
    case .node(let index):
      node = UInt64(index)
      policy = topology.nodes[index].policy
      policy.hugepages.value = hugepages[index]
    case .window(let index): device = topology.devices[index].name
    case .vtl2: break
    }
    setPolicy(policy)
    if device != nil { backing = source }
    aliasOffset = slot.aliasOffset
    backingOffset = slot.offset
    flags = slot.visibility == .readOnly ? Self.readOnlyFlag : 0
    guestPhysicalAddress = slot.guestPhysicalAddress
    memorySize = slot.size
    self.slot = UInt64(slot.number)
    visibility = slot.visibility.rawValue
  }

  private mutating func setPolicy(_ policy: MemoryPolicy) {
    backing = policy.backing.name
    if case .file(let path) = policy.backing { backingFile = path }
    hostNodes = policy.hostNodes.map(UInt64.init)
    switch policy.hugepages.value {
    case .off: (hugepages, pageSize) = ("off", Units.pageSize)
    case .size(let size): (hugepages, pageSize) = ("on", size)
    case .auto: (hugepages, pageSize) = ("auto", MemoryPolicy.automaticPageSize)
    }
    mergeable = policy.mergeable
    pin = policy.pin
    self.policy = policy.mode?.rawValue ?? "default"
    prefault = policy.prefault
    reserve = policy.reserve
    thp = policy.transparentHugepages.rawValue
  }
}
