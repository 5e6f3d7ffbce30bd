import Diagnostics
import Testing

/// What data and names say, on a terminal.
@Suite("Text for a terminal") struct TerminalTextTests {
  static let obeyed: [ClosedRange<UInt32>] = [
    0...0x1f, 0x7f...0x9f, 0x61c...0x61c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069,
  ]

  @Test("Nothing that a terminal obeys is left, and nothing else is lost")
  func everyScalar() throws {
    for value in (0...UInt32(0x10ffff)) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a\(Character(scalar))b"
      let isObeyed = Self.obeyed.contains { $0.contains(value) }
      // Compared scalar by scalar: some texts are equal that are not the same.
      let expected = isObeyed ? ["a", "\u{FFFD}", "b"] : Array(text.unicodeScalars)
      guard Array(text.terminalText.unicodeScalars) != expected else { continue }
      Issue.record("U+\(String(value, radix: 16)) is shown as \(text.terminalText.debugDescription)")
    }
  }

  @Test("Lines keep their ends, and nothing else")
  func lines() {
    #expect("a\nb\u{1B}[2J\r\n".terminalLines == "a\nb\u{FFFD}[2J\u{FFFD}\n")
    #expect("a\nb".terminalText == "a\u{FFFD}b")
    #expect("".terminalText == "")
  }
}
