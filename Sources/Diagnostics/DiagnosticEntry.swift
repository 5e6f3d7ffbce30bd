package import JSONCoding

/// A diagnostic as a line of JSON: numbers of lines and columns begin with 1, and an end is just behind its range.
package struct DiagnosticEntry: JSONRecord {
  /// A change of the source.
  package struct EditEntry: JSONRecord {
    private var column: UInt64 = 0
    private var endColumn: UInt64 = 0
    private var endLine: UInt64 = 0
    private var line: UInt64 = 0
    private var replacement = ""

    package init() {}

    init(_ edit: Fix.Edit) {
      (column, line) = (UInt64(edit.range.start.column), UInt64(edit.range.start.line))
      (endColumn, endLine) = (UInt64(edit.range.end.column), UInt64(edit.range.end.line))
      replacement = edit.replacement
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("column", &column)
      coder.member("end_column", &endColumn)
      coder.member("end_line", &endLine)
      coder.member("line", &line)
      coder.member("replacement", &replacement, "What stands there after the change.")
    }
  }

  /// What helps to understand a diagnostic.
  package struct NoteEntry: JSONRecord {
    private var column: UInt64?
    private var line: UInt64?
    private var message = ""

    package init() {}

    init(_ note: Diagnostic.Note) {
      column = note.range.map { UInt64($0.start.column) }
      line = note.range.map { UInt64($0.start.line) }
      message = note.message
    }

    package mutating func describe(_ coder: inout some JSONCoder) {
      coder.member("column", &column)
      coder.member("line", &line)
      coder.member("message", &message)
    }
  }

  private var column: UInt64?
  private var endColumn: UInt64?
  private var endLine: UInt64?
  private var file: String?
  private var fix: [EditEntry]?
  private var id = ""
  private var line: UInt64?
  private var message = ""
  private var notes: [NoteEntry] = []
  private var severity = ""
  private var suggestion: String?

  package init() {}

  /// - Parameters:
  ///   - diagnostic: What was found.
  ///   - source: In which text; `nil` where it is about none.
  init(_ diagnostic: Diagnostic, source: SourceFile?) {
    if let range = diagnostic.range {
      (column, line) = (UInt64(range.start.column), UInt64(range.start.line))
      (endColumn, endLine) = (UInt64(range.end.column), UInt64(range.end.line))
    }
    file = source?.name
    fix = diagnostic.fix.map { $0.edits.map { EditEntry($0) } }
    id = diagnostic.identifier
    message = diagnostic.message
    notes = diagnostic.notes.map { NoteEntry($0) }
    severity = diagnostic.severity.rawValue
    suggestion = diagnostic.suggestion
  }

  package mutating func describe(_ coder: inout some JSONCoder) {
    coder.member(
      "column", &column, "In Unicode scalars, from 1; absent, as the rest of the place, where there is none.")
    coder.member("end_column", &endColumn, "The column just behind the end.")
    coder.member("end_line", &endLine)
    coder.member("file", &file)
    coder.member("fix", &fix, "The suggestion as changes of the source, to be made all or none.")
    coder.member("id", &id, "The check: 'memc check --list-checks' lists them.")
    coder.member("line", &line)
    coder.member("message", &message)
    coder.member("notes", &notes)
    coder.member("severity", &severity, values: .words(Severity.allCases.map(\.rawValue)))
    coder.member("suggestion", &suggestion, "What to write instead.")
  }
}
