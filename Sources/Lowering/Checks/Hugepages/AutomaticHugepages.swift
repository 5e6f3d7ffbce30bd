import Addresses
package import Diagnostics
package import MachineModel

/// `hugepages: auto` means small pages on memory that cannot hold large ones, which is said where it is so.
package struct AutomaticHugepages: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `hugepages-auto-small`.
  package var rules: [LayoutRule] { [.hugepagesAutoSmall] }
  /// Sizes that do not add up say nothing about alignment.
  package var prerequisites: [LayoutRule] { [.memorySumMismatch] }
  /// Where memory lies, and which nodes have hugepages.
  package var needs: Topology.Aspects { [.memory, .policy] }

  /// Notes the first extent of a node or a zone that cannot hold large pages.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let pageSize = Units.largePage
    for extent in layout.extentsTooSmallForAuto.sorted(by: { $0.memory < $1.memory }) {
      let memory = extent.memory
      sink.report(
        LayoutRule.hugepagesAutoSmall, at: layout.policy(of: memory).hugepages.origin,
        "'auto' means small pages for \(memory): RAM range \(extent.range) "
          + "(\(Units.bytes(extent.size))) is not aligned to \(Units.bytes(pageSize)) hugepages",
        suggestion: extent.start % pageSize == 0 || !layout.topology.nodes[memory.node].ranges.isEmpty
          || layout.topology.alignment(of: memory) >= pageSize
          ? nil : AlignmentCure(ofNode: memory.node, in: layout.topology, pageSize: pageSize).advice)
    }
  }
}

extension LayoutRule {
  package static let hugepagesAutoSmall = LayoutRule(
    "hugepages-auto-small", severity: .note, "memory of 'hugepages: auto' can hold large pages")
}
