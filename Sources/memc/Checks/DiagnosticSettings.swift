import ArgumentParser
import Artifacts
import Diagnostics

/// How diagnostics are judged and shown, once the words that say so are understood.
struct DiagnosticSettings {
  /// The forms of diagnostics.
  enum Format: String, CaseIterable {
    case text
    case json
    /// Workflow commands of GitHub, for annotations.
    case github
    /// One SARIF document.
    case sarif
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

  /// Does what a command is asked to do, with standard error in the form of its diagnostics.
  func telling(_ body: () throws -> Void) throws {
    switch format {
    case .text, .json: return try body()
    case .github: Console.begin(.workflowCommands)
    case .sarif: Console.begin(.document(SARIFReport(version: Version.number, registry: Rules.all)))
    }
    do {
      try body()
    } catch {
      Console.end(exitCode: (error as? ExitCode)?.rawValue ?? ExitStatus.failed.rawValue)
      throw error
    }
    Console.end(exitCode: ExitCode.success.rawValue)
  }

  /// Writes diagnostics to standard error.
  func show(_ diagnostics: [Diagnostic], of source: SourceFile?) {
    Console.diagnostics(diagnostics, of: source) {
      format == .json
        ? JSONRenderer().render(diagnostics, source: source)
        : TextRenderer(isColored: Console.isColored).render(diagnostics, source: source)
    }
  }
}
