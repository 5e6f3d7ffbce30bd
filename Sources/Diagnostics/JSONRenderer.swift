import JSONCoding

/// Renders diagnostics as JSON lines: one object a diagnostic, keys sorted, for editors and test harnesses.
public struct JSONRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// The JSON lines of several diagnostics of one source.
  public func render(_ diagnostics: [Diagnostic], source: SourceFile?) -> String {
    var json = JSONWriter(layout: .compact)
    for diagnostic in diagnostics {
      DiagnosticEntry(diagnostic, source: source).write(to: &json)
      json.endLine()
    }
    return json.text
  }
}
