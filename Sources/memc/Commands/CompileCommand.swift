public import ArgumentParser
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import SystemPackage

/// `memc compile`.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile topologies to e820, SRAT, SLIT and memory slots.",
    discussion: """
      Writes \(ArtifactKind.defaultFiles) to a folder and prints a summary. All files \
      appear together; where the input has errors, none does.
      """)

  /// The forms of the summary.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

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
  var format: Format = .text

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("Print what stands after a pass.", valueName: "pass"))
  var printAfter: [Pass] = []

  @OptionGroup
  var options: DiagnosticOptions

  func validate() throws {
    if output?.isStandardStream == true, files.count != 1 || emit?.kinds.count != 1 {
      throw ValidationError("'-o -' writes one artifact: give one file, and one kind to --emit")
    }
    var fileOfStem: [FilePath.Component?: PathArgument] = [:]
    for file in files {
      if let other = fileOfStem.updateValue(file, forKey: file.stem) {
        throw ValidationError(
          "'\(other.shown)' and '\(file.shown)' have the same stem, so their artifacts would be in one folder"
        )
      }
    }
  }

  func run() throws {
    var job = CompileJob(files: files)
    job.output = output
    job.kinds = emit?.kinds
    job.format = format
    job.printAfter = printAfter
    job.overrides = try options.overrides()
    job.diagnostics = options.diagnostics
    try job.run()
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
