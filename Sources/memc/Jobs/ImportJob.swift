import Diagnostics
import Exchange
import MachineModel

/// What `memc import` is asked to do.
struct ImportJob: CommandJob {
  /// The format's name.
  let format: String
  /// The name of a file, or the words of a command line.
  let words: [String]
  /// The topology's file; `nil` for standard output.
  let output: PathArgument?
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(format: String, words: [String], output: PathArgument?, diagnostics: DiagnosticSettings) {
    self.format = format
    self.words = words
    self.output = output
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    guard let format = arguments.operands.first else { throw ParsedArguments.NotUnderstood() }
    self.init(
      format: format, words: Array(arguments.operands.dropFirst()), output: try arguments.value("output"),
      diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if let refusal = ExchangeFormats.refusal(of: format, among: ExchangeFormats.imports.map { $0.name }) {
      return refusal
    }
    if words.isEmpty { return "nothing to read is named: a file, or behind '--' a command line" }
    return WrittenText.refusal(output, inputs: file.map { [$0] } ?? [])
  }

  func run() throws { try diagnostics.telling(importMachine) }

  /// The file; `nil` where a command line stands in its place.
  private var file: PathArgument? { words.count == 1 ? PathArgument(argument: words[0]) : nil }

  private func importMachine() throws {
    guard let format = ExchangeFormats.importFormat(format) else { throw ExitStatus.usage }
    let source: SourceFile
    if let file {
      guard let read = Inputs.source(file) else { throw ExitStatus.noInput }
      source = read
    } else {
      source = SourceFile(
        name: "<command line>", text: ShellQuoting.line(words.map(CommandLineWords.shown)))
    }
    let (topology, found) = Importer(format, overrides: diagnostics.overrides).run(source)
    diagnostics.show(found, of: source)
    guard let topology else { throw ExitStatus.failed }
    try WrittenText.write(TopologyText(topology).text, to: output)
  }
}
