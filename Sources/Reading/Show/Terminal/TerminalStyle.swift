/// What a terminal can show.
package struct TerminalStyle: Sendable {
  /// Columns, at least as many as a picture needs to be one.
  package let width: Int
  /// Whether it has colours.
  package let isColoured: Bool
  /// Whether it has characters beyond ASCII.
  package let isUnicode: Bool

  /// The least width; what is narrower breaks lines itself.
  package static let leastWidth = 40
  /// The greatest width: no text is longer.
  package static let mostWidth = 400

  /// Creates a style.
  package init(width: Int, isColoured: Bool, isUnicode: Bool) {
    self.width = min(max(width, Self.leastWidth), Self.mostWidth)
    self.isColoured = isColoured
    self.isUnicode = isUnicode
  }

  /// What begins text on the colour of a node.
  func begin(_ node: Int) -> String {
    let colour = NodePalette.colours[NodePalette.index(of: node)]
    return "\u{1B}[48;5;\(colour.terminal);38;5;\(colour.terminalText)m"
  }

  /// What ends it.
  var end: String { "\u{1B}[0m" }

  /// Text as the terminal can show it; every character keeps its columns.
  func shown(_ text: String) -> String {
    guard !isUnicode else { return text }
    var shown = ""
    for character in text {
      if let ascii = Self.ascii[character] {
        shown += ascii
      } else if character.isASCII {
        shown.append(character)
      } else {
        shown += String(repeating: "?", count: TextWidth.of(character))
      }
    }
    return shown
  }

  private static let ascii: [Character: String] = {
    var ascii: [Character: String] = [
      "…": "~", "⋮": ":", "≈": "~", "░": ".", "▒": ":", "▓": "+", "█": "#", "─": "-", "│": "|", "╴": "-",
      "╶": "-", "╵": "|", "╷": "|", "×": "x", "–": "-", "·": ".",
    ]
    for corner in "┌┐└┘├┤┬┴┼" { ascii[corner] = "+" }
    return ascii
  }()
}
