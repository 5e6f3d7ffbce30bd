package import Diagnostics
import MachineModel

/// The checks that every layout is held to.
package enum LayoutChecks {
  /// Every check, in the order in which they run. A check with its rules is its file and its line here.
  package static let all: [any LayoutCheck] = [
    HugepageAlignment(),
    AutomaticHugepages(),
    BackingFiles(),
    AddressWidth(),
    HotplugOverlap(),
    HotplugSlots(),
    CXLWindows(),
    DomainNumbers(),
    LocalityUnits(),
    SlotCuts(),
    SlotPages(),
    LowMegabyte(),
    InterruptControllers(),
    MapEntryCount(),
    MemoryAffinityCount(),
    LegacyLowRAM(),
    LegacySplitOnHugepages(),
    VisibilityRanges(),
    DevicesUnderRAM(),
    PrivilegedPlacement(),
    AliasPlacement(),
  ]

  /// Runs a check unless a rule that it needs was broken, or a mistake left unclear what it judges.
  package static func run(
    _ check: some LayoutCheck, on layout: Layout, reportingTo sink: inout DiagnosticSink
  ) {
    // Of a machine without mistakes no check need say what it depends on.
    guard !sink.hasErrors || !check.prerequisites.contains(where: { sink.hasErrors(of: $0) }),
      layout.topology.unclear.isEmpty || check.needs.isDisjoint(with: layout.topology.unclear)
    else { return }
    check.check(layout, reportingTo: &sink)
  }
}
