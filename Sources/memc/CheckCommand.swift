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
  var paths: [String] = []

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
    let compiler = Compiler(overrides: try options.overrides())
    var failure: ExitCode?
    for path in paths {
      let found = FileIO.isDirectory(path) ? try checkDirectory(path) : try checkSource(path, compiler)
      failure = failure ?? found
    }
    if let failure { throw failure }
  }

  private func checkSource(_ path: String, _ compiler: Compiler) throws -> ExitCode? {
    guard let source = Inputs.source(path) else { return ExitStatus.noInput }
    let compilation = compiler.compile(source)
    options.show(compilation.diagnostics, of: source)
    guard let layout = compilation.layout else { return ExitStatus.failed }
    let violations = LayoutInvariants.violations(of: layout) + compilation.tableViolations()
    for violation in violations {
      Console.error("\(source.name): internal error, please report it: \(violation)")
    }
    guard violations.isEmpty else { return ExitStatus.internalError }
    if host, let failure = missingOnHost(for: layout, of: source) { return failure }
    let warnings = compilation.diagnostics.count { $0.severity == .warning }
    let slots = layout.partitions.map { partition in
      let count = partition.slots.count
      return "\(count) slot\(count == 1 ? "" : "s")" + (layout.partitions.count > 1 ? " in \(partition.name)" : "")
    }
    try Console.result(
      "\(source.name): ok, \(slots.joined(separator: ", "))"
        + (warnings == 0 ? "\n" : ", \(warnings) warning\(warnings == 1 ? "" : "s")\n"))
    return nil
  }

  /// Says what this host lacks for a layout; the exit code of the first thing that it lacks.
  private func missingOnHost(for layout: Layout, of source: SourceFile) -> ExitCode? {
    let shortcomings = HostFacts.read().shortcomings(for: layout)
    for shortcoming in shortcomings { Console.error("\(source.name): \(shortcoming)") }
    return shortcomings.first.map { ExitCode($0.exitCode) }
  }

  private func checkDirectory(_ path: String) throws -> ExitCode? {
    let check = DirectoryCheck(path)
    do throws(FileError) {
      let problems = try check.problems()
      for problem in problems { Console.error(problem) }
      guard problems.isEmpty else { return ExitStatus.failed }
      try? Console.result("\(path): ok\n")
      return nil
    } catch {
      Console.error(error.message)
      return ExitStatus.noInput
    }
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
