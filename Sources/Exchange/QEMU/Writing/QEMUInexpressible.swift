import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

// What a topology says and no option does.

extension QEMUWriter {
  // MARK: Where memory lies

  /// Tells where memory lies elsewhere, at what asks for that, or above the command line where nothing does.
  mutating func reportPlacement() {
    let platform = topology.platform
    let name = layout.geography.name
    if name != GenericPlatform.name, !name.hasPrefix("qemu-"), platform.preset.origin != nil, !placement.isSame {
      report(
        at: platform.preset.origin, "QEMU has no machine whose memory lies as that of '\(name)'")
    } else if !name.hasPrefix("qemu-") {
      comments.append(
        placement.isSame
          ? "Platform '\(name)' is none of QEMU's; RAM lies on its '\(placement.machine)' as there."
          : "Platform '\(name)' is none of QEMU's; RAM lies elsewhere on its '\(placement.machine)'.")
    }
    for range in layout.geography.reserved where range.origin != nil && isReported(range) {
      report(
        at: range.origin,
        "QEMU has no option for the range \(range.range) to be \(range.kind == .hole ? "left out" : range.kind.name)"
      )
    }
    if platform.replacesReserved, platform.reserved.isEmpty {
      report(at: topology.origin, "QEMU's memory maps keep the ranges that 'reserved' takes away")
    }
    guard !placement.isSame else { return }
    for (origin, what) in reasons {
      report(at: origin, "\(what): QEMU's machine '\(placement.machine)' has RAM elsewhere")
    }
  }

  /// Whether a reserved range is stated as one, and does not follow from a CPU's vendor.
  private func isReported(_ range: ReservedRange) -> Bool {
    range.origin != topology.platform.cpuVendor?.origin || range.origin == nil
  }

  /// What is stated of where memory lies, each with its place.
  private var reasons: [(SourceRange?, String)] {
    let platform = topology.platform
    var reasons: [(SourceRange?, String)] = []
    if layout.geography.name.hasPrefix("qemu-"), layout.geography.name != "qemu-\(placement.machine)" {
      reasons.append((platform.preset.origin, "platform '\(layout.geography.name)'"))
    }
    if let limit = platform.mostRAMBelow4GiB, placement.mostRAMBelow4GiB != limit.value {
      reasons.append((limit.origin, "'max_ram_below_4g' cannot be said"))
    }
    if let base = platform.dramBase { reasons.append((base.origin, "'dram_base' is \(Units.address(base.value))")) }
    if let gaps = platform.gaps {
      reasons += gaps.isEmpty ? [(nil, "there are no 'gaps'")] : gaps.map { ($0.origin, "the gap \($0.range)") }
    }
    if topology.placementAlignment != Units.pageSize {
      reasons.append(
        (
          topology.places.alignment ?? topology.places.placement,
          "nodes begin at multiples of \(Units.bytes(topology.placementAlignment))"
        ))
    }
    for (index, node) in topology.nodes.enumerated() {
      if let range = node.ranges.first {
        reasons.append((range.origin ?? node.origin, "node \(index) states its 'ranges'"))
      }
      if let alignment = node.alignment, alignment.origin != nil {
        reasons.append((alignment.origin, "node \(index) states its 'align'"))
      }
      if node.isPersistent.value, layout.geography.pluggableSpace != .ofQEMU {
        reasons.append((node.isPersistent.origin, "node \(index) is 'persistent', and so plugged in above all RAM"))
      }
      if let start = node.hotplug?.start {
        reasons.append((start.origin, "hot-pluggable space begins at \(Units.address(start.value))"))
      }
    }
    return reasons
  }

  // MARK: Nodes

  /// Tells of what nodes say.
  mutating func reportNodes() {
    let domains = topology.proximityDomains
    if domains.count != domains.nodeCount,
      let node = placement.order.first(where: { Int(domains[$0]) != placement.ids[$0] })
    {
      report(
        at: topology.nodes[node].domain?.origin,
        "QEMU numbers nodes from 0 on and leaves none out, so that proximity domain \(domains[node]) is \(placement.ids[node]) there"
      )
    }
    if topology.nodes.count > QEMUFormat.mostNodes {
      report(
        at: topology.nodes[Int(QEMUFormat.mostNodes)].origin,
        "QEMU has up to \(QEMUFormat.mostNodes) nodes, and there are \(topology.nodes.count)")
    }
    let last = placement.order.last
    for (index, node) in topology.nodes.enumerated() {
      if node.isSpecialPurpose.value {
        report(at: node.isSpecialPurpose.origin, "QEMU's tables know no memory for a special purpose")
      }
      if let window = node.cxl { report(at: window.origin, "memory behind CXL is that of QEMU's own CXL devices") }
      if let space = node.hotplug, index != last {
        report(
          at: space.origin,
          "QEMU's hot-pluggable space is of the highest node, \(last.map { "node \($0)" } ?? "which there is not")")
      }
    }
    for bridge in topology.cxlBridges.prefix(1) {
      report(at: bridge.origin, "CXL host bridges are those of QEMU's own CXL devices")
    }
    for port in topology.ports {
      report(
        at: port.handleOrigin ?? port.origin,
        "QEMU's ports are CXL host bridges of its own, and \(port.handle) is none")
    }
  }

  // MARK: The memory manager's half, and tables

  /// Tells of what QEMU decides by itself.
  mutating func reportManagement() {
    let slots = topology.slots
    if slots.first != 0 || slots.maximumSize != SlotOptions().maximumSize || slots.maximumCount != nil
      || !slots.cuts.isEmpty || slots.pageSize.value != .small
    {
      report(at: slots.origin, "QEMU numbers and cuts memory slots by itself", suggestion: "leave 'slots' out")
    }
    if topology.legacyX86.value {
      report(
        at: topology.legacyX86.origin, "QEMU splits the first megabyte by itself",
        suggestion: "leave 'legacy_x86' out")
    }
    for range in topology.visibility {
      report(at: range.origin, "QEMU decides by itself what a guest may do with \(range.range)")
    }
    for window in topology.devices {
      report(at: window.origin, "QEMU's own devices have memory, and '\(window.name.excerpt)' is none of them")
    }
    if let vtl2 = topology.vtl2 { report(at: vtl2.origin, "QEMU has no memory for a more privileged level") }
    for alias in topology.aliases {
      report(at: alias.origin, "QEMU has no mirror of memory for a more privileged level")
    }
    guard let acpi = topology.acpi else { return }
    let values: [(String, Bool)] = [
      ("oem_revision", acpi.oemRevision != nil), ("creator_id", acpi.creatorID != nil),
      ("creator_revision", acpi.creatorRevision != nil), ("tables", acpi.tables != nil),
      ("address", acpi.address != nil),
    ]
    for (key, isStated) in values where isStated {
      report(
        at: acpi.tables.flatMap { key == "tables" ? $0.first?.origin : nil }
          ?? (key == "address" ? acpi.address?.origin : nil) ?? acpi.origin,
        "QEMU has no option for '\(key)' of its tables", suggestion: "leave '\(key)' out")
    }
  }
}
