/// Characters that look like a space, or like nothing, and are no space to YAML. Word processors and web pages put
/// them where a person sees a space.
package enum UnusualSpace {
  /// The name of such a character, with its code: `U+00A0 (no-break space)`; `nil` for every other one.
  package static func name(of scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0xA0: "U+00A0 (no-break space)"
    case 0x2000...0x200A: "U+\(String(scalar.value, radix: 16, uppercase: true)) (a space of another width)"
    case 0x200B: "U+200B (zero width space)"
    case 0x202F: "U+202F (narrow no-break space)"
    case 0x205F: "U+205F (medium mathematical space)"
    case 0x3000: "U+3000 (ideographic space)"
    case 0xFEFF: "U+FEFF (byte order mark)"
    default: nil
    }
  }

  /// The name of the first such character of a text.
  package static func name(in text: some StringProtocol) -> String? {
    text.unicodeScalars.lazy.compactMap(name(of:)).first
  }
}
