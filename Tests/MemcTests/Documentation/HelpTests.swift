import Artifacts
import Foundation
import TestSupport
import Testing

@testable import memc

/// Whole help screens. A change that is meant: write the output of memc to the file, with a width of 80 columns.
@Suite("Help")
struct HelpTests {
  static let screens = [
    "memc", "memc compile", "memc check", "memc realize", "memc golden", "memc golden check", "memc golden update",
    "memc dump", "memc show", "memc explain", "memc diff", "memc decompile", "memc import", "memc export",
    "memc capture", "memc schema",
  ]

  private func expected(_ command: String) throws -> String {
    let name = command.replacingOccurrences(of: " ", with: "-")
    return try packageText("Tests/MemcTests/Help/\(name).txt")
  }

  @Test("is what it was", arguments: screens)
  func screen(command: String) throws {
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let result = try MemcProcess.run(words + ["--help"])
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.text == (try expected(command)))
    #expect(try MemcProcess.run(["help"] + words).text == result.text)
  }

  @Test("every command has a screen here")
  func complete() throws {
    let text = try expected("memc")
    let list = try #require(text.components(separatedBy: "SUBCOMMANDS:\n").last)
    let names = list.matches(of: #/(?m)^  ([a-z]+)  /#).map { "memc \($0.1)" }
    #expect(names == Self.screens.filter { $0.split(separator: " ").count == 2 })
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/Tests/MemcTests/Help")
    #expect(files.count == Self.screens.count)
  }

  @Test("--version", arguments: [["--version"], ["compile", "--version"]])
  func version(arguments: [String]) throws {
    let result = try MemcProcess.run(arguments)
    #expect(result.text == "memc \(Version.number) (language version 1)\n")
    #expect(result.status == 0)
  }

  @Test(
    "completion scripts complete memc",
    arguments: [("bash", "complete"), ("zsh", "#compdef"), ("fish", "complete")])
  func completion(shell: String, word: String) throws {
    let result = try MemcProcess.run(["--generate-completion-script", shell])
    #expect(result.status == 0)
    #expect(result.text.contains(word))
    for command in ["compile", "golden", "schema", "print-after", "slot-assignment"] {
      #expect(result.text.contains(command), "\(command)")
    }
    if let path = MemcProcess.path(of: shell), shell != "fish" {
      let folder = try TemporaryFolder()
      let script = try folder.write(result.text, to: "script")
      #expect(try MemcProcess.run(path, ["-n", script]).status == 0)
    }
  }
}
