import ArgumentParser
import Artifacts
import Diagnostics
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import Threads

/// What `memc compile` is asked to do.
struct CompileJob: CommandJob {
  /// The topologies.
  let files: [PathArgument]
  /// The folder for the artifacts; `-` for standard output.
  let output: PathArgument?
  /// The artifacts to write; `nil` for all.
  let kinds: Set<ArtifactKind>?
  /// The form of the summary.
  let format: OutputForm
  /// The passes behind which to print what stands.
  let printAfter: [Pass]
  /// How many files are compiled at a time; `nil` for one on each CPU.
  let jobs: Int?
  /// How diagnostics are judged and shown.
  let diagnostics: DiagnosticSettings

  init(
    files: [PathArgument], output: PathArgument?, kinds: Set<ArtifactKind>?, format: OutputForm, printAfter: [Pass],
    jobs: Int?, diagnostics: DiagnosticSettings
  ) {
    self.files = files
    self.output = output
    self.kinds = kinds
    self.format = format
    self.printAfter = printAfter
    self.jobs = jobs
    self.diagnostics = diagnostics
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      files: arguments.operands.map(PathArgument.init(argument:)), output: try arguments.value("output"),
      kinds: try arguments.value("emit", EmitList.self)?.kinds, format: try arguments.value("format") ?? .text,
      printAfter: try arguments.all("print-after"), jobs: try arguments.value("jobs"),
      diagnostics: try DiagnosticSettings(arguments))
  }

  func refusal() -> String? {
    if let refusal = diagnostics.refusal { return refusal }
    if let jobs, jobs < 1 || jobs > 1024 { return "--jobs is 1 to 1024" }
    if output?.isStandardStream == true, files.count != 1 || kinds?.count != 1 {
      return "'-o -' writes one artifact: give one file, and one kind to --emit"
    }
    if diagnostics.format == .sarif, !printAfter.isEmpty {
      return "--print-after writes to standard error, which '--diagnostics sarif' makes one document"
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

  func run() throws { try diagnostics.telling(compile) }

  private func compile() throws {
    let compilations = try compilations()
    if output?.isStandardStream == true {
      for compiled in compilations {
        for artifact in compiled.artifacts(kinds) { try Console.result(artifact.bytes) }
      }
      return
    }
    let earliest = compilations.count > 1 ? EarliestFailure() : nil
    let outcomes = try Output.orExit { isWanted in
      threads.run(compilations.count) { number -> Outcome in
        guard number < earliest?.number ?? .max else { return .written("") }
        do throws(FileError) {
          return .written(try write(compilations[number], isWanted))
        } catch {
          earliest?.note(number)
          return .failed(error)
        }
      }
    }
    for outcome in outcomes {
      switch outcome {
      case .written(let text): try Console.result(text)
      case .failed(let error):
        Console.error(error.message)
        throw ExitStatus.cannotCreate
      }
    }
  }

  private var threads: ParallelMap { ParallelMap(threads: jobs) }

  /// The first file that could not be written: what stands before it is written, whoever is faster.
  private final class EarliestFailure: Sendable {
    private let first = Mutex(Int.max)

    /// The file's number; the greatest there is where all could be written.
    var number: Int { first.withLock { $0 } }

    func note(_ number: Int) { first.withLock { $0 = min($0, number) } }
  }

  // MARK: Compiling

  /// A file whose layout has no errors.
  private struct Compiled: Sendable {
    let file: PathArgument
    let compilation: Compilation
    let layout: Layout

    func artifacts(_ kinds: Set<ArtifactKind>?) -> [Artifact] {
      compilation.artifacts(kinds ?? ArtifactKind.byDefault)
    }
  }

  /// What came of one file, which is shown when it is its turn.
  private enum Attempt: Sendable {
    case unreadable(FileError)
    case compiled(Compilation, passes: String)
  }

  /// The files compiled; where one fails, nothing is written of any.
  private func compilations() throws -> [Compiled] {
    let compiler = Compiler(overrides: diagnostics.overrides)
    let attempts = threads.run(files.count) { attempt(files[$0], compiler) }
    var failure: ExitCode?
    var compilations: [Compiled] = []
    for (file, attempt) in zip(files, attempts) {
      switch attempt {
      case .unreadable(let error):
        Console.error(error.message)
        failure = ExitStatus.noInput
      case .compiled(let compilation, let passes):
        if !passes.isEmpty { Console.message(passes) }
        diagnostics.show(compilation.diagnostics, of: compilation.source)
        guard let layout = compilation.layout else {
          failure = failure ?? ExitStatus.failed
          continue
        }
        for absence in Compilation.absences(of: kinds ?? [], in: layout) {
          Console.error("\(compilation.source.name): \(absence)")
          failure = failure ?? ExitStatus.usage
        }
        compilations.append(Compiled(file: file, compilation: compilation, layout: layout))
      }
    }
    if let failure { throw failure }
    return compilations
  }

  private func attempt(_ file: PathArgument, _ compiler: Compiler) -> Attempt {
    do throws(FileError) {
      let source = try Inputs.read(file)
      var passes = ""
      let compilation = compiler.compile(
        source,
        observe: printAfter.isEmpty
          ? nil
          : { pass, state in
            if printAfter.contains(pass) { passes += "*** after \(pass.rawValue) ***\n\(state)".terminalLines }
          })
      return .compiled(compilation, passes: passes)
    } catch {
      return .unreadable(error)
    }
  }

  // MARK: Writing

  /// What came of the writing of one file's artifacts, with what is told of it.
  private enum Outcome: Sendable {
    case written(String)
    case failed(FileError)
  }

  /// Writes a file's artifacts; what is told of it.
  private func write(_ compiled: Compiled, _ isWanted: () -> Bool) throws(FileError) -> String {
    let artifacts = compiled.artifacts(kinds)
    let directory = folder(for: compiled.file)
    try ArtifactWriter().write(artifacts, to: directory, isWanted: isWanted)
    if format == .json {
      let layout = kinds == nil ? artifacts.last : compiled.compilation.artifacts().last
      return String(decoding: layout?.bytes ?? [], as: UTF8.self)
    }
    var text = "\(LayoutSummary(compiled.layout))\nwrote \(directory.string.terminalText)"
    for (number, artifact) in artifacts.enumerated() {
      text += "\(number == 0 ? ":" : ",") \(artifact.kind.fileName) (\(artifact.bytes.count) bytes)"
    }
    return text + "\n"
  }

  private func folder(for file: PathArgument) -> FilePath {
    guard let output else { return file.defaultFolder }
    guard files.count > 1, let stem = file.stem else { return output.path }
    return output.path.appending(stem)
  }
}
