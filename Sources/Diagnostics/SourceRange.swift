/// A place in a source text: line and column, both counted from 1, columns in Unicode scalars.
public struct SourcePosition: Hashable, Comparable, Sendable {
  /// The line, from 1.
  public var line: UInt32
  /// The column, from 1, in Unicode scalars.
  public var column: UInt32

  /// Creates a position.
  public init(line: UInt32, column: UInt32) {
    self.line = line
    self.column = column
  }

  /// Whether `left` stands before `right` in the text.
  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A range of a source text, from `start` up to but not including `end`.
public struct SourceRange: Hashable, Sendable {
  /// Where the range begins.
  public var start: SourcePosition
  /// The position just behind the range.
  public var end: SourcePosition

  /// Creates a range.
  public init(start: SourcePosition, end: SourcePosition) {
    self.start = start
    self.end = end
  }

  /// The very beginning of a text, for what concerns the text as a whole.
  package static let beginning = SourceRange(
    start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))
}
