/// One finding: what is wrong, where, and what to write instead.
public struct Diagnostic: Hashable, Sendable {
  /// A place that explains a diagnostic.
  public struct Note: Hashable, Sendable {
    /// What is to be seen there.
    public var message: String
    /// The place, or `nil` where the note concerns the whole.
    public var range: SourceRange?

    /// Creates a note.
    package init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  /// The stable identifier of the rule.
  public var identifier: String
  /// How grave it is, after the user's `-W`, `-E` and `-Wno-`.
  public var severity: Severity
  /// The place, or `nil` where it concerns the whole file.
  public var range: SourceRange?
  /// What was found and what is allowed.
  public var message: String
  /// What to write instead, as the end of a sentence: "did you mean 'memory'?".
  public var suggestion: String?
  /// The suggestion as a change of the source; `nil` where only a person can make it.
  public var fix: Fix?
  /// Other places that matter.
  public var notes: [Note]
}

extension [Diagnostic.Note] {
  /// A note on another place; none where that is written nowhere.
  package init(_ message: String, at origin: SourceRange?) {
    self = origin.map { [.init(message, at: $0)] } ?? []
  }
}
