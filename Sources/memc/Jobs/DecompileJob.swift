import Artifacts
import Diagnostics
import Exchange
import Reading

/// What `memc decompile` is asked to do.
struct DecompileJob: CommandJob {
  /// What is known of the machine.
  let inputs: [PathArgument]
  /// The topology's file; `nil` for standard output.
  let output: PathArgument?
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(inputs: [PathArgument], output: PathArgument?, diagnostics: DiagnosticSettings) {
    self.inputs = inputs
    self.output = output
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      inputs: arguments.operands.map(PathArgument.init(argument:)), output: try arguments.value("output"),
      diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    return Inputs.refusal(inputs) ?? WrittenText.refusal(output, inputs: inputs)
  }

  func run() throws { try diagnostics.telling(decompile) }

  private func decompile() throws {
    let view: MachineView
    let decompilation: Decompilation
    do throws(FileError) {
      view = try MachineView(
        inputs.map { (path: $0.path, name: $0.inputName) }, overrides: diagnostics.overrides)
      decompilation = try Decompiler(overrides: diagnostics.overrides).run(view)
    } catch {
      Console.error(error.message)
      throw ExitStatus.noInput
    }
    guard view.compilation == nil else {
      Console.error(
        "\(view.name): a topology, or nothing that memc reads: 'memc check' tells what is wrong with it")
      throw ExitStatus.failed
    }
    Inputs.tellProblems(of: view)
    diagnostics.show(decompilation.diagnostics, of: SourceFile(name: view.name, bytes: []))
    if decompilation.hasErrors || !view.issues.isEmpty { throw ExitStatus.failed }
    try WrittenText.write(decompilation.text, to: output)
  }
}
