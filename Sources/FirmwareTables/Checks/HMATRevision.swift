/// HMAT is of revision 1 or 2. Linux reads no other (`hmat_init` in `drivers/acpi/numa/hmat.c`).
struct HMATRevision: TableCheck {
  var rules: [TableRule] { [.hmatRevision] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, hmat) in tables.all(HMAT.self) where !(1...2).contains(hmat.revision) {
      findings.report(
        .hmatRevision, of: table, "HMAT is of revision \(hmat.revision); Linux reads revisions 1 and 2 only")
    }
  }
}

extension TableRule {
  fileprivate static let hmatRevision = TableRule("hmat-revision", "HMAT is of revision 1 or 2")
}
