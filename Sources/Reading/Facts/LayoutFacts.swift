import Addresses
import Artifacts
import Diagnostics
import FirmwareTables
import Lowering
import MachineModel
import Platforms

/// What a layout says of its machine, each fact with the place in the topology that its pass kept.
struct LayoutFacts {
  private let layout: Layout
  private let domains: ProximityDomains

  init(_ layout: Layout) {
    self.layout = layout
    domains = layout.topology.proximityDomains
  }

  /// Every fact but those of CPUs, of which there may be a million.
  var all: [Fact] {
    nodes + ram + slots + gaps + reserved + hotplug + devices + windows + image
  }

  /// The nodes, each with its memory and its CPUs.
  var nodes: [Fact] {
    let cpus = layout.topology.cpusOfNodes
    return layout.topology.nodes.enumerated().map { index, node in
      var fact = Fact(
        .node, "node \(index)", number: UInt64(index),
        meaning: "\(Units.bytes(layout.sizes[index]))\(layout.traits(ofNode: index))", node: index,
        domain: domains[index], origin: origin(of: BackedMemory(node: index)))
      fact.add("name", node.name)
      if !domains.areByPlace { fact.add("proximity domain", "\(domains[index])") }
      fact.add("CPUs", cpus[index].isEmpty ? "none" : cpus[index].text)
      return fact
    }
  }

  /// Where the size of memory is stated within its node or zone; what many share by an anchor or a default is stated
  /// elsewhere, and then it is the node or the zone that made it.
  private func origin(of memory: BackedMemory) -> FactOrigin? {
    let node = layout.topology.nodes[memory.node]
    let zone = memory.zone.map { node.zones[$0] }
    guard let whole = zone?.origin ?? node.origin else { return FactOrigin(layout.origin(of: memory)) }
    guard let size = zone.map(\.size.origin) ?? node.memory?.origin, whole.start <= size.start,
      size.end <= whole.end
    else { return FactOrigin(whole) }
    return FactOrigin(size)
  }

  private var ram: [Fact] {
    layout.extents.map { extent in
      var fact = Fact(
        .ram, "RAM of \(extent.memory)", range: extent.range, meaning: Units.bytes(extent.size), node: extent.node,
        domain: domains[extent.node], origin: origin(of: extent.memory))
      fact.backingOffset = extent.backingOffset
      return fact
    }
  }

  private var slots: [Fact] {
    let file = MemslotsFile(layout)
    return zip(layout.partitions, file.partitions).flatMap { partition, entry in
      zip(partition.slots, entry.slots).map { slot, facts in
        let origin: FactOrigin? =
          switch slot.source {
          case .node(let node): self.origin(of: slot.memory ?? BackedMemory(node: node))
          case .window(let index): FactOrigin(layout.topology.devices[index].origin)
          case .vtl2: FactOrigin(layout.topology.vtl2?.origin)
          }
        return Fact(
          facts, of: layout.partitions.count > 1 ? partition.name : nil, domain: slot.node.map { domains[$0] },
          origin: origin)
      }
    }
  }

  private var gaps: [Fact] {
    layout.geography.gaps.map { gap in
      Fact(
        .gap, gap.name.map { "gap \($0)" } ?? "gap", range: gap.range, meaning: "no RAM",
        origin: FactOrigin(gap.origin))
    }
  }

  private var reserved: [Fact] {
    layout.geography.reserved.map { range in
      Fact(
        .reserved, range.name.map { "reserved range \($0)" } ?? "reserved range", range: range.range,
        meaning: range.kind.name, origin: FactOrigin(range.origin))
    }
  }

  private var hotplug: [Fact] {
    let slots = Dictionary(grouping: layout.partitions.first?.pluggable ?? [], by: \.node)
    return layout.hotplug.map { space in
      var fact = Fact(
        .hotplug, "hot-pluggable space of node \(space.node)", range: space.range, meaning: Units.bytes(space.size),
        node: space.node, domain: domains[space.node],
        origin: FactOrigin(layout.topology.nodes[space.node].hotplug?.origin))
      if let kept = slots[space.node] { fact.add("slots kept", CPUList.text(kept.map(\.number))) }
      return fact
    }
  }

  private var devices: [Fact] {
    layout.topology.devices.map { window in
      var fact = Fact(
        .device, "device window \(window.name)", range: window.range, meaning: Units.bytes(window.size),
        origin: FactOrigin(window.origin))
      fact.add("priority", "\(window.priority)")
      fact.add("file", window.file?.value)
      fact.add("offset in the file", window.file.map { _ in Units.address(window.fileOffset?.value ?? 0) })
      return fact
    }
  }

  private var windows: [Fact] {
    layout.cxlRanges.map { window in
      let cxl = layout.topology.nodes[window.node].cxl
      let bridges = (cxl?.bridges ?? []).map { "\($0)" }.joined(separator: ", ")
      return Fact(
        .window, "CXL window of node \(window.node)", range: window.range, meaning: "host bridges \(bridges)",
        node: window.node, domain: domains[window.node],
        origin: FactOrigin(layout.topology.nodes[window.node].origin))
    }
  }

  private var image: [Fact] {
    guard let acpi = layout.acpi else { return [] }
    let origin = FactOrigin(layout.topology.acpi?.address?.origin)
    return [
      Fact(.tables, "ACPI tables", range: acpi.tables, meaning: "acpi.bin", origin: origin),
      Fact(.tables, "RSDP", range: acpi.rootPointer, meaning: "acpi-rsdp.bin", origin: origin),
    ]
  }
}
