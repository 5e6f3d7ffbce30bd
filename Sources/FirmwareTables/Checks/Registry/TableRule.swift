package import Diagnostics

/// A rule that tables of anybody are held to, declared beside the check that reports it.
package struct TableRule: DiagnosticRule, CaseIterable, Hashable {
  /// The stable identifier, in kebab case.
  package let identifier: String
  /// How grave a breach is unless the user says otherwise: an error where Linux does without the table, or a part of it, or
  /// ACPI forbids it; a warning where it is odd.
  package let severity: Severity
  /// Nothing is made of tables that are judged: what a maker will not mend, a user may silence.
  package var mayBeLowered: Bool { true }
  /// What the rule demands, as one sentence without a full stop.
  package let summary: String

  /// Declares a rule.
  ///
  /// - Parameters:
  ///   - identifier: The stable identifier, in kebab case, which no other rule has.
  ///   - severity: How grave a breach is.
  ///   - summary: What the rule demands, as one sentence without a full stop.
  package init(_ identifier: String, severity: Severity = .error, _ summary: String) {
    self.identifier = identifier
    self.severity = severity
    self.summary = summary
  }

  /// Every rule of the checks that tables are held to.
  package static let allCases: [TableRule] = TableChecks.all.flatMap { check in check.rules }

  /// A rule is its identifier.
  package static func == (left: TableRule, right: TableRule) -> Bool { left.identifier == right.identifier }
  /// A rule is its identifier.
  package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}
