import Addresses
import Lowering
import MachineModel
import Platforms

/// Holds the extents of `layout.json` against the place that its nodes, its gaps and its `dram_base` give them.
///
/// The alignment of nodes is not in the file, so that every one is tried that the extents could have.
struct PlacementComparison {
  private struct Place: Equatable {
    let node: UInt64
    let start: UInt64
    let size: UInt64

    var text: String { "RAM of node \(node) at \(Units.range(start, start &+ size))" }
  }

  private let layout: LayoutFile

  init(_ layout: LayoutFile) {
    self.layout = layout
  }

  /// What disagrees, as the end of a line about `layout.json`; `nil` where nothing does.
  func problem() -> String? {
    let stated = layout.extents.map { Place(node: $0.node, start: $0.start, size: $0.size) }
    // Addresses above 2^52 exist in no layout, and sums of these stay below 2^64.
    let numbers = [layout.platform.dramBase] + layout.nodes.map(\.memory) + layout.platform.gaps.map(\.end)
    guard numbers.allSatisfy({ $0 <= Units.addressLimit }) else { return "its addresses or sizes reach above 2^52" }
    let starts = stated.reduce(UInt64(0)) { $0 | $1.start }
    let widest = min(starts == 0 ? Units.addressLimit : starts & (0 &- starts), Units.addressLimit)
    var alignment = Units.pageSize
    while alignment <= widest {
      if places(alignment) == stated { return nil }
      alignment *= 2
    }
    return Self.difference(places(Units.pageSize) ?? [], stated)
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
  private func places(_ alignment: UInt64) -> [Place]? {
    var places: [Place] = []
    var gaps = layout.platform.gaps[...]
    var cursor = layout.platform.dramBase
    var alignment = alignment
    let rule = PlatformRegistry.preset(named: layout.platform.name)?.pluggableSpace ?? .ofEachNode
    let plugged = rule == .ofQEMU ? layout.nodes.indices.filter { layout.nodes[$0].persistent == true } : []
    for node in layout.nodes.indices.filter({ !plugged.contains($0) }) + plugged {
      let entry = layout.nodes[node]
      var rest = entry.memory
      if node == plugged.first, let space = layout.nodes.last?.hotplug, space.start <= Units.addressLimit {
        // What is plugged in lies in hot-pluggable space.
        cursor = max(cursor, space.start)
        alignment = max(alignment, PluggableSpaceRule.pluggedAlignment)
      }
      while rest > 0 {
        cursor = cursor.roundedUp(to: alignment)
        while let gap = gaps.first, gap.start <= cursor {
          cursor = max(cursor, gap.end).roundedUp(to: alignment)
          gaps.removeFirst()
        }
        guard cursor <= Units.addressLimit else { return nil }
        let room = gaps.first.map { $0.start - cursor } ?? .max
        let length = rest <= room ? rest : room.roundedDown(to: alignment)
        if length > 0 { places.append(Place(node: UInt64(node), start: cursor, size: length)) }
        rest -= length
        cursor = rest == 0 ? cursor + length : gaps.first?.end ?? .max
      }
    }
    return places
  }
}
