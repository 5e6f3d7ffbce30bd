import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// The third pass: where each node lies in guest physical space.
///
/// A cursor starts at `dram_base` and takes the nodes in order, each from the next multiple of its alignment on. RAM that is
/// meant for a gap moves above it, and not a byte is lost: a node cut by a gap has two extents, one that ends exactly at a
/// gap has one. Where persistent memory is plugged into hot-pluggable space, its nodes come last, from the beginning of that
/// space on.
package struct GapRelocation: Sendable {
  /// Creates the pass.
  package init() {}

  /// Places the nodes; `nil` where they do not fit below 2^52, after saying so.
  package func run(_ resolved: ResolvedNodes, reportingTo sink: inout DiagnosticSink) -> PlacedNodes? {
    let topology = resolved.sized.topology
    let sizes = resolved.sized.sizes
    let gaps = resolved.geography.gaps
    let rule = resolved.geography.pluggableSpace
    let isPlugged = topology.nodes.map { rule.isPlugged($0) }
    let plugged = sizes.indices.filter { isPlugged[$0] && sizes[$0] > 0 }
    var extents: [Extent] = []
    extents.reserveCapacity(sizes.count + gaps.count)
    var cursor = resolved.geography.dramBase
    var gap = 0

    for node in sizes.indices.filter({ !isPlugged[$0] }) + plugged {
      let size = sizes[node]
      let alignment =
        isPlugged[node] ? rule.alignment(ofPluggedIn: topology) : topology.alignment(ofNode: node)
      var rest = size
      if node == plugged.first {
        cursor = max(cursor, HotplugPlacement.start(behind: cursor, resolved))
      }
      while rest > 0 {
        cursor = cursor.roundedUp(to: alignment)
        while gap < gaps.count, gaps[gap].start <= cursor {
          cursor = max(cursor, gaps[gap].end).roundedUp(to: alignment)
          gap += 1
        }
        let limit = gap < gaps.count ? gaps[gap].start : .max
        let room = limit - cursor
        let length = rest <= room ? rest : room.roundedDown(to: alignment)
        guard length == 0 || length <= Units.addressLimit - min(cursor, Units.addressLimit) else {
          sink.report(
            LanguageRule.addressTooHigh, at: topology.memoryRange(ofNode: node),
            "node \(node) would reach beyond 2^52, the highest guest physical address that KVM takes")
          return nil
        }
        if length > 0 {
          extents.append(Extent(node: node, start: cursor, size: length, backingOffset: size - rest))
        }
        rest -= length
        cursor = rest == 0 ? cursor + length : gaps[gap].end
      }
    }
    return PlacedNodes(topology: topology, sizes: sizes, geography: resolved.geography, extents: extents)
  }
}
