import Diagnostics

/// A place as libyaml counts it, all three from 0 and in characters.
struct Mark {
  /// The number of characters before it in the text.
  var index: UInt32
  /// The number of lines before it.
  var line: UInt32
  /// The number of characters before it in its line.
  var column: UInt32
}

/// Turns indices of characters into lines and columns, so that a node keeps four bytes of each of its ends
/// and not eight.
struct LineTable: Sendable {
  private struct Line {
    var number: UInt32
    var start: UInt32
  }

  /// The lines in which something begins or ends, ascending.
  private var lines: [Line] = []
  /// The number of lines before the last one of the text; what is behind it is its end.
  var last = UInt32.max

  /// Takes in the line of a mark.
  mutating func note(_ mark: Mark) {
    guard mark.line <= last else { return }
    let line = Line(number: mark.line, start: mark.index - mark.column)
    guard let last = lines.last else {
      lines.append(line)
      return
    }
    if line.number > last.number {
      lines.append(line)
    } else if line.number < last.number {
      // A value that is not there is placed by what stands around it, which may be a line further up.
      let place = lines.firstIndex { $0.number >= line.number } ?? lines.count
      if lines[place].number != line.number { lines.insert(line, at: place) }
    }
  }

  /// The position of a character whose line was noted.
  func position(of index: UInt32) -> SourcePosition {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].start <= index { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return SourcePosition(line: 1, column: 1) }
    let line = lines[low - 1]
    return SourcePosition(line: line.number + 1, column: index - line.start + 1)
  }
}
