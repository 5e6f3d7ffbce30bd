import ArgumentParser
import Artifacts
import Diagnostics
import JSONCoding
import KVMHost
import Reading
import SystemPackage

/// What `memc show` is asked to do.
struct ShowJob: CommandJob {
  /// When there are colours.
  enum Colour: String, CaseIterable {
    case auto
    case always
    case never
  }

  /// The inputs, one or two.
  let inputs: [PathArgument]
  /// Where a picture goes.
  let svg: PathArgument?
  /// Where a page goes.
  let html: PathArgument?
  /// How it is printed where neither is asked for.
  let format: OutputForm
  /// What is shown; `nil` for all there is.
  let layers: ShowLayers?
  /// Columns; `nil` for those of the terminal.
  let width: Int?
  /// When there are colours.
  let colour: Colour
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(
    inputs: [PathArgument], svg: PathArgument?, html: PathArgument?, format: OutputForm, layers: ShowLayers?,
    width: Int?, colour: Colour, diagnostics: DiagnosticSettings
  ) {
    self.inputs = inputs
    self.svg = svg
    self.html = html
    self.format = format
    self.layers = layers
    self.width = width
    self.colour = colour
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      inputs: arguments.operands.map(PathArgument.init(argument:)), svg: try arguments.value("svg"),
      html: try arguments.value("html"), format: try arguments.value("format") ?? .text,
      layers: try arguments.value("layers"), width: try arguments.value("width"),
      colour: try arguments.value("color") ?? .auto, diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if inputs.count > 2 { return "two inputs can be compared, not \(inputs.count)" }
    if let refusal = Inputs.refusal(inputs) { return refusal }
    if let width, !(TerminalStyle.leastWidth...TerminalStyle.mostWidth ~= width) {
      return "--width is from \(TerminalStyle.leastWidth) to \(TerminalStyle.mostWidth)"
    }
    let files = [svg, html].compactMap { $0 }
    if let refusal = files.lazy.compactMap({ WrittenText.refusal($0, inputs: inputs) }).first { return refusal }
    if !files.isEmpty, format == .json {
      return "--format says what is printed, and --svg and --html print nothing"
    }
    if files.count == 2, files[0].path.lexicallyNormalized() == files[1].path.lexicallyNormalized() {
      return "--svg and --html name the same file"
    }
    return nil
  }

  func run() throws { try diagnostics.telling { try show() } }

  private func show() throws {
    var failure: ExitCode?
    var read: [(name: String, facts: MachineFacts)] = []
    var issues: [[String]] = []
    for input in inputs {
      do throws(FileError) {
        let view = try MachineView(input.path, name: input.inputName, overrides: diagnostics.overrides)
        if let compilation = view.compilation { diagnostics.show(compilation.diagnostics, of: compilation.source) }
        Inputs.tellProblems(of: view)
        let facts = try MachineFacts(view)
        let isEmpty = facts.all.isEmpty && facts.distances == nil
        // Of a topology with errors and of a damaged file it was told why.
        if isEmpty, view.issues.isEmpty, view.compilation == nil {
          Console.error("\(view.name): nothing in it tells of addresses or distances")
        }
        if isEmpty || !view.issues.isEmpty { failure = failure ?? ExitStatus.failed }
        guard !isEmpty else { continue }
        read.append((view.name, facts))
        issues.append(view.issues)
      } catch {
        Console.error(error.message)
        failure = failure ?? ExitStatus.noInput
      }
    }
    // Of what can be read only in part that part is shown; a comparison needs both.
    guard read.count == inputs.count else { throw failure ?? ExitStatus.failed }
    if svg == nil, html == nil {
      try print(read, issues)
    } else {
      try write(read)
    }
    if let failure { throw failure }
  }

  private func print(_ read: [(name: String, facts: MachineFacts)], _ issues: [[String]]) throws {
    switch format {
    case .json:
      let inputs = zip(read, issues).map { (name: $0.name, facts: $0.facts, issues: $1) }
      try Console.result(PictureFile(inputs, layers: layers?.layers).fileBytes())
    case .text:
      let isColoured =
        switch colour {
        case .always: true
        case .never: false
        case .auto: Console.isResultColored
        }
      let style = TerminalStyle(
        width: width ?? Console.resultWidth, isColoured: isColoured, isUnicode: Console.isUnicode)
      // Names have nothing that a terminal obeys any more, and the colours shall be obeyed.
      let text = TerminalPicture(read, layers: layers?.layers, style: style).text
      try Console.drawing(text)
    }
  }

  private func write(_ read: [(name: String, facts: MachineFacts)]) throws {
    if let svg { try write(SVGPicture(read, layers: layers?.layers).bytes, to: svg) }
    if let html { try write(HTMLPage(read, layers: layers?.layers).bytes, to: html) }
  }

  private func write(_ bytes: [UInt8], to file: PathArgument) throws {
    try WrittenText.write(bytes, to: file)
    guard !file.isStandardStream else { return }
    // With a picture on standard output nothing else may be there.
    if ![svg, html].contains(where: { $0?.isStandardStream == true }) {
      try Console.resultLine("wrote \(file.shown) (\(bytes.count) bytes)")
    }
  }
}
