import Artifacts
import Diagnostics

/// How diagnostics are judged and shown, once the words that say so are understood.
struct DiagnosticSettings {
  /// The forms of diagnostics.
  enum Format: String, CaseIterable {
    case text
    case json
  }

  /// Other severities for some rules.
  let overrides: SeverityOverrides
  /// What is wrong with what was asked for; `nil` where it can be had.
  let refusal: String?
  /// How diagnostics are written.
  let format: Format

  /// - Parameter requests: What `-W` and `-E` ask for, in their order; of several for one check the last one holds.
  init(_ requests: [SeverityOverrides.Request] = [], format: Format = .text) {
    self.format = format
    do throws(SeverityOverrides.RequestError) {
      overrides = requests.isEmpty ? SeverityOverrides() : try SeverityOverrides(requests, registry: Rules.all)
      refusal = nil
    } catch {
      overrides = SeverityOverrides()
      refusal =
        switch error {
        case .unknown(let identifier, let nearest):
          "there is no check '\(identifier)'; "
            + (nearest.map { "did you mean '\($0)'? " } ?? "") + "'memc check --list-checks' shows them all"
        case .mustStayError(let identifier): "'\(identifier)' keeps the tables true; it stays an error"
        }
    }
  }

  /// - Throws: ``ParsedArguments/NotUnderstood``.
  init(_ arguments: ParsedArguments) throws {
    self.init(
      arguments.values.compactMap { name, value in
        switch (name, value) {
        case ("W", let value?): .warning(value)
        case ("E", let value?): .error(value)
        default: nil
        }
      }, format: try arguments.value("diagnostics") ?? .text)
  }

  /// Writes diagnostics to standard error.
  func show(_ diagnostics: [Diagnostic], of source: SourceFile?) {
    switch format {
    case .text: Console.message(TextRenderer(isColored: Console.isColored).render(diagnostics, source: source))
    case .json: Console.message(JSONRenderer().render(diagnostics, source: source))
    }
  }
}
