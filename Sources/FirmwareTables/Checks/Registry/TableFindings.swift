package import Diagnostics

/// What is found of the tables in several files, each with what was found in it.
package struct TableFindings: Sendable {
  /// What was found in each file.
  package private(set) var sinks: [DiagnosticSink]

  /// Creates lists without findings.
  ///
  /// - Parameters:
  ///   - sources: The files; of those that are no text without bytes, so that none is shown as a line.
  ///   - overrides: Other severities for some rules.
  package init(_ sources: [SourceFile], overrides: SeverityOverrides = SeverityOverrides()) {
    sinks = sources.map { DiagnosticSink(source: $0, overrides: overrides) }
  }

  /// Reports what is wrong with a table.
  package mutating func report(_ rule: TableRule, of table: JudgedTable, _ message: String) {
    report(rule, in: table.file, line: table.line, message)
  }

  /// Reports what is wrong with a file.
  package mutating func report(_ rule: TableRule, in file: Int, line: Int?, _ message: String) {
    let place = line.map { line in
      let start = SourcePosition(line: UInt32(clamping: line), column: 1)
      return SourceRange(start: start, end: SourcePosition(line: start.line, column: 5))
    }
    sinks[file].report(rule, at: place, message)
  }
}
