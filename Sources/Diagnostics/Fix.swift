/// A change of the source that cures a diagnostic, for editors and other tools that can make it by themselves.
///
/// It says what the suggestion says, but for people's words: where the one needs a value that only a person knows,
/// there is no fix.
public struct Fix: Hashable, Sendable {
  /// A range of the source and what is to stand there instead.
  public struct Edit: Hashable, Sendable {
    /// The range; where it is empty, the text is inserted.
    public var range: SourceRange
    /// The text, which may have line breaks.
    public var replacement: String

    /// Creates an edit.
    package init(_ range: SourceRange, replacement: String) {
      self.range = range
      self.replacement = replacement
    }
  }

  /// The edits, which only together are the cure: in ascending place, none over another.
  public var edits: [Edit]
  /// Whether it only writes in the language's way what can be meant in no other: a unit, the spelling of a key or of a word,
  /// quotes. Such a fix a tool may make unasked; of any other, such as a size or an address, a person decides.
  public var isSafe = false

  /// Creates a fix.
  package init(_ edits: [Edit]) {
    self.edits = edits
  }

  /// Creates a fix that is one edit.
  package init(writing text: String, at range: SourceRange) {
    self.init([Edit(range, replacement: text)])
  }

  /// The fix as one that a tool may make unasked.
  ///
  /// - Parameter isSafe: Whether it is one.
  package func markedSafe(_ isSafe: Bool = true) -> Fix {
    var fix = self
    fix.isSafe = isSafe
    return fix
  }

  /// Creates a fix that inserts a text.
  package init(inserting text: String, at position: SourcePosition) {
    self.init(writing: text, at: SourceRange(start: position, end: position))
  }
}
