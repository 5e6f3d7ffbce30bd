/// How many columns of a terminal text takes.
enum TextWidth {
  /// The columns of a character: none for what stands on the one before, two for East Asian wide ones and emoji.
  static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x300 else { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }

  /// The columns of a text.
  static func of(_ text: some StringProtocol) -> Int {
    // Nearly all text is ASCII, of which a byte is a column; to find characters takes far longer.
    let bytes = text.utf8
    return bytes.allSatisfy { $0 < 0x80 && $0 != 0x0d } ? bytes.count : text.reduce(0) { $0 + of($1) }
  }

  /// The text, or its beginning and a sign that there is more.
  static func fitted(_ text: String, _ width: Int, ellipsis: String = "…") -> String {
    guard of(text) > width else { return text }
    var (fitted, left) = ("", width - of(ellipsis))
    guard left >= 0 else { return String(repeating: ".", count: max(0, width)) }
    for character in text {
      left -= of(character)
      if left < 0 { break }
      fitted.append(character)
    }
    return fitted + ellipsis
  }

  /// The text, or its end and a sign that there is more: of a path that is what tells files apart.
  static func fittedEnd(_ text: String, _ width: Int) -> String {
    of(text) > width ? String(fitted(String(text.reversed()), width).reversed()) : text
  }
}
