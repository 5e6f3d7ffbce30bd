import MachineModel

/// Another proximity domain is farther than 10: below are numbers without a meaning (ACPI 6.5, section 5.2.17), and 10 is
/// what firmware writes that knows no distances. Linux does without a SLIT that has either (`slit_valid` in
/// `drivers/acpi/numa/srat.c`).
struct SLITRemoteDistances: TableCheck {
  var rules: [TableRule] { [.slitRemoteDistance] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, slit) in tables.all(SLIT.self) {
      let count = slit.completeCount
      for from in 0..<count {
        for to in 0..<count where to != from {
          let distance = slit.distances[from * count + to]
          guard distance <= DistanceMatrix.local else { continue }
          findings.report(
            .slitRemoteDistance, of: table,
            "the distance from proximity domain \(from) to \(to) is \(distance), not 11 to 255; Linux uses no such SLIT"
          )
        }
      }
    }
  }
}

extension TableRule {
  fileprivate static let slitRemoteDistance = TableRule(
    "slit-remote-distance", "SLIT has other proximity domains at distances of 11 to 254, or 255 for unreachable")
}
