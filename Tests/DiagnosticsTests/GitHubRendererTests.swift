@testable import Diagnostics
import Testing

/// Diagnostics as GitHub's runners read them.
@Suite("Workflow commands of diagnostics") struct GitHubRendererTests {
  private func text(of diagnostic: Diagnostic, name: String = "a.yaml") -> String {
    GitHubRenderer().render([diagnostic], source: SourceFile(name: name, text: "abc\ndef\n"))
  }

  private func diagnostic(
    _ range: SourceRange?, _ message: String = "m", _ severity: Severity = .error, suggestion: String? = nil,
    notes: [Diagnostic.Note] = []
  ) -> Diagnostic {
    Diagnostic(
      identifier: "x-y", severity: severity, range: range, message: message, suggestion: suggestion, notes: notes)
  }

  @Test("the place, what is wrong and what to write, and notes as lines of the message")
  func whole() {
    let note = Diagnostic.Note("total declared here", at: range(1, 1, 1, 3))
    #expect(
      text(of: diagnostic(range(2, 2, 2, 4), suggestion: "write 'f'", notes: [note, .init("be careful")]))
        == "::error file=a.yaml,line=2,col=2,endLine=2,endColumn=3,title=x-y::"
        + "m; write 'f'%0Aline 1: total declared here%0Abe careful\n")
  }

  @Test(
    "columns are those of the first and the last character, where a range has one line",
    arguments: [
      (range(1, 1, 1, 2), "line=1,col=1,endLine=1,endColumn=1"),
      (range(1, 3, 1, 3), "line=1,col=3,endLine=1,endColumn=3"),
      (range(1, 2, 2, 1), "line=1,endLine=2"),
    ])
  func columns(_ range: SourceRange, _ properties: String) {
    #expect(text(of: diagnostic(range)) == "::error file=a.yaml,\(properties),title=x-y::m\n")
  }

  @Test("a severity has its command", arguments: zip(Severity.allCases, ["notice", "warning", "error"]))
  func severities(_ severity: Severity, _ command: String) {
    #expect(text(of: diagnostic(nil, "m", severity)) == "::\(command) file=a.yaml,title=x-y::m\n")
  }

  @Test("what is about no file names none, and standard input is none")
  func withoutFile() {
    #expect(text(of: diagnostic(range(1, 1, 1, 2)), name: "<stdin>") == "::error title=x-y::m\n")
    #expect(GitHubRenderer().render([diagnostic(nil)], source: nil) == "::error title=x-y::m\n")
    #expect(GitHubRenderer().render(.warning, "a, b: 5%") == "::warning title=memc::a, b: 5%25\n")
  }

  @Test("neither a name nor a message is more than one line, or another property")
  func hostile() {
    let hostile = "a,line=9::b%0A\r\n::add-mask::\u{1B}[2J"
    #expect(
      text(of: diagnostic(nil, hostile), name: hostile)
        == "::error file=a%2Cline=9%3A%3Ab%250A%0D%0A%3A%3Aadd-mask%3A%3A\u{FFFD}[2J,title=x-y::"
        + "a,line=9::b%250A%0D%0A::add-mask::\u{FFFD}[2J\n")
  }

  @Test(
    "lines that a runner would obey are none any more, and others are as they were",
    arguments: [
      ("a: ok\n", "a: ok\n"), ("::add-mask::x\n", ":\u{FFFD}add-mask::x\n"),
      ("a\n \u{A0}::x::\n", "a\n \u{A0}:\u{FFFD}x::\n"), ("a::b:: c", "a::b:: c"), (":::x::", ":\u{FFFD}:x::"),
      ("a ##[group]b", "a ##\u{FFFD}group]b"), ("##[\u{301}x]", "##\u{FFFD}\u{301}x]"), ("# #[x]", "# #[x]"),
      ("", ""),
    ])
  func lines(_ text: String, _ harmless: String) {
    #expect(Array(text.withoutWorkflowCommands.unicodeScalars) == Array(harmless.unicodeScalars))
  }
}
