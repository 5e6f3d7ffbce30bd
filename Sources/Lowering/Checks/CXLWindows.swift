import Addresses
package import Diagnostics
import MachineModel

/// CXL windows lie where a guest can use them, and registers where no memory is.
package struct CXLWindows: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `cxl-window-unaligned`, `cxl-window-uneven`, `cxl-registers-over-memory`.
  package var rules: [LayoutRule] { [.cxlWindowUnaligned, .cxlWindowUneven, .cxlRegistersOverMemory] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports windows that Linux would do without, whose bridges cannot take even turns, and registers over memory.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let unit = CXLWindow.alignment
    for window in layout.cxlRanges {
      let (node, range) = (layout.topology.nodes[window.node], window.range)
      guard let cxl = node.cxl else { continue }
      let words = "the CXL window \(range) of node \(window.node)"
      if range.start % unit != 0 {
        let isAligned = !node.ranges.isEmpty || layout.topology.alignment(ofNode: window.node) >= unit
        sink.report(
          LayoutRule.cxlWindowUnaligned, at: cxl.origin ?? node.origin,
          "\(words) begins at no multiple of 256 MiB, and Linux does without such a window",
          suggestion: isAligned ? nil : "write 'align: 256MiB' in the node",
          fix: isAligned ? nil : layout.topology.fix(aligningNode: window.node, to: .size(unit)))
      } else if range.end % unit != 0 {
        reportSize(of: window, words, layout, &sink)
      } else if range.size % (unit * UInt64(cxl.bridges.count)) != 0 {
        sink.report(
          LayoutRule.cxlWindowUneven, at: cxl.bridgesOrigin ?? cxl.origin,
          "\(words) has \(Units.bytes(range.size)), which is no multiple of 256 MiB for each of its "
            + "\(cxl.bridges.count) host bridges")
      }
    }
    checkRegisters(layout, &sink)
  }

  /// Reports a window that begins well, but does not end so.
  private func reportSize(
    of window: CXLRange, _ words: String, _ layout: Layout, _ sink: inout DiagnosticSink
  ) {
    let (node, unit) = (layout.topology.nodes[window.node], CXLWindow.alignment)
    let isSpace = layout.hotplug.contains { $0.node == window.node && $0.range == window.range }
    let message = "\(words) ends at no multiple of 256 MiB, and Linux does without such a window"
    // A part of a node that a gap cuts ends where the gap begins, or the alignment before it.
    let extent = isSpace ? nil : layout.extents.first { $0.range == window.range }
    let isCut = extent.map { extent in layout.extents.last { $0.memory == extent.memory } != extent } ?? false
    if isCut, node.ranges.isEmpty, layout.topology.alignment(ofNode: window.node) < unit {
      return sink.report(
        LayoutRule.cxlWindowUnaligned, at: node.cxl?.origin ?? node.origin, message,
        suggestion: "write 'align: 256MiB' in the node",
        fix: layout.topology.fix(aligningNode: window.node, to: .size(unit)))
    }
    let size = extent.map { layout.size(of: $0.memory) } ?? node.hotplug?.size ?? 0
    let (above, below) = (size.roundedUp(to: unit), size.roundedDown(to: unit))
    let sizes = (below == 0 ? [above] : [below, above]).map { "'\(Units.literal($0))'" }
    let stated = node.ranges.isEmpty ? node.memory?.origin : nil
    let origin =
      isSpace ? node.hotplug?.sizeOrigin : extent?.zone.map { node.zones[$0].size.origin } ?? stated
    sink.report(
      LayoutRule.cxlWindowUnaligned, at: origin ?? node.cxl?.origin ?? node.origin, message,
      suggestion: "write \(sizes.joined(separator: " or "))"
        + (origin == nil ? " for its \(isSpace ? "hot-pluggable space" : "memory")" : ""),
      fix: sizes.count == 1 ? origin.map { Fix(writing: Units.literal(above), at: $0) } : nil,
      notes: .init("whose window is stated here", at: node.cxl?.origin))
  }

  private func checkRegisters(_ layout: Layout, _ sink: inout DiagnosticSink) {
    guard !layout.topology.cxlBridges.isEmpty else { return }
    let memory = AddressSet(layout.extents.map(\.range) + layout.hotplug.map(\.range))
    var others: [(range: AddressRange, uid: UInt32)] = []
    for bridge in layout.topology.cxlBridges.sorted(by: { $0.registers < $1.registers }) {
      let range = bridge.registersRange
      let words = "the registers of CXL host bridge \(bridge.uniqueID), \(range),"
      if memory.gaps(in: range) != [range] {
        sink.report(
          LayoutRule.cxlRegistersOverMemory, at: bridge.origin, "\(words) lie where memory is or may be plugged in",
          suggestion: "place them in a gap")
      } else if let controller = layout.interruptController(in: range) {
        sink.report(
          LayoutRule.cxlRegistersOverMemory, at: bridge.origin, "\(words) lie where \(controller) is",
          suggestion: "place them elsewhere in a gap")
      } else if let other = others.last, other.range.overlaps(range) {
        sink.report(
          LayoutRule.cxlRegistersOverMemory, at: bridge.origin,
          "\(words) are those of host bridge \(other.uid) as well")
      }
      others.append((range, bridge.uniqueID))
    }
  }
}

extension LayoutRule {
  package static let cxlWindowUnaligned = LayoutRule(
    "cxl-window-unaligned", "a CXL window begins and ends at multiples of 256 MiB: Linux does without another")
  package static let cxlWindowUneven = LayoutRule(
    "cxl-window-uneven", severity: .warning, "a CXL window has as many times 256 MiB for each of its host bridges")
  package static let cxlRegistersOverMemory = LayoutRule(
    "cxl-registers-over-memory", "the registers of a CXL host bridge lie where nothing else is")
}
