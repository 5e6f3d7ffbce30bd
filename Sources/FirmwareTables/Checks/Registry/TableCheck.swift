/// A named check of tables that anybody made, which reports and changes nothing.
package protocol TableCheck: Sendable {
  /// The rules that the check can report, which are declared beside it.
  var rules: [TableRule] { get }
  /// Reports what ACPI or Linux objects to in the tables of a machine.
  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings)
}
