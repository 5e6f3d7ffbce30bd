import Addresses
import Lowering
import MachineModel
import Platforms

/// Holds the extents of `layout.json` against the place that its nodes, its gaps and its `dram_base` give them.
///
/// The alignment of nodes that state none of their own is not in the file, so that every one is tried that their extents
/// could have. Where the topology says where memory lies, it lies there.
struct PlacementComparison {
  private struct Place: Equatable {
    let node: UInt64
    let zone: UInt64?
    let start: UInt64
    let size: UInt64

    var text: String {
      "RAM of \(zone.map { "zone \($0) of " } ?? "")node \(node) at \(Units.range(start, start &+ size))"
    }
  }

  private let layout: LayoutFile

  init(_ layout: LayoutFile) {
    self.layout = layout
  }

  /// What disagrees, as the end of a line about `layout.json`; `nil` where nothing does.
  func problem() -> String? {
    let stated = layout.extents.map { Place(node: $0.node, zone: $0.zone, start: $0.start, size: $0.size) }
    // Addresses above 2^52 exist in no layout, and sums of these stay below 2^64.
    let numbers = [layout.platform.dramBase] + layout.nodes.map(\.memory) + layout.platform.gaps.map(\.end)
    guard numbers.allSatisfy({ $0 <= Units.addressLimit }) else { return "its addresses or sizes reach above 2^52" }
    let alignments =
      layout.nodes.compactMap(\.align) + layout.nodes.flatMap { ($0.zones ?? []).compactMap(\.align) }
    let known = Units.pageSize...Units.addressLimit
    guard alignments.allSatisfy({ known.contains($0) && $0.nonzeroBitCount == 1 }) else {
      return "its nodes' alignments are no powers of two from 4 KiB to 2^52 bytes"
    }
    let starts = stated.reduce(UInt64(0)) { isAligned($1.node) ? $0 : $0 | $1.start }
    let widest = min(starts == 0 ? Units.addressLimit : starts & (0 &- starts), Units.addressLimit)
    var alignment = Units.pageSize
    while alignment <= widest {
      if places(alignment) == stated { return nil }
      alignment *= 2
    }
    return Self.difference(places(Units.pageSize) ?? [], stated)
  }

  /// Whether a node's place does not hang on the alignment of all.
  private func isAligned(_ node: UInt64) -> Bool {
    let entry = entry(ofNode: node)
    return entry?.align != nil || entry?.statesRanges == true || entry?.zones?.contains { $0.align != nil } == true
  }

  private static func difference(_ expected: [Place], _ stated: [Place]) -> String {
    let rule = "its dram_base, its gaps and its nodes' sizes"
    for index in 0..<max(expected.count, stated.count) {
      let (wanted, found) = (
        index < expected.count ? expected[index] : nil, index < stated.count ? stated[index] : nil
      )
      if wanted == found { continue }
      return "\(rule) make \(wanted?.text ?? "no more RAM"), but its extents say \(found?.text ?? "no more")"
    }
    return "\(rule) do not make its extents"
  }

  /// Where the nodes lie with an alignment; `nil` where they do not fit below 2^52.
  private func places(_ common: UInt64) -> [Place]? {
    // Where memory is stated to lie, none of the others lies.
    var places = layout.extents.filter { isStated($0.node) }.map {
      Place(node: $0.node, zone: $0.zone, start: $0.start, size: $0.size)
    }
    let occupied = layout.platform.gaps.map(\.range) + places.map { AddressRange($0.start, $0.start &+ $0.size) }
    var gaps = occupied.sorted { $0.start < $1.start }[...]
    var cursor = layout.platform.dramBase
    let rule = PlatformRegistry.preset(named: layout.platform.name)?.pluggableSpace ?? .ofEachNode
    let isPlugged = layout.nodes.map { rule == .ofQEMU && $0.persistent == true }
    let plugged = layout.nodes.indices.filter { isPlugged[$0] }
    let pluggedAlignment = plugged.reduce(PluggableSpaceRule.pluggedAlignment) {
      max($0, layout.nodes[$1].align ?? common)
    }
    for node in layout.nodes.indices.filter({ !isPlugged[$0] }) + plugged where !isStated(UInt64(node)) {
      let entry = layout.nodes[node]
      if node == plugged.first, let space = layout.nodes.last?.hotplug, space.start <= Units.addressLimit {
        // What is plugged in lies in hot-pluggable space.
        cursor = max(cursor, space.start)
      }
      let zones = entry.zones?.enumerated().map { (UInt64?(UInt64($0)), $1.memory, $1.align) }
      for (zone, size, align) in zones ?? [(nil, entry.memory, entry.align)] {
        let alignment = isPlugged[node] ? pluggedAlignment : align ?? common
        var rest = size
        while rest > 0 {
          cursor = cursor.roundedUp(to: alignment)
          while let gap = gaps.first, gap.start <= cursor {
            cursor = max(cursor, gap.end).roundedUp(to: alignment)
            gaps.removeFirst()
          }
          guard cursor <= Units.addressLimit else { return nil }
          let room = gaps.first.map { $0.start - cursor } ?? .max
          let length = rest <= room ? rest : room.roundedDown(to: alignment)
          if length > 0 { places.append(Place(node: UInt64(node), zone: zone, start: cursor, size: length)) }
          rest -= length
          cursor = rest == 0 ? cursor + length : gaps.first?.end ?? .max
        }
      }
    }
    return places.sorted { $0.start < $1.start }
  }

  private func isStated(_ node: UInt64) -> Bool { entry(ofNode: node)?.statesRanges ?? false }

  private func entry(ofNode node: UInt64) -> LayoutFile.NodeEntry? {
    Int(exactly: node).flatMap { layout.nodes.indices.contains($0) ? layout.nodes[$0] : nil }
  }
}
