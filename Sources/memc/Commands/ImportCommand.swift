import ArgumentParser
import Exchange

/// `memc import`.
struct ImportCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a topology of what another tool has for a machine.",
    discussion: """
      What is not about memory, CPUs or NUMA is left alone; what is about them and has no place in a topology is told \
      where it stands. The formats are \(ExchangeFormats.list(of: ExchangeFormats.imports.map { $0.name })).
      """)

  @Argument(
    help: ArgumentHelp("The format.", valueName: "format"),
    completion: .list(ExchangeFormats.imports.map { $0.name }))
  var format: String

  @Argument(
    help: ArgumentHelp(
      "A file of the format, '-' for standard input; or behind '--' a command line, a word each.",
      valueName: "input"), completion: .file())
  var words: [String]

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The topology's file; standard output where it is absent.", valueName: "file"),
    completion: .file())
  var output: PathArgument?

  @OptionGroup
  var options: DiagnosticOptions

  func job() -> ImportJob {
    ImportJob(format: format, words: words, output: output, diagnostics: options.settings)
  }
}
