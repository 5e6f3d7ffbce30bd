import Addresses
import Diagnostics
import FirmwareTables
package import Lowering
import MachineModel
import Platforms

/// A layout as a person reads it: nodes, memory map, slots, distances.
package struct LayoutSummary: CustomStringConvertible, Sendable {
  private static let longestList = 48
  private static let widestMatrix = 16

  private let layout: Layout

  /// Creates the summary of a layout.
  package init(_ layout: Layout) {
    self.layout = layout
  }

  /// The text, several lines.
  package var description: String {
    var text = headline + "\n\n" + nodes + "\n"
    let zones = zones
    if !zones.isEmpty { text += "memory zones\n" + zones + "\n" }
    text += (layout.topology.architecture == .x8664 ? "e820" : "memory map") + "\n" + memoryMap
    let hasLevels = layout.partitions.count > 1
    text += "\nmemory slots\(hasLevels ? " of \(layout.partitions[0].name)" : "")\n" + slots
    if hasLevels { text += "\nmemory slots of \(layout.partitions[1].name)\n" + privilegedSlots }
    if !layout.topology.devices.isEmpty { text += "\ndevice windows\n" + windows }
    if !layout.hotplug.isEmpty { text += "\nhot-pluggable space\n" + hotplug }
    let cxl = layout.cxlRanges
    if !cxl.isEmpty { text += "\nCXL windows\n" + windows(cxl) }
    for (title, devices) in [("initiators", layout.topology.initiators), ("ports", layout.topology.ports)]
    where !devices.isEmpty {
      text += "\n\(title)\n" + Self.table(devices.map { ["\($0.handle)", "node \($0.node)"] }, indent: "  ")
    }
    return text + "\ndistances\n" + distances
  }

  private var headline: String {
    let topology = layout.topology
    let nodes = topology.nodes.count
    let cpus = topology.cpus.count
    return (topology.name.map { $0.terminalText + ": " } ?? "")
      + "\(Units.bytes(layout.memory)) in \(nodes) node\(nodes == 1 ? "" : "s"), \(cpus) CPU\(cpus == 1 ? "" : "s"), "
      + "\(topology.architecture.rawValue), platform \(layout.geography.name)"
  }

  private var nodes: String {
    let cpus = layout.topology.cpusOfNodes
    var extentsOfNode = [[Extent]](repeating: [], count: layout.sizes.count)
    for extent in layout.extents { extentsOfNode[extent.node].append(extent) }
    let domains = layout.topology.proximityDomains
    let titles = ["node"] + (domains.areByPlace ? [] : ["domain"])
    var rows = [titles + ["memory", "CPUs", "guest physical addresses"]]
    // Of what is not shown no row is made.
    for (index, node) in layout.topology.nodes.prefix(Self.longestList).enumerated() {
      var extents = ""
      for extent in extentsOfNode[index] { extents += (extents.isEmpty ? "" : ", ") + extent.range.description }
      rows.append([node.name.map { "\(index) \($0)" } ?? "\(index)"])
      if !domains.areByPlace { rows[index + 1].append("\(domains[index])") }
      rows[index + 1] += [
        "\(Units.bytes(layout.sizes[index]))\(layout.traits(ofNode: index))",
        cpus[index].isEmpty ? "-" : cpus[index].text,
        extents.isEmpty ? "-" : extents,
      ]
    }
    return Self.table(rows, of: layout.topology.nodes.count + 1, indent: "")
  }

  /// A line a zone; nothing where no node has any.
  private var zones: String {
    guard layout.topology.nodes.contains(where: { !$0.zones.isEmpty }) else { return "" }
    let extents = Dictionary(grouping: layout.extents, by: \.memory)
    return Self.table(
      layout.backedMemory.filter { $0.zone != nil }.map { memory in
        let name = memory.zone.flatMap { layout.topology.nodes[memory.node].zones[$0].name }
        return [
          "\(memory)\(name.map { " \($0)" } ?? "")", Units.bytes(layout.size(of: memory)),
          layout.policy(of: memory).backing.name,
          (extents[memory] ?? []).map(\.range.description).joined(separator: ", "),
        ]
      }, indent: "  ")
  }

  private var memoryMap: String {
    Self.table(
      layout.memoryMapInOrder.map { [$0.range.description, Units.bytes($0.end - $0.start), $0.kind.name] },
      indent: "  ")
  }

  private var slots: String {
    let all = layout.partitions[0].slots
    return Self.table(
      all.prefix(Self.longestList).map { slot in
        let facts = SlotFacts(slot, of: layout)
        var row = [
          "\(slot.number)", facts.rangeText, facts.sizeText, facts.memory,
          "offset \(Units.address(slot.backingOffset))",
        ]
        if slot.visibility != .readWrite { row.append(slot.visibility.rawValue) }
        return row
      }, of: all.count, indent: "  ", whole: layout.topology.devices.isEmpty ? .layout : .memslots)
  }

  /// A line for all slots that show RAM in one way: they are cut as those of the level below are.
  private var privilegedSlots: String {
    var groups: [(first: MemorySlot, last: MemorySlot, size: UInt64)] = []
    for slot in layout.partitions[1].slots {
      if let group = groups.last, group.first.aliasOffset == slot.aliasOffset,
        (group.first.source == .vtl2) == (slot.source == .vtl2)
      {
        groups[groups.count - 1].last = slot
        groups[groups.count - 1].size += slot.size
      } else {
        groups.append((slot, slot, slot.size))
      }
    }
    let names = Dictionary(
      layout.topology.aliases.map { ($0.offset, $0.name) }, uniquingKeysWith: { first, _ in first })
    return Self.table(
      groups.map { first, last, size in
        let memory = first.source == .vtl2 ? "RAM of vtl2" : "RAM of \(layout.partitions[0].name)"
        let alias = first.aliasOffset.map { offset in
          ", alias\((names[offset] ?? nil).map { " \($0)" } ?? "") at offset \(Units.address(offset))"
        }
        return [
          first.number == last.number ? "\(first.number)" : "\(first.number)-\(last.number)",
          Units.range(first.guestPhysicalAddress, last.end), Units.bytes(size), memory + (alias ?? ""),
        ]
      }, indent: "  ")
  }

  private func windows(_ ranges: [CXLRange]) -> String {
    Self.table(
      ranges.map { window in
        let cxl = layout.topology.nodes[window.node].cxl
        let bridges = (cxl?.bridges ?? []).map { "\($0)" }.joined(separator: ", ")
        return [
          window.range.description, Units.bytes(window.size), "node \(window.node)",
          "host bridge\((cxl?.bridges.count ?? 0) == 1 ? "" : "s") \(bridges) by \(Units.bytes(cxl?.granularity ?? 0))",
        ]
      }, indent: "  ")
  }

  private var hotplug: String {
    let slots = Dictionary(grouping: layout.partitions[0].pluggable, by: \.node)
    return Self.table(
      layout.hotplug.map { space in
        let numbers = slots[space.node].map { $0.map(\.number) } ?? []
        let kept = numbers.isEmpty ? [] : ["slot\(numbers.count > 1 ? "s" : "") \(CPUList.text(numbers)) kept"]
        return [space.range.description, Units.bytes(space.size), "node \(space.node)"] + kept
      }, indent: "  ")
  }

  private var windows: String {
    var slotsOfWindow = [[UInt32]](repeating: [], count: layout.topology.devices.count)
    for slot in layout.partitions[0].slots {
      if case .window(let index) = slot.source { slotsOfWindow[index].append(slot.number) }
    }
    return Self.table(
      layout.topology.devices.enumerated().map { index, window in
        let slots = slotsOfWindow[index]
        var row = [
          window.name, window.range.description, Units.bytes(window.size),
          "priority \(window.priority)",
          slots.isEmpty ? "hidden" : "seen in slot\(slots.count > 1 ? "s" : "") \(CPUList.text(slots))",
        ]
        if window.visibility != .readWrite { row.append(window.visibility.rawValue) }
        if let file = window.file {
          let offset = window.fileOffset.map { " from \(Units.address($0.value)) on" } ?? ""
          row.append("file \(file.value)\(offset)")
        }
        return row
      }, indent: "  ")
  }

  private var distances: String {
    let matrix = layout.topology.distances
    guard matrix.count <= Self.widestMatrix else {
      // The diagonal is 10 and all else is more, so the nearest other node is the least above 10. Without a branch
      // this goes through many bytes at once.
      let nearest = matrix.values.reduce(.max) { min($0, $1 == DistanceMatrix.local ? .max : $1) }
      let farthest = matrix.values.reduce(DistanceMatrix.local, max)
      let range = "  \(matrix.count) × \(matrix.count), from \(nearest) to \(farthest)"
      return SLIT.absence(in: layout) == nil ? "\(range); slit.bin has all\n" : "\(range)\n"
    }
    var rows = [[""] + (0..<matrix.count).map { "\($0)" }]
    for from in 0..<matrix.count { rows.append(["\(from)"] + (0..<matrix.count).map { "\(matrix[from, $0])" }) }
    return Self.table(rows, indent: "  ", isRightAligned: true)
  }

  /// Rows in columns; of a long list its beginning.
  private static func table(
    _ rows: [[String]], of count: Int? = nil, indent: String, isRightAligned: Bool = false,
    whole: ArtifactKind = .layout
  ) -> String {
    let shown = rows.prefix(longestList).map { row in row.map(\.terminalText) }
    let columns = shown.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in shown.map { $0.count > column ? width($0[column]) : 0 }.max() ?? 0 }
    var text = ""
    for row in shown {
      var line = indent
      var spaces = 0
      for (column, cell) in row.enumerated() {
        let padding = widths[column] - width(cell)
        spaces += (column > 0 ? 2 : 0) + (isRightAligned ? padding : 0)
        // Of what only ends a line nothing is written.
        if !cell.isEmpty {
          line += String(repeating: " ", count: spaces) + cell
          spaces = 0
        }
        if !isRightAligned { spaces += padding }
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    let left = (count ?? rows.count) - shown.count
    if left > 0 {
      text += "\(indent)… and \(left) more; \(whole.fileName) has all\n"
    }
    return text
  }

  /// How many characters a cell has, which of ASCII are its bytes.
  private static func width(_ cell: String) -> Int {
    cell.utf8.allSatisfy { $0 < 0x80 } ? cell.utf8.count : cell.count
  }
}
