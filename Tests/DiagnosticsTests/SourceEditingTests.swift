@testable import Diagnostics
import Testing

/// Edits of a text, byte by byte.
@Suite("Editing sources") struct SourceEditingTests {
  @Test(
    "what is not edited stays what it is",
    arguments: [
      ("a: 4GB\nb", [(range(1, 4, 1, 7), "4GiB")], "a: 4GiB\nb"),
      ("a\r\nb\rc\u{2028}d", [(range(2, 1, 2, 2), "B"), (range(4, 1, 4, 2), "D")], "a\r\nB\rc\u{2028}D"),
      ("ä€𝄞x", [(range(1, 4, 1, 5), "y")], "ä€𝄞y"), ("ä€𝄞x", [(range(1, 2, 1, 4), "")], "äx"),
      ("ab", [(range(1, 1, 1, 1), "1"), (range(1, 2, 1, 2), "2"), (range(1, 3, 1, 3), "3")], "1a2b3"),
      ("a", [(range(9, 1, 9, 2), "z")], "az"), ("", [(range(1, 1, 1, 1), "z")], "z"), ("a\n", [], "a\n"),
    ])
  func edits(_ text: String, _ edits: [(SourceRange, String)], _ edited: String) {
    let source = SourceFile(name: "a", text: text)
    let bytes = source.bytes(with: edits.map { Fix.Edit($0, replacement: $1) })
    #expect(String(decoding: bytes, as: UTF8.self) == edited)
  }

  @Test("bytes that are no text stay, too")
  func notText() {
    let source = SourceFile(name: "a", bytes: [0xFF, 0x61, 0xC3, 0x62])
    #expect(source.bytes(with: [.init(range(1, 2, 1, 3), replacement: "z")]) == [0xFF, 0x7A, 0xC3, 0x62])
  }

  @Test("of fixes that touch each other the first is made")
  func apart() {
    let fixes = [range(1, 5, 1, 9), range(1, 1, 1, 4), range(1, 4, 1, 5), range(1, 12, 1, 12)]
      .map { Fix(writing: "x", at: $0) }
    #expect(fixes.apart == [fixes[1], fixes[0], fixes[3]])
    let both = Fix([.init(range(1, 1, 1, 1), replacement: "{"), .init(range(2, 1, 2, 1), replacement: "}")])
    #expect([Fix(writing: "x", at: range(1, 3, 1, 4)), both].apart == [both])
    #expect([Fix([])].apart == [])
  }

  @Test(
    "a word is certain where no other is nearly as near, and no digit differs",
    arguments: [
      ("memroy", "memory", true), ("nods", "nodes", true), ("qemu-q36", "qemu-q35", false), ("cat", "bat", false),
      ("memory", "memory", true), ("xyz", "memory", false),
    ])
  func certain(_ word: String, _ candidate: String, _ isCertain: Bool) {
    let words = ["memory", "nodes", "qemu-q35", "bat", "hat"]
    #expect(SpellingSuggestion.isCertain(candidate, for: word, among: words) == isCertain)
  }
}
