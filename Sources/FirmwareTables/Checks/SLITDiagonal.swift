import MachineModel

/// A proximity domain is 10 from itself (ACPI 6.5, section 5.2.17). Linux does without a SLIT that says otherwise
/// (`slit_valid` in `drivers/acpi/numa/srat.c`).
struct SLITDiagonal: TableCheck {
  var rules: [TableRule] { [.slitDiagonal] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, slit) in tables.all(SLIT.self) {
      for domain in 0..<slit.completeCount {
        guard let distance = slit[domain, domain], distance != DistanceMatrix.local else { continue }
        findings.report(
          .slitDiagonal, of: table,
          "the distance of proximity domain \(domain) to itself is \(distance), not 10; Linux uses no such SLIT")
      }
    }
  }
}

extension TableRule {
  fileprivate static let slitDiagonal = TableRule(
    "slit-diagonal", "SLIT has each proximity domain at a distance of 10 from itself")
}

extension SLIT {
  /// The number of localities whose distances are all there; 0 where some are missing.
  var completeCount: Int {
    guard let count = Int(exactly: localities), count > 0, distances.count / count >= count else { return 0 }
    return count
  }
}
