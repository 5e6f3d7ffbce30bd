import ArgumentParser
import Exchange

/// `memc export`.
struct ExportCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a topology as another tool has it.",
    discussion: """
      What the format cannot say is an error at the topology's line; '-W not-expressible' makes it a warning and leaves it \
      out. The formats are \(ExchangeFormats.list(of: ExchangeFormats.exports.map { $0.name })).
      """)

  /// The forms as the help lists them, where there are any.
  private static var forms: String { ExchangeFormats.forms.isEmpty ? "" : ": \(ExchangeFormats.forms)" }

  @Argument(
    help: ArgumentHelp("The format.", valueName: "format"),
    completion: .list(ExchangeFormats.exports.map { $0.name }))
  var format: String

  @Argument(
    help: ArgumentHelp("The topology; '-' is standard input.", valueName: "file"),
    completion: Completions.topologies)
  var file: PathArgument

  @Option(
    name: .long,
    help: ArgumentHelp("Which of the format's forms\(Self.forms).", valueName: "form"))
  var form: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Put the machine into this text of the format, in place of what it says of one; all else stays as it is.",
      valueName: "file"), completion: .file())
  var into: PathArgument?

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The file; standard output where it is absent.", valueName: "file"), completion: .file())
  var output: PathArgument?

  @OptionGroup
  var options: DiagnosticOptions

  func job() -> ExportJob {
    ExportJob(
      format: format, file: file, form: form, into: into, output: output, diagnostics: options.settings)
  }
}
