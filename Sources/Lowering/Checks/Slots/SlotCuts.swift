import Addresses
package import Diagnostics
package import MachineModel

/// Slots of a long extent are cut where large pages can end.
package struct SlotCuts: LayoutCheck {
  /// `slot-cut-unaligned`, `slot-cut-nowhere`.
  package var rules: [LayoutRule] { [.slotCutUnaligned, .slotCutNowhere] }
  /// Where there is no room for the slots, that was told.
  package var prerequisites: [LayoutRule] { [.slotNumberTooHigh] }
  /// Where memory lies, and how it is cut.
  package var needs: Topology.Aspects { [.memory, .slots] }

  /// Reports the first cut at which KVM must give up a large page, and cuts by hand that cut nothing.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    reportIdle(layout, &sink)
    let isAsked = layout.topology.slotBoundaries
    for (lower, upper) in zip(layout.slots, layout.slots.dropFirst()) where !isAsked.containsSorted(lower.end) {
      guard let memory = lower.memory, upper.memory == memory, upper.start == lower.end else { continue }
      let pageSize = max(layout.policy(of: memory).pageSize, Units.largePage)
      guard lower.end % pageSize != 0 else { continue }
      sink.report(
        LayoutRule.slotCutUnaligned, at: layout.topology.slots.origin,
        "\(memory) is cut into slots at \(Units.address(lower.end)), inside a page of "
          + "\(Units.bytes(pageSize)) that KVM then cannot map as one",
        suggestion: "choose a 'max_size' that is a multiple of \(Units.bytes(pageSize))")
      return
    }
  }

  /// Reports cuts where no slot would reach across.
  private func reportIdle(_ layout: Layout, _ sink: inout DiagnosticSink) {
    guard !layout.topology.slots.cuts.isEmpty else { return }
    var whole = layout.extents.map(\.range) + layout.topology.devices.map(\.range)
    if let vtl2 = layout.topology.vtl2 { whole.append(vtl2.range) }
    let search = RangeSearch(whole)
    for cut in layout.topology.slots.cuts where !search.reaches(across: cut.value) {
      sink.report(
        LayoutRule.slotCutNowhere, at: cut.origin ?? layout.topology.slots.origin,
        "\(Units.address(cut.value)) lies inside no RAM and no window, so that no slot is cut there")
    }
  }
}

extension LayoutRule {
  package static let slotCutUnaligned = LayoutRule(
    "slot-cut-unaligned", severity: .warning,
    "a long extent is cut into slots at multiples of its page size, or of 2 MiB")
  package static let slotCutNowhere = LayoutRule(
    "slot-cut-nowhere", severity: .warning, "'slots.cuts' has addresses inside RAM or windows")
}
