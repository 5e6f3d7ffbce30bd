import Foundation
import TestSupport
import Testing

/// The blocks of all pages, by what a test does with them.
private enum Blocks {
  /// Those in which someone types commands and sees what is printed.
  static let consoles = Page.all.flatMap { $0.blocks("console") }.filter { $0.text.hasPrefix("$ ") }
  /// Those that call `make`, which is what runs these tests.
  static let builds = consoles.filter { $0.text.hasPrefix("$ make ") }
  static let transcripts = consoles.filter { !$0.text.hasPrefix("$ make ") && !$0.needsKVM }
  static let machines = consoles.filter(\.needsKVM)
  static let scripts = Page.all.flatMap { $0.blocks("sh") }
  static let yaml = Page.all.flatMap { $0.blocks("yaml") }
  static let examples = yaml.filter { $0.fileName?.hasPrefix("examples/") == true }
}

extension Block {
  fileprivate var needsKVM: Bool { text.contains("memc realize") }

  /// The name in the comment that it begins with.
  fileprivate var fileName: String? { text.prefixMatch(of: #/# ([a-z0-9\/-]+\.yaml)\n/#).map { String($0.1) } }
}

/// What the pages show is what memc does: every command line on them is run, and what is printed compared.
@Suite("Pages")
struct PageTests {
  /// A folder with what the commands of a page find: what lies in the repository, and the files that the page shows.
  private func folder(for page: Page) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["examples", "golden", "schemas"] { try folder.copy(name, to: name) }
    for block in page.blocks("yaml") {
      guard let name = block.fileName, !name.hasPrefix("examples/") else { continue }
      if name.contains("/") { try folder.makeFolder(String(name.split(separator: "/")[0])) }
      try folder.write(block.text.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n", to: name)
    }
    return folder
  }

  /// What a shell prints for lines, with both streams in one; what runs behind them is ended.
  private func shell(_ lines: String, of page: Page) throws -> ProcessResult {
    let command = URL(filePath: MemcProcess.memc).deletingLastPathComponent().path
    let script = """
      exec 2>&1
      PATH='\(command)':$PATH
      trap 'status=$?; kill $(jobs -p) 2>/dev/null || true; wait; exit $status' EXIT
      \(lines)
      """
    let folder = try folder(for: page)
    defer { withExtendedLifetime(folder) {} }
    return try MemcProcess.run("/bin/bash", ["-c", script], in: folder.path)
  }

  private func run(_ block: Block) throws {
    for tool in ["nc", "jq"] where block.text.contains("\(tool) -") && MemcProcess.path(of: tool) == nil {
      try Test.cancel("\(tool) is not installed (apt netcat-openbsd jq)")
    }
    let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false)
    let commands = lines.filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }.joined(separator: "\n")
    let output = lines.filter { !$0.hasPrefix("$ ") }.map { "\($0)\n" }.joined()
    let result = try shell(commands, of: block.page)
    #expect(Self.withoutChance(result.text) == Self.withoutChance(output))
  }

