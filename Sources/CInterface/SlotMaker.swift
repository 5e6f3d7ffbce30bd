import Addresses
import CMemc
import Lowering
import MachineModel

/// Makes structures of a layout's slots. Each states its size when it is handed out.
struct SlotMaker {
  /// KVM_MEM_READONLY.
  private static let readOnlyFlag: UInt32 = 1 << 1

  private let layout: Layout
  private let objects: MemoryObjects
  private let hugepages: HugepageRequests
  private let domains: ProximityDomains
  /// What the structures point to.
  private(set) var texts = LentTexts()

  /// Makes structures of a layout.
  init(_ layout: Layout, _ objects: MemoryObjects) {
    self.layout = layout
    self.objects = objects
    hugepages = layout.hugepages
    domains = layout.topology.proximityDomains
  }

  /// A partition without its slots.
  mutating func partition(_ partition: Partition) -> memc_partition {
    unsafe memc_partition(
      size: 0, name: texts.place(of: partition.name), slot_count: partition.slots.count,
      pluggable_slot_count: partition.pluggable.count)
  }

  /// A number that is kept free.
  func pluggable(_ slot: PluggableSlot) -> memc_pluggable_slot {
    memc_pluggable_slot(
      size: 0, guest_phys_addr: slot.start, memory_size: slot.size, alias_offset: slot.aliasOffset ?? 0,
      slot: slot.number, node: UInt32(slot.node), domain: domains[slot.node], reserved: 0)
  }

  /// A slot.
  mutating func slot(_ slot: MemorySlot) -> memc_slot {
    var structure = memc_slot()
    structure.guest_phys_addr = slot.guestPhysicalAddress
    structure.memory_size = slot.size
    structure.slot = slot.number
    structure.flags = slot.visibility == .readOnly ? Self.readOnlyFlag : 0
    structure.visibility = slot.visibility.number
    structure.node = slot.node.map { UInt32($0) } ?? Self.none
    structure.zone = slot.zone.map { UInt32($0) } ?? Self.none
    structure.domain = slot.node.map { domains[$0] } ?? Self.none
    structure.backing_offset = slot.backingOffset
    structure.alias_offset = slot.aliasOffset ?? 0
    let object = objects.number(of: slot)
    structure.object = UInt32(object)
    structure.object_size = objects.sizes[object]
    var policy = layout.policy(of: slot)
    if let memory = slot.memory { policy.hugepages.value = hugepages[memory] }
    set(policy, in: &structure)
    set(slot.source, in: &structure)
    return structure
  }

  private static var none: UInt32 { UInt32.max }

  private mutating func set(_ policy: MemoryPolicy, in structure: inout memc_slot) {
    structure.backing = policy.backing.number
    if case .file(let path) = policy.backing { unsafe structure.backing_file = texts.place(of: path) }
    (structure.hugepages, structure.page_size) = policy.hugepages.value.numbers
    structure.thp = policy.transparentHugepages.number
    structure.policy = policy.mode?.number ?? MEMC_POLICY_DEFAULT.rawValue
    structure.mergeable = policy.mergeable ? 1 : 0
    structure.pin = policy.pin ? 1 : 0
    structure.prefault = policy.prefault ? 1 : 0
    structure.reserve = policy.reserve ? 1 : 0
    structure.host_node_count = UInt32(policy.hostNodes.count)
    unsafe structure.host_nodes = texts.place(of: policy.hostNodes)
  }

  private mutating func set(_ source: MemorySource, in structure: inout memc_slot) {
    switch source {
    case .node: structure.source = MEMC_SOURCE_NODE.rawValue
    case .vtl2: structure.source = MEMC_SOURCE_VTL2.rawValue
    case .window(let index):
      let window = layout.topology.devices[index]
      structure.source = MEMC_SOURCE_DEVICE.rawValue
      structure.backing = MEMC_BACKING_DEVICE.rawValue
      unsafe structure.device = texts.place(of: window.name)
      unsafe structure.device_file = texts.place(of: window.file?.value)
      structure.device_file_offset = window.file == nil ? 0 : window.fileOffset?.value ?? 0
    }
  }
}
