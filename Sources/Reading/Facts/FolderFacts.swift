import Addresses
import Artifacts
import Lowering

/// What the JSON files of a folder say of a machine, each fact with the line of the topology that the file has.
struct FolderFacts {
  private let layout: LayoutFile?
  private let memslots: MemslotsFile?

  init(_ layout: LayoutFile?, _ memslots: MemslotsFile?) {
    self.layout = layout
    self.memslots = memslots
  }

  /// Every fact.
  var all: [Fact] {
    (layout.map { nodes($0) + ram($0) + platform($0) + hotplug($0) + devices($0) + image($0) } ?? []) + slots
  }

  private func domain(of node: UInt64, in layout: LayoutFile?) -> UInt32? {
    guard let layout, let index = Int(exactly: node), layout.nodes.indices.contains(index) else { return nil }
    return UInt32(clamping: layout.nodes[index].domain ?? node)
  }

  private func nodes(_ layout: LayoutFile) -> [Fact] {
    layout.nodes.map { node in
      var traits: MemoryTraits = []
      if node.persistent == true { traits.insert(.persistent) }
      if node.specialPurpose == true { traits.insert(.specialPurpose) }
      if node.softReserved == true { traits.insert(.softReserved) }
      return .node(
        node.node, memory: node.memory, traits, name: node.name,
        domain: UInt32(clamping: node.domain ?? node.node), unlikePlace: node.domain, cpus: node.cpus,
        origin: FactOrigin(line: node.line))
    }
  }

  private func ram(_ layout: LayoutFile) -> [Fact] {
    layout.extents.map { extent in
      .ram(
        of: (extent.zone.map { "zone \($0) of " } ?? "") + "node \(extent.node)",
        AddressRange(start: extent.start, size: extent.size), node: Int(clamping: extent.node),
        domain: domain(of: extent.node, in: layout), origin: FactOrigin(line: extent.line))
    }
  }

  private func platform(_ layout: LayoutFile) -> [Fact] {
    layout.platform.gaps.map { .gap($0.name, $0.range, origin: FactOrigin(line: $0.line)) }
      + layout.platform.reserved.map {
        .reserved($0.name, $0.range, kind: $0.type ?? "reserved", origin: FactOrigin(line: $0.line))
      }
  }

  private func hotplug(_ layout: LayoutFile) -> [Fact] {
    layout.nodes.compactMap { node in
      node.hotplug.map { space in
        .hotplug(
          ofNode: Int(clamping: node.node), space.range, domain: domain(of: node.node, in: layout),
          slots: (space.slots ?? []).map { UInt32(clamping: $0) }, origin: FactOrigin(line: space.line))
      }
    }
  }

  private func devices(_ layout: LayoutFile) -> [Fact] {
    (layout.devices ?? []).map { window in
      .device(
        window.name, AddressRange(start: window.start, size: window.size), priority: window.priority,
        file: window.file, offset: window.fileOffset, origin: FactOrigin(line: window.line))
    }
  }

  private func image(_ layout: LayoutFile) -> [Fact] {
    guard let acpi = layout.acpi else { return [] }
    return [
      Fact(
        .tables, "ACPI tables", range: AddressRange(start: acpi.start, size: acpi.size), meaning: "acpi.bin",
        origin: FactOrigin(line: acpi.line))
    ]
  }

  private var slots: [Fact] {
    guard let memslots else { return [] }
    let lines = Dictionary(
      (layout?.slots ?? []).map { ($0.slot, $0.line) }, uniquingKeysWith: { first, _ in first })
    return memslots.partitions.flatMap { partition in
      partition.slots.map { slot in
        let domain =
          slot.domain.map { UInt32(clamping: $0) } ?? slot.node.flatMap { self.domain(of: $0, in: layout) }
        // layout.json has the lines of slots of RAM, under the numbers that the guest's partition has for them.
        let line = slot.source == "node" && slot.aliasOffset == nil ? lines[slot.slot] ?? nil : nil
        return Fact(
          slot, of: memslots.partitions.count > 1 ? partition.name : nil, domain: domain,
          origin: FactOrigin(line: line))
      }
    }
  }
}
