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

  @Test("Of all that has a fix, this is what a tool may make unasked")
  func safe() {
    let changes = Self.cases.flatMap { example in
      let compilation = Compilation(example.yaml + "\n", checks: example.checks)
      return compilation.diagnostics.compactMap { diagnostic -> String? in
        guard let fix = diagnostic.fix, fix.isSafe, let edit = fix.edits.first else { return nil }
        return "\(diagnostic.identifier): \(compilation.source.text(in: edit.range) ?? "") → \(edit.replacement)"
      }
    }
    #expect(
      Set(changes).sorted() == [
        "cpu-list-in-braces: 0-3,8 → \"0-3,8\"", "cpu-list-in-braces: 0-7,8-15 → \"0-7,8-15\"",
        "decimal-unit: 4GB → 4GiB", "invalid-bandwidth: 50GB → 50GB/s", "invalid-choice: None → none",
        "invalid-choice: derived → derive", "invalid-choice: readonly → read-only",
        "invalid-choice: x86-64 → x86_64", "invalid-size: 4gib → 4GiB", "invalid-switch: Default → default",
        "invalid-switch: On → on", "unknown-key: asymetric → asymmetric", "unknown-key: distance → distances",
        "unknown-key: host-nodes → host_nodes", "unknown-key: host_nods → host_nodes",
        "unknown-key: memroy → memory", "unknown-key: strat → start", "unknown-platform: \"qemu-pcs\" → qemu-pc",
      ])
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
