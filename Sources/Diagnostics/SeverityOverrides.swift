/// What the user asked for with `-W`, `-E` and `-Wno-`: other severities for some rules.
public struct SeverityOverrides: Sendable {
  /// Why an override cannot be had.
  public enum RequestError: Error, Equatable, Sendable {
    /// There is no rule of that identifier; the nearest one, if any is near.
    case unknown(identifier: String, nearest: String?)
    /// The rule keeps the tables true, so it stays an error.
    case mustStayError(identifier: String)
  }

  /// An argument of a flag, in the form in which users write it.
  public enum Request: Equatable, Sendable {
    /// Of `-W`: `ID` makes a rule a warning, `no-ID` silences it, `error` makes every warning an error.
    case warning(String)
    /// Of `-E`: `ID` makes a rule an error.
    case error(String)
  }

  private enum Override {
    case silent
    case severity(Severity)
  }

  private var overrides: [String: Override] = [:]
  private var warningsAreErrors = false

  /// No overrides: each rule has its own severity.
  public init() {}

  /// Reads the arguments of the flags.
  ///
  /// - Parameters:
  ///   - requests: The arguments in the order in which they were given: of several for one rule the last one holds.
  ///   - registry: Every rule there is.
  /// - Throws: ``RequestError`` for an identifier that is unknown, or a rule that must stay an error.
  public init(_ requests: [Request], registry: [any DiagnosticRule]) throws(RequestError) {
    for request in requests {
      let argument: String
      switch request {
      case .error(let identifier):
        overrides[try Self.find(identifier, in: registry).identifier] = .severity(.error)
        continue
      case .warning(let text): argument = text
      }
      if argument == "error" {
        warningsAreErrors = true
      } else if let rule = registry.first(where: { $0.identifier == argument }) {
        guard rule.severity < .error || rule.mayBeLowered else {
          throw .mustStayError(identifier: argument)
        }
        overrides[rule.identifier] = .severity(.warning)
      } else if argument.hasPrefix("no-") {
        let rule = try Self.find(String(argument.dropFirst(3)), in: registry)
        guard rule.mayBeLowered else { throw .mustStayError(identifier: rule.identifier) }
        overrides[rule.identifier] = .silent
      } else {
        _ = try Self.find(argument, in: registry)
      }
    }
  }

  private static func find(
    _ identifier: String, in registry: [any DiagnosticRule]
  ) throws(RequestError) -> any DiagnosticRule {
    if let rule = registry.first(where: { $0.identifier == identifier }) { return rule }
    throw .unknown(
      identifier: identifier,
      nearest: SpellingSuggestion.nearest(to: identifier, among: registry.map(\.identifier)))
  }

  /// The severity a rule has under these overrides, or `nil` where it is silenced.
  public func severity(of rule: some DiagnosticRule) -> Severity? {
    switch overrides[rule.identifier] {
    case .silent: nil
    case .severity(let severity): severity
    case nil: warningsAreErrors && rule.severity == .warning ? .error : rule.severity
    }
  }
}
