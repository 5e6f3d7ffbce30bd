import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Takes a machine to a target's platform, and leaves out what the target cannot be told.
struct TargetBuilder {
  let target: ExportTarget
  /// What is told.
  var refusals: ExportRefusals
  /// What is left.
  var topology: Topology
  private let source: Layout

  init(_ layout: Layout, _ target: ExportTarget, _ refusals: ExportRefusals) {
    self.target = target
    self.refusals = refusals
    source = layout
    topology = layout.topology
  }

  mutating func layout() -> Layout? {
    guard target.preset.architectures.contains(topology.architecture) else {
      refusals.refuse(
        at: topology.origin,
        "\(target.name)'s machine of \(topology.architecture.rawValue) is none that is known here")
      return nil
    }
    settleSizes()
    changePlatform()
    leaveOutKinds()
    leaveOutDevices()
    leaveOutSlots()
    leaveOutNodes()
    leaveOutProcessors()
    var sink = DiagnosticSink(source: nil)
    let layout = LoweringPipeline().run(topology, reportingTo: &sink)
    guard let layout, !sink.hasErrors else {
      for error in sink.diagnostics where error.severity == .error {
        refusals.refuse(at: error.range, "on platform '\(target.preset.name)', \(error.message)")
      }
      return nil
    }
    comparePlatform(layout)
    return layout
  }

  /// Tells of a platform that has RAM elsewhere. What every PC has is nobody's machine: of that, none is told.
  private mutating func comparePlatform(_ layout: Layout) {
    let asked = source.topology.platform.preset
    guard asked.value != target.preset.name, asked.value != GenericPlatform.name,
      layout.extents.map(\.range) != source.extents.map(\.range)
    else { return }
    refusals.refuse(
      at: asked.origin ?? topology.origin,
      "\(target.name)'s machines have RAM elsewhere than those of platform '\(asked.value.excerpt)'",
      suggestion: "write 'platform: \(target.preset.name)'")
  }

  /// Has every node state what it has, and nothing that the passes have settled for another platform.
  private mutating func settleSizes() {
    let preset = PlatformRegistry.preset(named: topology.platform.preset.value)
    for (index, size) in source.sizes.enumerated() {
      topology.nodes[index].memory = Located(size, at: source.memoryRange(ofNode: index))
      let alignment = topology.nodes[index].alignment
      if let alignment, alignment.origin == nil, case .size(let bytes) = alignment.value,
        bytes == preset?.alignment(ofNodeOf: size)
      {
        topology.nodes[index].alignment = nil
      }
      // A part that is the whole is none.
      if let zone = topology.nodes[index].zones.first, topology.nodes[index].zones.count == 1 {
        topology.nodes[index].policy = zone.policy
        topology.nodes[index].zones = []
      }
    }
    topology.memory = nil
    if topology.processors.firstUID?.origin == nil { topology.processors.firstUID = nil }
  }

  // MARK: The platform

  private mutating func changePlatform() {
    let asked = topology.platform
    let preset = target.preset
    var platform = Platform(preset: Located(preset.name))
    if let bits = asked.physicalBits {
      if target.can(.physicalBits) {
        platform.physicalBits = bits
      } else {
        refusals.refuse("way to say how many bits addresses have", at: bits.origin)
      }
    }
    let memory = source.sizes.reduce(0, +)
    let geography = preset.geography(of: MachineDeclaration(topology.architecture, memory: memory))
    if let base = asked.dramBase, base.value != geography.dramBase {
      refusals.refuse(
        at: base.origin ?? topology.origin,
        "\(target.name)'s RAM begins at \(Units.address(geography.dramBase)), not at \(Units.address(base.value))")
    }
    if let gaps = asked.gaps, Self.places(gaps) != Self.places(geography.gaps) {
      let own = geography.gaps.map { "\($0.range)" }.joined(separator: " and ")
      refusals.refuse(
        at: gaps.first?.origin ?? topology.origin, "\(target.name) has gaps of its own, \(own), and no others")
    }
    for range in asked.reserved where !geography.reserved.contains(where: { $0.range == range.range }) {
      refusals.refuse(
        at: range.origin ?? topology.origin,
        "\(target.name) reserves ranges of its own, and \(range.range) is none of them"
      )
    }
    topology.platform = platform
  }

  /// Gaps, as far as machines are the same with them.
  private static func places(_ gaps: [Gap]) -> [[UInt64]] {
    gaps.map { [$0.start, $0.end, $0.report == .reserved ? 1 : 0] }.sorted { $0[0] < $1[0] }
  }

  // MARK: What machines have besides

