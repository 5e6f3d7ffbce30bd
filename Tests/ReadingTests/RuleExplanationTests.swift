import Artifacts
import Diagnostics
import FirmwareTables
import KVMHost
import Lowering
import Testing

@testable import Reading

/// What is said of rules, held against the rules themselves.
@Suite struct RuleExplanationTests {
  private static let rules: [any DiagnosticRule] = Compiler.rules + RealizationPlan.rules + TableRule.allCases

  /// The identifiers of what an example breaks, with how grave it is.
  private func findings(of example: RuleExample) -> [String] {
    let name = "example"
    switch example.reader {
    case .topology: return findings(Compiler(), example)
    case .takingOver, .handingOver:
      return findings(Compiler(additionalChecks: RealizationPlan().checks), example)
    case .tables:
      var check = TableFileCheck()
      #expect(check.add(example.bytes, name: name, fileName: name))
      return check.reports().flatMap { $0.diagnostics.map(\.identifier) }
    }
  }

  private func findings(_ compiler: Compiler, _ example: RuleExample) -> [String] {
    compiler.compile(SourceFile(name: "example", bytes: example.bytes)).diagnostics.map(\.identifier)
  }

  @Test(
    "Its example breaks the rule, and its cure breaks none", arguments: RuleExplanationTests.rules.map(\.identifier)
  )
  func rule(_ identifier: String) throws {
    let explanation = try #require(RuleExplanations[identifier])
    let broken = findings(of: explanation.breaks)
    #expect(broken.contains(identifier))
    #expect(Set(broken) == [identifier], "an example shows one thing")
    #expect(findings(of: explanation.cure).isEmpty)
  }
}
