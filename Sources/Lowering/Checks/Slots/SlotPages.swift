import Addresses
package import Diagnostics
package import MachineModel

/// Slots are whole pages of the host that they are for.
package struct SlotPages: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `slot-page-unaligned`.
  package var rules: [LayoutRule] { [.slotPageUnaligned] }
  /// Where there is no room for the slots, that was told.
  package var prerequisites: [LayoutRule] { [.slotNumberTooHigh] }
  /// Where memory lies, and how it is cut.
  package var needs: Topology.Aspects { [.memory, .slots] }

  /// Reports each slot of a partition that does not begin and end on a page of the host, in memory or in its file; mirrors
  /// repeat those of RAM.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let (stated, topology) = (layout.topology.slots.pageSize, layout.topology)
    let pageSize = stated.value.byteCount
    guard pageSize > Units.pageSize else { return }
    for partition in layout.partitions {
      for slot in partition.slots where slot.aliasOffset == nil && !slot.range.isAligned(to: pageSize) {
        // RAM stands in every partition, and is told of in the first.
        guard slot.node == nil || partition.name == Partition.guest else { continue }
        sink.report(
          LayoutRule.slotPageUnaligned, at: origin(of: slot, layout) ?? stated.origin,
          "slot \(slot.number), \(slot.range), does not begin and end on pages of \(stated.value.rawValue)",
          notes: .init("which the host has", at: stated.origin))
      }
    }
    for window in topology.devices {
      guard let offset = window.fileOffset, offset.value % pageSize != 0 else { continue }
      sink.report(
        LayoutRule.slotPageUnaligned, at: offset.origin ?? window.origin,
        "device '\(window.name.excerpt)' begins in its file at \(Units.address(offset.value)), which is no multiple of "
          + "\(stated.value.rawValue)",
        notes: .init("which the host's pages have", at: stated.origin))
    }
    for alias in topology.aliases where alias.offset % pageSize != 0 {
      sink.report(
        LayoutRule.slotPageUnaligned, at: alias.offsetOrigin ?? alias.origin,
        "the alias offset \(Units.address(alias.offset)) is no multiple of \(stated.value.rawValue)",
        notes: .init("which the host's pages have", at: stated.origin))
    }
  }

  private func origin(of slot: MemorySlot, _ layout: Layout) -> SourceRange? {
    switch slot.source {
    case .node: slot.memory.flatMap(layout.origin)
    case .window(let index): layout.topology.devices[index].origin
    case .vtl2: layout.topology.vtl2?.origin
    }
  }
}

extension LayoutRule {
  package static let slotPageUnaligned = LayoutRule(
    "slot-page-unaligned", "slots begin and end at multiples of the host's pages, 'slots.page_size'")
}
