import ArgumentParser

/// `memc check`.
struct CheckCommand: JobCommand {
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

  func job() -> CheckJob {
    CheckJob(paths: paths, listsChecks: listChecks, asksHost: host, diagnostics: options.settings)
  }
}
