import Diagnostics

/// A machine has one table of a kind, apart from those of AML. Linux reads the first (`acpi_table_parse`).
struct TableRepeats: TableCheck {
  var rules: [TableRule] { [.tableRepeated] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (index, table) in tables.members.enumerated() where table.value != nil {
      guard tables.members[..<index].contains(where: { $0.kind == table.kind }) else { continue }
      findings.report(
        .tableRepeated, of: table,
        "there is another \(table.kind.name) before this one, so that neither is held against other tables")
    }
  }
}

extension TableRule {
  fileprivate static let tableRepeated = TableRule(
    "table-repeated", severity: .warning, "there is one table of a kind, so that it is plain which belong together")
}
