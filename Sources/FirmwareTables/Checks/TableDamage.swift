import Diagnostics
import FieldCoding

/// A table has the length and the checksum that it states, and its structures fill it. Linux's ACPICA tells of a wrong
/// checksum (`acpi_tb_verify_checksum`) and walks structures no further than lengths make sense
/// (`acpi_parse_entries_array`).
struct TableDamage: TableCheck {
  var rules: [TableRule] { [.tableDamaged, .tableSlack] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for table in tables.members {
      for issue in table.issues {
        findings.report(issue.isWarning ? .tableSlack : .tableDamaged, of: table, "\(table.kind.name): \(issue)")
      }
    }
  }
}

extension TableRule {
  /// Also of what is wrong with a text of tables itself.
  package static let tableDamaged = TableRule(
    "table-damaged", "a table has the length and the checksum that it states, and its structures fill it")
  /// Also of a log with several maps.
  package static let tableSlack = TableRule(
    "table-slack", severity: .warning, "a table ends where what it holds does")
}
