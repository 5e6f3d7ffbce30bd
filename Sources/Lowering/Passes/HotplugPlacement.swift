import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// The fourth pass: where memory may be plugged in.
///
/// Space that says where it begins lies there. Other space begins at the first multiple of the platform's alignment, or of the
/// node's where that is larger, above RAM, above the spaces before it, and above the gap below 4 GiB; where a gap is in the way,
/// above that: space is never cut. On QEMU's platforms it has room besides for what is plugged into it from the start.
package struct HotplugPlacement: Sendable {
  /// What the space of a node is aligned to.
  static func alignment(ofNode node: Int, in topology: Topology, _ geography: Geography) -> UInt64 {
    max(geography.hotplugAlignment, topology.alignment(ofNode: node))
  }

  /// Creates the pass.
  package init() {}

  /// Places the spaces; one that does not fit below 2^52 is left out, after saying so.
  package func run(_ placed: PlacedNodes, reportingTo sink: inout DiagnosticSink) -> PluggableNodes {
    var ranges: [HotplugRange] = []
    let topology = placed.topology
    let geography = placed.geography
    let rule = geography.pluggableSpace
    var cursor = Self.floor(
      behind: placed.extents.last { !rule.isPlugged(topology.nodes[$0.node]) }?.end ?? 0, geography)
    for (node, declared) in topology.nodes.enumerated() {
      guard let size = rule.size(ofNode: node, topology, placed.sizes) else { continue }
      let start =
        declared.hotplug?.start?.value
        ?? Self.start(of: size, from: cursor, geography.gaps, Self.alignment(ofNode: node, in: topology, geography))
      guard let range = AddressRange(exactlyFrom: start, size: size), range.end <= Units.addressLimit else {
        sink.report(
          LanguageRule.addressTooHigh, at: declared.hotplug?.origin ?? topology.memoryRange(ofNode: node),
          "the hot-pluggable space of node \(node) would reach beyond 2^52, the highest guest physical address that "
            + "KVM takes")
        continue
      }
      ranges.append(HotplugRange(node: node, range: range))
      cursor = max(cursor, range.end)
    }
    return PluggableNodes(placed: placed, hotplug: ranges)
  }

  /// Where the space begins that is of the last node alone, whose RAM ends there; what is plugged in begins with it.
  static func start(behind end: UInt64, _ resolved: ResolvedNodes) -> UInt64 {
    let (topology, geography) = (resolved.sized.topology, resolved.geography)
    let last = topology.nodes.count - 1
    let size = geography.pluggableSpace.size(ofNode: last, topology, resolved.sized.sizes)
    let (floor, alignment) = (floor(behind: end, geography), alignment(ofNode: last, in: topology, geography))
    return topology.nodes.last?.hotplug?.start?.value
      ?? start(of: size ?? 0, from: floor, geography.gaps, alignment)
  }

  /// The lowest address for space above RAM that ends there.
  private static func floor(behind end: UInt64, _ geography: Geography) -> UInt64 {
    geography.gaps.reduce(max(geography.dramBase, geography.pluggableBase ?? 0, end)) { end, gap in
      gap.start < PCMap.high ? max(end, gap.end) : end
    }
  }

  /// The first aligned address from which so many bytes are in no gap. Gaps ascend, and end at 2^52 at the latest.
  private static func start(of size: UInt64, from cursor: UInt64, _ gaps: [Gap], _ alignment: UInt64) -> UInt64 {
    var start = cursor.roundedUp(to: alignment)
    for gap in gaps where gap.end > start && gap.start < start + size { start = gap.end.roundedUp(to: alignment) }
    return start
  }
}
