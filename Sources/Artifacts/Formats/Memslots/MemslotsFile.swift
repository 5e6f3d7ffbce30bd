import Addresses
package import JSONCoding
package import Lowering
import MachineModel

/// `memslots.json`: for each partition of the machine the slots that a hypervisor must register.
package struct MemslotsFile: JSONFile, Equatable {
  /// The version of the format.
  package static let currentVersion: UInt64 = 1

  /// The partitions; a machine without privilege levels above the guest has one, `vtl0`.
  package var partitions: [PartitionEntry] = []
  /// The version that the file is in.
  package var version = Self.currentVersion

  /// A file without partitions.
  package init() {}

  /// Names every member.
  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member("partitions", &partitions)
    coder.member("version", &version, values: .number(Self.currentVersion))
  }

  /// The bytes of the file.
  package func encoded() -> [UInt8] { fileBytes() }

  /// Reads a file back: what could be read, and what is wrong with the rest.
  package static func decode(_ bytes: [UInt8]) -> (file: Self, issues: [String]) { read(file: bytes) }

  /// A partition with its slots.
  package struct PartitionEntry: JSONRecord, Equatable {
    /// `vtl0`, or `vtl2` for the more privileged level.
    package var name = ""
    /// The numbers that are kept free for memory which may be plugged in; absent where none is.
    package var hotplug: [PluggableEntry]?
    /// The slots in ascending number.
    package var slots: [Slot] = []

    /// Its slots are on lines, it is not.
    package static let isLine = false

    /// A partition without slots.
    package init() {}

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member(
        "hotplug", &hotplug,
        "Numbers that are kept free for memory which may be plugged in, and where that will lie; nothing is registered there."
      )
      coder.member("name", &name, values: .words([Partition.guest, Partition.privileged]))
      coder.member("slots", &slots)
    }
  }

  /// A memslot with what the host must know to provide its memory.
  @dynamicMemberLookup
  package struct Slot: JSONRecord, Equatable {
    /// What every format tells of a slot.
    package var facts = SlotFacts()
    /// The path of the file; absent for other backings.
    package var backingFile: String?
    /// Where the slot begins in the backing object of its node, zone, device or privilege level, in bytes.
    package var backingOffset: UInt64 = 0
    /// The path of the file that the window is a private copy of; absent for other memory.
    package var deviceFile: String?
    /// Where the window begins in that file, in bytes.
    package var deviceFileOffset: UInt64?
    /// Flags of `kvm_userspace_memory_region`.
    package var flags: UInt64 = 0
    /// Host NUMA nodes; empty where any will do.
    package var hostNodes: [UInt64] = []
    /// `off`, `on` or `auto`; `off` also where `auto` is asked for and the memory cannot hold large pages.
    package var hugepages = ""
    /// Whether KSM may merge pages.
    package var mergeable = false
    /// The page size that is asked for, in bytes: with `auto`, that of the large pages.
    package var pageSize: UInt64 = 0
    /// Whether memory is locked.
    package var pin = false
    /// The mode of mbind(2), or `default`.
    package var policy = ""
    /// Whether memory is populated before the guest runs.
    package var prefault = false
    /// Whether small pages are accounted for at once.
    package var reserve = false
    /// `default`, `on` or `off`.
    package var thp = ""

    /// A slot of which nothing is known.
    package init() {}

    /// A fact that every format tells.
    package subscript<Value>(dynamicMember fact: WritableKeyPath<SlotFacts, Value>) -> Value {
      get { facts[keyPath: fact] }
      set { facts[keyPath: fact] = newValue }
    }

    /// Names every member.
    package mutating func describe(_ coder: inout some JSONCoder) {
      facts.describe(.aliasOffset, to: &coder)
      facts.describe(.backing, to: &coder)
      coder.member("backing_file", &backingFile)
      coder.member(
        "backing_offset", &backingOffset,
        "Where the slot begins in the memory of its node, its zone, its device or VTL2, in bytes.")
      facts.describe(.device, to: &coder)
      coder.member(
        "device_file", &deviceFile,
        "The file whose bytes the device's memory begins with. It is mapped private: what is written does not reach it."
      )
      coder.member(
        "device_file_offset", &deviceFileOffset,
        "Where the device's memory begins in device_file, in bytes; the slot begins backing_offset behind that.")
      facts.describe(.domain, to: &coder)
      coder.member(
        "flags", &flags, "Of kvm_userspace_memory_region: 2 (KVM_MEM_READONLY) where visibility is read-only.")
      facts.describe(.guestPhysicalAddress, to: &coder)
      coder.member("host_nodes", &hostNodes)
      coder.member(
        "hugepages", &hugepages,
        "off; on; or auto: large pages if the host has enough. Where the memory cannot hold them, auto is off.",
        values: .words(["off", "on", "auto"]))
      facts.describe(.memorySize, to: &coder)
      coder.member("mergeable", &mergeable)
      facts.describe(.node, to: &coder)
      coder.member("page_size", &pageSize, "Bytes of a page; with auto, of the large pages.")
      coder.member("pin", &pin)
      coder.member("policy", &policy, values: .words(["default"] + MemoryPolicy.Mode.allCases.map(\.rawValue)))
      coder.member("prefault", &prefault)
      coder.member("reserve", &reserve)
      facts.describe(.slot, to: &coder)
      facts.describe(.source, to: &coder)
      coder.member("thp", &thp, values: .words(MemoryPolicy.TransparentHugepages.allCases.map(\.rawValue)))
      facts.describe(.visibilityAtFirst, to: &coder)
      facts.describe(.zone, to: &coder)
    }
  }
}

