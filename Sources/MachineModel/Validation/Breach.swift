import Diagnostics

/// What a value breaks, in words that hold wherever the value is from: a text, a program, an importer.
///
/// What to write instead is mostly for those to say who know the text.
struct Breach {
  let rule: LanguageRule
  let message: String
  /// Where the value is stated; `nil` where whoever has it knows that.
  var origin: SourceRange?
  var suggestion: String?
  var fix: Fix?
  var notes: [Diagnostic.Note] = []

  init(
    _ rule: LanguageRule, at origin: SourceRange? = nil, _ message: String, suggestion: String? = nil,
    fix: Fix? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    self.rule = rule
    self.message = message
    self.origin = origin
    self.suggestion = suggestion
    self.fix = fix
    self.notes = notes
  }
}

extension DiagnosticSink {
  /// Reports a breach at its own place, or else where the value is stated.
  mutating func report(_ breach: Breach, at origin: SourceRange?) {
    report(
      breach.rule, at: breach.origin ?? origin, breach.message, suggestion: breach.suggestion, fix: breach.fix,
      notes: breach.notes)
  }
}
