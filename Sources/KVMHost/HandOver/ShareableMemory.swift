package import Diagnostics
package import Lowering
package import MachineModel

/// Every node with memory has a descriptor that can be handed to another process.
package struct ShareableMemory: LayoutCheck {
  private let plan: RealizationPlan

  /// Creates the check, which has something to say only where the plan is to share.
  package init(_ plan: RealizationPlan) {
    self.plan = plan
  }

  /// `share-private`, `share-incomplete`.
  package var rules: [LayoutRule] { [.sharePrivate, .shareIncomplete] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// How much memory the nodes have, and what it is.
  package var needs: Topology.Aspects { [.memory, .policy] }

  /// Reports nodes that are private, and memory that belongs to no node.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    guard plan.isShared else { return }
    // Of a node that takes memory over it is told otherwise that it cannot be private.
    let takers = plan.existing == nil ? [] : Set(layout.memoryThatTakesExisting)
    let memory = layout.backedMemory.filter { layout.policy(of: $0).backing == .private && !takers.contains($0) }
    let obstacles = layout.obstacles(
      .sharePrivate, of: memory, suggestion: "write 'backing: shared'", writingBacking: "shared"
    ) { subject, _ in "\(subject) private, and memory without a descriptor cannot be handed over" }
    for obstacle in obstacles {
      sink.report(
        obstacle.rule, at: obstacle.range, obstacle.message, suggestion: obstacle.suggestion, fix: obstacle.fix)
    }
    // Of a file that nobody writes to the other one has the same.
    for window in layout.topology.devices where window.file == nil || window.visibility == .readWrite {
      sink.report(
        LayoutRule.shareIncomplete, at: window.origin,
        "the memory of device '\(window.name)' is not handed over: whoever takes the nodes over begins with new one"
      )
    }
    if let vtl2 = layout.topology.vtl2 {
      sink.report(
        LayoutRule.shareIncomplete, at: vtl2.origin,
        "the memory of VTL2 is not handed over: whoever takes the nodes over begins with new one")
    }
  }
}

extension LayoutRule {
  package static let sharePrivate = LayoutRule(
    "share-private", "memory that is handed over ('--share') is not private")
  package static let shareIncomplete = LayoutRule(
    "share-incomplete", severity: .warning, "a machine whose memory is handed over has memory in its nodes only")
}
