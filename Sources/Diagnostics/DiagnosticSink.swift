/// Collects what the stages of a compilation have to say, so that one run shows every mistake.
///
/// A finding that is reported twice at one place, as happens where several nodes use one YAML anchor, is kept
/// once. Of a rule that is broken more than ``limitPerRule`` times the rest is counted, not kept.
public struct DiagnosticSink: Sendable {
  /// How many findings of one rule are kept.
  package static let limitPerRule = 100

  /// The text that ranges refer to.
  public let source: SourceFile?

  private let overrides: SeverityOverrides
  private var kept: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []
  private var countPerRule: [String: Int] = [:]
  private var failedRules: Set<String> = []

  /// Creates an empty sink.
  public init(source: SourceFile?, overrides: SeverityOverrides = SeverityOverrides()) {
    self.source = source
    self.overrides = overrides
  }

  /// Whether an error was reported: then there is no result.
  public private(set) var hasErrors = false

  /// Whether a rule was reported as an error.
  package func hasErrors(of rule: some DiagnosticRule) -> Bool {
    failedRules.contains(rule.identifier)
  }

  /// Whether so much of a rule was reported that more is counted only: then a helpful message is wasted.
  package func isFull(of rule: some DiagnosticRule) -> Bool {
    countPerRule[rule.identifier, default: 0] >= Self.limitPerRule
  }

  /// Reports a finding with the severity its rule has in this run.
  ///
  /// - Parameters:
  ///   - rule: The rule that is not kept.
  ///   - range: The place, or `nil` where it concerns the whole file.
  ///   - message: What was found and what is allowed.
  ///   - suggestion: What to write instead, as the end of the sentence.
  ///   - fix: The same as a change of the source, where it can be made without a person.
  ///   - notes: Other places that matter.
  public mutating func report(
    _ rule: some DiagnosticRule, at range: SourceRange?, _ message: String, suggestion: String? = nil,
    fix: Fix? = nil, notes: [Diagnostic.Note] = []
  ) {
    guard let severity = overrides.severity(of: rule) else { return }
    if severity == .error {
      hasErrors = true
      failedRules.insert(rule.identifier)
    }
    let diagnostic = Diagnostic(
      identifier: rule.identifier, severity: severity, range: range, message: message,
      suggestion: suggestion, fix: fix, notes: notes)
    guard seen.insert(diagnostic).inserted else { return }
    countPerRule[rule.identifier, default: 0] += 1
    if countPerRule[rule.identifier, default: 0] <= Self.limitPerRule {
      kept.append(diagnostic)
    } else {
      seen.remove(diagnostic)
    }
  }

  /// What was reported, in the order of the source; what has no place stands last.
  public var diagnostics: [Diagnostic] {
    guard !kept.isEmpty else { return [] }
    var sorted = kept.enumerated().sorted { left, right in
      switch (left.element.range?.start, right.element.range?.start) {
      case (let leftStart?, let rightStart?) where leftStart != rightStart: leftStart < rightStart
      case (_?, nil): true
      case (nil, _?): false
      default: left.offset < right.offset
      }
    }.map(\.element)
    var lastOfRule: [String: Int] = [:]
    for (index, diagnostic) in sorted.enumerated() { lastOfRule[diagnostic.identifier] = index }
    for (identifier, index) in lastOfRule {
      let rest = countPerRule[identifier, default: 0] - Self.limitPerRule
      if rest > 0 { sorted[index].notes.append(.init("and \(rest) more of [\(identifier)], not shown")) }
    }
    return sorted
  }

  /// Forgets what was reported, but not the source and the overrides.
  package func emptied() -> DiagnosticSink { DiagnosticSink(source: source, overrides: overrides) }
}