  /// What a host prints without what it is free to choose: addresses, times, and where pages come from.
  private static func withoutChance(_ text: String) -> String {
    text.replacing(#/0x[0-9a-f]{12}(?![0-9a-f])/#, with: "ADDRESS").replacing(#/\d+\.\d+ ms/#, with: "TIME")
      .replacing(#/ +/#, with: " ")
      .replacing(#/\d+ [KM]iB \d+: \d+ (all|none|-)( \(\d+ MiB\))?/#, with: "RESIDENT")
      .replacing(#/\d+ free on host node \d+ \(\d+ in its pool\)/#, with: "FREE")
      .replacing(#/echo \d+ > \S+/#, with: "RESERVE")
  }

  @Test(
    "a command prints what the page says", arguments: try found(Blocks.transcripts, "commands"))
  func transcript(_ block: Block) throws { try run(block) }

  @Test(
    "a machine is what the page says", .soleUseOfHost, .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"),
    .enabled(if: Host.isX86, "skipped: the guest that proves a layout is x86_64 code"),
    arguments: try found(Blocks.machines, "commands"))
  func machine(_ block: Block) throws { try run(block) }

  @Test(
    "a script on a page does what the page says", .soleUseOfHost, .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"),
    arguments: try found(Blocks.scripts, "scripts"))
  func script(_ block: Block) throws {
    // A guest's kernel is no part of this repository: of its script, what is memc's is run.
    let isForeign = block.text.contains("qemu-system")
    let lines = block.text.split(separator: "\n").filter { !isForeign || $0.hasPrefix("memc ") }
    #expect(!lines.isEmpty)
    let result = try shell("set -e\n" + lines.joined(separator: "\n"), of: block.page)
    #expect(result.status == 0, "\(result.text)")
    guard let output = block.outputBelow else { return }
    if output.contains("hugepages of 2 MiB needed"), Host.freeHugepages >= 32 {
      try Test.cancel("the host has the hugepages that the page misses")
    }
    #expect(Self.withoutChance(result.text) == Self.withoutChance(output))
  }

  @Test("what is built on a page can be built", arguments: try found(Blocks.builds, "builds"))
  func build(_ block: Block) throws {
    let makefile = try packageText("Makefile")
    for target in block.text.matches(of: #/(?m)^\$ make ([a-z-]+)/#) {
      #expect(makefile.contains("\n\(target.1):"), "\(target.1)")
    }
  }

  @Test(
    "an example on a page is the one in examples/",
    arguments: try found(Blocks.examples, "examples"))
  func example(_ block: Block) throws {
    let file = try packageText(#require(block.fileName))
    #expect(
      file.split(separator: "\n").filter { !$0.hasPrefix("#") }
        == Array(block.text.split(separator: "\n").dropFirst()))
  }

  @Test(
    "YAML on a page has a name that a command there reads, or is a comment",
    arguments: try found(Blocks.yaml, "YAML"))
  func yaml(_ block: Block) throws {
    guard block.text.split(separator: "\n").contains(where: { !$0.hasPrefix("#") }) else { return }
    let name = try #require(block.fileName)
    let folder = String(name.split(separator: "/")[0])
    #expect(
      block.page.blocks("console").contains { $0.text.contains(name) || $0.text.contains(" \(folder) ") }, "\(name)"
    )
  }

  @Test("the Swift on pages is code that a test runs, or CI builds")
  func swift() throws {
    let tests = "\(packageRoot)/Tests"
    let sources = try FileManager.default.subpathsOfDirectory(atPath: tests).filter { $0.hasSuffix("Tests.swift") }
    let paths = sources.map { "Tests/\($0)" } + ["Tests/PathDependent/Package.swift"]
    let lines = try Set(
      paths.flatMap { path in
        try packageText(path).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      })
    for block in try found(Page.all.flatMap { $0.blocks("swift") }, "Swift") {
      for line in block.text.split(separator: "\n") where !line.hasPrefix("import ") {
        #expect(lines.contains(line.trimmingCharacters(in: .whitespaces)), "\(block): \(line)")
      }
    }
  }

  @Test(
    "every file and heading that a page links to is there",
    arguments: try found(Page.all + Page.ofContributors, "pages"))
  func links(_ page: Page) throws {
    let base = URL(filePath: "\(packageRoot)/\(page.path)")
    for match in page.text.matches(of: #/\]\(([^)#]*)(?:#([^)]+))?\)/#) where !match.1.hasPrefix("http") {
      let target = match.1.isEmpty ? base : URL(filePath: String(match.1), relativeTo: base).standardizedFileURL
      #expect(FileManager.default.fileExists(atPath: target.path), "\(match.0)")
      guard let anchor = match.2 else { continue }
      let linked = Page(path: target.path, text: try String(contentsOf: target, encoding: .utf8))
      #expect(linked.anchors.contains(String(anchor)), "\(match.0)")
    }
  }

  @Test("README is short, and leads to every page")
  func readme() throws {
    let readme = try #require(Page.all.first { $0.path == "README.md" })
    #expect(readme.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 251)
    for page in try found(Page.all.dropFirst(), "pages") + (found(Page.ofContributors, "pages")) {
      #expect(readme.text.contains("](\(page.path))"), "\(page)")
    }
  }

  @Test("every command has a page, which names its options", arguments: HelpTests.screens)
  func command(_ command: String) throws {
    let words = command.split(separator: " ").dropFirst()
    guard let name = words.first else { return }
    let page = try packageText("docs/commands/\(name).md")
    let help = try MemcProcess.run(words.map(String.init) + ["--help"]).text
    for option in help.matches(of: #/(?m)^  (?:(-[A-Za-z])(?:, | ))?(--[a-z-]+)?/#) {
      let names = [option.1, option.2].compactMap { $0 }
      if names.isEmpty || names.contains("--help") || names.contains("--version") { continue }
      #expect(
        names.contains { page.contains("\($0)`") || page.contains("\($0) ") || page.contains("\($0)=") }, "\(names)"
      )
    }
  }
}
