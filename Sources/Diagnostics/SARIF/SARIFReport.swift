import JSONCoding

/// Collects what a run of the command has to say for one SARIF document, which is text once all is there.
package struct SARIFReport: Sendable {
  private let registry: [any DiagnosticRule]
  private var run = SARIFRun()
  private var rules: [String: Int] = [:]

  /// Creates a report of nothing.
  ///
  /// - Parameters:
  ///   - version: The command's version.
  ///   - registry: Every rule there is; those that something is found of stand in the document.
  package init(version: String, registry: [any DiagnosticRule]) {
    self.registry = registry
    run.tool.driver.name = "memc"
    run.tool.driver.version = version
    run.invocations = [SARIFInvocation()]
  }

  /// Adds what was found in a source.
  package mutating func add(_ diagnostics: [Diagnostic], of source: SourceFile?) {
    for diagnostic in diagnostics {
      run.results.append(SARIFResult(diagnostic, in: source?.name, rule: index(of: diagnostic.identifier)))
    }
  }

  /// Adds an error in a file, or a folder, that is of no rule.
  package mutating func add(_ message: String, in file: String) {
    run.results.append(SARIFResult(message, in: file))
  }

  /// Adds what the command says of its own work.
  package mutating func add(_ severity: Severity, _ message: String) {
    run.invocations[0].toolExecutionNotifications.append(.init(severity, message))
    if severity == .error { run.invocations[0].executionSuccessful = false }
  }

  /// The document.
  ///
  /// - Parameter exitCode: That of the command.
  package func text(exitCode: Int32) -> String {
    var run = run
    run.invocations[0].exitCode = UInt64(clamping: exitCode)
    return String(decoding: SARIFLog(run).encoded(.lines), as: UTF8.self)
  }

  private mutating func index(of identifier: String) -> Int? {
    if let index = rules[identifier] { return index }
    guard let rule = registry.first(where: { $0.identifier == identifier }) else { return nil }
    run.tool.driver.rules.append(SARIFRule(rule))
    rules[identifier] = rules.count
    return rules.count - 1
  }
}
