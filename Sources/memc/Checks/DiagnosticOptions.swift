import ArgumentParser
import Diagnostics

/// The options that say how diagnostics are judged and shown.
struct DiagnosticOptions: ParsableArguments {
  @Option(
    name: .customShort("W", allowingJoined: true), parsing: .singleValue,
    help: ArgumentHelp(
      "Make a check a warning; 'no-ID' silences it, 'error' makes every warning an error.", valueName: "id"),
    completion: Completions.warnings)
  var warnings: [OrderedWord] = []

  @Option(
    name: .customShort("E", allowingJoined: true), parsing: .singleValue,
    help: ArgumentHelp("Make a check an error. Of -W and -E for one check the last one holds.", valueName: "id"),
    completion: Completions.errors)
  var errors: [OrderedWord] = []

  @Option(name: .long, help: "How diagnostics are written.")
  var diagnostics: DiagnosticSettings.Format = .text

  /// What the options say.
  var settings: DiagnosticSettings {
    let requests =
      warnings.map { (place: $0.place, request: SeverityOverrides.Request.warning($0.text)) }
      + errors.map { (place: $0.place, request: .error($0.text)) }
    return DiagnosticSettings(requests.sorted { $0.place < $1.place }.map(\.request), format: diagnostics)
  }
}

extension DiagnosticSettings.Format: ExpressibleByArgument {}
