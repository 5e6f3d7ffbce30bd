package import Diagnostics
import MachineModel

/// Entries of HMAT hold what is stated.
package struct LocalityUnits: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `hmat-base`, `hmat-rounded`.
  package var rules: [LayoutRule] { [.localityBase, .localityRounded] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports units in which a value is more than 16 bits hold, and values that are rounded.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let topology = layout.topology
    guard topology.speaksOfLocalities, !topology.cpus.isEmpty else { return }
    let domains = LocalityDomains(topology)
    for values in layout.localityValues(domains) {
      let quantity = values.attribute.quantity
      let unit = layout.localityUnit(of: values)
      let base = topology.localities?.base(of: quantity)
      if let value = unit.tooLarge {
        let least = (value + LocalityUnit.highestEntry - 1) / LocalityUnit.highestEntry
        sink.report(
          LayoutRule.localityBase, at: base?.origin ?? values.origin,
          "the \(values.attribute.words) of \(quantity.text(value)) is more than \(LocalityUnit.highestEntry) times "
            + "\(quantity.text(unit.size)), the most that HMAT holds in that unit",
          suggestion: "write a base of at least \(quantity.text(least)), or leave it out",
          notes: .init("which is stated here", at: values.origin))
      } else if let value = unit.rounded {
        let count = values.countOfRounded(in: unit.size, domains, topology.distances)
        let entry = LocalityValues.entry(value, in: unit.size)
        sink.report(
          LayoutRule.localityRounded, at: values.origin,
          "HMAT counts the \(values.attribute.words) of all pairs in units of \(quantity.text(unit.size))"
            + (base == nil ? ", the least in which 16 bits hold the highest" : "") + ": "
            + "\(quantity.text(value)) becomes \(quantity.text(UInt64(entry) * unit.size))"
            + (count > 1 ? ", and \(count - 1) more \(count == 2 ? "is" : "are") rounded" : ""),
          notes: .init("the unit is stated here", at: base?.origin))
      }
    }
  }
}

extension LayoutRule {
  package static let localityBase = LayoutRule(
    "hmat-base", "a stated base unit of HMAT holds the highest value in 16 bits")
  package static let localityRounded = LayoutRule(
    "hmat-rounded", severity: .warning,
    "latencies and bandwidths are multiples of a unit in which 16 bits hold them")
}
