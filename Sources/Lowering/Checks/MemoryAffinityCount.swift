package import Diagnostics
import MachineModel

/// There are no more memory affinities than Linux reads.
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
      "SRAT has \(layout.affinities.count) memory affinities; Linux reads \(Self.maximum)")
  }
}

extension LayoutRule {
  package static let manyMemoryAffinities = LayoutRule(
    "many-memory-affinities", severity: .warning,
    "there are at most 2,048 memory affinities, Linux's NR_NODE_MEMBLKS")
}
