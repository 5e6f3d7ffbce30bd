import ArgumentParser

/// `memc check`.
struct CheckCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check topologies, written artifacts against each other, or anybody's tables.",
    discussion: """
      A topology is compiled and its layout and tables are held against the invariants that make them true. Of a folder \
      that 'memc compile' wrote, every file is read back and held against the others. Of tables that anybody made, e820 \
      maps and texts of acpidump among them, it is said what ACPI and Linux object to, each for itself and against the \
      others.
      """)

  @Flag(name: .long, help: "List every check with its severity, then end.")
  var listChecks = false

  @Flag(
    name: .long,
    help: "Also ask this host for what realizing takes: KVM, slots, address bits, hugepages, NUMA nodes, memory.")
  var host = false

  @Flag(
    name: .long,
    help:
      "Change topologies where it is certain what is meant: units, spelling of keys and words, quotes; then check.")
  var fix = false

  @Argument(
    help: ArgumentHelp(
      "Topologies, folders of artifacts, or tables; '-' is standard input.", valueName: "file"),
    completion: Completions.topologies)
  var paths: [PathArgument] = []

  @OptionGroup
  var options: DiagnosticOptions

  func job() -> CheckJob {
    CheckJob(paths: paths, listsChecks: listChecks, asksHost: host, fixes: fix, diagnostics: options.settings)
  }
}
