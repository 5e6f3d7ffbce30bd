import ArgumentParser
import Artifacts
import Diagnostics

/// How diagnostics are judged and shown.
struct DiagnosticOptions: ParsableArguments {
  /// The forms of diagnostics.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

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
  var diagnostics: Format = .text

  func validate() throws { _ = try overrides() }

  /// What `-W` and `-E` ask for; of several for one check the last one holds.
  ///
  /// - Throws: A `ValidationError`, which is wrong usage.
  func overrides() throws -> SeverityOverrides {
    let requests =
      warnings.map { (place: $0.place, request: SeverityOverrides.Request.warning($0.text)) }
      + errors.map { (place: $0.place, request: .error($0.text)) }
    do throws(SeverityOverrides.RequestError) {
      return try SeverityOverrides(
        requests.sorted { $0.place < $1.place }.map(\.request), registry: Compiler.rules)
    } catch {
      switch error {
      case .unknown(let identifier, let nearest):
        throw ValidationError(
          "there is no check '\(identifier)'; "
            + (nearest.map { "did you mean '\($0)'? " } ?? "") + "'memc check --list-checks' shows them all")
      case .mustStayError(let identifier):
        throw ValidationError("'\(identifier)' keeps the tables true; it stays an error")
      }
    }
  }

  /// Writes diagnostics to standard error.
  func show(_ diagnostics: [Diagnostic], of source: SourceFile?) {
    self.diagnostics.show(diagnostics, of: source)
  }
}

extension DiagnosticOptions.Format {
  /// Writes diagnostics to standard error.
  func show(_ diagnostics: [Diagnostic], of source: SourceFile?) {
    switch self {
    case .text: Console.message(TextRenderer(isColored: Console.isColored).render(diagnostics, source: source))
    case .json: Console.message(JSONRenderer().render(diagnostics, source: source))
    }
  }
}
