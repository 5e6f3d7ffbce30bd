import ArgumentParser
import Artifacts
import Diagnostics
import KVMHost
import Lowering

/// `memc check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check topologies, or written artifacts against each other; write nothing.",
    discussion: """
      A topology is compiled and its layout and tables are held against the invariants that make them true. Of a folder \
      that 'memc compile' wrote, every file is read back and held against the others.
      """)

  @Flag(name: .long, help: "List every check with its severity, then end.")
  var listChecks = false

  @Flag(
    name: .long,
    help: "Also ask this host for what realizing takes: KVM, slots, address bits, hugepages, NUMA nodes, memory.")
  var host = false

  @Argument(
    help: ArgumentHelp("Topologies, or folders of artifacts; '-' is standard input.", valueName: "file"),
    completion: Completions.topologies)
  var paths: [PathArgument] = []

  @OptionGroup
  var options: DiagnosticOptions

  func validate() throws {
    if paths.isEmpty, !listChecks { throw ValidationError("give a topology or a folder of artifacts to check") }
  }

  func run() throws {
    if listChecks {
      try Console.result(CheckList().description)
      return
    }
    let overrides = try options.overrides()
    let compiler = Compiler(overrides: overrides)
    var failure: ExitCode?
    for path in paths {
      let found =
        FileIO.isDirectory(path.path) ? try checkDirectory(path) : try checkSource(path, compiler, overrides)
      failure = failure ?? found
    }
    if let failure { throw failure }
  }

  private func checkSource(
    _ path: PathArgument, _ compiler: Compiler, _ overrides: SeverityOverrides
  ) throws -> ExitCode? {
    guard let source = Inputs.source(path) else { return ExitStatus.noInput }
    let compilation = compiler.compile(source)
    options.show(compilation.diagnostics, of: source)
    guard let layout = compilation.layout else { return ExitStatus.failed }
    let violations = LayoutInvariants.violations(of: layout) + compilation.tableViolations()
    for violation in violations {
      Console.error("\(source.name): internal error, please report it: \(violation)")
    }
    guard violations.isEmpty else { return ExitStatus.internalError }
    var warnings = compilation.diagnostics.count { $0.severity == .warning }
    if host {
      let findings = findings(for: layout, of: source, overrides)
      if let error = findings.errors.first { return ExitCode(error.exitCode) }
      warnings += findings.warnings.count
    }
    let slots = layout.partitions.map { partition in
      let count = partition.slots.count
      return "\(count) slot\(count == 1 ? "" : "s")" + (layout.partitions.count > 1 ? " in \(partition.name)" : "")
    }
    try Console.resultLine(
      "\(source.name): ok, \(slots.joined(separator: ", "))"
        + (warnings == 0 ? "" : ", \(warnings) warning\(warnings == 1 ? "" : "s")"))
    return nil
  }

  /// Says what this host lacks for a layout and what it gives no guarantee of, as realizing it would.
  private func findings(
    for layout: Layout, of source: SourceFile, _ overrides: SeverityOverrides
  ) -> HostFacts.Findings {
    var settings = RealizationOptions()
    settings.legacySplitOnHugepages = overrides.severity(of: LayoutRule.legacySplitOnHugepages)
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
    for problem in problems { Console.error(problem) }
    guard problems.isEmpty else { return ExitStatus.failed }
    try Console.resultLine("\(path.shown): ok")
    return nil
  }
}

/// Every check that `-W` and `-E` know, a line each.
struct CheckList: CustomStringConvertible {
  var description: String {
    let rules = Compiler.rules.sorted { $0.identifier < $1.identifier }
    let width = rules.map(\.identifier.count).max() ?? 0
    return rules.map { rule in
      let name = rule.identifier + String(repeating: " ", count: width - rule.identifier.count)
      let severity = rule.severity.rawValue + (rule.severity == .error && rule.mayBeLowered ? "*" : "")
      return "\(name)  \(severity)\(String(repeating: " ", count: 8 - severity.count)) \(rule.summary)\n"
    }.joined()
      + """

      Errors keep the tables true and stay errors, but those with a star may be made warnings or silenced, as warnings may.
      Any check may be made an error.

      """
  }
}
