import Diagnostics
import Testing

/// Lines and places of a text.
@Suite("Source file") struct SourceFileTests {
  @Test(
    "Lines are counted from 1 and come without their break",
    arguments: [
      ("", ["", nil]), ("a", ["a", nil]), ("a\n", ["a", "", nil]), ("a\nb", ["a", "b", nil]),
      ("a\r\nb\r\n", ["a", "b", "", nil]), ("a\rb", ["a", "b", nil]), ("a\n\rb", ["a", "", "b", nil]),
      ("a\u{85}b\u{2028}c\u{2029}d", ["a", "b", "c", "d", nil]), ("\n\n", ["", "", "", nil]),
      ("é\u{A0}\u{2027}", ["é\u{A0}\u{2027}", nil]),
    ] as [(String, [String?])])
  func lines(_ text: String, _ lines: [String?]) {
    let source = SourceFile(name: "a", text: text)
    #expect((1...lines.count).map { source.line(UInt32($0)) } == lines)
  }

  @Test("Bytes that are no text are shown as a replacement")
  func notText() {
    #expect(SourceFile(name: "a", bytes: [0x61, 0xFF, 0x62, 0x0A, 0xC3]).line(1) == "a\u{FFFD}b")
    #expect(SourceFile(name: "a", bytes: [0x61, 0x0A, 0xE2, 0x80]).line(2) == "\u{FFFD}")
  }

  @Test("A byte order mark is left out, at the beginning only")
  func byteOrderMark() {
    #expect(SourceFile(name: "a", text: "\u{FEFF}a\u{FEFF}").bytes == Array("a\u{FEFF}".utf8))
    #expect(SourceFile(name: "a", bytes: [0xEF, 0xBB]).bytes == [0xEF, 0xBB])
  }

  @Test(
    "Where a byte stands",
    arguments: [(0, 1, 1), (1, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (6, 3, 1), (8, 4, 1), (99, 4, 1)])
  func positions(_ offset: Int, _ line: UInt32, _ column: UInt32) {
    // 0 a, 1 ü (two bytes), 3 LF, 4 b, 5 CR, 6 c... the end.
    let source = SourceFile(name: "a", text: "aü\nb\rc\n")
    #expect(source.position(ofByte: offset) == SourcePosition(line: line, column: column))
  }
}

/// What a user may have meant.
@Suite("Spelling suggestions") struct SpellingSuggestionTests {
  @Test(
    "The nearest word within a third of the letters",
    arguments: [
      ("memroy", "memory"), ("memor", "memory"), ("memoryy", "memory"), ("Memory", "memory"), ("nods", "nodes"),
      ("cpu", "cpus"), ("xyz", nil), ("", nil), ("m", nil), (String(repeating: "m", count: 65), nil),
    ] as [(String, String?)])
  func nearest(_ word: String, _ nearest: String?) {
    #expect(SpellingSuggestion.nearest(to: word, among: ["memory", "nodes", "cpus", "name"]) == nearest)
  }

  @Test("Of words equally near the first is meant")
  func first() {
    #expect(SpellingSuggestion.nearest(to: "bat", among: ["cat", "hat"]) == "cat")
    #expect(SpellingSuggestion.nearest(to: "bat", among: ["cat", "bat"]) == "bat")
  }

  @Test("Long texts are quoted by their beginning")
  func excerpt() {
    #expect("short".excerpt == "short")
    #expect(String(repeating: "ü", count: 80).excerpt == String(repeating: "ü", count: 80))
    #expect(String(repeating: "ü", count: 81).excerpt == String(repeating: "ü", count: 79) + "…")
  }
}