extension MemslotsFile {
  /// The slots of a layout.
  package init(_ layout: Layout) {
    let hugepages = layout.hugepages
    let domains = layout.topology.proximityDomains
    partitions = layout.partitions.map { known in
      var partition = PartitionEntry()
      partition.name = known.name
      partition.slots = known.slots.map { Slot($0, of: layout, hugepages, domains) }
      if !known.pluggable.isEmpty { partition.hotplug = known.pluggable.map { PluggableEntry($0, domains) } }
      return partition
    }
  }
}

extension MemslotsFile.Slot {
  /// KVM_MEM_READONLY.
  static let readOnlyFlag: UInt64 = 1 << 1

  /// - Parameter hugepages: What is asked for, as far as memory can have it.
  fileprivate init(
    _ slot: MemorySlot, of layout: Layout, _ hugepages: HugepageRequests, _ domains: ProximityDomains
  ) {
    var policy = layout.policy(of: slot)
    if let memory = slot.memory { policy.hugepages.value = hugepages[memory] }
    facts = SlotFacts(slot, of: layout)
    facts.domain = slot.node.flatMap { domains.domain(unlikePlace: $0) }.map { UInt64($0) }
    backingOffset = slot.backingOffset
    flags = slot.visibility == .readOnly ? Self.readOnlyFlag : 0
    if case .window(let index) = slot.source, let file = layout.topology.devices[index].file {
      (deviceFile, deviceFileOffset) = (file.value, layout.topology.devices[index].fileOffset?.value ?? 0)
    }
    setPolicy(policy)
  }

  private mutating func setPolicy(_ policy: MemoryPolicy) {
    if case .file(let path) = policy.backing { backingFile = path }
    hostNodes = policy.hostNodes.map(UInt64.init)
    switch policy.hugepages.value {
    case .off: (hugepages, pageSize) = ("off", Units.pageSize)
    case .size(let size): (hugepages, pageSize) = ("on", size)
    case .auto: (hugepages, pageSize) = ("auto", Units.largePage)
    }
    mergeable = policy.mergeable
    pin = policy.pin
    self.policy = policy.mode?.rawValue ?? "default"
    prefault = policy.prefault
    reserve = policy.reserve
    thp = policy.transparentHugepages.rawValue
  }
}
