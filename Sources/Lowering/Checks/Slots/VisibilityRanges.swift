import Addresses
package import Diagnostics
package import MachineModel

/// Visibility is stated of whole slots, of each once, and not of memory that the guest is told to use.
package struct VisibilityRanges: LayoutCheck {
  private static let longestList = 3

  /// Creates the check.
  package init() {}

  /// `not-controllable`, `visibility-twice`, `visibility-over-usable`.
  package var rules: [LayoutRule] { [.notControllable, .visibilityTwice, .visibilityOverUsable] }
  /// Where there is no memory, or no room for its slots, that was told.
  package var prerequisites: [LayoutRule] { [.noMemory, .slotNumberTooHigh] }
  /// Where memory lies, and how it is cut.
  package var needs: Topology.Aspects { [.memory, .slots] }

  /// Reports each range that is no slot, or that another one speaks of, or that e820 calls usable.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    var stated: [Int: SourceRange?] = [:]
    for range in layout.topology.visibility {
      guard let index = layout.slots.index(ofSlot: range.range) else {
        let advice = sink.isFull(of: LayoutRule.notControllable) ? nil : advice(on: range, in: layout)
        sink.report(
          LayoutRule.notControllable, at: range.origin,
          "\(range.range) is not a controllable RAM range",
          // Nobody reads more, and a range may have many slots to name.
          suggestion: advice?.words, fix: advice?.fix)
        continue
      }
      if let first = stated[index] {
        sink.report(
          LayoutRule.visibilityTwice, at: range.origin,
          "slot \(layout.slots[index].number), \(range.range), has a visibility already",
          notes: [.init("which is stated here", at: first)])
        continue
      }
      stated[index] = range.origin
      if range.mode != .readWrite { warnOfUsable(range, layout, &sink) }
    }
  }

  private func advice(on range: VisibilityRange, in layout: Layout) -> (words: String, fix: Fix?) {
    let topology = layout.topology
    let ranges = LegacyMegabyte.ranges(in: range.range)
    if !ranges.isEmpty, topology.architecture == .x8664, !topology.legacyX86.value {
      return ranges.count == 1
        ? (
          "write 'legacy_x86: on', which cuts the first megabyte into ranges that are",
          topology.fixSplittingFirstMegabyte
        )
        : (
          "with 'legacy_x86: on' its ranges are, each stated by itself: \(list(of: ranges.map(\.description)))", nil
        )
    }
    let slots = layout.slots[layout.slots.firstIndexOfSorted { $0.end > range.start }...]
      .prefix { $0.guestPhysicalAddress < range.end }
    guard !slots.isEmpty else { return ("no RAM is there", nil) }
    let whole = slots.lazy.map { "\(Units.range($0.guestPhysicalAddress, $0.end)) (slot \($0.number))" }
    return ("state a whole slot: \(list(of: whole))", nil)
  }

  private func list(of texts: some Collection<String>) -> String {
    var whole = Array(texts.prefix(Self.longestList))
    if texts.count > whole.count { whole.append("one of \(texts.count - whole.count) more") }
    let list = whole.count > 1 ? whole.dropLast().joined(separator: ", ") + " or " : ""
    return "\(list)\(whole[whole.count - 1])"
  }

  private func warnOfUsable(_ range: VisibilityRange, _ layout: Layout, _ sink: inout DiagnosticSink) {
    let entries = layout.memoryMap[layout.memoryMap.firstIndexOfSorted { $0.end > range.start }...]
    guard let entry = entries.prefix(while: { $0.start < range.end }).first(where: { $0.kind == .usable }),
      let usable = entry.range.intersection(range.range)
    else { return }
    let name = layout.topology.architecture == .x8664 ? "e820" : "the memory map"
    let part = usable == range.range ? "it" : "\(usable) of it"
    sink.report(
      LayoutRule.visibilityOverUsable, at: range.origin,
      "\(range.range) is \(range.mode.rawValue), but \(name) calls "
        + "\(part) usable",
      suggestion: "reserve it under 'platform'")
  }
}

extension LayoutRule {
  package static let notControllable = LayoutRule("not-controllable", "visibility is stated of whole slots of RAM")
  package static let visibilityTwice = LayoutRule("visibility-twice", "the visibility of a slot is stated once")
  package static let visibilityOverUsable = LayoutRule(
    "visibility-over-usable", severity: .warning, "what the guest is told to use it may read and write")
}
