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
      var fact = Fact(
        .node, "node \(node.node)", number: node.node, meaning: Units.bytes(node.memory),
        node: Int(clamping: node.node),
        domain: UInt32(clamping: node.domain ?? node.node), origin: FactOrigin(line: node.line))
      var traits: MemoryTraits = []
      if node.persistent == true { traits.insert(.persistent) }
      if node.specialPurpose == true { traits.insert(.specialPurpose) }
      if node.softReserved == true { traits.insert(.softReserved) }
      fact.meaning += "\(traits)"
      fact.add("name", node.name)
      fact.add("proximity domain", node.domain.map { "\($0)" })
      fact.add("CPUs", node.cpus.isEmpty ? "none" : node.cpus)
      return fact
    }
  }

  private func ram(_ layout: LayoutFile) -> [Fact] {
    layout.extents.map { extent in
      Fact(
        .ram, "RAM of " + (extent.zone.map { "zone \($0) of " } ?? "") + "node \(extent.node)",
        range: AddressRange(start: extent.start, size: extent.size), meaning: Units.bytes(extent.size),
        node: Int(clamping: extent.node), domain: domain(of: extent.node, in: layout),
        origin: FactOrigin(line: extent.line))
    }
  }

  private func platform(_ layout: LayoutFile) -> [Fact] {
    layout.platform.gaps.map { gap in
      Fact(
        .gap, gap.name.map { "gap \($0)" } ?? "gap", range: gap.range, meaning: "no RAM",
        origin: FactOrigin(line: gap.line))
    }
      + layout.platform.reserved.map { range in
        Fact(
          .reserved, range.name.map { "reserved range \($0)" } ?? "reserved range", range: range.range,
          meaning: range.type ?? "reserved", origin: FactOrigin(line: range.line))
      }
  }

  private func hotplug(_ layout: LayoutFile) -> [Fact] {
    layout.nodes.compactMap { node in
      node.hotplug.map { space in
        var fact = Fact(
          .hotplug, "hot-pluggable space of node \(node.node)", range: space.range,
          meaning: Units.bytes(space.size),
          node: Int(clamping: node.node), domain: domain(of: node.node, in: layout),
          origin: FactOrigin(line: space.line))
        if let slots = space.slots, !slots.isEmpty {
          fact.add("slots kept", CPUList.text(slots.map { UInt32(clamping: $0) }))
        }
        return fact
      }
    }
  }

  private func devices(_ layout: LayoutFile) -> [Fact] {
    (layout.devices ?? []).map { window in
      var fact = Fact(
        .device, "device window \(window.name)", range: AddressRange(start: window.start, size: window.size),
        meaning: Units.bytes(window.size), origin: FactOrigin(line: window.line))
      fact.add("priority", "\(window.priority)")
      fact.add("file", window.file)
      fact.add("offset in the file", window.fileOffset.map { Units.address($0) })
      return fact
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
