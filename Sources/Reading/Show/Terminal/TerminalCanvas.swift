/// Cells of a terminal on which lines meet, and texts and colours lie.
struct TerminalCanvas {
  /// Where lines go from the middle of a cell.
  struct Lines: OptionSet {
    let rawValue: UInt8

    static let up = Lines(rawValue: 1)
    static let down = Lines(rawValue: 2)
    static let left = Lines(rawValue: 4)
    static let right = Lines(rawValue: 8)
  }

  private struct Cell {
    var lines: Lines = []
    /// What stands there; a wide character has an empty text behind it.
    var text = " "
    var colour: Int?
  }

  private static let corners = Array(" ╵╷│╴┘┐┤╶└┌├─┴┬┼").map { String($0) }

  private let width: Int
  private let style: TerminalStyle
  private var rows: [[Cell]]

  init(width: Int, height: Int, style: TerminalStyle) {
    self.width = width
    self.style = style
    rows = Array(repeating: Array(repeating: Cell(), count: width), count: height)
  }

  /// Draws the frame of a box; the lines of neighbours become one.
  mutating func frame(_ columns: ClosedRange<Int>, _ lines: ClosedRange<Int>) {
    for column in columns.lowerBound..<columns.upperBound {
      for row in [lines.lowerBound, lines.upperBound] {
        rows[row][column].lines.insert(.right)
        rows[row][column + 1].lines.insert(.left)
      }
    }
    for row in lines.lowerBound..<lines.upperBound {
      for column in [columns.lowerBound, columns.upperBound] {
        rows[row][column].lines.insert(.down)
        rows[row + 1][column].lines.insert(.up)
      }
    }
  }

  /// Gives cells the colour of a node.
  mutating func fill(_ columns: Range<Int>, _ lines: Range<Int>, colour: Int) {
    for row in lines {
      for column in columns { rows[row][column].colour = colour }
    }
  }

  /// Writes a text, which must fit.
  mutating func write(_ text: String, column: Int, row: Int) {
    var column = column
    for character in text {
      let columns = TextWidth.of(character)
      guard column >= 0, column + columns <= width, rows.indices ~= row else { return }
      if columns == 0 {
        if column > 0 { rows[row][column - 1].text.append(character) }
        continue
      }
      rows[row][column].text = String(character)
      if columns == 2 { rows[row][column + 1].text = "" }
      column += columns
    }
  }

  /// The lines of text.
  var text: String {
    var text = ""
    for row in rows {
      var line = ""
      var colour: Int?
      var blanks = 0
      for cell in row {
        let shown = cell.lines.isEmpty ? cell.text : Self.corners[Int(cell.lines.rawValue)]
        let wanted = style.isColoured && cell.lines.isEmpty ? cell.colour : nil
        if wanted == nil, shown == " " {
          blanks += 1
          continue
        }
        if colour != nil, blanks > 0 || wanted != colour {
          line += style.end
          colour = nil
        }
        // Blanks before the end of a line are not printed.
        line += String(repeating: " ", count: blanks)
        blanks = 0
        if let wanted, colour == nil {
          line += style.begin(wanted)
          colour = wanted
        }
        line += shown
      }
      if colour != nil { line += style.end }
      text += line + "\n"
    }
    return text
  }
}
