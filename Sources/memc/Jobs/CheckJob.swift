import ArgumentParser
import Artifacts
import Diagnostics
import KVMHost
import Lowering
import SystemPackage
import YAMLTree

/// What `memc check` is asked to do.
struct CheckJob: CommandJob {
  /// Topologies, folders of artifacts, or tables.
  let paths: [PathArgument]
  /// Whether to list the checks, and nothing else.
  let listsChecks: Bool
  /// Whether this host is asked for what realizing takes.
  let asksHost: Bool
  /// Whether topologies are changed where nobody need be asked.
  let fixes: Bool
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(paths: [PathArgument], listsChecks: Bool, asksHost: Bool, fixes: Bool, diagnostics: DiagnosticSettings) {
    self.paths = paths
    self.listsChecks = listsChecks
    self.asksHost = asksHost
    self.fixes = fixes
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      paths: arguments.operands.map(PathArgument.init(argument:)), listsChecks: arguments.has("list-checks"),
      asksHost: arguments.has("host"), fixes: arguments.has("fix"), diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if paths.isEmpty, !listsChecks { return "give a topology, a folder of artifacts or a table to check" }
    return fixes && paths.contains(where: \.isStandardStream)
      ? "--fix changes files, and standard input is none" : nil
  }

  func run() throws {
    if listsChecks {
      try Console.result(CheckList().description)
      return
    }
    try diagnostics.telling(check)
  }

  private func check() throws {
    let compiler = Compiler(overrides: diagnostics.overrides)
    var tables = TableFileCheck(overrides: diagnostics.overrides)
    let inputs = paths.map { read($0, &tables) }
    // What cannot be changed is told before anything is.
    if fixes, zip(paths, inputs).count(where: { refuseToFix($0, $1) }) > 0 { throw ExitStatus.usage }
    // Tables are judged together, and told of where each was given.
    var reports = tables.reports().makeIterator()
    var failure: ExitCode?
    for (path, input) in zip(paths, inputs) {
      let found: ExitCode?
      switch input {
      case .folder: found = try checkDirectory(path)
      case .source where fixes: found = try fix(path, compiler)
      case .source(let source): found = try check(compiler.compile(source))
      case .tables: found = try reports.next().flatMap { try show($0) }
      case .unreadable(let error):
        Console.error(error.message)
        found = ExitStatus.noInput
      }
      failure = failure ?? found
    }
    if let failure { throw failure }
  }

  /// What a path names.
  private enum Input {
    case folder
    case source(SourceFile)
    case tables
    case unreadable(FileError)
  }

  private func read(_ path: PathArgument, _ check: inout TableFileCheck) -> Input {
    if FileIO.isDirectory(path.path) { return .folder }
    do throws(FileError) {
      let source = try Inputs.read(path)
      // Of what is longer only a part was read; a topology says so.
      let isTables =
        source.bytes.count <= YAMLTree.maximumInput
        && check.add(source.bytes, name: source.name, fileName: path.path.lastComponent?.string ?? path.shown)
      return isTables ? .tables : .source(source)
    } catch {
      return .unreadable(error)
    }
  }

  private func show(_ report: TableFileCheck.Report) throws -> ExitCode? {
    diagnostics.show(report.diagnostics, of: report.source)
    guard !report.hasErrors else { return ExitStatus.failed }
    let warnings = report.diagnostics.count { $0.severity == .warning }
    let contents = report.tables.count == 1 ? report.tables[0] : "\(report.tables.count) tables"
    try Console.resultLine("\(report.source.name): ok, \(contents)" + Self.counted(warnings: warnings))
    return nil
  }

  private static func counted(warnings: Int) -> String {
    warnings == 0 ? "" : ", \(warnings) warning\(warnings == 1 ? "" : "s")"
  }

  private func check(_ compilation: Compilation) throws -> ExitCode? {
    let source = compilation.source
    diagnostics.show(compilation.diagnostics, of: source)
    guard let layout = compilation.layout else { return ExitStatus.failed }
    let violations = LayoutInvariants.violations(of: layout) + compilation.tableViolations()
    for violation in violations {
      Console.error("\(source.name): internal error, please report it: \(violation)")
    }
    guard violations.isEmpty else { return ExitStatus.internalError }
    var warnings = compilation.diagnostics.count { $0.severity == .warning }
    if asksHost {
      let findings = findings(for: layout, of: source)
      if let error = findings.errors.first { return ExitCode(error.exitCode) }
      warnings += findings.warnings.count
    }
    let slots = layout.partitions.map { partition in
      let count = partition.slots.count
      return "\(count) slot\(count == 1 ? "" : "s")" + (layout.partitions.count > 1 ? " in \(partition.name)" : "")
    }
    try Console.resultLine(
      "\(source.name): ok, \(slots.reduce("") { $0.isEmpty ? $1 : "\($0), \($1)" })"
        + Self.counted(warnings: warnings))
    return nil
  }

  /// Says what this host lacks for a layout and what it gives no guarantee of, as realizing it would.
  private func findings(for layout: Layout, of source: SourceFile) -> HostFacts.Findings {
    var settings = RealizationOptions()
    settings.legacySplitOnHugepages = diagnostics.overrides.severity(of: LayoutRule.legacySplitOnHugepages)
    let findings = HostFacts.read().findings(for: layout, options: settings)
    for error in findings.errors { Console.error("\(source.name): \(error)") }
    for warning in findings.warnings { Console.warning("\(source.name): \(warning)") }
    return findings
  }

  private func checkDirectory(_ path: PathArgument) throws -> ExitCode? {
    let check = DirectoryCheck(path.path)
    let problems: [String]
    do throws(FileError) {
      problems = try check.problems()
    } catch {
      Console.error(error.message)
      return ExitStatus.noInput
    }
    for problem in problems { Console.problem(problem, in: path.shown) }
    guard problems.isEmpty else { return ExitStatus.failed }
    try Console.resultLine("\(path.shown): ok")
    return nil
  }

  // MARK: Fixing

  /// Says that a path names nothing that can be fixed; gives whether that is so.
  private func refuseToFix(_ path: PathArgument, _ input: Input) -> Bool {
    switch input {
    case .unreadable: return false
    case .source: if FileIO.isRegularFile(path.path) { return false }
    case .folder, .tables: break
    }
    Console.error("--fix changes topologies, and \(path.shown) is none")
    return true
  }

  /// Makes the fixes of a file that need no person, and checks what it is then.
  private func fix(_ path: PathArgument, _ compiler: Compiler) throws -> ExitCode? {
    let update: FileUpdate
    do throws(FileError) {
      update = try FileUpdate(of: path.path, limit: YAMLTree.maximumInput)
    } catch {
      Console.error(error.message)
      return ExitStatus.noInput
    }
    let fixed = SafeFixing(compiler).fix(update.bytes, name: path.inputName)
    if fixed.fixCount > 0 {
      try Output.orExit { isWanted throws(FileError) in try update.replace(with: fixed.bytes, isWanted: isWanted) }
    }
    let count = fixed.fixCount == 0 ? "no fix" : fixed.fixCount == 1 ? "1 fix" : "\(fixed.fixCount) fixes"
    try Console.resultLine("\(path.inputName): \(count) applied")
    return try check(fixed.compilation)
  }
}
