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
      .node(
        UInt64(index), memory: layout.sizes[index], layout.traits(ofNode: index), name: node.name,
        domain: domains[index], unlikePlace: domains.areByPlace ? nil : UInt64(domains[index]),
        cpus: cpus[index].text,
        origin: origin(of: BackedMemory(node: index)))
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
      var fact = Fact.ram(
        of: "\(extent.memory)", extent.range, node: extent.node, domain: domains[extent.node],
        origin: origin(of: extent.memory))
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
    layout.geography.gaps.map { .gap($0.name, $0.range, origin: FactOrigin($0.origin)) }
  }

  private var reserved: [Fact] {
    layout.geography.reserved.map {
      .reserved($0.name, $0.range, kind: $0.kind.name, origin: FactOrigin($0.origin))
    }
  }

  private var hotplug: [Fact] {
    let slots = Dictionary(grouping: layout.partitions.first?.pluggable ?? [], by: \.node)
    return layout.hotplug.map { space in
      .hotplug(
        ofNode: space.node, space.range, domain: domains[space.node],
        slots: (slots[space.node] ?? []).map(\.number),
        origin: FactOrigin(layout.topology.nodes[space.node].hotplug?.origin))
    }
  }

  private var devices: [Fact] {
    layout.topology.devices.map { window in
      .device(
        window.name, window.range, priority: UInt64(window.priority), file: window.file?.value,
        offset: window.file.map { _ in window.fileOffset?.value ?? 0 }, origin: FactOrigin(window.origin))
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
