public import ArgumentParser
import Artifacts
import Lowering
import MachineModel

/// `memc compile`.
struct CompileCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile topologies to e820, SRAT, SLIT and memory slots.",
    discussion: """
      Writes \(ArtifactKind.defaultFiles) to a folder and prints a summary. All files \
      appear together; where the input has errors, none does.
      """)

  @Argument(
    help: ArgumentHelp("Topologies; '-' is standard input.", valueName: "file"), completion: Completions.topologies)
  var files: [PathArgument]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Folder for the artifacts (default: <stem>.memc); with several files DIR/<stem>. '-' writes the one artifact "
        + "of --emit to standard output.", valueName: "dir"),
    completion: .directory)
  var output: PathArgument?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Artifacts to write, separated by commas: \(ArtifactKind.names).",
      valueName: "list"),
    completion: Completions.artifacts)
  var emit: EmitList?

  @Option(name: .long, help: "How the summary is written; json is layout.json.")
  var format: OutputForm = .text

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("Print what stands after a pass.", valueName: "pass"))
  var printAfter: [Pass] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Files that are compiled at a time (default: one on each CPU).", valueName: "count"))
  var jobs: Int?

  @OptionGroup
  var options: DiagnosticOptions

  func job() -> CompileJob {
    CompileJob(
      files: files, output: output, kinds: emit?.kinds, format: format, printAfter: printAfter, jobs: jobs,
      diagnostics: options.settings)
  }
}

extension ArtifactKind {
  // Every start of a command asks for these, and 'joined' alone would take a twentieth of it.

  /// What `--emit` takes: `a, b, c`.
  fileprivate static var names: String {
    var text = ""
    for kind in all { text += text.isEmpty ? kind.name : ", " + kind.name }
    return text
  }

  /// The files that are written without being asked for, of which `layout.json` is the last: `a, b and c`.
  fileprivate static var defaultFiles: String {
    var text = ""
    for kind in all where kind.isWrittenByDefault && kind != layout {
      text += text.isEmpty ? kind.fileName : ", " + kind.fileName
    }
    return text + " and " + layout.fileName
  }
}

/// The argument of `--emit`.
struct EmitList: ExpressibleByArgument {
  let kinds: Set<ArtifactKind>

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let kinds = names.compactMap(ArtifactKind.init(name:))
    guard kinds.count == names.count else { return nil }
    self.kinds = Set(kinds)
  }
}

extension Pass: ExpressibleByArgument {}
