package import Diagnostics
import MachineModel

/// There are no more memory affinities than Linux has room for. One more, and it uses no SRAT (`numa_add_memblk_to` in
/// `mm/numa_memblks.c`, `bad_srat` in `drivers/acpi/numa/srat.c`).
package struct MemoryAffinityCount: LayoutCheck {
  private static let maximum = 2048

  /// `many-memory-affinities`.
  package var rules: [LayoutRule] { [.manyMemoryAffinities] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports more affinities than NR_NODE_MEMBLKS.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard layout.affinities.count > Self.maximum else { return }
    sink.report(
      LayoutRule.manyMemoryAffinities, at: layout.memoryRange(ofNode: layout.affinities[Self.maximum].node),
      "SRAT has \(layout.affinities.count) memory affinities; Linux has room for \(Self.maximum), and does without NUMA "
        + "where there are more")
  }
}

extension LayoutRule {
  package static let manyMemoryAffinities = LayoutRule(
    "many-memory-affinities", severity: .warning,
    "there are at most 2,048 memory affinities, Linux's NR_NODE_MEMBLKS: with more it uses no SRAT")
}
