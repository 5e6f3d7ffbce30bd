import ArgumentParser
import Artifacts
import Diagnostics

/// `memc golden`.
struct GoldenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "golden",
    abstract: "Compare the artifacts of examples with golden files, or write those anew.",
    discussion: """
      Each topology EXAMPLES/<stem>.yaml has its artifacts in GOLDEN/<stem>/. Differences are told by meaning, with the \
      line of the topology that they come from, then by byte.
      """,
    subcommands: [Check.self, Update.self])

  /// Where both sides are.
  struct Folders: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Folder of topologies.", valueName: "dir"), completion: .directory)
    var examples = "examples"

    @Option(name: .long, help: ArgumentHelp("Folder of golden files.", valueName: "dir"), completion: .directory)
    var golden = "golden"

    /// Compiles the examples; where one fails, says why and gives `nil`.
    func compilations() throws -> [GoldenExample]? {
      let examples: [GoldenExample]
      do throws(FileError) {
        examples = try GoldenExample.all(in: self.examples)
      } catch {
        Console.error(error.message)
        throw ExitStatus.noInput
      }
      guard !examples.isEmpty else {
        Console.error("there is no topology in \(self.examples)")
        throw ExitStatus.noInput
      }
      var nameOfStem: [String: String] = [:]
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
      let comparison = GoldenComparison(examples: examples, golden: folders.golden)
      let differences: [String]
      do throws(FileError) {
        differences = try comparison.differences()
      } catch {
        Console.error(error.message)
        throw ExitStatus.noInput
      }
      for difference in differences { try Console.result(difference + "\n") }
      guard differences.isEmpty else {
        Console.message("golden files differ; 'memc golden update' writes them anew\n")
        throw ExitStatus.failed
      }
      try Console.result("\(examples.count) examples match \(folders.golden)\n")
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
      let comparison = GoldenComparison(examples: examples, golden: folders.golden)
      do throws(FileError) {
        for line in try comparison.update() { try? Console.result(line + "\n") }
      } catch {
        Console.error(error.message)
        throw ExitStatus.cannotCreate
      }
    }
  }
}
