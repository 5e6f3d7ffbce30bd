import Diagnostics
import Exchange
import Testing

@Suite("Words of a command line") struct CommandWordsTests {
  @Test(
    "A shell's words",
    arguments: [
      ("", []), (" \t\r\n", []), ("a", ["a"]), ("a b\tc\nd\r\ne", ["a", "b", "c", "d", "e"]),
      ("a \\\n  b", ["a", "b"]), ("a\\\nb", ["ab"]), ("a\\\r\nb", ["ab"]), ("\\\n a", ["a"]),
      ("'a b'", ["a b"]), ("'a\\b\"c'", ["a\\b\"c"]), ("'a\nb'", ["a\nb"]), ("a'b'\"c\"d", ["abcd"]),
      ("\"a b\"", ["a b"]), (#""a\"b\\c\$d\`e\f""#, [#"a"b\c$d`e\f"#]), ("\"a\\\nb\"", ["ab"]),
      ("\"it's\"", ["it's"]),
      ("''", [""]), ("'' \"\"", ["", ""]), (#"\a\ \'\\"#, [#"a '\"#]), ("a\\", ["a\\"]), ("\\#a", ["#a"]),
      ("#!/bin/sh\na #b 'c\nd#e", ["a", "d#e"]), ("a \\\n#b\nc", ["a", "c"]),
      ("$MEM ${X} `y` *", ["$MEM", "${X}", "`y`", "*"]), ("\u{FEFF}a", ["a"]), ("ü\u{A0}x", ["ü\u{A0}x"]),
    ] as [(String, [String])])
  func shell(_ text: String, _ words: [String]) {
    #expect(split(SourceFile(name: "a", text: text)).words?.map(\.text) == words)
  }

  @Test(
    "The words that Linux shows of a process",
    arguments: [
      ("qemu\0-m\u{0}1G\0", ["qemu", "-m", "1G"]), ("a b\0'c\0", ["a b", "'c"]), ("a\0\0b\0", ["a", "", "b"]),
      ("a\0b", ["a", "b"]), ("\0", [""]),
    ] as [(String, [String])])
  func ofProcess(_ text: String, _ words: [String]) {
    #expect(split(SourceFile(name: "a", text: text)).words?.map(\.text) == words)
  }

  @Test(
    "A quote that does not end is told of where it begins",
    arguments: [
      ("-m 'a", "1:4-1:5: the quote ' does not end; end it with another ', or write \\' for the character itself"),
      (
        "a\nb=\"c\\\"",
        "2:3-2:4: the quote \" does not end; end it with another \", or write \\\" for the character itself"
      ),
      (
        "'\\'' a", "1:4-1:5: the quote ' does not end; end it with another ', or write \\' for the character itself"
      ),
    ])
  func openQuote(_ text: String, _ message: String) {
    let (words, diagnostics) = split(SourceFile(name: "a", text: text))
    #expect(words == nil)
    #expect(
      diagnostics.map { "\(place($0.range)): \($0.message); \($0.suggestion ?? "")" } == [message])
    #expect(diagnostics.map(\.identifier) == ["malformed-input"])
  }

  @Test("Each part of a word has its place, whatever quotes it stands in")
  func places() throws {
    let words = try #require(split(SourceFile(name: "a", text: "x size='1 G',\\\n\"ho\\\"t\"p=2\n'' y")).words)
    #expect(words.map(\.text) == ["x", "size=1 G,ho\"tp=2", "", "y"])
    #expect(words.map { place($0.range) } == ["1:1-1:2", "1:3-2:11", "3:1-3:3", "3:4-3:5"])
    let word = words[1]
    #expect(place(word.range(0..<4)) == "1:3-1:7")
    #expect(place(word.range(5..<8)) == "1:9-1:12")
    #expect(place(word.range(9..<14)) == "2:2-2:9")
    #expect(place(word.range(15..<16)) == "2:10-2:11")
    #expect(place(word.range(16..<16)) == "2:11-2:11")
    #expect(place(words[2].range(0..<0)) == "3:1-3:1")
  }

  @Test("Bytes that are no text are kept")
  func notText() throws {
    let words = try #require(split(SourceFile(name: "a", bytes: [0xFF, 0x20, 0x27, 0xC3, 0x27])).words)
    #expect(words.map(\.bytes) == [[0xFF], [0xC3]])
    #expect(words.map(\.text) == ["\u{FFFD}", "\u{FFFD}"])
  }

  @Test(
    "A megabyte of whatever takes no time", .timeLimit(.minutes(10)),
    arguments: [
      ("a ", 524_288, 1), ("'a'", 1, 349_525), ("\"", 1, 0), ("\\\n", 0, 0), ("#", 0, 0), ("a\\b", 1, 699_050),
      ("\r\n", 0, 0), ("\0", 1_048_576, 0),
    ])
  func megabytes(_ text: String, _ count: Int, _ lengthOfLast: Int) {
    let source = SourceFile(name: "a", text: String(repeating: text, count: (1 << 20) / text.utf8.count))
    let words = split(source).words
    #expect(words?.count == count)
    #expect(words?.last?.bytes.count ?? 0 == lengthOfLast)
  }

  @Test(
    "A shell reads back what is quoted for it",
    arguments: [
      ("a", "a"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("'", "''\\'''"), ("$x", "'$x'"),
      ("size=1G,file=/dev/shm", "size=1G,file=/dev/shm"), ("cpus=[0-3]", "'cpus=[0-3]'"), ("1@20", "1@20"),
      ("~", "'~'"), ("a\nb", "'a\nb'"), ("#a", "'#a'"), ("ü", "'ü'"),
    ])
  func quoting(_ word: String, _ quoted: String) {
    #expect(ShellQuoting.quoted(word) == quoted)
    #expect(split(SourceFile(name: "a", text: quoted)).words?.map(\.text) == [word])
  }

  private func split(_ source: SourceFile) -> (words: [CommandWord]?, diagnostics: [Diagnostic]) {
    var sink = DiagnosticSink(source: source)
    let words = CommandWords.split(source, reportingTo: &sink)
    return (words, sink.diagnostics)
  }

  private func place(_ range: SourceRange?) -> String {
    guard let range else { return "nowhere" }
    return "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
  }
}
