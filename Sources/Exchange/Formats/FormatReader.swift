import Diagnostics

/// What reads a machine from a format of others, and tells of what it finds.
protocol FormatReader {
  /// Told of everything.
  var sink: DiagnosticSink { get set }
}

extension FormatReader {
  /// Tells of what is broken at a place.
  mutating func report(
    _ rule: ExchangeRule, at place: SourceRange?, _ message: String, suggestion: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    sink.report(rule, at: place, message, suggestion: suggestion, notes: notes)
  }
}
