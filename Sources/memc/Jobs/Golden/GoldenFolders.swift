import ArgumentParser
import Artifacts
import Diagnostics
import SystemPackage

/// Where topologies and their golden files are.
struct GoldenFolders {
  /// The folders where none are stated.
  static let defaults = (examples: PathArgument("examples"), golden: PathArgument("golden"))

  /// The topologies to look at; all of the folder where there are none.
  let files: [PathArgument]
  /// The folder of topologies.
  let examples: PathArgument
  /// The folder of golden files.
  let golden: PathArgument

  init(files: [PathArgument], examples: PathArgument, golden: PathArgument) {
    self.files = files
    self.examples = examples
    self.golden = golden
  }

  init(_ arguments: ParsedArguments) throws {
    self.init(
      files: arguments.operands.map(PathArgument.init(argument:)),
      examples: try arguments.value("examples") ?? Self.defaults.examples,
      golden: try arguments.value("golden") ?? Self.defaults.golden)
  }

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
