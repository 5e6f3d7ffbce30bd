package import Diagnostics
package import MachineModel
import Platforms

/// Nodes are the proximity domains that the platform's machine can give them.
package struct DomainNumbers: LayoutCheck {
  /// `domain-not-by-place`.
  package var rules: [LayoutRule] { [.domainNotByPlace] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }
  /// Nothing that a mistake leaves unclear.
  package var needs: Topology.Aspects { [] }

  /// Reports nodes with another domain than that of their place, where the platform's machine numbers them in the order of
  /// their memory.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let domains = layout.topology.proximityDomains
    guard !domains.areByPlace, layout.tableStyle.hasDomainsByPlace else { return }
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
  package static let domainNotByPlace = LayoutRule(
    "domain-not-by-place", "a node's proximity domain is its place where the platform numbers nodes in that order")
}
