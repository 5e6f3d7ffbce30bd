import Addresses
import Diagnostics
import MachineModel
import Platforms

/// Makes a topology of a configuration of Firecracker, or of its member `machine-config` alone, which is what its API takes.
struct FirecrackerReader: FormatReader {
  private let root: JSONFields
  var sink: DiagnosticSink

  init(_ root: JSONFields, _ sink: DiagnosticSink) {
    self.root = root
    self.sink = sink
  }

  /// What a configuration has (`VmmConfig`).
  private static let members = [
    "balloon", "drives", "boot-source", "cpu-config", "logger", "machine-config", "metrics", "mmds-config",
    "network-interfaces", "vsock", "entropy", "pmem", "memory-hotplug",
  ]
  /// What `machine-config` has (vmm_config/machine_config.rs, `MachineConfig`).
  private static let membersOfMachine = [
    "vcpu_count", "mem_size_mib", "smt", "huge_pages", "track_dirty_pages", "cpu_template", "gdb_socket_path",
  ]
  private static let mib: UInt64 = 1 << 20

  mutating func topology() -> Topology? {
    let isMachine = root.place(of: "vcpu_count") != nil || root.place(of: "mem_size_mib") != nil
    guard isMachine || Self.members.contains(where: { root.place(of: $0) != nil }) else {
      report(
        .malformedInput, at: root.range,
        "this is no configuration of Firecracker: none of its members is there, such as 'machine-config'")
      return nil
    }
    let machine = isMachine ? root : root.fields("machine-config", &sink)
    if machine == nil, root.place(of: "machine-config") != nil { return nil }
    machine?.reportUnknown(besides: Self.membersOfMachine, &sink)
    if let dirty = machine?.toggle("track_dirty_pages", &sink), dirty.value {
      report(
        .notImported, at: dirty.origin, "that pages which are written to are tracked has no place in a topology")
    }
    var topology = Topology(nodes: [node(machine)])
    topology.platform.preset = Located(Firecracker.name, at: (machine ?? root).range)
    topology.origin = .beginning
    setCPUs(of: &topology, machine)
    if !isMachine, let hotplug = root.fields("memory-hotplug", &sink) {
      topology.nodes[0].hotplug = space(hotplug)
    }
    return topology
  }

  // MARK: Memory

  private mutating func node(_ machine: JSONFields?) -> MemoryNode {
    var node = MemoryNode(origin: (machine ?? root).range)
    // Where nothing is said it is `DEFAULT_MEM_SIZE_MIB`.
    node.memory = Located(128 * Self.mib, at: (machine ?? root).range)
    guard let machine else { return node }
    if let size = required("mem_size_mib", in: 1...UInt64.max >> 20, of: machine) {
      node.memory = Located(size.value * Self.mib, at: size.origin)
    }
    let pages = machine.choice(
      "huge_pages", ["None": Pages.small, "Transparent": .transparent, "2M": .huge], &sink)
    guard let pages, pages.value != .small else { return node }
    if pages.value == .huge {
      node.policy.hugepages = Located(.size(Units.largePage), at: pages.origin)
    } else {
      node.policy.transparentHugepages = .on
    }
    if let memory = node.memory, memory.value % Units.largePage != 0 {
      report(
        .malformedInput, at: memory.origin, "with huge pages, memory is a multiple of 2 MiB",
        notes: .init("which are asked for here", at: pages.origin))
    }
    return node
  }

  private enum Pages {
    case small
    case transparent
    case huge
  }

  /// Space that memory is plugged into slot by slot (vmm_config/memory_hotplug.rs, `MemoryHotplugConfig::validate`).
  private mutating func space(_ hotplug: JSONFields) -> HotplugSpace? {
    hotplug.reportUnknown(besides: ["total_size_mib", "block_size_mib", "slot_size_mib"], &sink)
    let slot =
      hotplug.number("slot_size_mib", in: 128...UInt64(UInt32.max), &sink)
      ?? Located(FirecrackerFormat.slotSize / Self.mib)
    if let block = hotplug.number("block_size_mib", in: 2...UInt64(UInt32.max), &sink), block.value != 2 {
      report(
        .notImported, at: block.origin, "by how much at once a guest takes memory has no place in a topology")
    }
    guard let total = required("total_size_mib", in: 1...UInt64(UInt32.max), of: hotplug) else { return nil }
    guard total.value % slot.value == 0 else {
      report(
        .malformedInput, at: total.origin, "\(total.value) MiB are not a multiple of a slot's \(slot.value) MiB",
        notes: .init("which are stated here", at: slot.origin))
      return nil
    }
    var space = HotplugSpace(
      size: total.value * Self.mib, start: Located(FirecrackerFormat.pluggable, at: total.origin),
      origin: total.origin)
    let slots = total.value / slot.value
    if slots <= 256 {
      space.slots = Located(UInt32(slots), at: slot.origin ?? total.origin)
    } else {
      report(
        .notImported, at: slot.origin ?? total.origin,
        "memory is plugged in by \(slots) slots, and in a topology by at most 256: that there are several is left out"
      )
    }
    return space
  }

  // MARK: CPUs

  private mutating func setCPUs(of topology: inout Topology, _ machine: JSONFields?) {
    guard let machine else { return }
    let smt = machine.toggle("smt", &sink)
    guard let count = required("vcpu_count", in: 1...FirecrackerFormat.mostCPUs, of: machine) else { return }
    let isThreaded = smt?.value == true && count.value > 1
    if isThreaded, count.value % 2 != 0 {
      report(
        .malformedInput, at: count.origin,
        "with two threads a core, CPUs are 1 or an even number, not \(count.value)",
        notes: .init("which is stated here", at: smt?.origin))
      return
    }
    if isThreaded {
      topology.cpuShape = CPUShape(coresPerLLC: UInt32(count.value / 2), threadsPerCore: 2)
    }
    topology.cpus = (0..<UInt32(count.value)).map { CPU(apicID: $0, node: 0) }
  }

  // MARK: Mistakes

  private mutating func required(
    _ name: String, in allowed: ClosedRange<UInt64>, of fields: JSONFields
  ) -> Located<UInt64>? {
    if fields.place(of: name) == nil { fields.reportMissing(name, &sink) }
    return fields.number(name, in: allowed, &sink)
  }
}
