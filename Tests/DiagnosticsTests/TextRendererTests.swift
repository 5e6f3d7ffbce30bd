@testable import Diagnostics
import Testing

/// Diagnostics as a terminal shows them.
@Suite("Text of diagnostics") struct TextRendererTests {
  @Test("Place, severity, message, suggestion, identifier; then the line, and its notes")
  func whole() {
    let diagnostic = Diagnostic(
      identifier: "memory-sum-mismatch", severity: .error, range: range(3, 11, 3, 15), message: "too much",
      suggestion: "write '1GiB'",
      notes: [.init("total declared here", at: range(2, 9, 2, 13)), .init("be careful")])
    #expect(
      text(of: [diagnostic], in: "memc: 1\nmemory: 1GiB\n- memory: 2GiB\n") == """
        a.yaml:3:11: error: too much; write '1GiB' [memory-sum-mismatch]
           3 | - memory: 2GiB
             |           ^~~~
        a.yaml:2:9: note: total declared here
           2 | memory: 1GiB
             |         ^~~~
        a.yaml: note: be careful

        """)
  }

  @Test(
    "What is underlined",
    arguments: [
      ("one character", "memc: 2", range(1, 7, 1, 8), "   1 | memc: 2\n     |       ^\n"),
      ("an empty stretch", "memc:", range(1, 6, 1, 6), "   1 | memc:\n     |      ^\n"),
      (
        "up to the line's end, where the stretch goes on", "a: [1,\n 2]", range(1, 4, 2, 4),
        "   1 | a: [1,\n     |    ^~~\n"
      ),
      ("behind tabs, which stay tabs", "\ta:\tx", range(1, 5, 1, 6), "   1 | \ta:\tx\n     | \t  \t^\n"),
      ("behind letters of several bytes", "größe: ü1", range(1, 8, 1, 10), "   1 | größe: ü1\n     |        ^~\n"),
      ("an empty line", "a:\n\nb:", range(2, 1, 2, 1), "   2 |\n     | ^\n"),
      ("beyond the line's end", "ab", range(1, 9, 1, 12), "   1 | ab\n     |   ^\n"),
      ("without a carriage return", "a: 1\r\nb: 2\r\n", range(2, 4, 2, 5), "   2 | b: 2\n     |    ^\n"),
      ("nothing, where there is no such line", "a", range(7, 1, 7, 2), ""),
      (
        "bytes that move cursors or turn text, shown as a replacement", "a\u{1B}[1m\u{202E}b", range(1, 1, 1, 2),
        "   1 | a\u{FFFD}[1m\u{FFFD}b\n     | ^\n"
      ),
    ])
  func snippet(_ title: String, _ source: String, _ range: SourceRange, _ snippet: String) {
    let diagnostic = Diagnostic(
      identifier: "x", severity: .warning, range: range, message: title, suggestion: nil, notes: [])
    let place = "a.yaml:\(range.start.line):\(range.start.column):"
    #expect(text(of: [diagnostic], in: source) == "\(place) warning: \(title) [x]\n\(snippet)")
  }

  @Test("A number of five digits moves the margin")
  func margin() {
    let diagnostic = Diagnostic(
      identifier: "x", severity: .error, range: range(12345, 1, 12345, 2), message: "m", suggestion: nil, notes: [])
    let source = String(repeating: "\n", count: 12344) + "abc"
    #expect(text(of: [diagnostic], in: source) == "a.yaml:12345:1: error: m [x]\n12345 | abc\n      | ^\n")
  }

  @Test("A long line is shown around its place")
  func longLine() {
    let source = "[" + String(repeating: "12, ", count: 1000) + "x]"
    let diagnostic = Diagnostic(
      identifier: "x", severity: .error, range: range(1, 2002, 1, 2004), message: "m", suggestion: nil, notes: [])
    #expect(
      text(of: [diagnostic], in: source) == """
        a.yaml:1:2002: error: m [x]
           1 | \(String(repeating: "12, ", count: 40).dropLast())\(" ")
             | \(String(repeating: " ", count: 80))^~

        """)
  }

  @Test("What has no place, and what has no source")
  func withoutPlace() {
    let diagnostic = Diagnostic(
      identifier: "x", severity: .error, range: nil, message: "m", suggestion: nil, notes: [.init("n")])
    #expect(text(of: [diagnostic], in: "abc") == "a.yaml: error: m [x]\na.yaml: note: n\n")
    #expect(TextRenderer(isColored: false).render([diagnostic], source: nil) == "error: m [x]\nnote: n\n")
  }

  @Test("Control characters of a message or a file's name do not reach the terminal")
  func controlCharacters() {
    let diagnostic = Diagnostic(
      identifier: "x", severity: .error, range: nil, message: "'\u{1B}[2J\n\u{9B}' is odd", suggestion: nil,
      notes: [])
    let source = SourceFile(name: "a\nb.yaml", text: "")
    #expect(
      TextRenderer(isColored: false).render([diagnostic], source: source)
        == "a\u{FFFD}b.yaml: error: '\u{FFFD}[2J\u{FFFD}\u{FFFD}' is odd [x]\n")
  }

  @Test(
    "Colours are those of clang",
    arguments: [(Severity.error, "1;31"), (.warning, "1;35"), (.note, "1;36")])
  func colors(_ severity: Severity, _ color: String) {
    let diagnostic = Diagnostic(
      identifier: "x", severity: severity, range: range(1, 2, 1, 4), message: "m", suggestion: nil, notes: [])
    let e = "\u{1B}["
    let message = severity == .note ? "m [x]" : "\(e)1mm [x]\(e)0m"
    #expect(
      TextRenderer(isColored: true).render([diagnostic], source: SourceFile(name: "a.yaml", text: "abc"))
        == """
        \(e)1ma.yaml:1:2:\(e)0m \(e)\(color)m\(severity.rawValue):\(e)0m \(message)
           1 | abc
             |  \(e)1;32m^~\(e)0m

        """)
  }

  private func text(of diagnostics: [Diagnostic], in source: String) -> String {
    TextRenderer(isColored: false).render(diagnostics, source: SourceFile(name: "a.yaml", text: source))
  }
}

func range(_ line: UInt32, _ column: UInt32, _ endLine: UInt32, _ endColumn: UInt32) -> SourceRange {
  SourceRange(
    start: SourcePosition(line: line, column: column), end: SourcePosition(line: endLine, column: endColumn))
}
