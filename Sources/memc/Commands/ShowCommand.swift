import ArgumentParser
import Reading

/// `memc show`.
struct ShowCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Draw the address map and the distances of a machine, or of two side by side.",
    discussion: """
      An input is a topology, a folder of artifacts or of tables, a file of tables, a text of acpidump or a kernel's log. \
      What it says is drawn on the terminal, high addresses at the top; as a picture for a document; or as a page that \
      shows of every address what it is and which line it comes from. Two inputs are drawn on one scale.
      """)

  @Argument(
    help: ArgumentHelp(
      "A topology, folder, table or log, or two to compare; '-' is standard input.", valueName: "input"),
    completion: .file())
  var inputs: [PathArgument]

  @Option(
    name: .long,
    help: ArgumentHelp("Write a picture instead; '-' is standard output.", valueName: "file"), completion: .file())
  var svg: PathArgument?

  @Option(
    name: .long,
    help: ArgumentHelp("Write a page instead; '-' is standard output.", valueName: "file"), completion: .file())
  var html: PathArgument?

  @Option(name: .long, help: "How it is printed; 'memc schema show' describes the JSON.")
  var format: OutputForm = .text

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What is shown, separated by commas: \(ShowLayers.names.joined(separator: ", ")).", valueName: "list"))
  var layers: ShowLayers?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Columns of the terminal, \(TerminalStyle.leastWidth) to \(TerminalStyle.mostWidth) (default: as many as it has).",
      valueName: "count"))
  var width: Int?

  @Option(name: .long, help: "Whether there are colours; auto is on a terminal, unless NO_COLOR is set.")
  var color: ShowJob.Colour = .auto

  @OptionGroup
  var options: DiagnosticOptions

  func job() -> ShowJob {
    ShowJob(
      inputs: inputs, svg: svg, html: html, format: format, layers: layers,
      width: width, colour: color, diagnostics: options.settings)
  }
}

extension ShowJob.Colour: ExpressibleByArgument {}

/// The argument of `--layers`.
struct ShowLayers: ExpressibleByArgument {
  /// The layers, in the order in which they are shown.
  let layers: [FactLayer]

  /// What layers are called.
  static var names: [String] { shown.map { name(of: $0) } }

  private static var shown: [FactLayer] { FactLayer.allCases.filter { $0 != .node } }

  private static func name(of layer: FactLayer) -> String {
    String(layer.rawValue.lowercased().replacing(" ", with: "-").filter { $0.isLetter || $0.isNumber || $0 == "-" })
  }

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    layers = Self.shown.filter { names.contains(Self.name(of: $0)) }
    guard !names.isEmpty, layers.count == Set(names).count else { return nil }
  }
}
