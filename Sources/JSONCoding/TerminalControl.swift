extension Unicode.Scalar {
  /// Whether a terminal may obey the character instead of showing it: control characters, those that turn the direction
  /// of text or keep it apart (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069), and the separators of lines
  /// and paragraphs.
  ///
  /// Text for people never has one that comes from data or from a name; JSON text has it escaped.
  package var isTerminalControl: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
