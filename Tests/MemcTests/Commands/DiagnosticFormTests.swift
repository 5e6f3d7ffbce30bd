import Foundation
import TestSupport
import Testing

/// `--diagnostics github` and `sarif` of every command that has them.
@Suite("Forms of diagnostics")
struct DiagnosticFormTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("memc: 1\nmemroy: 4GiB\n", to: "bad.yaml")
    try folder.write("memc: 1\nmemory: 64MiB\n", to: "good.yaml")
    try folder.write("memc: 1\nmemory: 2MiB\n", to: "small.yaml")
  }

  private func run(_ line: String, input: String = "") throws -> ProcessResult {
    try MemcProcess.run(line.split(separator: " ").map(String.init), in: folder.path, input: input)
  }

  /// The one run of the document that standard error is.
  private func sarif(_ result: ProcessResult) throws -> [String: Any] {
    let log = try JSONSerialization.jsonObject(with: Data(result.errors.utf8)) as? [String: Any]
    let runs = try #require(log?["runs"] as? [[String: Any]])
    #expect(runs.count == 1)
    return try #require(runs.first)
  }

  private func rules(_ run: [String: Any]) throws -> [String?] {
    try #require(run["results"] as? [[String: Any]]).map { $0["ruleId"] as? String }
  }

  /// What kept the command from its work, and its exit code.
  private func notifications(_ run: [String: Any]) throws -> (texts: [String], exitCode: Int32?) {
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    let list = try #require(invocation["toolExecutionNotifications"] as? [[String: Any]])
    let texts = list.compactMap { ($0["message"] as? [String: String])?["text"] }
    let isError = list.contains { $0["level"] as? String == "error" }
    #expect(invocation["executionSuccessful"] as? Bool == !isError)
    return (texts, (invocation["exitCode"] as? Int).map(Int32.init))
  }

  // MARK: github

  @Test("each finding is a workflow command", arguments: ["compile", "check", "realize"])
  func commands(command: String) throws {
    let result = try run("\(command) bad.yaml --diagnostics github")
    #expect(
      result.errors
        == "::error file=bad.yaml,line=2,col=1,endLine=2,endColumn=6,title=unknown-key::"
        + "unknown key 'memroy'; did you mean 'memory'?\n")
    #expect(result.status == 1)
  }

  @Test("what has no place is one, too")
  func withoutPlace() throws {
    let result = try run("check missing --diagnostics github")
    #expect(result.errors == "::error title=memc::cannot read missing: No such file or directory\n")
    #expect(result.status == 66)
  }

  @Test("names of files and topologies are no commands, on neither stream")
  func hostile() throws {
    let name = "::add-mask::a\n::add-mask::b ##[add-mask]c"
    try folder.write("memc: 1\nmemory: 2MiB\nname: '::add-mask::d ##[add-mask]e'\n", to: name)
    try folder.write("memc: 1\nmemory: 2GB\nname: a\n", to: "\(name) 2")
    for arguments in [
      ["check", name], ["compile", name, "-o", "out"], ["check", "\(name) 2"], ["check", name + "3"],
    ] {
      let result = try MemcProcess.run(arguments + ["--diagnostics", "github"], in: folder.path)
      let lines = (result.text + result.errors).split(whereSeparator: \.isNewline)
      #expect(!lines.isEmpty)
      for line in lines {
        let isCommand = line.hasPrefix("::error ") || line.hasPrefix("::warning ")
        #expect(isCommand || !line.drop(while: \.isWhitespace).hasPrefix("::"), "\(line)")
        // Of a command, a runner looks for nothing behind its beginning.
        #expect(isCommand || !line.contains("##["), "\(line)")
        if isCommand { #expect(line.split(separator: "::", maxSplits: 1).count == 2, "\(line)") }
      }
    }
  }

  // MARK: sarif

  @Test(
    "standard error is one document, whatever comes of it",
    arguments: [
      ("check good.yaml", 0, []), ("check good.yaml small.yaml", 0, ["small-node"]),
      ("check bad.yaml small.yaml bad.yaml", 1, ["unknown-key", "small-node", "unknown-key"]),
      ("compile bad.yaml good.yaml", 1, ["unknown-key"]), ("compile small.yaml -o small", 0, ["small-node"]),
      ("realize bad.yaml", 1, ["unknown-key"]), ("check -", 1, ["memory-missing"]),
    ] as [(String, Int32, [String])])
  func documents(_ line: String, _ status: Int32, _ identifiers: [String]) throws {
    let result = try run(line + " --diagnostics sarif", input: "memc: 1\n")
    #expect(result.status == status)
    let run = try sarif(result)
    #expect(try rules(run) == identifiers)
    let told = try notifications(run)
    #expect(told.texts == [] && told.exitCode == status)
  }

  @Test("what keeps a command from its work is in the document, with the exit code")
  func failures() throws {
    for (line, status, text) in [
      ("check missing good.yaml", 66, "cannot read missing: No such file or directory"),
      ("compile missing", 66, "cannot read missing: No such file or directory"),
      ("realize missing", 66, "cannot read missing: No such file or directory"),
      ("compile good.yaml -o bad.yaml", 73, "cannot write bad.yaml: Not a directory"),
      ("compile good.yaml --emit gtdt", 64, "good.yaml: "),
    ] as [(String, Int32, String)] {
      let result = try run(line + " --diagnostics sarif")
      #expect(result.status == status)
      let told = try notifications(sarif(result))
      #expect(told.texts.count == 1 && told.texts[0].hasPrefix(text), "\(told.texts)")
      #expect(told.exitCode == status)
    }
  }

  @Test("what is wrong with a folder are results of no rule")
  func folders() throws {
    try folder.copy("golden/gap-straddle", to: "out")
    try folder.write(Array(folder.bytes("out/slit.bin").dropLast()), to: "out/slit.bin")
    let run = try sarif(run("check out --diagnostics sarif"))
    let identifiers = try rules(run)
    #expect(!identifiers.isEmpty && identifiers.allSatisfy { $0 == nil })
    #expect(try notifications(run).texts == [])
  }

  @Test("a full standard output is in the document, too")
  func full() throws {
    let line = "$MEMC check good.yaml --diagnostics sarif >/dev/full"
    let result = try StandardStreamTests.shell(line, in: folder.path)
    #expect(result.status == 73)
    #expect(
      try notifications(sarif(result)).texts == ["cannot write standard output: No space left on device"])
  }

  @Test("a signal that ends a command which is at its files leaves a document or none")
  func signals() throws {
    for step in 0..<8 {
      let line = """
        set -m
        $MEMC compile small.yaml -o out --diagnostics sarif >/dev/null 2>log &
        sleep \(String(format: "%.3f", Double(step) * 0.01)); kill -TERM $! 2>/dev/null; wait $!
        """
      var result = try StandardStreamTests.shell(line, in: folder.path)
      result.errors = String(decoding: try folder.bytes("log"), as: UTF8.self)
      #expect([0, 143].contains(result.status))
      guard !result.errors.isEmpty || result.status == 0 else { continue }
      let run = try sarif(result)
      #expect(try rules(run) == ["small-node"])
      #expect(try notifications(run).exitCode == result.status)
    }
  }

  @Test("what would stand beside the document is refused")
  func refused() throws {
    let result = try run("compile good.yaml --print-after node-sizing --diagnostics sarif")
    #expect(result.status == 64)
    #expect(
      result.errors.hasPrefix(
        "memc: error: --print-after writes to standard error, which '--diagnostics sarif' makes one document\n"))
  }
}
