import Diagnostics

/// Text of a document of marks, SVG or HTML, into which names of others go only as text.
struct Markup {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []

  /// Writes marks as they are: what memc says itself, and numbers.
  mutating func write(_ marks: String) { bytes.append(contentsOf: marks.utf8) }

  /// Writes text that others may have made.
  mutating func text(_ text: String) { bytes.append(contentsOf: Self.escaped(text).utf8) }

  /// Text as marks that mean it and nothing else, within an element or a quoted attribute.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.terminalText.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // No characters of XML.
      case "\u{fffe}", "\u{ffff}": escaped += "\u{fffd}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A length with as many digits as can be seen.
  static func length(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
