import Diagnostics

/// What reaches memory by HMAT is in SRAT. Linux does without HMAT where a structure for a domain has another initiator
/// (`hmat_parse_proximity_domain` in `drivers/acpi/numa/hmat.c`), and passes over other rows (`alloc_memory_initiator`). It
/// has a node for the domains of CPUs, memory and generic initiators (who calls `acpi_map_pxm_to_node`), and for those of
/// generic ports and interrupt translation services only where one of these is of them, too.
struct HMATInitiators: TableCheck {
  private static let lack = "no enabled CPU, memory or generic initiator of SRAT is of it"

  var rules: [TableRule] { [.hmatInitiatorUnknown, .hmatInitiatorIgnored] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    guard let srat = tables.only(SRAT.self)?.value else { return }
    let known = Set(srat.affinities.compactMap { $0.isEnabled && $0.hasNode ? $0.proximityDomain : nil })
    for (table, hmat) in tables.all(HMAT.self) {
      var matrices = 0
      for structure in hmat.structures {
        switch structure {
        case .domain(let domain):
          guard domain.flags.contains(.hasInitiator), !known.contains(domain.initiator) else { continue }
          findings.report(
            .hmatInitiatorUnknown, of: table,
            "HMAT has proximity domain \(domain.initiator) for the initiator of \(domain.memory), but \(Self.lack); "
              + "Linux uses no such HMAT")
        case .matrix(let matrix):
          matrices += 1
          for initiator in matrix.initiators where !known.contains(initiator) {
            findings.report(
              .hmatInitiatorIgnored, of: table,
              "HMAT latency and bandwidth #\(matrices) has an initiator of proximity domain \(initiator), but "
                + Self.lack)
          }
        case .cache, .other: break
        }
      }
    }
  }
}

extension SRAT.Affinity {
  /// Whether Linux makes a node for its domain.
  fileprivate var hasNode: Bool {
    switch self {
    case .processor, .memory, .x2APIC, .gicc, .initiator, .rintc: true
    case .its, .port, .other: false
    }
  }
}

extension TableRule {
  fileprivate static let hmatInitiatorUnknown = TableRule(
    "hmat-initiator-unknown",
    "HMAT's initiators of memory are domains of CPUs, memory or generic initiators in SRAT")
  fileprivate static let hmatInitiatorIgnored = TableRule(
    "hmat-initiator-ignored", severity: .warning,
    "HMAT's rows are of domains of CPUs, memory or generic initiators in SRAT")
}
