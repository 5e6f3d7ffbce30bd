import ArgumentParser
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import SystemPackage

/// What `memc compile` is asked to do, once its command line is understood.
struct CompileJob {
  /// The topologies.
  var files: [PathArgument]
  /// The folder for the artifacts; `-` for standard output.
  var output: PathArgument?
  /// The artifacts to write; `nil` for all.
  var kinds: Set<ArtifactKind>?
  /// The form of the summary.
  var format = CompileCommand.Format.text
  /// The passes behind which to print what stands.
  var printAfter: [Pass] = []
  /// Other severities for some rules.
  var overrides = SeverityOverrides()
  /// The form of diagnostics.
  var diagnostics = DiagnosticOptions.Format.text

  /// Compiles, writes and tells.
  ///
  /// - Throws: The exit code of a failure, after saying why.
  func run() throws {
    let compiler = Compiler(overrides: overrides)
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

extension CompileJob {
  /// The job of a command line without options other than `-o`: `compile FILE` or `compile FILE -o DIR`; `nil` for
  /// every other, which the argument parser understands, or refuses.
  ///
  /// A small topology compiles in a tenth of the time in which the argument parser finds out what commands and
  /// options there are. A build that compiles many of them asks for no more than this, and need not wait for that.
  ///
  /// - Parameter arguments: The command line without the name of the program.
  init?(plain arguments: [String]) {
    guard arguments.count == 2 || arguments.count == 4, arguments[0] == "compile" else { return nil }
    guard !arguments[1].hasPrefix("-") else { return nil }
    self.init(files: [PathArgument(argument: arguments[1])])
    if arguments.count == 4 {
      guard arguments[2] == "-o", !arguments[3].hasPrefix("-") else { return nil }
      output = PathArgument(argument: arguments[3])
    }
  }
}
