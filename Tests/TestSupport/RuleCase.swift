package import Diagnostics
package import Lowering

/// A text that breaks a rule, with what `memc` says of it.
package struct RuleCase<Rule: DiagnosticRule & CaseIterable>: Sendable, CustomStringConvertible {
  /// The rule.
  package let rule: Rule
  /// What tells the case from others of its rule.
  package let title: String
  /// The document, without the line break at its end.
  package let yaml: String
  /// Everything that is reported, as a user reads it, without the last line break.
  package let diagnostics: String
  /// Checks beside those that every layout is held to.
  package let checks: [any LayoutCheck]

  /// Creates a case.
  package init(_ rule: Rule, _ title: String, _ yaml: String, _ diagnostics: String, checks: [any LayoutCheck] = [])
  {
    self.rule = rule
    self.title = title
    self.yaml = yaml
    self.diagnostics = diagnostics
    self.checks = checks
  }

  /// Creates the plainest case of a rule.
  package init(_ rule: Rule, _ yaml: String, _ diagnostics: String, checks: [any LayoutCheck] = []) {
    self.init(rule, "", yaml, diagnostics, checks: checks)
  }

  /// The rule's identifier and the title.
  package var description: String { title.isEmpty ? rule.identifier : "\(rule.identifier), \(title)" }

  /// What is reported of the document; `expected` is what should be.
  package var reported: String { Compilation(yaml + "\n", checks: checks).text }
  /// The text that should be reported.
  package var expected: String { diagnostics + "\n" }

  /// Whether the expected text speaks of the rule: where it does not, the table is wrong.
  package var isAboutItsRule: Bool { diagnostics.contains("[\(rule.identifier)]") }
}

extension RuleCase {
  /// The rules of which no case is in a table.
  package static func rulesWithoutCase(in cases: [RuleCase<Rule>]) -> [String] {
    Rule.allCases.map(\.identifier).filter { identifier in !cases.contains { $0.rule.identifier == identifier } }
  }
}
