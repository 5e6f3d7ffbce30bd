package import Diagnostics

/// A rule that can be judged only once memory has sizes and addresses, declared beside the check or the pass that reports
/// it.
package struct LayoutRule: DiagnosticRule, CaseIterable, Hashable {
  /// The stable identifier, in kebab case.
  package let identifier: String
  /// How grave a breach is unless the user says otherwise.
  package let severity: Severity
  /// Whether an error may be made a warning: it is where it costs speed only, and the tables are as true as ever.
  package let mayBeLowered: Bool
  /// What the rule demands, as one sentence without a full stop.
  package let summary: String

  /// Declares a rule.
  ///
  /// - Parameters:
  ///   - identifier: The stable identifier, in kebab case, which no other rule has.
  ///   - severity: How grave a breach is; a warning is of what is legal and probably not meant.
  ///   - mayBeLowered: Whether an error may be made a warning.
  ///   - summary: What the rule demands, as one sentence without a full stop.
  package init(_ identifier: String, severity: Severity = .error, mayBeLowered: Bool = false, _ summary: String) {
    self.identifier = identifier
    self.severity = severity
    self.mayBeLowered = mayBeLowered || severity < .error
    self.summary = summary
  }

  /// Every rule of the passes and of the checks that every layout is held to.
  package static let allCases = ofPasses + LayoutChecks.all.flatMap(\.rules)
  /// Those that passes report.
  package static let ofPasses =
    NodeSizing.rules + GapRelocation.rules + WindowPlacement.rules + SlotAssignment.rules

  /// A rule is its identifier.
  package static func == (left: LayoutRule, right: LayoutRule) -> Bool { left.identifier == right.identifier }
  /// A rule is its identifier.
  package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}
