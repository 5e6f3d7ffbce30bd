import Diagnostics

/// Columns of text, each as wide as its widest cell.
struct TextTable: CustomStringConvertible {
  private var rows: [[String]]

  /// A table with the names of its columns.
  init(_ header: [String]) {
    rows = [header]
  }

  /// Adds a row; it has a cell a column.
  mutating func append(_ row: [String]) {
    rows.append(row.map(\.terminalText))
  }

  /// The rows, without white space at the end of a line.
  var description: String {
    var widths = [Int](repeating: 0, count: rows[0].count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.utf8.count) }
    }
    return rows.reduce(into: "") { text, row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column < row.count - 1 {
          line += String(repeating: " ", count: widths[column] - cell.utf8.count + 2)
        }
      }
      text += line + "\n"
    }
  }
}
