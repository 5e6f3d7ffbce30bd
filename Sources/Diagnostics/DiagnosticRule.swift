/// How grave a diagnostic is.
public enum Severity: String, CaseIterable, Sendable, Comparable {
  /// Worth knowing; nothing is wrong.
  case note
  /// Probably a mistake; the result is what was asked for.
  case warning
  /// There is no result.
  case error

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }

  /// Whether `left` is less grave than `right`.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// A rule that a diagnostic can report the breach of.
///
/// It asks nothing of the standard library's protocols, by which the runtime would have to make a table of functions for
/// each kind of rule, of which the compiler has made one already.
public protocol DiagnosticRule: Sendable {
  /// The stable identifier, in kebab case, that users see in brackets behind a message and name in `-W`, `-E` and `-Wno-`.
  var identifier: String { get }
  /// How grave a breach is unless the user says otherwise.
  var severity: Severity { get }
  /// Whether an error may be made a warning. Rules that keep the tables true may not.
  var mayBeLowered: Bool { get }
  /// What the rule demands, as one sentence without a full stop.
  var summary: String { get }
}

extension DiagnosticRule {
  /// Warnings may be silenced; errors stay errors unless a rule says otherwise.
  public var mayBeLowered: Bool { severity < .error }
}

extension DiagnosticRule where Self: RawRepresentable<String> {
  /// The raw value of an enumeration of rules.
  public var identifier: String { rawValue }
}
