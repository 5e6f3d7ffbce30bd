import Diagnostics

/// Tells what a target cannot be told.
struct ExportRefusals {
  /// The target's name.
  let target: String
  /// What is told.
  private(set) var sink: DiagnosticSink

  init(_ target: String, _ sink: DiagnosticSink) {
    self.target = target
    self.sink = sink
  }

  /// Tells of something, with the target's reason.
  mutating func refuse(
    at place: SourceRange?, _ message: String, suggestion: String? = nil, notes: [Diagnostic.Note] = []
  ) {
    sink.report(ExchangeRule.notExpressible, at: place, message, suggestion: suggestion, notes: notes)
  }

  /// Tells of something that a target does not have.
  mutating func refuse(_ what: String, at place: SourceRange?, suggestion: String? = nil) {
    refuse(at: place, "\(target) has no \(what)", suggestion: suggestion)
  }
}
