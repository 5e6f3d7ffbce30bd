import ArgumentParser

/// `memc decompile`.
struct DecompileCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "decompile",
    abstract: "Make a topology of tables, memory maps or a kernel's log, whoever made them.",
    discussion: """
      An input is a folder of artifacts or of tables (/sys/firmware/acpi/tables), a table, a map, a text of acpidump or a \
      kernel's log; several are of one machine. What memc made comes back so that it compiles to the same bytes. What no \
      topology can say of tables that others made is told record by record.
      """)

  @Argument(
    help: ArgumentHelp("What is known of the machine; '-' is standard input.", valueName: "input"),
    completion: .file())
  var inputs: [PathArgument]

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The topology's file; standard output where it is absent.", valueName: "file"),
    completion: .file())
  var output: PathArgument?

  @OptionGroup
  var options: DiagnosticOptions

  func job() -> DecompileJob {
    DecompileJob(inputs: inputs, output: output, diagnostics: options.settings)
  }
}
