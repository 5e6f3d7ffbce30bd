public import Diagnostics

/// A named check of a finished layout, which reports and changes nothing.
public protocol LayoutCheck: Sendable {
  /// The rules that the check can report.
  var rules: [LayoutRule] { get }
  /// The rules that must hold for the check to make sense: where one was reported as an error, it does not run.
  var prerequisites: [LayoutRule] { get }
  /// Reports what does not hold.
  func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink)
}

/// The registry of checks.
public enum LayoutChecks {
  /// Every check, in the order in which they run.
  public static let all: [any LayoutCheck] = [
    HugepageAlignment(), AutomaticHugepages(), AddressWidth(), SlotCuts(), LowMegabyte(), RAMOverAPIC(),
    MapEntryCount(),
    MemoryAffinityCount(), LegacyLowRAM(), LegacySplitOnHugepages(), VisibilityRanges(), DevicesUnderRAM(),
    PrivilegedPlacement(), AliasPlacement(),
  ]

  /// Runs a check unless a rule that it needs was broken.
  public static func run(
    _ check: some LayoutCheck, on layout: Layout, reportingTo sink: inout DiagnosticSink
  ) {
    guard !check.prerequisites.contains(where: { sink.hasErrors(of: $0) }) else { return }
    check.check(layout, reportingTo: &sink)
  }
}
