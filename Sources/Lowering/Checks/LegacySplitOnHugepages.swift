import Addresses
package import Diagnostics
package import MachineModel

/// The legacy split does not take apart large pages of the host.
package struct LegacySplitOnHugepages: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `legacy-split-on-hugepages`.
  package var rules: [LayoutRule] { [.legacySplitOnHugepages] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// Where memory lies, and which nodes have hugepages.
  package var needs: Topology.Aspects { [.memory, .policy] }

  /// Reports each node of hugepages that has memory below 1 MiB.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let nodes = layout.nodesOfLegacySplit
    let hugepages = nodes.isEmpty ? [] : layout.hugepages
    for node in nodes {
      let pageSize: UInt64
      switch hugepages[node] {
      case .off: continue
      case .size(let size): pageSize = size
      case .auto: pageSize = Units.largePage
      }
      sink.report(
        LayoutRule.legacySplitOnHugepages, at: layout.topology.legacyX86.origin,
        Self.message(ofNode: node, pageSize: pageSize), suggestion: Self.suggestion,
        notes: [.init("hugepages asked for here", at: layout.policy(ofNode: node).hugepages.origin)])
    }
  }

  /// What the split costs a node whose memory has large pages, whatever made them large.
  package static func message(ofNode node: Int, pageSize: UInt64) -> String {
    "'legacy_x86' cuts node \(node) into slots below 1 MiB, so its first large page, of \(Units.bytes(pageSize)), is "
      + "lost: KVM cannot map it as one"
  }

  /// What to do about it.
  package static let suggestion =
    "give that memory to a node of small pages, or accept the loss with "
    + "'-W \(LayoutRule.legacySplitOnHugepages.identifier)'"
}

extension LayoutRule {
  package static let legacySplitOnHugepages = LayoutRule(
    "legacy-split-on-hugepages", mayBeLowered: true, "the first megabyte is not split on a node of hugepages")
}

extension Layout {
  /// The nodes that the split of the first megabyte cuts, by address; none where it is not asked for.
  package var nodesOfLegacySplit: [Int] {
    guard topology.splitsFirstMegabyte else { return [] }
    var nodes: [Int] = []
    for extent in extents.prefix(while: { $0.start < LegacyMegabyte.end }) where nodes.last != extent.node {
      nodes.append(extent.node)
    }
    return nodes
  }
}
