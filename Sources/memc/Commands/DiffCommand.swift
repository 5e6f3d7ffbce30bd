import ArgumentParser

/// `memc diff`.
struct DiffCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say in what two inputs differ, by meaning, each cause with what follows from it.",
    discussion: """
      Each input is a topology, a folder of artifacts or of anybody's tables, a table, a text of acpidump or a kernel's log; \
      they are compared in what both have. Ends with 0 where that is the same, with 1 where it differs, and with 2 where \
      there is trouble, as diff(1) does.
      """)

  @Argument(help: ArgumentHelp("What was; '-' is standard input.", valueName: "from"), completion: .file())
  var old: PathArgument

  @Argument(help: ArgumentHelp("What is; '-' is standard input.", valueName: "to"), completion: .file())
  var new: PathArgument

  @Option(name: .customLong("format"), help: "How differences are written; 'memc schema diff' describes the JSON.")
  var output: OutputForm = .text

  func job() -> DiffJob { DiffJob(old: old, new: new, output: output) }
}
