import ArgumentParser
import Artifacts
import Diagnostics
import SystemPackage

/// What `memc golden check` is asked to do.
struct GoldenCheckJob: CommandJob {
  /// Where both sides are.
  let folders: GoldenFolders

  init(folders: GoldenFolders) { self.folders = folders }

  init(_ arguments: ParsedArguments) throws { folders = try GoldenFolders(arguments) }

  func run() throws {
    guard let examples = try folders.compilations() else { throw ExitStatus.failed }
    let comparison = folders.comparison(of: examples)
    let differences: [String]
    do throws(FileError) {
      differences = try comparison.differences()
    } catch {
      Console.error(error.message)
      throw ExitStatus.noInput
    }
    for difference in differences { try Console.resultLine(difference) }
    guard differences.isEmpty else {
      Console.message("golden files differ; '\(folders.updateCommand.terminalText)' writes them anew\n")
      throw ExitStatus.failed
    }
    try Console.resultLine(comparison.agreement)
  }
}

/// What `memc golden update` is asked to do.
struct GoldenUpdateJob: CommandJob {
  /// Where both sides are.
  let folders: GoldenFolders

  init(folders: GoldenFolders) { self.folders = folders }

  init(_ arguments: ParsedArguments) throws { folders = try GoldenFolders(arguments) }

  func run() throws {
    guard let examples = try folders.compilations() else { throw ExitStatus.failed }
    let comparison = folders.comparison(of: examples)
    let lines = try Output.orExit { isWanted throws(FileError) in try comparison.update(isWanted: isWanted) }
    for line in lines { try Console.resultLine(line) }
  }
}
