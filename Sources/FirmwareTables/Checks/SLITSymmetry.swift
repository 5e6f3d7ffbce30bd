import Diagnostics

/// It is as far back as forth. ACPI does not ask for it, and Linux keeps each direction (`acpi_numa_slit_init` in
/// `drivers/acpi/numa/srat.c`); few machines are such.
struct SLITSymmetry: TableCheck {
  var rules: [TableRule] { [.slitAsymmetric] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, slit) in tables.all(SLIT.self) {
      let count = slit.completeCount
      for from in 0..<count {
        for to in from + 1..<max(count, from + 1) {
          let (forth, back) = (slit.distances[from * count + to], slit.distances[to * count + from])
          guard forth != back else { continue }
          findings.report(
            .slitAsymmetric, of: table,
            "the distance from proximity domain \(from) to \(to) is \(forth), but back it is \(back)")
        }
      }
    }
  }
}

extension TableRule {
  fileprivate static let slitAsymmetric = TableRule(
    "slit-asymmetric", severity: .note, "SLIT has the same distance back as forth")
}
