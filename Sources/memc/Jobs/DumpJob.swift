import ArgumentParser
import Artifacts
import FirmwareTables
import SystemPackage

/// What `memc dump` is asked to do.
struct DumpJob: CommandJob {
  /// Tables.
  let files: [PathArgument]
  /// What they are; `nil` where each tells.
  let format: DumpFormat?

  init(files: [PathArgument], format: DumpFormat?) {
    self.files = files
    self.format = format
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(files: arguments.operands.map(PathArgument.init(argument:)), format: try arguments.value("as"))
  }

  func run() throws {
    var failure: ExitCode?
    for file in files {
      let bytes: [UInt8]
      do throws(FileError) {
        bytes = try FileIO.read(file.path)
      } catch {
        Console.error(error.message)
        failure = failure ?? ExitStatus.noInput
        continue
      }
      let name = file.inputName
      if files.count > 1 { try Console.resultLine("\(name):") }
      let dump = ArtifactDump(bytes, name: file.path.lastComponent?.string ?? file.shown, format: format)
      try dump.write { try Console.result($0) }
      for warning in dump.warnings { Console.warning("\(name): \(warning)") }
      for issue in dump.issues { Console.error("\(name): \(issue)") }
      if !dump.issues.isEmpty { failure = failure ?? ExitStatus.failed }
    }
    if let failure { throw failure }
  }
}
