package import Diagnostics

/// The rules of formats of others.
package enum ExchangeRule: String, CaseIterable, DiagnosticRule {
  /// A text is not of the format that it is read as.
  case malformedInput = "malformed-input"
  /// What an input says of memory, CPUs or NUMA has no place in a topology.
  case notImported = "not-imported"
  /// What a topology says has no place in the format that it is written in.
  case notExpressible = "not-expressible"

  package var severity: Severity {
    switch self {
    case .malformedInput, .notExpressible: .error
    case .notImported: .warning
    }
  }

  // What cannot be said may be left out: then it is a warning.
  package var mayBeLowered: Bool { self != .malformedInput }

  package var summary: String {
    switch self {
    case .malformedInput: "an input is of the format that it is read as"
    case .notImported: "what an input says of memory, CPUs and NUMA has a place in a topology"
    case .notExpressible: "what a topology says has a place in the format that it is written in"
    }
  }
}
