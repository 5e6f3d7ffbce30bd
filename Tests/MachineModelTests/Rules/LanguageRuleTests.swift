import Artifacts
import Diagnostics
import MachineModel
import TestSupport
import Testing

/// Every rule of the language with the text that a user sees when it is broken.
@Suite("Rules of the language") struct LanguageRuleTests {
  static let cases =
    structure + scalars + nodes + zones + cpus + distances + platform + policy + memoryKinds + cxl + localities
    + memoryManager + acpi
    + advice

  @Test("A broken rule is reported in these words", arguments: cases)
  func report(_ example: RuleCase<LanguageRule>) {
    #expect(example.isAboutItsRule)
    #expect(example.reported == example.expected)
  }

  @Test("What is suggested works, and a tool can do it where words say what to write", arguments: cases)
  func suggestions(_ example: RuleCase<LanguageRule>) {
    #expect(example.suggestionProblems == [])
  }

  @Test("Many cases have something to suggest")
  func manySuggestions() {
    #expect(Self.cases.count { $0.fixCount > 0 } >= 20)
  }

  @Test("Everything is told at a line and a column", arguments: cases)
  func place(_ example: RuleCase<LanguageRule>) {
    for diagnostic in Compilation(example.yaml + "\n", checks: example.checks).diagnostics {
      #expect(diagnostic.range != nil, "\(diagnostic.message)")
    }
  }

  @Test("No rule is without a case but for those that no text can break")
  func everyRuleHasACase() {
    let ofValues: [LanguageRule] = [.cpuNodeUnknown, .apicIDTwice]
    #expect(RuleCase.rulesWithoutCase(in: Self.cases) == ofValues.map(\.identifier))
  }

  @Test("A rule says in one sentence what it demands", arguments: LanguageRule.allCases)
  func summary(_ rule: LanguageRule) {
    #expect(rule.summary.count > 10 && !rule.summary.hasSuffix("."))
  }
}
