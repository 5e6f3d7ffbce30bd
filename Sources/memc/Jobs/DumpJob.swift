import ArgumentParser
import Artifacts
import SystemPackage

/// What `memc dump` is asked to do.
struct DumpJob: CommandJob {
  /// Tables.
  let files: [PathArgument]
  /// What they are; `nil` where each tells.
  let format: DumpFormat?
  /// The form of what is printed.
  let output: OutputForm

  init(files: [PathArgument], format: DumpFormat?, output: OutputForm) {
    self.files = files
    self.format = format
    self.output = output
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      files: arguments.operands.map(PathArgument.init(argument:)), format: try arguments.value("as"),
      output: try arguments.value("format") ?? .text)
  }

  func run() throws {
    var failure: ExitCode?
    var writer = output == .json ? DumpWriter() : nil
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
      let dump = ArtifactDump(bytes, name: file.path.lastComponent?.string ?? file.shown, format: format)
      if writer != nil {
        try writer?.write(dump, name: name) { try Console.result($0) }
      } else {
        if files.count > 1 { try Console.resultLine("\(name):") }
        try dump.write { try Console.result($0) }
      }
      for warning in dump.warnings { Console.warning("\(name): \(warning)") }
      for issue in dump.issues { Console.error("\(name): \(issue)") }
      if !dump.issues.isEmpty { failure = failure ?? ExitStatus.failed }
    }
    try writer?.end { try Console.result($0) }
    if let failure { throw failure }
  }
}
