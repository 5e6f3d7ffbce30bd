package import Diagnostics
import MachineModel

/// Entries of HMAT hold what is stated.
package struct LocalityUnits: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `hmat-base`, `hmat-rounded`, `hmat-unread`, `hmat-base-unused`.
  package var rules: [LayoutRule] { [.localityBase, .localityRounded, .localityUnread, .localityBaseUnused] }
  /// None.
  package var prerequisites: [LayoutRule] { [] }

  /// Reports units in which a value is more than 16 bits hold, values that are rounded, values that are more than Linux reads
  /// by the time that they are in the table, and units of nothing.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let topology = layout.topology
    guard topology.speaksOfLocalities, !topology.cpus.isEmpty else { return }
    let domains = LocalityDomains(topology)
    let known = layout.localityValues(domains)
    reportUnused(known, topology, &sink)
    for values in known {
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
      if unit.tooLarge == nil { reportUnread(values, unit.size, &sink) }
    }
  }

  /// Linux multiplies entry and unit in 32 bits, and takes what is more for a value that is not known (its
  /// drivers/acpi/numa/hmat.c, `hmat_normalize`).
  private func reportUnread(_ values: LocalityValues, _ unit: UInt64, _ sink: inout DiagnosticSink) {
    let quantity = values.attribute.quantity
    let highest = values.known.max() ?? 0
    let told = UInt64(LocalityValues.entry(highest, in: unit)) * unit
    guard told > Quantity.maximum else { return }
    sink.report(
      LayoutRule.localityUnread, at: values.origin,
      "the highest \(values.attribute.words) comes to \(quantity.text(told)) by distance and unit; Linux reads at most "
        + "\(quantity.text(Quantity.maximum)), and takes what is more for a value that is not known")
  }

  /// A base for what no value is stated of does nothing.
  private func reportUnused(_ known: [LocalityValues], _ topology: Topology, _ sink: inout DiagnosticSink) {
    for quantity in [Quantity.latency, .bandwidth] {
      guard let base = topology.localities?.base(of: quantity),
        !known.contains(where: { $0.attribute.quantity == quantity })
      else { continue }
      sink.report(
        LayoutRule.localityBaseUnused, at: base.origin ?? topology.localities?.origin,
        "HMAT has no \(quantity.rawValue) that could be counted in \(quantity.text(base.value))",
        suggestion: "leave the base out")
    }
  }
}

extension LayoutRule {
  package static let localityBase = LayoutRule(
    "hmat-base", "a stated base unit of HMAT holds the highest value in 16 bits")
  package static let localityUnread = LayoutRule(
    "hmat-unread", severity: .warning, "latencies and bandwidths of HMAT are no more than Linux reads")
  package static let localityBaseUnused = LayoutRule(
    "hmat-base-unused", severity: .warning, "a base unit of HMAT is of values that are there")
  package static let localityRounded = LayoutRule(
    "hmat-rounded", severity: .warning,
    "latencies and bandwidths are multiples of a unit in which 16 bits hold them")
}
