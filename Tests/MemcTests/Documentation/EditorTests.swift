import Foundation
import TestSupport
import Testing

/// The files in `examples/editor`: what they look for is what memc prints.
@Suite("Editors")
struct EditorTests {
  /// A pattern as both matchers write it.
  private struct Pattern: Decodable {
    let regexp: String
    let file: Int
    let line: Int
    let column: Int
    let severity: Int
    let message: Int
    let code: Int
  }

  private struct Matchers: Decodable {
    struct Matcher: Decodable {
      let owner: String
      let pattern: [Pattern]
    }

    let problemMatcher: [Matcher]
  }

  private struct Tasks: Decodable {
    struct Task: Decodable {
      struct Matcher: Decodable { let pattern: Pattern }

      let command: String
      let args: [String]
      let problemMatcher: Matcher
    }

    let tasks: [Task]
  }

  private struct Settings: Decodable {
    let schemas: [String: [String]]

    enum CodingKeys: String, CodingKey { case schemas = "yaml.schemas" }
  }

  private func decoded<Value: Decodable>(_ name: String, _ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(packageBytes("examples/editor/\(name)")))
  }

  private func pattern(of name: String) throws -> Pattern {
    if name == "vscode/tasks.json" {
      let task = try #require(decoded(name, Tasks.self).tasks.first)
      #expect(task.command == "memc" && task.args == ["check", "${file}"])
      return task.problemMatcher.pattern
    }
    let matchers = try decoded(name, Matchers.self).problemMatcher
    #expect(matchers.map(\.owner) == ["memc"] && matchers[0].pattern.count == 1)
    return try #require(matchers.first?.pattern.first)
  }

  /// The groups of each line of a text that a pattern matches, joined by `|`; of one that takes no part nothing.
  private func matches(_ pattern: Pattern, in text: String) throws -> [String] {
    // The dialects of runners and editors have no more than this one where the pattern is as plain.
    let expression = try NSRegularExpression(pattern: pattern.regexp)
    return text.split(separator: "\n").compactMap { line in
      let line = String(line)
      let whole = NSRange(line.startIndex..., in: line)
      guard let match = expression.firstMatch(in: line, range: whole) else { return nil }
      let groups = [
        pattern.file, pattern.line, pattern.column, pattern.severity, pattern.code, pattern.message,
      ]
      return groups.map { Range(match.range(at: $0), in: line).map { String(line[$0]) } ?? "" }.joined(
        separator: "|")
    }
  }

  @Test(
    "a matcher finds file, line, column, severity, message and rule in what memc prints, and nothing else",
    arguments: [("memc-problem-matcher.json", false), ("vscode/tasks.json", true)])
  func matchers(_ name: String, _ hasNotes: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "memc: 1\nmemroy: 4GB\nplatform:\n  gaps: [{start: 3GiB, end: 4GiB, size: 1GiB}]\n", to: "a: b.yaml")
    try folder.write("{memc: 1, memory: 2MiB}", to: "small.yaml")
    try folder.write(Array(packageBytes("golden/gap-straddle/srat.bin").dropLast()), to: "srat.bin")
    let result = try MemcProcess.run(
      ["check", "a: b.yaml", "small.yaml", "srat.bin", "missing", "examples/firmware.acpidump"],
      in: try linked(folder))
    let found = try matches(try pattern(of: name), in: result.errors + result.text)
    #expect(
      found.prefix(3) == [
        "a: b.yaml|2|1|error|unknown-key|unknown key 'memroy'; did you mean 'memory'?",
        "a: b.yaml|4|35|error|conflicting-keys|a range has 'end' or 'size', not both",
        "small.yaml|1|19|warning|small-node|node 0 has 2 MiB; some kernels before 6.7 ignore a node of less than 4 MiB",
      ])
    #expect(found.contains { $0.hasPrefix("srat.bin|||error|table-damaged|") }, "\(found)")
    #expect(found.contains { $0.contains("|note|slit-asymmetric|") } == hasNotes)
    // A line for each that ends with a rule.
    let told = result.errors.split(separator: "\n").filter { line in
      line.hasSuffix("]")
        && (line.contains(": error: ") || line.contains(": warning: ") || hasNotes && line.contains(": note: "))
    }
    #expect(found.count == told.count)
  }

  /// The folder, with a link to the examples.
  private func linked(_ folder: TemporaryFolder) throws -> String {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("examples"), withDestinationPath: "\(packageRoot)/examples")
    return folder.path
  }

  @Test("the schema that settings name is the one that memc writes by that name on the page beside them")
  func settings() throws {
    let page = try packageText("examples/editor/README.md")
    for name in try found(decoded("vscode/settings.json", Settings.self).schemas.keys, "schemas") {
      #expect(name == "./topology.schema.json")
    }
    #expect(page.contains("`memc schema > topology.schema.json`"))
    #expect(page.contains("# yaml-language-server: $schema=topology.schema.json\n"))
  }

  @Test("every file has its row on the page beside it")
  func page() throws {
    let page = try packageText("examples/editor/README.md")
    let names = try FileManager.default.subpathsOfDirectory(atPath: "\(packageRoot)/examples/editor")
      .filter { $0.contains(".") && $0 != "README.md" }
    for name in try found(names, "files") { #expect(page.contains("`\(name)`"), "\(name)") }
  }

  @Test("Vim's error format has the severities that memc prints")
  func vim() throws {
    let text = try packageText("examples/editor/memc.vim")
    for severity in ["trror", "tarning", "tote"] { #expect(text.contains("%f:%l:%c:\\ %\(severity):\\ %m")) }
  }
}
