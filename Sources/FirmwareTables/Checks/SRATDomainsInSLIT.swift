import Diagnostics

/// SLIT has a row for every proximity domain of SRAT (ACPI 6.5, section 5.2.17). Linux has others at 20 from everywhere
/// (`acpi_numa_slit_init` in `drivers/acpi/numa/srat.c`, `numa_alloc_distance` in `mm/numa_memblks.c`).
struct SRATDomainsInSLIT: TableCheck {
  var rules: [TableRule] { [.sratDomainNotInSLIT] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    guard let slit = tables.only(SLIT.self)?.value else { return }
    for (table, srat) in tables.all(SRAT.self) {
      var told: Set<UInt32> = []
      for affinity in srat.affinities where affinity.isEnabled {
        guard let domain = affinity.proximityDomain, UInt64(domain) >= slit.localities, told.insert(domain).inserted
        else { continue }
        findings.report(
          .sratDomainNotInSLIT, of: table,
          "SRAT has the proximity domain \(domain), but SLIT's number of localities is \(slit.localities)")
      }
    }
  }
}

extension TableRule {
  fileprivate static let sratDomainNotInSLIT = TableRule(
    "srat-domain-not-in-slit", severity: .warning, "SLIT has the distances of every proximity domain of SRAT")
}
