import Artifacts
import Diagnostics
import Lowering
import MachineModel
import TestSupport
import Testing
import YAMLTree

/// `-W ID`, `-Wno-ID`, `-Werror` and `-E ID`, as the command hands them on.
@Suite("Severity overrides") struct SeverityOverridesTests {
  private static let registry: [any DiagnosticRule] = Rule.allCases

  @Test(
    "What becomes of each rule: errors E, warnings W, notes N, silent -",
    arguments: [
      ([], [], "grave E, lenient E, mild W, remark N"),
      (["no-mild"], [], "grave E, lenient E, mild -, remark N"),
      (["no-remark", "lenient"], [], "grave E, lenient W, mild W, remark -"),
      (["no-lenient"], [], "grave E, lenient -, mild W, remark N"),
      (["remark"], [], "grave E, lenient E, mild W, remark W"),
      (["mild"], [], "grave E, lenient E, mild W, remark N"),
      ([], ["mild", "remark"], "grave E, lenient E, mild E, remark E"),
      ([], ["grave"], "grave E, lenient E, mild W, remark N"),
      (["error"], [], "grave E, lenient E, mild E, remark N"),
      (["error", "mild"], [], "grave E, lenient E, mild W, remark N"),
      (["no-mild", "error"], [], "grave E, lenient E, mild -, remark N"),
      (["no-mild"], ["mild"], "grave E, lenient E, mild E, remark N"),
      (["no-mild", "mild"], [], "grave E, lenient E, mild W, remark N"),
    ] as [([String], [String], String)])
  func severities(_ warnings: [String], _ errors: [String], _ expected: String) throws {
    let overrides = try SeverityOverrides(
      warnings.map { .warning($0) } + errors.map { .error($0) }, registry: Self.registry)
    let severities = [Rule.grave, .lenient, .mild, .remark].map { rule in
      var sink = DiagnosticSink(source: nil, overrides: overrides)
      sink.report(rule, at: nil, "m")
      #expect(sink.hasErrors == (sink.diagnostics.first?.severity == .error))
      return "\(rule.rawValue) "
        + (sink.diagnostics.first.map { $0.severity.rawValue.prefix(1).uppercased() } ?? "-")
    }
    #expect(severities.joined(separator: ", ") == expected)
  }

  @Test(
    "What cannot be had is refused",
    arguments: [
      (["grave"], [], .mustStayError(identifier: "grave")),
      (["no-grave"], [], .mustStayError(identifier: "grave")),
      (["no-no-memory"], [], .mustStayError(identifier: "no-memory")),
      (["no-memory"], [], .mustStayError(identifier: "no-memory")),
      (["midl"], [], .unknown(identifier: "midl", nearest: "mild")),
      (["no-remrak"], [], .unknown(identifier: "remrak", nearest: "remark")),
      ([], ["entirely-else"], .unknown(identifier: "entirely-else", nearest: nil)),
      ([""], [], .unknown(identifier: "", nearest: nil)),
    ] as [([String], [String], SeverityOverrides.RequestError)])
  func refusals(_ warnings: [String], _ errors: [String], _ refusal: SeverityOverrides.RequestError) {
    #expect(throws: refusal) {
      try SeverityOverrides(
        warnings.map { .warning($0) } + errors.map { .error($0) }, registry: Self.registry)
    }
  }

  @Test("Identifiers are unique over all modules, and none is the word 'error'")
  func identifiers() {
    let all =
      SyntaxRule.allCases.map(\.identifier) + LanguageRule.allCases.map(\.identifier)
      + LayoutRule.allCases.map(\.identifier)
    #expect(Set(all).count == all.count)
    for identifier in all {
      #expect(identifier != "error" && identifier.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
    }
  }

  @Test("A warning made an error fails the compilation; silenced, it is not shown")
  func compilation() throws {
    let text = "memc: 1\nmemory: 2MiB\n"
    let registry: [any DiagnosticRule] = LanguageRule.allCases
    #expect(Compilation(text).identifiers == ["small-node"] && !Compilation(text).hasErrors)
    let grave = try SeverityOverrides([.error("small-node")], registry: registry)
    #expect(Compilation(text, overrides: grave).hasErrors)
    let silent = try SeverityOverrides([.warning("no-small-node")], registry: registry)
    #expect(Compilation(text, overrides: silent).identifiers == [])
  }
}
