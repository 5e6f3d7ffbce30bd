package import Diagnostics
import MachineModel

/// The memory map is no longer than its readers take.
package struct MapEntryCount: LayoutCheck {
  /// The most entries that memc writes.
  package static let maximum = 4096
  /// The most entries that Linux's zero page holds (E820_MAX_ENTRIES_ZEROPAGE).
  package static let zeroPage = 128

  private let ofImage: Int

  /// Creates the check.
  ///
  /// - Parameter ofImage: How many entries more there are for the ACPI image that lies in RAM.
  package init(ofImage: Int = 0) {
    self.ofImage = ofImage
  }

  /// `too-many-e820-entries`, `many-e820-entries`.
  package var rules: [LayoutRule] { [.tooManyMapEntries, .manyMapEntries] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports a map that is too long.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let count = layout.memoryMap.count
    if count > Self.maximum {
      sink.report(
        LayoutRule.tooManyMapEntries, at: place(Self.maximum, in: layout),
        "the memory map has \(count) entries\(cause); at most \(Self.maximum) are allowed")
    } else if count > Self.zeroPage, layout.topology.architecture == .x8664 {
      sink.report(
        LayoutRule.manyMapEntries, at: place(Self.zeroPage, in: layout),
        "the e820 map has \(count) entries\(cause); Linux's zero page holds \(Self.zeroPage)")
    }
  }

  private var cause: String { ofImage > 0 ? ", \(ofImage) of them for the ACPI image" : "" }

  /// Where an entry is written, or, as a preset's is nowhere, the memory around it.
  private func place(_ entry: Int, in layout: Layout) -> SourceRange? {
    layout.memoryMap[entry].origin ?? layout.topology.memory?.origin ?? layout.topology.nodes.first?.origin
  }
}

extension LayoutRule {
  package static let tooManyMapEntries = LayoutRule(
    "too-many-e820-entries", "an e820 map has at most 4,096 entries")
  package static let manyMapEntries = LayoutRule(
    "many-e820-entries", severity: .warning, "an e820 map has at most the 128 entries that the zero page holds")
}
