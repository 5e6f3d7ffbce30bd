import Addresses
package import Diagnostics
import MachineModel
import Platforms

/// Memory is plugged in where nothing else is.
package struct HotplugOverlap: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `hotplug-overlap`, `hotplug-below-dram`, `hotplug-not-last`.
  package var rules: [LayoutRule] { [.hotplugOverlap, .hotplugBelowDRAM, .hotplugNotLast] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports each space that RAM, another space, a gap, a window or a reserved range overlaps, that begins below all
  /// memory, or that the platform would give to another node.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard !layout.hotplug.isEmpty else { return }
    var occupied = Occupied(layout)
    let base = layout.geography.dramBase
    var highest: HotplugRange?
    for space in layout.hotplug.sorted(by: { ($0.start, $0.node) < ($1.start, $1.node) }) {
      let declared = layout.topology.nodes[space.node].hotplug
      // Space that nobody asked for is there for what is plugged in.
      let origin =
        declared?.start?.origin ?? declared?.origin
        ?? layout.topology.nodes.first { $0.isPersistent.value }?.isPersistent.origin
      let words = "the hot-pluggable space of node \(space.node), \(space.range),"
      if space.start < base {
        let free = occupied.place(for: space, from: base, layout)
        sink.report(
          LayoutRule.hotplugBelowDRAM, at: origin, "\(words) begins below dram_base, \(Units.address(base))",
          suggestion: free.map(Self.advice), fix: free.flatMap { declared?.fix(startingAt: $0) })
      } else if let (name, place) = occupied.what(overlaps: space.range)
        ?? highest.flatMap({ other in
          guard other.end > space.start else { return nil }
          let place = layout.topology.nodes[other.node].hotplug?.origin
          return ("the hot-pluggable space of node \(other.node), \(other.range)", place)
        })
      {
        let free = occupied.place(for: space, from: base, layout)
        sink.report(
          LayoutRule.hotplugOverlap, at: origin, "\(words) overlaps \(name)",
          suggestion: declared == nil ? nil : free.map(Self.advice),
          fix: free.flatMap { declared?.fix(startingAt: $0) },
          notes: .init("which is stated here", at: place))
      }
      if space.end > highest?.end ?? 0 { highest = space }
    }
    reportNodes(layout, &sink)
  }

  private static func advice(_ start: UInt64) -> String { "write 'start: \(Units.address(start))'" }

  /// Where a platform's table has one space, of the last node, another node's would be a lie.
  private func reportNodes(_ layout: Layout, _ sink: inout DiagnosticSink) {
    guard layout.geography.pluggableSpace == .ofQEMU else { return }
    let last = layout.topology.nodes.count - 1
    for space in layout.hotplug where space.node != last {
      sink.report(
        LayoutRule.hotplugNotLast, at: layout.topology.nodes[space.node].hotplug?.origin,
        "platform '\(layout.geography.name)' gives all hot-pluggable space to the last node, \(last), "
          + "not to node \(space.node)",
        suggestion: "state 'hotplug' in node \(last)")
    }
  }
}

extension LayoutRule {
  package static let hotplugOverlap = LayoutRule(
    "hotplug-overlap",
    "hot-pluggable space overlaps no RAM, gap, device window or reserved range, nor other such space")
  package static let hotplugBelowDRAM = LayoutRule(
    "hotplug-below-dram", "hot-pluggable space does not begin below 'dram_base'")
  package static let hotplugNotLast = LayoutRule(
    "hotplug-not-last", "on QEMU's platforms hot-pluggable space is of the last node, as in QEMU's own tables")
}

/// What is at addresses where memory cannot be plugged in.
private struct Occupied {
  private struct Part: AddressRanged {
    let range: AddressRange
    let name: String
    let origin: SourceRange?
  }

  private let parts: RangeSearch<Part>
  /// Behind what was advised for other space.
  private var advised: UInt64 = 0

  init(_ layout: Layout) {
    let topology = layout.topology
    let isPlugged = layout.nodesArePlugged
    var parts = layout.extents.filter { !isPlugged[$0.node] }.map { extent in
      Part(
        range: extent.range, name: "RAM of node \(extent.node), \(extent.range)",
        origin: layout.memoryRange(ofNode: extent.node))
    }
    parts += layout.geography.gaps.map { Part(range: $0.range, name: "the gap \($0.range)", origin: $0.origin) }
    parts += topology.devices.map {
      Part(range: $0.range, name: "device '\($0.name.excerpt)', \($0.range)", origin: $0.origin)
    }
    parts += layout.geography.reserved.map {
      Part(range: $0.range, name: "the reserved range \($0.range)", origin: $0.origin)
    }
    self.parts = RangeSearch(parts)
  }

  /// The lowest part that overlaps a range.
  func what(overlaps range: AddressRange) -> (name: String, origin: SourceRange?)? {
    parts.lowest(overlapping: range).map { ($0.name, $0.origin) }
  }

  /// A multiple of what the pass aligns it to, above everything but the space itself; `nil` where it does not fit there.
  mutating func place(for space: HotplugRange, from base: UInt64, _ layout: Layout) -> UInt64? {
    let others = layout.hotplug.filter { $0.node != space.node }.map(\.end).max() ?? 0
    let floor = max(base, parts.end, others, advised)
    let alignment = HotplugPlacement.alignment(ofNode: space.node, in: layout.topology, layout.geography)
    let start = floor.roundedUp(to: alignment)
    guard layout.hasRoom(for: space.size, at: start) else { return nil }
    advised = start + space.size
    return start
  }
}
