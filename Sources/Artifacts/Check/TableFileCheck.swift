package import Diagnostics
import FieldCoding
import FirmwareTables

/// Judges files of tables that anybody made: what ACPI and Linux object to, each table for itself and against the others.
///
/// A file of several tables is a machine; the files of one table each, texts of acpidump among them, are another one
/// together.
package struct TableFileCheck: Sendable {
  /// What was found in a file.
  package struct Report: Sendable {
    /// The file; without bytes where it is no text.
    package let source: SourceFile
    /// What was found.
    package let diagnostics: [Diagnostic]
    /// Whether there is an error among it.
    package let hasErrors: Bool
    /// The tables of the file, by what people call them.
    package let tables: [String]
  }

  private struct File {
    let source: SourceFile
    let tables: [JudgedTable]
    /// What is wrong with a text apart from its tables.
    let issues: [DecodingIssue]
    let holdsMachine: Bool
  }

  private let overrides: SeverityOverrides
  private var files: [File] = []

  /// Creates a check of no files.
  package init(overrides: SeverityOverrides = SeverityOverrides()) {
    self.overrides = overrides
  }

  /// Adds a file, whose number among all is how many there were before.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - name: What messages call it.
  ///   - fileName: Its name in its folder, which tells an e820 map.
  /// - Returns: Whether it is one of tables; one that is not is not added.
  package mutating func add(_ bytes: [UInt8], name: String, fileName: String) -> Bool {
    guard let format = DumpFormat(ofInput: bytes, fileName: fileName) else { return false }
    let number = files.count
    let text = SourceFile(name: name, bytes: bytes)
    switch format.reading {
    case .json: return false
    case .linux:
      let map = E820Map.decode(linuxText: String(decoding: bytes, as: UTF8.self))
      let table = JudgedTable(map.value.encoded(), as: TableKind(E820Map.self), file: number)
      files.append(File(source: text, tables: [table], issues: map.issues, holdsMachine: false))
    case .acpidump:
      let dump = AcpidumpText.decode(bytes)
      let tables = dump.value.tables.map { table in
        let bytes = dump.value.bytes(of: table)
        return JudgedTable(bytes, as: TableKind(ofTable: bytes), file: number, line: table.line)
      }
      files.append(File(source: text, tables: tables, issues: dump.issues, holdsMachine: tables.count > 1))
    case .acpi:
      guard bytes.prefix(36).contains(0), let kind = TableKind(signatureOf: bytes) else { return false }
      addBinary(bytes, as: kind, name)
    case .table(let format): addBinary(bytes, as: TableKind(format), name)
    }
    return true
  }

  private mutating func addBinary(_ bytes: [UInt8], as kind: TableKind, _ name: String) {
    let number = files.count
    let source = SourceFile(name: name, bytes: [])
    guard kind == TableKind(ACPIImage.self) else {
      let table = JudgedTable(bytes, as: kind, file: number)
      let issues = bytes.isEmpty ? [DecodingIssue("the map has no entry", at: .whole)] : []
      files.append(File(source: source, tables: [table], issues: issues, holdsMachine: false))
      return
    }
    let (places, issues) = ACPIImage(bytes: bytes).outline
    let tables = places.map { place in
      let table = Array(bytes[place.range])
      return JudgedTable(table, as: TableKind(ofTable: table), file: number)
    }
    files.append(File(source: source, tables: tables, issues: issues, holdsMachine: true))
  }

  /// Judges the files.
  ///
  /// - Returns: What was found in each, in their order.
  package func reports() -> [Report] {
    guard !files.isEmpty else { return [] }
    var findings = TableFindings(files.map(\.source), overrides: overrides)
    for (number, file) in files.enumerated() {
      for issue in file.issues {
        let rule = issue.isWarning ? TableRule.tableSlack : .tableDamaged
        if case .line(let line) = issue.place {
          findings.report(rule, in: number, line: line, issue.message)
        } else {
          findings.report(rule, in: number, line: nil, issue.description)
        }
      }
      if file.holdsMachine { TableChecks.run(on: JudgedTables(file.tables), reportingTo: &findings) }
    }
    let single = files.filter { !$0.holdsMachine }.flatMap(\.tables)
    TableChecks.run(on: JudgedTables(single), reportingTo: &findings)
    return zip(files, findings.sinks).map { file, sink in
      Report(
        source: file.source, diagnostics: sink.diagnostics, hasErrors: sink.hasErrors,
        tables: file.tables.map(\.kind.name))
    }
  }
}
