import Addresses
package import Diagnostics
package import MachineModel

/// Slots of a long extent are cut where large pages can end.
package struct SlotCuts: LayoutCheck {
  /// `slot-cut-unaligned`.
  package var rules: [LayoutRule] { [.slotCutUnaligned] }
  /// Where there is no room for the slots, that was told.
  package var prerequisites: [LayoutRule] { [.slotNumberTooHigh] }
  /// Where memory lies, and how it is cut.
  package var needs: Topology.Aspects { [.memory, .slots] }

  /// Reports the first cut at which KVM must give up a large page.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    // The ranges of the first megabyte are cut on purpose.
    let isAsked = layout.topology.splitsFirstMegabyte ? LegacyMegabyte.boundaries : []
    for (lower, upper) in zip(layout.slots, layout.slots.dropFirst()) where !isAsked.contains(lower.end) {
      guard let node = lower.node, upper.node == node, upper.start == lower.end else { continue }
      let pageSize = max(layout.policy(ofNode: node).pageSize, Units.largePage)
      guard lower.end % pageSize != 0 else { continue }
      sink.report(
        LayoutRule.slotCutUnaligned, at: layout.topology.slots.origin,
        "node \(node) is cut into slots at \(Units.address(lower.end)), inside a page of "
          + "\(Units.bytes(pageSize)) that KVM then cannot map as one",
        suggestion: "choose a 'max_size' that is a multiple of \(Units.bytes(pageSize))")
      return
    }
  }
}

extension LayoutRule {
  package static let slotCutUnaligned = LayoutRule(
    "slot-cut-unaligned", severity: .warning,
    "a long extent is cut into slots at multiples of its page size, or of 2 MiB")
}
