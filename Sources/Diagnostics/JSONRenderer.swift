import JSONCoding

/// Renders diagnostics as JSON lines: one object a diagnostic, keys sorted, for editors and test harnesses.
public struct JSONRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// The JSON lines of several diagnostics of one source.
  public func render(_ diagnostics: [Diagnostic], source: SourceFile?) -> String {
    var json = JSONWriter(layout: .compact)
    for diagnostic in diagnostics {
      json.object { json in
        Self.writePlace(diagnostic.range, { $0.start.column }, "column", to: &json)
        Self.writePlace(diagnostic.range, { $0.end.column }, "end_column", to: &json)
        Self.writePlace(diagnostic.range, { $0.end.line }, "end_line", to: &json)
        if let source { json.member("file", source.name) }
        if let fix = diagnostic.fix { Self.write(fix, to: &json) }
        json.member("id", diagnostic.identifier)
        Self.writePlace(diagnostic.range, { $0.start.line }, "line", to: &json)
        json.member("message", diagnostic.message)
        json.name("notes")
        json.array { json in
          for note in diagnostic.notes {
            json.object { json in
              Self.writePlace(note.range, { $0.start.column }, "column", to: &json)
              Self.writePlace(note.range, { $0.start.line }, "line", to: &json)
              json.member("message", note.message)
            }
          }
        }
        json.member("severity", diagnostic.severity.rawValue)
        if let suggestion = diagnostic.suggestion { json.member("suggestion", suggestion) }
      }
      json.endLine()
    }
    return json.text
  }

  private static func write(_ fix: Fix, to json: inout JSONWriter) {
    json.name("fix")
    json.array { json in
      for edit in fix.edits {
        json.object { json in
          json.member("column", edit.range.start.column)
          json.member("end_column", edit.range.end.column)
          json.member("end_line", edit.range.end.line)
          json.member("line", edit.range.start.line)
          json.member("replacement", edit.replacement)
        }
      }
    }
  }

  private static func writePlace(
    _ range: SourceRange?, _ part: (SourceRange) -> UInt32, _ key: String, to json: inout JSONWriter
  ) {
    if let range { json.member(key, part(range)) }
  }
}
