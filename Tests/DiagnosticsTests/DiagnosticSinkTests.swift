import Artifacts
import Diagnostics
import TestSupport
import Testing

/// What is kept of what is reported, and in which order.
@Suite("Diagnostic sink") struct DiagnosticSinkTests {
  private let source = SourceFile(name: "a.yaml", text: "")

  @Test("Diagnostics come in the order of the source, then of reporting; without a place last")
  func order() {
    var sink = DiagnosticSink(source: source)
    sink.report(Rule.grave, at: nil, "of the whole")
    sink.report(Rule.grave, at: range(2, 1, 2, 2), "third")
    sink.report(Rule.mild, at: range(1, 9, 1, 10), "first")
    sink.report(Rule.mild, at: range(2, 1, 2, 9), "fourth")
    sink.report(Rule.grave, at: range(1, 10, 1, 11), "second")
    #expect(sink.diagnostics.map(\.message) == ["first", "second", "third", "fourth", "of the whole"])
  }

  @Test("The same finding at the same place is one; another place, message or rule is another")
  func duplicates() {
    var sink = DiagnosticSink(source: source)
    for _ in 1...3 {
      sink.report(Rule.grave, at: range(1, 1, 1, 2), "m")
      sink.report(Rule.grave, at: range(1, 2, 1, 3), "m")
      sink.report(Rule.grave, at: range(1, 1, 1, 2), "n")
      sink.report(Rule.mild, at: range(1, 1, 1, 2), "m")
    }
    #expect(sink.diagnostics.count == 4)
  }

  @Test("A mistake in an anchored mapping is reported once, however often it is used")
  func anchors() {
    let compilation = Compilation(
      "memc: 1\nnodes: [&n {memory: 4GB}, *n, *n, {<<: *n, pin: on}]\n")
    #expect(compilation.identifiers == ["decimal-unit"])
  }

  @Test("Of a rule a hundred are shown, and the rest is counted")
  func limit() throws {
    var sink = DiagnosticSink(source: source)
    for line in 1...100 { sink.report(Rule.grave, at: range(UInt32(line), 1, UInt32(line), 2), "m") }
    #expect(sink.isFull(of: Rule.grave) && !sink.isFull(of: Rule.mild))
    #expect(sink.diagnostics.flatMap(\.notes) == [])
    for line in 101...103 { sink.report(Rule.grave, at: range(UInt32(line), 1, UInt32(line), 2), "m") }
    sink.report(Rule.mild, at: range(1, 1, 1, 2), "another rule is not concerned")
    #expect(sink.diagnostics.count == 101)
    #expect(sink.diagnostics.last?.notes == [.init("and 3 more of [grave], not shown")])
    #expect(sink.diagnostics.filter { !$0.notes.isEmpty }.count == 1)
  }

  @Test("A file with very many mistakes of one kind")
  func limitInText() {
    let compilation = Compilation(
      "memc: 1\nmemory: 1GiB\n" + (1...1234).map { "key\($0): 1\n" }.joined())
    let lines = compilation.text.split(separator: "\n")
    #expect(lines.count == 301)
    #expect(lines.last == "topo.yaml: note: and 1134 more of [unknown-key], not shown")
  }

  @Test("Errors are remembered, also by rule")
  func errors() {
    var sink = DiagnosticSink(source: source)
    sink.report(Rule.mild, at: nil, "m")
    sink.report(Rule.remark, at: nil, "m")
    #expect(!sink.hasErrors && !sink.hasErrors(of: Rule.mild))
    sink.report(Rule.grave, at: nil, "m")
    #expect(sink.hasErrors && sink.hasErrors(of: Rule.grave) && !sink.hasErrors(of: Rule.mild))
    let empty = sink.emptied()
    #expect(!empty.hasErrors && !empty.hasErrors(of: Rule.grave) && empty.diagnostics.isEmpty)
    #expect(empty.source === source)
  }
}

/// One rule of each severity, and an error that may be lowered.
enum Rule: String, CaseIterable, DiagnosticRule {
  case grave
  case lenient
  case mild
  case remark
  case noMemory = "no-memory"

  var severity: Severity {
    switch self {
    case .grave, .lenient, .noMemory: .error
    case .mild: .warning
    case .remark: .note
    }
  }

  var mayBeLowered: Bool { self == .lenient || severity < .error }
  var summary: String { rawValue }
}
