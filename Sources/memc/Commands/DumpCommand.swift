package import ArgumentParser
import Artifacts

/// `memc dump`.
struct DumpCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump",
    abstract: "Decode tables and show every field.",
    discussion: """
      Reads ACPI tables and device trees by their signature, tables in a text of acpidump too, memslots.json and \
      layout.json, memory maps and the zero page by names such as e820.bin or with '--as e820', and the text in which \
      Linux prints an e820 map, alone or in a kernel's log. A table with a wrong checksum or length is an error, and \
      what can be read of it is shown all the same.
      """)

  @Argument(help: ArgumentHelp("Tables; '-' is standard input.", valueName: "file"), completion: .file())
  var files: [PathArgument]

  @Option(name: .customLong("as"), help: "What the files are, where neither signature nor name tells.")
  var format: DumpFormat?

  @Option(name: .customLong("format"), help: "How the fields are written; 'memc schema dump' describes the JSON.")
  var output: OutputForm = .text

  func job() -> DumpJob { DumpJob(files: files, format: format, output: output) }
}

extension DumpFormat: ExpressibleByArgument {
  /// The format of a name.
  package init?(argument: String) { self.init(name: argument) }

  /// What `--as` takes.
  package static var allValueStrings: [String] { all.map(\.name) }

  /// What a shell offers.
  package static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
