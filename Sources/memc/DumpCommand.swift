import ArgumentParser
import Artifacts
import FirmwareTables
import SystemPackage

/// `memc dump`.
struct DumpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump",
    abstract: "Decode tables and show every field.",
    discussion: """
      Reads ACPI tables by their signature, memslots.json and layout.json, e820 maps by the name e820.bin or with \
      '--as e820', and the text in which Linux prints such a map. A table with a wrong checksum or length is an error, \
      and what can be read of it is shown all the same.
      """)

  @Argument(help: ArgumentHelp("Tables; '-' is standard input.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(name: .customLong("as"), help: "What the files are, where neither signature nor name tells.")
  var format: DumpFormat?

  func run() throws {
    var failure: ExitCode?
    for path in files {
      let bytes: [UInt8]
      do throws(FileError) {
        bytes = try FileIO.read(path)
      } catch {
        Console.error(error.message)
        failure = failure ?? ExitStatus.noInput
        continue
      }
      let name = Inputs.name(path)
      if files.count > 1 { try Console.result("\(name):\n") }
      let dump = ArtifactDump(bytes, name: FilePath(path).lastComponent?.string ?? path, format: format)
      try Console.result(dump.text)
      for issue in dump.issues { Console.error("\(name): \(issue)") }
      if !dump.issues.isEmpty { failure = failure ?? ExitStatus.failed }
    }
    if let failure { throw failure }
  }
}

extension DumpFormat: ExpressibleByArgument {}
