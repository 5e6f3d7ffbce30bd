import Addresses
public import Diagnostics
public import MachineModel

/// Slots of a long extent are cut where large pages can end.
public struct SlotCuts: LayoutCheck {
  /// `slot-cut-unaligned`.
  public var rules: [LayoutRule] { [.slotCutUnaligned] }
  /// Where there is no room for the slots, that was told.
  public var prerequisites: [LayoutRule] { [.slotNumberTooHigh] }
  /// Where memory lies, and how it is cut.
  public var needs: Set<Topology.Aspect> { [.memory, .slots] }

  /// Reports the first cut at which KVM must give up a large page.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
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

/// The memory map is no longer than its readers take.
public struct MapEntryCount: LayoutCheck {
  /// The most entries that memc writes.
  public static let maximum = 4096
  /// The most entries that Linux's zero page holds (E820_MAX_ENTRIES_ZEROPAGE).
  public static let zeroPage = 128

  /// `too-many-e820-entries`, `many-e820-entries`.
  public var rules: [LayoutRule] { [.tooManyMapEntries, .manyMapEntries] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }

  /// Reports a map that is too long.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let count = layout.memoryMap.count
    if count > Self.maximum {
      sink.report(
        LayoutRule.tooManyMapEntries, at: place(Self.maximum, in: layout),
        "the memory map has \(count) entries; at most \(Self.maximum) are allowed")
    } else if count > Self.zeroPage, layout.topology.architecture == .x8664 {
      sink.report(
        LayoutRule.manyMapEntries, at: place(Self.zeroPage, in: layout),
        "the e820 map has \(count) entries; Linux's zero page holds \(Self.zeroPage)")
    }
  }

  /// Where an entry is written, or, as a preset's is nowhere, the memory around it.
  private func place(_ entry: Int, in layout: Layout) -> SourceRange? {
    layout.memoryMap[entry].origin ?? layout.topology.memory?.origin ?? layout.topology.nodes.first?.origin
  }
}

/// There are no more memory affinities than Linux reads.
public struct MemoryAffinityCount: LayoutCheck {
  private static let maximum = 2048

  /// `many-memory-affinities`.
  public var rules: [LayoutRule] { [.manyMemoryAffinities] }
  /// None.
  public var prerequisites: [LayoutRule] { [] }

  /// Reports more affinities than NR_NODE_MEMBLKS.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.affinities.count > Self.maximum else { return }
    sink.report(
      LayoutRule.manyMemoryAffinities, at: layout.memoryRange(ofNode: layout.affinities[Self.maximum].node),
      "SRAT has \(layout.affinities.count) memory affinities; Linux reads \(Self.maximum)")
  }
}
