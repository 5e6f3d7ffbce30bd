import ArgumentParser
import Artifacts
import Diagnostics
import SystemPackage

/// `memc golden`.
struct GoldenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "golden",
    abstract: "Compare the artifacts of examples with golden files, or write those anew.",
    discussion: """
      Each topology EXAMPLES/<stem>.yaml has its artifacts in GOLDEN/<stem>/. Each difference is told once, by meaning, \
      with the line of the topology that it comes from; what follows from it in other files is not told again, and bytes \
      are told where they have no meaning.
      """,
    subcommands: [Check.self, Update.self])

  func run() throws { throw MissingVerb(of: Self.self) }

  /// Where both sides are.
  struct Folders: ParsableArguments {
    private static let defaults = (examples: PathArgument("examples"), golden: PathArgument("golden"))

    @Argument(
      help: ArgumentHelp("Topologies to look at; without any, all that are in the folder.", valueName: "file"),
      completion: Completions.topologies)
    var files: [PathArgument] = []

    @Option(name: .long, help: ArgumentHelp("Folder of topologies.", valueName: "dir"), completion: .directory)
    var examples = Self.defaults.examples

    @Option(name: .long, help: ArgumentHelp("Folder of golden files.", valueName: "dir"), completion: .directory)
    var golden = Self.defaults.golden

    /// The command that writes anew what was compared, as a shell reads it.
    var updateCommand: String {
      var words = ["memc", "golden", "update"]
      if examples != Self.defaults.examples { words += ["--examples", examples.shown] }
      if golden != Self.defaults.golden { words += ["--golden", golden.shown] }
      return (words + files.map(\.shown)).map(\.shellWord).joined(separator: " ")
    }

    /// The comparison of examples with their golden files.
    func comparison(of examples: [GoldenExample]) -> GoldenComparison {
      GoldenComparison(examples: examples, golden: golden.path, isWhole: files.isEmpty)
    }

    /// Compiles the examples; where one fails, says why and gives `nil`.
    func compilations() throws -> [GoldenExample]? {
      let examples: [GoldenExample]
      do throws(FileError) {
        examples =
          files.isEmpty
          ? try GoldenExample.all(in: self.examples.path) : try files.map(\.path).map(GoldenExample.init(file:))
      } catch {
        Console.error(error.message)
        throw ExitStatus.noInput
      }
      guard !examples.isEmpty else {
        Console.error("there is no topology in \(self.examples.shown)")
        throw ExitStatus.noInput
      }
      var nameOfStem: [FilePath.Component: String] = [:]
      for example in examples {
        let name = example.compilation.source.name
        if let other = nameOfStem.updateValue(name, forKey: example.stem) {
          Console.error("\(other) and \(name) have the same stem, so their golden files would be in one folder")
          return nil
        }
      }
      let failed = examples.filter(\.compilation.hasErrors)
      for example in failed {
        let renderer = TextRenderer(isColored: Console.isColored)
        Console.message(renderer.render(example.compilation.diagnostics, source: example.compilation.source))
      }
      return failed.isEmpty ? examples : nil
    }
  }

  /// `memc golden check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Compare; exit code 1 where something differs.")

    @OptionGroup
    var folders: Folders

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

  /// `memc golden update`.
  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "update", abstract: "Write the golden files that differ anew.")

    @OptionGroup
    var folders: Folders

    func run() throws {
      guard let examples = try folders.compilations() else { throw ExitStatus.failed }
      let comparison = folders.comparison(of: examples)
      let lines = try Output.orExit { isWanted throws(FileError) in try comparison.update(isWanted: isWanted) }
      for line in lines { try Console.resultLine(line) }
    }
  }
}

extension String {
  /// The text as one word of a shell: quoted where it has characters that a shell would take for something else.
  fileprivate var shellWord: String {
    let isPlain = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_./-+,=:@%".utf8.contains(byte)
    }
    if !isEmpty, utf8.allSatisfy(isPlain) { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
