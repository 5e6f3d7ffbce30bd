package import Diagnostics
package import MachineModel
import Platforms

/// Nodes are the proximity domains that the platform's machine can give them.
package struct DomainNumbers: LayoutCheck {
  /// `domain-not-by-place`, `slit-rows-by-node`.
  package var rules: [LayoutRule] { [.domainNotByPlace, .slitRowsByNode] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// Nothing that a mistake leaves unclear.
  package var needs: Topology.Aspects { [] }

  /// Reports nodes with another domain than that of their place, where the platform's machine numbers them in the order of
  /// their memory; and the first domain that Linux takes another row of SLIT for, where the platform's has no rows of numbers
  /// that no node is.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let domains = layout.topology.proximityDomains
    guard !domains.areByPlace else { return }
    let style = layout.tableStyle
    let rows = style.rows(of: domains)
    if style.hasSLITOfNodesOnly, let node = domains.ascending.first(where: { rows[$0] != Int(domains[$0]) }) {
      let declared = layout.topology.nodes[node]
      sink.report(
        LayoutRule.slitRowsByNode, at: declared.domain?.origin ?? declared.origin,
        "SLIT of platform '\(layout.geography.name)' has rows of nodes only, so that row \(rows[node]) is that of proximity "
          + "domain \(domains[node]); Linux takes it for that of \(rows[node])",
        suggestion: "number nodes from 0 on, without a number left out")
    }
    guard style.hasDomainsByPlace else { return }
    for (node, declared) in layout.topology.nodes.enumerated() where Int(domains[node]) != node {
      sink.report(
        LayoutRule.domainNotByPlace, at: declared.domain?.origin ?? declared.origin,
        "node \(node) is proximity domain \(domains[node]), but platform '\(layout.geography.name)' numbers nodes in the "
          + "order of their memory",
        suggestion: "leave 'domain' out, and state the nodes in the order of their numbers")
    }
  }
}

extension LayoutRule {
  package static let slitRowsByNode = LayoutRule(
    "slit-rows-by-node", severity: .warning, "SLIT's rows are those that the nodes' proximity domains say")
  package static let domainNotByPlace = LayoutRule(
    "domain-not-by-place", "a node's proximity domain is its place where the platform numbers nodes in that order")
}
