import Diagnostics

/// What HMAT calls memory is memory in SRAT. Linux does without HMAT where a structure for a domain speaks of another one
/// (`hmat_parse_proximity_domain` in `drivers/acpi/numa/hmat.c`), and passes over other columns and caches
/// (`hmat_parse_locality`, `hmat_parse_cache`). A generic port that ACPI names is a target as well
/// (`srat_parse_genport_affinity`).
struct HMATTargets: TableCheck {
  var rules: [TableRule] { [.hmatTargetUnknown, .hmatTargetIgnored] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    guard let srat = tables.only(SRAT.self)?.value else { return }
    let known = Set(srat.affinities.compactMap { $0.isEnabled && $0.isTarget ? $0.proximityDomain : nil })
    for (table, hmat) in tables.all(HMAT.self) {
      var matrices = 0
      var caches = 0
      for structure in hmat.structures {
        switch structure {
        case .domain(let domain):
          guard hmat.revision > 1 || domain.flags.rawValue & 2 != 0, !known.contains(domain.memory) else {
            continue
          }
          findings.report(
            .hmatTargetUnknown, of: table,
            "HMAT speaks of memory of proximity domain \(domain.memory), but no enabled memory affinity of SRAT does; "
              + "Linux uses no such HMAT")
        case .matrix(let matrix):
          matrices += 1
          for target in matrix.targets where !known.contains(target) {
            report("latency and bandwidth #\(matrices)", target, of: table, &findings)
          }
        case .cache(let cache):
          caches += 1
          if !known.contains(cache.memory) {
            report("memory-side cache #\(caches)", cache.memory, of: table, &findings)
          }
        case .other: break
        }
      }
    }
  }

  private func report(
    _ structure: String, _ domain: UInt32, of table: JudgedTable, _ findings: inout TableFindings
  ) {
    findings.report(
      .hmatTargetIgnored, of: table,
      "HMAT \(structure) speaks of memory of proximity domain \(domain), but no enabled memory affinity of SRAT does"
    )
  }
}

extension SRAT.Affinity {
  /// Whether memory is there, or may come to be.
  fileprivate var isTarget: Bool {
    switch self {
    case .memory: true
    case .port(let port): port.device.handle.type == 0
    case .processor, .x2APIC, .gicc, .its, .initiator, .rintc, .other: false
    }
  }
}

extension TableRule {
  fileprivate static let hmatTargetUnknown = TableRule(
    "hmat-target-unknown", "HMAT's domains of memory have memory in SRAT")
  fileprivate static let hmatTargetIgnored = TableRule(
    "hmat-target-ignored", severity: .warning, "HMAT's matrices and caches are of memory that SRAT has")
}
