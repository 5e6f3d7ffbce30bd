import Artifacts
@testable import Diagnostics
import TestSupport
import Testing

/// Diagnostics as editors and test harnesses read them: one object a line, keys sorted.
@Suite("JSON of diagnostics") struct JSONRendererTests {
  @Test("Everything that the text says is there")
  func whole() {
    let compilation = Compilation(
      """
      memc: 1
      memroy: 4GiB
      platform:
        gaps: [{start: 3GiB, end: 4GiB, size: 1GiB}]
      """)
    #expect(
      JSONRenderer().render(compilation.diagnostics, source: compilation.source) == """
        {"column":1,"end_column":7,"end_line":2,"file":"topo.yaml","fix":[{"column":1,"end_column":7,"end_line":2,"line":2,"replacement":"memory"}],"id":"unknown-key","line":2,"message":"unknown key 'memroy'","notes":[],"severity":"error","suggestion":"did you mean 'memory'?"}
        {"column":35,"end_column":39,"end_line":4,"file":"topo.yaml","id":"conflicting-keys","line":4,"message":"a range has 'end' or 'size', not both","notes":[{"column":24,"line":4,"message":"'end' stands here"}],"severity":"error"}

        """)
  }

  @Test("A fix is a list of edits, for tools that make them")
  func fix() {
    let compilation = Compilation("memc: 1\nmemory: 4GB\n")
    #expect(
      JSONRenderer().render(compilation.diagnostics, source: compilation.source) == """
        {"column":9,"end_column":12,"end_line":2,"file":"topo.yaml","fix":[{"column":9,"end_column":12,"end_line":2,"line":2,"replacement":"4GiB"}],"id":"decimal-unit","line":2,"message":"'GB' in '4GB' is a power of ten; sizes have binary units","notes":[],"severity":"error","suggestion":"write '4GiB'"}

        """)
  }

  @Test("What has no place has no members for it")
  func withoutPlace() {
    let diagnostic = Diagnostic(
      identifier: "x", severity: .warning, range: nil, message: "\"quoted\"", suggestion: nil, notes: [.init("n")])
    #expect(
      JSONRenderer().render([diagnostic], source: nil) == """
        {"id":"x","message":"\\"quoted\\"","notes":[{"message":"n"}],"severity":"warning"}

        """)
  }

  @Test("Nothing to say is nothing")
  func nothing() {
    #expect(JSONRenderer().render([], source: nil) == "")
  }
}
