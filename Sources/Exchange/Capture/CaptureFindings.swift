import Addresses
package import Diagnostics

/// What is found while a host is captured, file by file.
///
/// Of a rule that is broken more often than ``limitPerRule`` times the rest is counted only: a host has thousands of files,
/// and a copy of it may have been made by anybody.
package struct CaptureFindings: Sendable {
  /// How many findings of a rule are kept.
  static let limitPerRule = 20

  /// What is found in one file, or of the host as a whole.
  package struct Group: Sendable {
    /// The file; `nil` for what is in none.
    package let source: SourceFile?
    /// What is found there.
    package var diagnostics: [Diagnostic]
  }

  /// What is found, in the order in which it was.
  package private(set) var groups: [Group] = []
  /// Whether an error was found.
  package private(set) var hasErrors = false
  /// Other severities for some rules.
  let overrides: SeverityOverrides
  private var counts: [CaptureRule: Int] = [:]

  /// Creates findings of nothing.
  package init(overrides: SeverityOverrides = SeverityOverrides()) {
    self.overrides = overrides
  }

  /// Adds a finding of the host as a whole.
  ///
  /// - Parameters:
  ///   - rule: The rule that is not kept.
  ///   - message: What was found and what is allowed.
  ///   - suggestion: What to do about it, as the end of the sentence.
  mutating func report(_ rule: CaptureRule, _ message: String, suggestion: String? = nil) {
    add(rule, nil, nil, message, suggestion)
  }

  /// Adds a finding in a file.
  ///
  /// - Parameters:
  ///   - rule: The rule that is not kept.
  ///   - file: The name of the file.
  ///   - bytes: What is in the file.
  ///   - place: What of that is meant; `nil` for the file as a whole.
  ///   - message: What was found and what is allowed.
  ///   - suggestion: What to do about it, as the end of the sentence.
  mutating func report(
    _ rule: CaptureRule, in file: String, bytes: [UInt8] = [], at place: Range<Int>? = nil, _ message: String,
    suggestion: String? = nil
  ) {
    add(rule, SourceFile(name: file, bytes: bytes), place, message, suggestion)
  }

  private mutating func add(
    _ rule: CaptureRule, _ source: SourceFile?, _ place: Range<Int>?, _ message: String, _ suggestion: String?
  ) {
    let count = counts[rule, default: 0] + 1
    counts[rule] = count
    guard count <= Self.limitPerRule else {
      if overrides.severity(of: rule) == .error { hasErrors = true }
      return
    }
    var sink = DiagnosticSink(source: source, overrides: overrides)
    let range = source.flatMap { source in
      place.map { place in
        SourceRange(
          start: source.position(ofByte: place.lowerBound), end: source.position(ofByte: place.upperBound))
      }
    }
    sink.report(rule, at: range, message, suggestion: suggestion)
    hasErrors = hasErrors || sink.hasErrors
    if !sink.diagnostics.isEmpty { groups.append(Group(source: source, diagnostics: sink.diagnostics)) }
  }

  /// Adds what was found elsewhere of the host.
  ///
  /// - Parameters:
  ///   - diagnostics: What was found.
  ///   - name: What it was found in.
  mutating func add(_ diagnostics: [Diagnostic], in name: String) {
    guard !diagnostics.isEmpty else { return }
    hasErrors = hasErrors || diagnostics.contains { $0.severity == .error }
    groups.append(Group(source: SourceFile(name: name, bytes: []), diagnostics: diagnostics))
  }

  /// What is found, with how much more of each rule was counted.
  package var told: [Group] {
    var groups = groups
    for rule in CaptureRule.allCases {
      let rest = counts[rule, default: 0] - Self.limitPerRule
      guard rest > 0, let last = groups.lastIndex(where: { $0.diagnostics[0].identifier == rule.identifier }) else {
        continue
      }
      groups[last].diagnostics[0].notes.append(.init("and \(rest) more of [\(rule.identifier)], not shown"))
    }
    return groups
  }
}
