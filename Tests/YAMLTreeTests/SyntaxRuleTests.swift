import Artifacts
import Diagnostics
import TestSupport
import Testing
import YAMLTree

/// Every rule of syntax with the text that a user sees when it is broken.
@Suite("Rules of syntax") struct SyntaxRuleTests {
  static let cases = written + long + advice

  @Test("A broken rule is reported in these words", arguments: cases)
  func report(_ example: RuleCase<SyntaxRule>) {
    #expect(example.isAboutItsRule)
    #expect(example.reported == example.expected)
  }

  @Test("What is suggested works", arguments: cases)
  func suggestions(_ example: RuleCase<SyntaxRule>) {
    #expect(example.suggestionProblems == [])
  }

  @Test("Everything is told at a line and a column", arguments: cases)
  func place(_ example: RuleCase<SyntaxRule>) {
    for diagnostic in Compilation(example.yaml + "\n", checks: example.checks).diagnostics {
      #expect(diagnostic.range != nil, "\(diagnostic.message)")
    }
  }

  @Test("No rule is without a case")
  func everyRuleHasACase() {
    let ofBytes: Set<SyntaxRule> = [.notUTF8, .controlCharacter, .inputTooLarge]
    #expect(Set(RuleCase.rulesWithoutCase(in: Self.cases)) == Set(ofBytes.map(\.identifier)))
    #expect(ofBytes.subtracting(Self.bytes.map(\.rule)) == [.inputTooLarge])
  }

  /// Bytes that are no text, each with what is said of them and where.
  static let bytes: [(rule: SyntaxRule, bytes: [UInt8], diagnostic: String)] = [
    (
      .notUTF8, text("memc: 1\nname: ") + [0xC3, 0x28],
      "2:8: error: the file is not UTF-8: invalid trailing UTF-8 octet at byte 15"
    ),
    (
      .notUTF8, [0xFF, 0xFE] + utf16("memc: 1\n"),
      "1:1: error: the file is UTF-16, not UTF-8; save it as UTF-8, as 'iconv -f UTF-16 -t UTF-8' does"
    ),
    (.notUTF8, utf16("memc: 1"), "1:1: error: the file is UTF-16LE, not UTF-8"),
    (.notUTF8, [0] + utf16("memc: 1").dropLast(), "1:1: error: the file is UTF-16BE, not UTF-8"),
    (.notUTF8, [0xFE, 0xFF, 0] + utf16("memc: 1").dropLast(), "1:1: error: the file is UTF-16, not UTF-8"),
    (.notUTF8, [0xFF, 0xFE, 0, 0, 0x6D, 0, 0, 0], "1:1: error: the file is UTF-32LE, not UTF-8"),
    (
      .notUTF8, text("memc: 1\n") + [0xED, 0xA0, 0x80],
      "2:1: error: the file is not UTF-8: invalid Unicode character at byte 8"
    ),
    (
      .notUTF8, text("memc: ") + [0xC0, 0xB1],
      "1:7: error: the file is not UTF-8: invalid length of a UTF-8 sequence at byte 6"
    ),
    (
      .notUTF8, text("memc: ") + [0xE2, 0x82],
      "1:7: error: the file is not UTF-8: incomplete UTF-8 octet sequence at byte 6"
    ),
    (
      .controlCharacter, text("memc: 1\nname: \0\n"),
      "2:7: error: the character U+0000 at byte 14 is not allowed in YAML"
    ),
    (
      .controlCharacter, text("memc: 1 # \u{1B}[31m"),
      "1:11: error: the character U+001B at byte 10 is not allowed in YAML"
    ),
    (
      .controlCharacter, text("# Größe \u{7F}"),
      "1:9: error: the character U+007F at byte 10 is not allowed in YAML"
    ),
    (.controlCharacter, text("# \u{80}"), "1:3: error: the character U+0080 at byte 2 is not allowed in YAML"),
    (.controlCharacter, text("# \u{FFFE}"), "1:3: error: the character U+FFFE at byte 2 is not allowed in YAML"),
  ]

  @Test("Bytes that are no text are refused where they stand", arguments: bytes)
  func refuse(_ rule: SyntaxRule, _ bytes: [UInt8], _ diagnostic: String) {
    let compilation = Compilation(bytes: bytes)
    #expect(compilation.identifiers == [rule.identifier])
    #expect(compilation.text.hasPrefix("topo.yaml:\(diagnostic)"))
    #expect(compilation.tree == nil)
  }

  @Test("64 MiB are read, and one byte more is not")
  func inputTooLarge() {
    var bytes = [UInt8](repeating: UInt8(ascii: "#"), count: YAMLTree.maximumInput)
    #expect(Compilation(bytes: bytes).identifiers == ["empty-document"])
    bytes.append(UInt8(ascii: "#"))
    #expect(
      Compilation(bytes: bytes).text == """
        topo.yaml:1:1: error: the file has 67108865 bytes; at most 67108864 (64 MiB) are read [input-too-large]
           1 | \(String(repeating: "#", count: 160))
             | ^

        """)
  }

  @Test("A bracket is told where it opens, however far that is from where it is missed", arguments: [100, 30_000])
  func farBracket(_ count: Int) throws {
    let items = String(repeating: "  {memory: 1GiB},\n", count: count)
    let open = try #require(Compilation("memc: 1\nnodes: [\n\(items)  {memory: 1GiB}\n").diagnostics.first)
    #expect(open.message == "this '[' is not closed" && open.range?.start == SourcePosition(line: 2, column: 8))
    // Where the next key follows, it is missed there.
    let text = Compilation("memc: 1\nnodes: [\n\(items)cpus: 4\nname: [a]\n").text
    #expect(text.contains("topo.yaml:2:8:"), "\(text)")
  }

  /// Cases that are too long to be written out.
  private static let long: [RuleCase<SyntaxRule>] = [
    RuleCase(
      .yamlTag, "directives",
      (0...64).map { "%TAG !unit\($0)! tag:example.org,2026:\n" }.joined() + "---\nmemc: 1\n",
      """
      topo.yaml:65:1: error: there are more than 64 tag directives, and tags are not supported; remove the directives [yaml-tag]
        65 | %TAG !unit64! tag:example.org,2026:
           | ^
      """),
    RuleCase(
      .nestingTooDeep, String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
      """
      topo.yaml:1:65: error: collections are nested more than 64 deep [nesting-too-deep]
         1 | \(String(repeating: "[", count: 65) + String(repeating: "]", count: 65))
           | \(String(repeating: " ", count: 64))^
      """),
    RuleCase(
      .tooManyTreeNodes, billionLaughs(levels: 30),
      """
      topo.yaml:8:8: error: the document has more than 2000000 nodes when its aliases are expanded [too-many-tree-nodes]
         8 | - &l7 [*l6, *l6, *l6, *l6, *l6, *l6, *l6, *l6, *l6, *l6]
           |        ^~~
      """),
  ]

  /// Each level ten times the one before.
  private static func billionLaughs(levels: Int) -> String {
    "- &l0 laugh\n"
      + (1...levels).map { level in
        "- &l\(level) [\(Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", "))]\n"
      }.joined()
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func utf16(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
  }
}
