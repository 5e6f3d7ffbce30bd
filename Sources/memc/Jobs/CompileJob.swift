import ArgumentParser
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import SystemPackage

/// What `memc compile` is asked to do.
struct CompileJob: CommandJob {
  /// The forms of the summary.
  enum Format: String, CaseIterable {
    case text
    case json
  }

  /// The topologies.
  let files: [PathArgument]
  /// The folder for the artifacts; `-` for standard output.
  let output: PathArgument?
  /// The artifacts to write; `nil` for all.
  let kinds: Set<ArtifactKind>?
  /// The form of the summary.
  let format: Format
  /// The passes behind which to print what stands.
  let printAfter: [Pass]
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(
    files: [PathArgument], output: PathArgument?, kinds: Set<ArtifactKind>?, format: Format, printAfter: [Pass],
    diagnostics: DiagnosticSettings
  ) {
    self.files = files
    self.output = output
    self.kinds = kinds
    self.format = format
    self.printAfter = printAfter
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      files: arguments.operands.map(PathArgument.init(argument:)), output: try arguments.value("output"),
      kinds: try arguments.value("emit", EmitList.self)?.kinds, format: try arguments.value("format") ?? .text,
      printAfter: try arguments.all("print-after"), diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if output?.isStandardStream == true, files.count != 1 || kinds?.count != 1 {
      return "'-o -' writes one artifact: give one file, and one kind to --emit"
    }
    guard files.count > 1 else { return nil }
    var fileOfStem: [FilePath.Component?: PathArgument] = [:]
    for file in files {
      if let other = fileOfStem.updateValue(file, forKey: file.stem) {
        return "'\(other.shown)' and '\(file.shown)' have the same stem, so their artifacts would be in one folder"
      }
    }
    return nil
  }

  func run() throws {
    let compiler = Compiler(overrides: diagnostics.overrides)
    var failure: ExitCode?
    var compilations: [(file: PathArgument, compilation: Compilation, layout: Layout)] = []
    for file in files {
      guard let source = Inputs.source(file) else {
        failure = ExitStatus.noInput
        continue
      }
      let compilation = compiler.compile(source) { pass, state in
        if printAfter.contains(pass) { Console.message("*** after \(pass.rawValue) ***\n\(state)".terminalLines) }
      }
      diagnostics.show(compilation.diagnostics, of: source)
      if let layout = compilation.layout {
        for absence in Compilation.absences(of: kinds ?? [], in: layout) {
          Console.error("\(source.name): \(absence)")
          failure = failure ?? ExitStatus.usage
        }
        compilations.append((file, compilation, layout))
      } else {
        failure = failure ?? ExitStatus.failed
      }
    }
    if let failure { throw failure }
    for (file, compilation, layout) in compilations { try write(compilation, layout, file) }
  }

  private func write(_ compilation: Compilation, _ layout: Layout, _ file: PathArgument) throws {
    let artifacts = compilation.artifacts(kinds ?? ArtifactKind.byDefault)
    if output?.isStandardStream == true {
      for artifact in artifacts { try Console.result(artifact.bytes) }
      return
    }
    let directory = folder(for: file)
    try Output.write(artifacts, to: directory)
    switch format {
    case .json:
      try Console.result(compilation.artifacts().last?.bytes ?? [])
    case .text:
      let sizes = artifacts.map { "\($0.kind.fileName) (\($0.bytes.count) bytes)" }.joined(separator: ", ")
      try Console.result("\(LayoutSummary(layout))\nwrote \(directory.string.terminalText): \(sizes)\n")
    }
  }

  private func folder(for file: PathArgument) -> FilePath {
    guard let output else { return file.defaultFolder }
    guard files.count > 1, let stem = file.stem else { return output.path }
    return output.path.appending(stem)
  }
}
