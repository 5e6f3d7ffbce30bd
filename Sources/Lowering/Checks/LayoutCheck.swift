public import Diagnostics
public import MachineModel

/// A named check of a finished layout, which reports and changes nothing.
public protocol LayoutCheck: Sendable {
  /// The rules that the check can report.
  var rules: [LayoutRule] { get }
  /// The rules that must hold for the check to make sense: where one was reported as an error, it does not run.
  var prerequisites: [LayoutRule] { get }
  /// What must be known of the machine for the check to make sense: where a mistake leaves it unclear, it does not run.
  var needs: Set<Topology.Aspect> { get }
  /// Reports what does not hold.
  func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink)
}

extension LayoutCheck {
  /// How much memory lies where, which most checks are about.
  public var needs: Set<Topology.Aspect> { [.memory] }
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

  /// Runs a check unless a rule that it needs was broken, or a mistake left unclear what it judges.
  public static func run(
    _ check: some LayoutCheck, on layout: Layout, reportingTo sink: inout DiagnosticSink
  ) {
    guard !check.prerequisites.contains(where: { sink.hasErrors(of: $0) }),
      check.needs.isDisjoint(with: layout.topology.unclear)
    else { return }
    check.check(layout, reportingTo: &sink)
  }
}
