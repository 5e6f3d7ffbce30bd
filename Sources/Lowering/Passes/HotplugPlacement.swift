import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// The fourth pass: where memory may be plugged in.
///
/// Space that says where it begins lies there. Other space begins at the first multiple of 1 GiB, or of `placement.align`
/// where that is larger, above RAM, above the spaces before it, and above the gap below 4 GiB; where a gap is in the way,
/// above that: space is never cut.
package struct HotplugPlacement: Sendable {
  /// What space is aligned to: QEMU's largest page, or more where all memory is.
  static func alignment(in topology: Topology) -> UInt64 { max(1 << 30, topology.placementAlignment) }

  /// Creates the pass.
  package init() {}

  /// Places the spaces; one that does not fit below 2^52 is left out, after saying so.
  package func run(_ placed: PlacedNodes, reportingTo sink: inout DiagnosticSink) -> PluggableNodes {
    var ranges: [HotplugRange] = []
    let topology = placed.topology
    guard topology.nodes.contains(where: { $0.hotplug != nil }) else {
      return PluggableNodes(placed: placed, hotplug: [])
    }
    let gaps = placed.geography.gaps
    var cursor = gaps.reduce(max(placed.geography.dramBase, placed.extents.last?.end ?? 0)) { end, gap in
      gap.start < PCMap.high ? max(end, gap.end) : end
    }
    for (node, declared) in topology.nodes.enumerated() {
      guard let space = declared.hotplug else { continue }
      let start = space.start?.value ?? self.start(of: space.size, from: cursor, gaps, Self.alignment(in: topology))
      guard let range = AddressRange(exactlyFrom: start, size: space.size), range.end <= Units.addressLimit else {
        sink.report(
          LanguageRule.addressTooHigh, at: space.origin,
          "the hot-pluggable space of node \(node) would reach beyond 2^52, the highest guest physical address that "
            + "KVM takes")
        continue
      }
      ranges.append(HotplugRange(node: node, range: range))
      cursor = max(cursor, range.end)
    }
    return PluggableNodes(placed: placed, hotplug: ranges)
  }

  /// The first aligned address from which so many bytes are in no gap. Gaps ascend, and end at 2^52 at the latest.
  private func start(of size: UInt64, from cursor: UInt64, _ gaps: [Gap], _ alignment: UInt64) -> UInt64 {
    var start = cursor.roundedUp(to: alignment)
    for gap in gaps where gap.end > start && gap.start < start + size { start = gap.end.roundedUp(to: alignment) }
    return start
  }
}
