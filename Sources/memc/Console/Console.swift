import ArgumentParser
import Artifacts
import CProcess
import Diagnostics
import Glibc
import Synchronization
import SystemPackage

/// The standard streams: results on standard output, all else on standard error.
enum Console {
  /// What standard error is made of.
  enum Form: Sendable {
    /// Lines for people, or of JSON.
    case lines
    /// Workflow commands, and lines that a runner finds none in, as on standard output.
    case workflowCommands
    /// One document, written at the end: nothing else is.
    case document(SARIFReport)

    /// Adds to the document; gives whether there is one.
    fileprivate mutating func addToDocument(_ add: (inout SARIFReport) -> Void) -> Bool {
      guard case .document(var report) = self else { return false }
      // Nothing else holds it while it is changed: then nothing is copied.
      self = .lines
      add(&report)
      self = .document(report)
      return true
    }
  }

  private static let form = Mutex(Form.lines)

  /// Chooses what standard error is made of.
  static func begin(_ chosen: Form) { form.withLock { $0 = chosen } }

  /// Writes what was kept for the end, once.
  ///
  /// - Parameter exitCode: That of the command.
  static func end(exitCode: Int32) {
    let ended = form.withLock { form in
      defer { form = .lines }
      return form
    }
    if case .document(let report) = ended { message(report.text(exitCode: exitCode)) }
  }

  /// Writes lines of text as a result. Whatever data and names put into them, a terminal obeys none of it.
  static func result(_ text: String) throws { try result(Array(forRunner(text.terminalLines).utf8)) }

  /// Writes a line as a result, of which data and names may be a part.
  static func resultLine(_ text: String) throws { try result("\(text.terminalText)\n") }

  /// Writes a drawing as a result, colours and all: of what data and names put into it, nothing is left that a terminal
  /// obeys.
  static func drawing(_ text: String) throws { try result(Array(forRunner(text).utf8)) }

  /// Writes a result as it is.
  ///
  /// - Throws: The exit code of an output that cannot be written, after saying why.
  static func result(_ bytes: [UInt8]) throws {
    do throws(FileError) {
      try FileIO.writeToStandardOutput(bytes)
    } catch {
      // A reader that has seen enough, as head(1) has, wants no word of it.
      if error.errno != .brokenPipe { Console.error(error.message) }
      throw ExitStatus.cannotCreate
    }
  }

  /// Writes text to standard error as it is: what is fit for a terminal already, colours and all. Where even that is
  /// closed there is nobody to tell; where it is a document, what else there is to see, such as progress, is not shown.
  static func message(_ text: String) {
    if form.withLock({ if case .document = $0 { true } else { false } }) { return }
    write(forRunner(text))
  }

  private static func write(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
  }

  /// Writes diagnostics in the form that standard error has.
  ///
  /// - Parameter lines: What they are as lines.
  static func diagnostics(_ diagnostics: [Diagnostic], of source: SourceFile?, lines: () -> String) {
    let text = form.withLock { form -> String in
      if form.addToDocument({ $0.add(diagnostics, of: source) }) { return "" }
      if case .workflowCommands = form { return GitHubRenderer().render(diagnostics, source: source) }
      return lines()
    }
    write(text)
  }

  /// Writes an error in a file or a folder that is of no rule.
  static func problem(_ text: String, in file: String) {
    if !form.withLock({ form in form.addToDocument { $0.add(text, in: file) } }) { error(text) }
  }

  /// Writes an error that has no place in a source.
  static func error(_ text: String) { tell(.error, text) }

  /// Writes a warning that has no place in a source.
  static func warning(_ text: String) { tell(.warning, text) }

  /// Writes a line to standard error, of which data and names may be a part.
  static func notice(_ text: String) { tell(.note, text) }

  private static func tell(_ severity: Severity, _ text: String) {
    let line = "memc: \(severity == .note ? "" : "\(severity.rawValue): ")\(text.terminalText)\n"
    let told = form.withLock { form -> String in
      if form.addToDocument({ $0.add(severity, text) }) { return "" }
      guard case .workflowCommands = form else { return line }
      // What is only worth knowing is in the log.
      return severity == .note ? line.withoutWorkflowCommands : GitHubRenderer().render(severity, text)
    }
    write(told)
  }

  /// Lines as they are printed where a runner looks for commands in them.
  private static func forRunner(_ text: String) -> String {
    form.withLock { if case .workflowCommands = $0 { text.withoutWorkflowCommands } else { text } }
  }

  /// Whether standard error is a terminal that shall have colours.
  static var isColored: Bool { isatty(STDERR_FILENO) == 1 && !environment.hasNoColor }

  /// Whether standard output is a terminal that shall have colours.
  static var isResultColored: Bool { isatty(STDOUT_FILENO) == 1 && !environment.hasNoColor }

  /// The columns of the terminal that standard output is; where it is none, those that COLUMNS says, or 80.
  static var resultWidth: Int {
    let columns = Int(memc_terminal_columns(STDOUT_FILENO))
    if columns > 0 { return columns }
    return environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  /// Whether the locale's characters are those of UTF-8.
  static var isUnicode: Bool {
    // The first that is set and not empty says it, as for setlocale(3).
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let encoding = locale.lowercased().filter { $0 != "-" }
    return encoding.hasSuffix("utf8") || encoding.contains("utf8@")
  }

  private static let environment = Environment()

  /// What the process was given.
  private struct Environment {
    subscript(name: String) -> String? {
      // Safe: memc has one thread here, so nobody changes the environment meanwhile.
      unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    var hasNoColor: Bool { !(self["NO_COLOR"] ?? "").isEmpty }
  }
}
