import Foundation
import TestSupport
import Testing

/// A line of a console block with what is printed for it.
struct ConsoleCommand: Sendable, CustomTestStringConvertible {
  /// The words of the line.
  let words: [String]
  /// What stands below it up to the next command.
  let output: String

  var testDescription: String { words.joined(separator: " ") }
}

/// What README.md shows is what memc does.
@Suite("README")
struct ReadmeTests {
  static let text =
    (try? packageText("README.md")) ?? ""

  /// The contents of the fenced blocks of a language.
  static func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().compactMap { rest in
      rest.components(separatedBy: "\n```").first
    }
  }

  /// The commands of memc on files of this repository, with their output.
  static let commands: [ConsoleCommand] = blocks("console").flatMap { block in
    "\n\(block)".components(separatedBy: "\n$ ").dropFirst().compactMap { part in
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let words = lines[0].split(separator: " ").map(String.init)
      guard words.first == "memc" else { return nil }
      // What needs a host with KVM is tested where such a host is asked for.
      if words.count > 1, words[1] == "realize" { return nil }
      let files = words.dropFirst(2).filter {
        $0.hasSuffix(".yaml") || $0.hasSuffix(".bin") || $0.hasSuffix(".json")
      }
      guard !files.isEmpty,
        files.allSatisfy({ FileManager.default.fileExists(atPath: "\(packageRoot)/\($0)") })
      else { return nil }
      return ConsoleCommand(words: words, output: lines.count > 1 ? lines[1] + "\n" : "")
    }
  }

  @Test("has commands to try")
  func commandsAreThere() {
    for name in ["gap-straddle", "memory-manager"] {
      #expect(Self.commands.contains { $0.words == ["memc", "compile", "examples/\(name).yaml"] })
    }
  }

  @Test("every command prints what README says", arguments: commands)
  func command(_ command: ConsoleCommand) throws {
    let folder = try TemporaryFolder()
    for name in ["examples", "golden"] { try folder.copy(name, to: name) }
    let result = try MemcProcess.run(Array(command.words.dropFirst()), in: folder.path)
    #expect(result.errors + result.text == command.output)
  }

  @Test(
    "an example in README is the one in examples/", arguments: blocks("yaml").filter { $0.hasPrefix("# examples/") }
  )
  func example(_ block: String) throws {
    let lines = block.split(separator: "\n")
    let path = String(try #require(lines.first).dropFirst(2))
    let file = try packageText(path)
    #expect(file.split(separator: "\n").filter { !$0.hasPrefix("#") } == Array(lines.dropFirst()))
  }

  @Test("the mistake in README is told as README says")
  func mistake() throws {
    let block = try #require(Self.blocks("console").first { $0.hasPrefix("$ memc compile two-socket.yaml\n") })
    let folder = try TemporaryFolder()
    try folder.write(
      """
      memc: 1
      memory: 8GiB
      nodes:
        - memory: 2GiB
        - memory: 4GiB

      """, to: "two-socket.yaml")
    let result = try MemcProcess.run(["compile", "two-socket.yaml"], in: folder.path)
    #expect("$ memc compile two-socket.yaml\n" + result.errors == block + "\n")
    #expect(result.status == 1)
  }

  @Test("the Swift in README is code that a test runs, or CI builds")
  func swift() throws {
    let tests = "\(packageRoot)/Tests"
    let sources = try FileManager.default.subpathsOfDirectory(atPath: tests).filter { $0.hasSuffix("Tests.swift") }
    let paths = sources.map { "\(tests)/\($0)" } + ["\(packageRoot)/Tests/PathDependent/Package.swift"]
    let lines = try Set(
      paths.flatMap { path in
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      })
    let blocks = Self.blocks("swift")
    #expect(!blocks.isEmpty)
    for line in blocks.joined(separator: "\n").split(separator: "\n") where !line.hasPrefix("import ") {
      #expect(lines.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
    }
  }

  @Test("every file that README links to is there")
  func links() {
    let links = Self.text.matches(of: #/\]\(([^)]+)\)/#).map { String($0.1) }.filter { !$0.hasPrefix("http") }
    #expect(links.count > 10)
    for link in links {
      #expect(FileManager.default.fileExists(atPath: "\(packageRoot)/\(link)"), "\(link)")
    }
  }
}
