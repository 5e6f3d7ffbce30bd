import Artifacts
import Diagnostics
import Exchange

/// What `memc export` is asked to do.
struct ExportJob: CommandJob {
  /// The format's name.
  let format: String
  /// The topology.
  let file: PathArgument
  /// Which of the format's forms; `nil` for its first one.
  let form: String?
  /// A text that the machine is put into; `nil` for a text of its own.
  let into: PathArgument?
  /// What is written; `nil` for standard output.
  let output: PathArgument?
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(
    format: String, file: PathArgument, form: String?, into: PathArgument?, output: PathArgument?,
    diagnostics: DiagnosticSettings
  ) {
    self.format = format
    self.file = file
    self.form = form
    self.into = into
    self.output = output
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      format: arguments.operands[0], file: PathArgument(argument: arguments.operands[1]),
      form: try arguments.value("form"), into: try arguments.value("into"), output: try arguments.value("output"),
      diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if let refusal = ExchangeFormats.refusal(of: format, among: ExchangeFormats.exports.map { $0.name }) {
      return refusal
    }
    if let form, let forms = ExchangeFormats.exportFormat(format)?.forms, !forms.contains(form) {
      return forms.isEmpty
        ? "'\(format)' has one form only" : "'\(format)' has the forms \(ExchangeFormats.list(of: forms))"
    }
    if into != nil, ExchangeFormats.exportFormat(format)?.takesHost == false {
      return "'\(format)' is written as a text of its own; --into is for others"
    }
    if file.isStandardStream, into?.isStandardStream == true { return "standard input can be read once only" }
    return WrittenText.refusal(output, inputs: [file])
  }

  func run() throws { try diagnostics.telling(export) }

  private func export() throws {
    guard let format = ExchangeFormats.exportFormat(format) else { throw ExitStatus.usage }
    guard let source = Inputs.source(file) else { throw ExitStatus.noInput }
    var host: SourceFile?
    if let into {
      guard let read = Inputs.source(into) else { throw ExitStatus.noInput }
      host = read
    }
    let compilation = Compiler(overrides: diagnostics.overrides).compile(source)
    guard let layout = compilation.layout else {
      diagnostics.show(compilation.diagnostics, of: source)
      throw ExitStatus.failed
    }
    var sink = DiagnosticSink(source: source, overrides: diagnostics.overrides)
    let bytes = format.bytes(ExportRequest(layout, form: form, into: host), reportingTo: &sink)
    diagnostics.show(compilation.diagnostics + sink.diagnostics, of: source)
    guard let bytes, !sink.hasErrors else { throw ExitStatus.failed }
    guard let output, !output.isStandardStream else { return try Console.result(bytes) }
    try WrittenText.write(bytes, to: output)
    try Console.resultLine("wrote \(output.shown) (\(bytes.count) bytes)")
  }
}
