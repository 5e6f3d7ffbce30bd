import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// The third pass: where each node lies in guest physical space.
///
/// A cursor starts at `dram_base` and takes the nodes in order, each from the next multiple of its alignment on. RAM that
/// is meant for a gap moves above it, and not a byte is lost: a node cut by a gap has two extents, one that ends exactly
/// at a gap has one. The zones of a node lie one behind the other, each with extents of its own. Nodes that say where their
/// memory lies are there, and are as gaps to the others. Where persistent memory is plugged into hot-pluggable space, its
/// nodes come last, from the beginning of that space on.
package struct GapRelocation: Sendable {
  /// The rules that the pass can report.
  static let rules: [LayoutRule] = [.rangeInGap, .rangeBelowDRAM, .rangePlugged, .zonesPlugged]

  /// Creates the pass.
  package init() {}

  /// Places the nodes; `nil` where they do not fit below 2^52, after saying so.
  package func run(_ resolved: ResolvedNodes, reportingTo sink: inout DiagnosticSink) -> PlacedNodes? {
    let topology = resolved.sized.topology
    let sizes = resolved.sized.sizes
    let stated = topology.statedExtents
    let gaps = resolved.geography.gaps.map(\.range).merged(with: stated.map(\.range))
    let rule = resolved.geography.pluggableSpace
    let isPlugged = topology.nodes.map { $0.ranges.isEmpty && rule.isPlugged($0) }
    let plugged = sizes.indices.filter { isPlugged[$0] && sizes[$0] > 0 }
    let pluggedAlignment = plugged.isEmpty ? Units.pageSize : rule.alignment(ofPluggedIn: topology)
    var extents: [Extent] = []
    extents.reserveCapacity(sizes.count + gaps.count)
    var cursor = resolved.geography.dramBase
    var gap = 0

    let nodes = sizes.indices.filter({ !isPlugged[$0] && topology.nodes[$0].ranges.isEmpty }) + plugged
    for memory in topology.backedMemory(of: nodes) {
      let node = memory.node
      let size = topology.size(of: memory, nodes: sizes)
      let alignment = isPlugged[node] ? pluggedAlignment : topology.alignment(of: memory)
      var rest = size
      if node == plugged.first {
        let end = stated.reduce(cursor) { max($0, $1.end) }
        cursor = max(cursor, HotplugPlacement.start(behind: end, resolved))
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
            LanguageRule.addressTooHigh, at: topology.origin(of: memory),
            "\(memory) would reach beyond 2^52, the highest guest physical address that KVM takes")
          return nil
        }
        if length > 0 {
          extents.append(
            Extent(node: node, zone: memory.zone, start: cursor, size: length, backingOffset: size - rest))
        }
        rest -= length
        cursor = rest == 0 ? cursor + length : gaps[gap].end
      }
    }
    checkRanges(resolved, &sink)
    return PlacedNodes(
      topology: topology, sizes: sizes, geography: resolved.geography,
      extents: stated.isEmpty ? extents : (extents + stated).sorted { $0.start < $1.start })
  }

  /// Reports memory that is stated to lie where none may be.
  private func checkRanges(_ resolved: ResolvedNodes, _ sink: inout DiagnosticSink) {
    guard resolved.sized.topology.nodes.contains(where: { !$0.ranges.isEmpty || !$0.zones.isEmpty }) else { return }
    let (gaps, base) = (RangeSearch(resolved.geography.gaps), resolved.geography.dramBase)
    let rule = resolved.geography.pluggableSpace
    for (index, node) in resolved.sized.topology.nodes.enumerated() {
      if !node.ranges.isEmpty, rule.isPlugged(node) {
        sink.report(
          LayoutRule.rangePlugged, at: node.isPersistent.origin ?? node.origin,
          "platform '\(resolved.geography.name)' plugs persistent memory of node \(index) into hot-pluggable space, so that "
            + "it cannot lie at stated ranges",
          suggestion: "state 'memory' in place of 'ranges'")
      }
      if !node.zones.isEmpty, rule.isPlugged(node) {
        sink.report(
          LayoutRule.zonesPlugged, at: node.isPersistent.origin ?? node.origin,
          "platform '\(resolved.geography.name)' plugs persistent memory of node \(index) into hot-pluggable space as one "
            + "piece, so that it has no zones",
          suggestion: "state 'memory' in place of 'zones'")
      }
      for range in node.ranges {
        if range.start < base {
          sink.report(
            LayoutRule.rangeBelowDRAM, at: range.origin ?? node.origin,
            "the range \(range.range) of node \(index) begins below dram_base, \(Units.address(base))")
        }
        guard let gap = gaps.lowest(overlapping: range.range) else { continue }
        sink.report(
          LayoutRule.rangeInGap, at: range.origin ?? node.origin,
          "the range \(range.range) of node \(index) overlaps the gap \(gap.range)",
          notes: .init("which is stated here", at: gap.origin))
      }
    }
  }
}

extension LayoutRule {
  package static let rangeInGap = LayoutRule("memory-range-in-gap", "the ranges of a node's memory lie in no gap")
  package static let rangePlugged = LayoutRule(
    "memory-range-plugged", "memory that a platform plugs into hot-pluggable space states no ranges")
  package static let zonesPlugged = LayoutRule(
    "memory-zones-plugged", "memory that a platform plugs into hot-pluggable space has no zones")
  package static let rangeBelowDRAM = LayoutRule(
    "memory-range-below-dram", "the ranges of a node's memory do not begin below 'dram_base'")
}

extension Topology {
  /// The extents of nodes that say where their memory lies.
  fileprivate var statedExtents: [Extent] {
    nodes.enumerated().flatMap { index, node in
      var offset: UInt64 = 0
      return node.ranges.map { range in
        defer { offset += range.range.size }
        return Extent(node: index, start: range.start, size: range.range.size, backingOffset: offset)
      }
    }
  }
}

extension [AddressRange] {
  /// These and others, ascending.
  fileprivate func merged(with others: [AddressRange]) -> [AddressRange] {
    others.isEmpty ? self : (self + others).sorted { $0.start < $1.start }
  }
}
