public import Diagnostics
public import Lowering

/// A text that breaks a rule, with what `memc` says of it.
public struct RuleCase<Rule: DiagnosticRule>: Sendable, CustomStringConvertible {
  /// The rule.
  public let rule: Rule
  /// What tells the case from others of its rule.
  public let title: String
  /// The document, without the line break at its end.
  public let yaml: String
  /// Everything that is reported, as a user reads it, without the last line break.
  public let diagnostics: String
  /// Checks beside those that every layout is held to.
  public let checks: [any LayoutCheck]

  /// Creates a case.
  public init(_ rule: Rule, _ title: String, _ yaml: String, _ diagnostics: String, checks: [any LayoutCheck] = [])
  {
    self.rule = rule
    self.title = title
    self.yaml = yaml
    self.diagnostics = diagnostics
    self.checks = checks
  }

  /// Creates the plainest case of a rule.
  public init(_ rule: Rule, _ yaml: String, _ diagnostics: String, checks: [any LayoutCheck] = []) {
    self.init(rule, "", yaml, diagnostics, checks: checks)
  }

  /// The rule's identifier and the title.
  public var description: String { title.isEmpty ? rule.identifier : "\(rule.identifier), \(title)" }

  /// What is reported of the document; `expected` is what should be.
  public var reported: String { Compilation(yaml + "\n", checks: checks).text }
  /// The text that should be reported.
  public var expected: String { diagnostics + "\n" }

  /// Whether the expected text speaks of the rule: where it does not, the table is wrong.
  public var isAboutItsRule: Bool { diagnostics.contains("[\(rule.identifier)]") }
}

extension RuleCase {
  /// The rules of which no case is in a table.
  public static func rulesWithoutCase(in cases: [RuleCase<Rule>]) -> [String] {
    Rule.allCases.map(\.identifier).filter { identifier in !cases.contains { $0.rule.identifier == identifier } }
  }
}
