import Diagnostics

/// What reaches memory by HMAT is in SRAT. Linux does without HMAT where a structure for a domain has another initiator
/// (`hmat_parse_proximity_domain` in `drivers/acpi/numa/hmat.c`), and passes over other rows (`alloc_memory_initiator`).
struct HMATInitiators: TableCheck {
  var rules: [TableRule] { [.hmatInitiatorUnknown, .hmatInitiatorIgnored] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    guard let srat = tables.only(SRAT.self)?.value else { return }
    let known = Set(srat.affinities.compactMap { $0.isEnabled ? $0.proximityDomain : nil })
    for (table, hmat) in tables.all(HMAT.self) {
      var matrices = 0
      for structure in hmat.structures {
        switch structure {
        case .domain(let domain):
          guard domain.flags.contains(.hasInitiator), !known.contains(domain.initiator) else { continue }
          findings.report(
            .hmatInitiatorUnknown, of: table,
            "HMAT has proximity domain \(domain.initiator) for the initiator of \(domain.memory), but SRAT does not have "
              + "it; Linux uses no such HMAT")
        case .matrix(let matrix):
          matrices += 1
          for initiator in matrix.initiators where !known.contains(initiator) {
            findings.report(
              .hmatInitiatorIgnored, of: table,
              "HMAT latency and bandwidth #\(matrices) has an initiator of proximity domain \(initiator), but SRAT does "
                + "not have it")
          }
        case .cache, .other: break
        }
      }
    }
  }
}

extension TableRule {
  fileprivate static let hmatInitiatorUnknown = TableRule(
    "hmat-initiator-unknown", "HMAT's initiators of memory are proximity domains that SRAT has")
  fileprivate static let hmatInitiatorIgnored = TableRule(
    "hmat-initiator-ignored", severity: .warning, "HMAT's rows are of proximity domains that SRAT has")
}
