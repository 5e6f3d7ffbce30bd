import ArgumentParser
import Artifacts
import Diagnostics
import Lowering
import Topology

/// `memc compile`.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile topologies to e820, SRAT, SLIT and memory slots.",
    discussion: """
      Writes e820.bin, srat.bin, slit.bin, memslots.json and layout.json to a folder and prints a summary. All files \
      appear together; where the input has errors, none does.
      """)

  /// The forms of the summary.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Argument(help: ArgumentHelp("Topologies; '-' is standard input.", valueName: "file"))
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Folder for the artifacts (default: <stem>.memc); with several files DIR/<stem>. '-' writes the one artifact "
        + "of --emit to standard output.", valueName: "dir"))
  var output: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Artifacts to write, separated by commas: e820, srat, slit, memslots, layout.", valueName: "list"))
  var emit: EmitList?

  @Option(name: .long, help: "How the summary is written; json is layout.json.")
  var format: Format = .text

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("Print what stands after a pass.", valueName: "pass"))
  var printAfter: [Pass] = []

  @OptionGroup
  var options: DiagnosticOptions

  func validate() throws {
    if output == "-", files.count != 1 || emit?.kinds.count != 1 {
      throw ValidationError("'-o -' writes one artifact: give one file, and one kind to --emit")
    }
    var pathOfStem: [String: String] = [:]
    for file in files {
      if let other = pathOfStem.updateValue(file, forKey: Inputs.stem(file)) {
        throw ValidationError(
          "'\(other)' and '\(file)' have the same stem, so their artifacts would be in one folder")
      }
    }
  }

  func run() throws {
    let compiler = Compiler(overrides: try options.overrides())
    var failure: ExitCode?
    var compilations: [(path: String, compilation: Compilation, layout: Layout)] = []
    for path in files {
      guard let source = Inputs.source(path) else {
        failure = ExitStatus.noInput
        continue
      }
      let compilation = compiler.compile(source) { pass, state in
        if printAfter.contains(pass) { Console.message("*** after \(pass.rawValue) ***\n\(state)") }
      }
      options.show(compilation.diagnostics, of: source)
      if let layout = compilation.layout {
        if emit?.kinds.contains(.e820) == true, layout.topology.architecture != .x8664 {
          Console.error("\(source.name): \(layout.topology.architecture.rawValue) has no e820 map")
          failure = failure ?? ExitStatus.usage
        }
        compilations.append((path, compilation, layout))
      } else {
        failure = failure ?? ExitStatus.failed
      }
    }
    if let failure { throw failure }
    for (path, compilation, layout) in compilations { try write(compilation, layout, path) }
  }

  private func write(_ compilation: Compilation, _ layout: Layout, _ path: String) throws {
    let artifacts = compilation.artifacts(emit?.kinds ?? Set(ArtifactKind.allCases))
    if output == "-" {
      for artifact in artifacts { try Console.result(artifact.bytes) }
      return
    }
    let directory = folder(for: path)
    do throws(FileError) {
      try ArtifactWriter().write(artifacts, to: directory)
    } catch {
      Console.error(error.message)
      throw ExitStatus.cannotCreate
    }
    switch format {
    case .json:
      try Console.result(compilation.artifacts().last?.bytes ?? [])
    case .text:
      let sizes = artifacts.map { "\($0.kind.fileName) (\($0.bytes.count) bytes)" }.joined(separator: ", ")
      try Console.result("\(LayoutSummary(layout))\nwrote \(directory): \(sizes)\n")
    }
  }

  private func folder(for path: String) -> String {
    let stem = Inputs.stem(path)
    guard let output else { return "\(stem).memc" }
    return files.count == 1 ? output : "\(output)/\(stem)"
  }
}

/// The argument of `--emit`.
struct EmitList: ExpressibleByArgument {
  let kinds: Set<ArtifactKind>

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let kinds = names.compactMap(ArtifactKind.init(rawValue:))
    guard kinds.count == names.count else { return nil }
    self.kinds = Set(kinds)
  }
}

extension Pass: ExpressibleByArgument {}
