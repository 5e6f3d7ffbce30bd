package import Diagnostics

/// Lines and columns of a text's bytes: found in one walk through the text, so that each is told without another one.
package struct SourcePlaces: Sendable {
  /// How many bytes there are at the most between what is remembered.
  private static let step = 64

  let source: SourceFile
  /// Where characters begin, and how they are counted: each the first one of a step.
  private var marks: [(offset: Int, position: SourcePosition)] = []

  /// Walks through a text.
  package init(_ source: SourceFile) {
    self.source = source
    marks.reserveCapacity(source.bytes.count / Self.step + 1)
    var position = SourcePosition(line: 1, column: 1)
    var offset = 0
    while offset <= source.bytes.count {
      if offset / Self.step >= marks.count { marks.append((offset, position)) }
      Self.pass(&offset, &position, in: source)
    }
  }

  /// The place of a byte; of one behind the end, the end.
  package func position(ofByte wanted: Int) -> SourcePosition {
    let wanted = min(max(wanted, 0), source.bytes.count)
    var index = wanted / Self.step
    // A line break may lie across the border.
    if index >= marks.count || marks[index].offset > wanted { index -= 1 }
    var (offset, position) = marks[index]
    while offset < wanted { Self.pass(&offset, &position, in: source) }
    return position
  }

  /// The place of some bytes.
  package func range(_ bytes: Range<Int>) -> SourceRange {
    SourceRange(start: position(ofByte: bytes.lowerBound), end: position(ofByte: bytes.upperBound))
  }

  /// Passes a byte, or a line break.
  private static func pass(_ offset: inout Int, _ position: inout SourcePosition, in source: SourceFile) {
    let length = source.breakLength(at: offset)
    if length > 0 {
      position = SourcePosition(line: position.line + 1, column: 1)
    } else if offset < source.bytes.count, source.bytes[offset] & 0xC0 != 0x80 {
      position.column += 1
    }
    offset += max(1, length)
  }
}
