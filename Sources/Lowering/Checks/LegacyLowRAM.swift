import Addresses
package import Diagnostics
import MachineModel

/// What the first megabyte is split in is RAM.
package struct LegacyLowRAM: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `legacy-needs-low-ram`.
  package var rules: [LayoutRule] { [.legacyNeedsLowRAM] }
  /// Where there is no memory at all, that was told.
  package var prerequisites: [LayoutRule] { [.noMemory] }

  /// Reports the first addresses of the megabyte that are no RAM.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.topology.splitsFirstMegabyte else { return }
    let low = layout.extents.prefix { $0.start < LegacyMegabyte.end }
    let ram = AddressSet(low.map(\.range))
    guard let missing = AddressSet([AddressRange(0, LegacyMegabyte.end)]).subtracting(ram).ranges.first else {
      return
    }
    sink.report(
      LayoutRule.legacyNeedsLowRAM, at: layout.topology.legacyX86.origin,
      "'legacy_x86' splits RAM from 0 to 1 MiB, but \(missing) is not RAM")
  }
}

extension LayoutRule {
  package static let legacyNeedsLowRAM = LayoutRule(
    "legacy-needs-low-ram", "the first megabyte is RAM where it is split")
}