  private mutating func leaveOutKinds() {
    for index in topology.nodes.indices {
      let node = topology.nodes[index]
      if node.isPersistent.value {
        refusals.refuse("persistent memory in nodes", at: node.isPersistent.origin ?? node.origin)
      }
      if node.isSpecialPurpose.value {
        refusals.refuse("memory for a special purpose", at: node.isSpecialPurpose.origin ?? node.origin)
      }
      if let window = node.cxl { refusals.refuse("memory behind CXL", at: window.origin ?? node.origin) }
      if let performance = node.performance, !target.can(.localities) {
        refusals.refuse("HMAT, and so no place for 'hmat'", at: performance.origin ?? node.origin)
        topology.nodes[index].performance = nil
      }
      topology.nodes[index].isPersistent = Located(false)
      topology.nodes[index].isSpecialPurpose = Located(false)
      topology.nodes[index].isSoftReserved = Located(false)
      topology.nodes[index].cxl = nil
    }
    if let localities = topology.localities, !target.can(.localities) {
      refusals.refuse("HMAT, and so no place for 'hmat'", at: localities.origin ?? topology.origin)
      topology.localities = nil
    }
  }

  private mutating func leaveOutDevices() {
    for device in topology.initiators + topology.ports {
      refusals.refuse(
        at: device.origin ?? topology.origin,
        "\(target.name) chooses itself where devices lie: \(device.handle) is none that it could be told"
      )
    }
    for bridge in topology.cxlBridges { refusals.refuse("CXL host bridges", at: bridge.origin ?? topology.origin) }
    for window in topology.devices {
      refusals.refuse(
        at: window.origin ?? topology.origin,
        "\(target.name) places devices itself: '\(window.name.excerpt)' is none of its")
    }
    if let vtl2 = topology.vtl2 {
      refusals.refuse("memory for VTL2", at: vtl2.origin ?? topology.origin)
    }
    for alias in topology.aliases { refusals.refuse("mirrors of memory", at: alias.origin ?? topology.origin) }
    if let acpi = topology.acpi {
      refusals.refuse(
        at: acpi.origin ?? topology.origin, "\(target.name) makes ACPI tables of its own: 'acpi' says nothing to it"
      )
    }
    topology.initiators = []
    topology.ports = []
    topology.cxlBridges = []
    topology.devices = []
    topology.vtl2 = nil
    topology.aliases = []
    topology.acpi = nil
  }

  private mutating func leaveOutSlots() {
    let slots = topology.slots
    if slots.first != 0 {
      refusals.refuse(
        at: slots.origin ?? topology.origin, "\(target.name) numbers slots from 0 on, not from \(slots.first)")
    }
    let longest = source.extents.map(\.size).max() ?? 0
    if slots.maximumSize < longest {
      refusals.refuse(
        at: slots.origin ?? topology.origin,
        "\(target.name) cuts no slots: \(Units.bytes(slots.maximumSize)) are less than the \(Units.bytes(longest)) of one range"
      )
    }
    for cut in slots.cuts {
      refusals.refuse(
        at: cut.origin ?? slots.origin ?? topology.origin,
        "\(target.name) cuts no slots: none begins at \(Units.address(cut.value))")
    }
    if topology.legacyX86.value {
      refusals.refuse(
        at: topology.legacyX86.origin ?? topology.origin, "\(target.name) cuts no slots at the ranges below 1 MiB")
    }
    for range in topology.visibility {
      refusals.refuse(
        at: range.origin ?? topology.origin,
        "\(target.name) has all RAM read-write from the start, \(range.range) too")
    }
    var kept = SlotOptions(maximumCount: slots.maximumCount, origin: slots.origin)
    kept.pageSize = slots.pageSize
    topology.slots = kept
    topology.legacyX86 = Located(false)
    topology.visibility = []
  }

  // MARK: CPUs

  private mutating func leaveOutProcessors() {
    let options = topology.processors
    if let first = options.firstUID, first.value != target.preset.firstUID {
      refusals.refuse(
        at: first.origin,
        "\(target.name) counts CPUs' UIDs from \(target.preset.firstUID) on, not from \(first.value)")
    }
    if options.x2APIC.value, !target.preset.tables.hasX2APICsOnly {
      refusals.refuse(
        at: options.x2APIC.origin ?? topology.origin,
        "\(target.name) has x2APIC structures where APIC IDs need them")
    }
    topology.processors.firstUID = nil
    topology.processors.x2APIC = Located(false)
    leaveOutCPUs()
    guard let present = options.present, !target.can(.absentCPUs) else { return }
    if present.value < topology.cpus.count {
      refusals.refuse("CPUs that are not there from the start", at: present.origin ?? topology.origin)
    }
    topology.processors.present = nil
  }

  private mutating func leaveOutCPUs() {
    let count = topology.cpus.count
    guard UInt64(count) > target.mostCPUs else { return }
    refusals.refuse(
      at: topology.cpuOrigin ?? topology.origin, "\(target.name) has at most \(target.mostCPUs) CPUs, not \(count)")
    topology.cpus.removeLast(count - Int(target.mostCPUs))
    topology.cpuShape = nil
    if let present = topology.processors.present {
      topology.processors.present = Located(min(present.value, UInt32(target.mostCPUs)), at: present.origin)
    }
  }
}
