import Foundation
import TestSupport
import Testing

/// The page that `make install` installs.
@Suite("Manual page")
struct ManualPageTests {
  private static let tool = URL(filePath: MemcProcess.memc).deletingLastPathComponent().appending(
    path: "ManualPage"
  )
  .path
  static let template = packageRoot + "/Distribution/memc.1.in"

  /// The path of man-db's program; `nil` where it is not installed.
  ///
  /// Images of containers put a stub in its place, and the program, where it is installed, beside that.
  static let manTool = ["man.REAL", "man"].compactMap(MemcProcess.path(of:)).first { path in
    (try? MemcProcess.run(path, ["--version"]))?.text.hasPrefix("man ") == true
  }

  private func make(template: String = template, date: String = "2026-01-31") throws -> ProcessResult {
    try MemcProcess.run(Self.tool, [MemcProcess.memc, template, date])
  }

  private func page() throws -> String {
    let result = try make()
    try #require(result.status == 0, "\(result.errors)")
    return result.text
  }

  @Test("names the version and the date")
  func header() throws {
    let version = try MemcProcess.run(["--version"]).text.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
    #expect(try page().contains("\n.Dd January 31, 2026\n.Dt MEMC 1\n.Os \(version)\n"))
  }

  @Test("has every command and option that has help", arguments: HelpTests.screens)
  func complete(command: String) throws {
    let page = try page()
    let words = command.split(separator: " ").dropFirst().map(String.init)
    let help = try MemcProcess.run(words + ["--help"]).text
    if words.isEmpty {
      for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "FILES", "EXIT STATUS", "EXAMPLES", "DIAGNOSTICS"] {
        #expect(page.contains("\n.Sh \(section)\n"))
      }
    } else {
      #expect(page.contains("\n.Ss \(command)\n"))
    }
    let part =
      page.components(separatedBy: "\n.Ss \(command)\n").last?.components(separatedBy: "\n.Ss ").first ?? ""
    let general =
      page.components(separatedBy: "\n.Sh OPTIONS\n").last?.components(separatedBy: "\n.Sh ").first ?? ""
    let options = help.matches(of: #/(?m)^  (-[^ ,]+(?:, -[^ ]+)?)/#).flatMap { $0.1.components(separatedBy: ", ") }
    #expect(options.count >= 2)
    for option in options {
      let macro = "Fl " + option.dropFirst().replacing("-", with: "\\-")
      let isThere = (part + general).matches(of: #/(?m)^\.It .*$/#).contains { "\($0.0) ".contains("\(macro) ") }
      #expect(isThere, "\(option)")
    }
  }

  @Test("names every file that is written")
  func files() throws {
    let folder = try TemporaryFolder()
    _ = try MemcProcess.run(["compile", "-", "-o", "out"], in: folder.path, input: "{memc: 1, memory: 64MiB}")
    let names = try folder.names(in: "out")
    #expect(names.count >= 9)
    for name in names { #expect(try page().contains("\n.It Pa \(name)\n"), "\(name)") }
  }

  @Test("lists the checks whose severity may be chosen")
  func checks() throws {
    let page = try page()
    let listed = page.matches(of: #/\n\.It Li (.+) Pq /#).map { String($0.1.replacing("\\-", with: "-")) }
    let list = try MemcProcess.run(["check", "--list-checks"]).text
    #expect(listed == list.matches(of: #/(?m)^([a-z0-9-]+) +(warning|note|error\*) /#).map { String($0.1) })
    // Each of them may be silenced, as the page says.
    let result = try MemcProcess.run(
      ["check", "-"] + listed.map { "-Wno-\($0)" }, input: "{memc: 1, memory: 64MiB}")
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("the topology in it compiles")
  func topology() throws {
    let block = try #require(
      page().components(separatedBy: ".Bd -literal -offset indent\n").first { $0.hasPrefix("memc: 1\n") })
    let text = try #require(block.components(separatedBy: ".Ed").first)
    #expect(try MemcProcess.run(["check", "-"], input: text).text == "<stdin>: ok, 2 slots\n")
  }

  @Test(
    "mandoc finds nothing to warn of",
    .enabled(if: MemcProcess.path(of: "mandoc") != nil, "mandoc is not installed (apt mandoc)"))
  func lint() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(page(), to: "memc.1")
    let result = try MemcProcess.run(
      #require(MemcProcess.path(of: "mandoc")), ["-T", "lint", "-W", "warning", path])
    #expect(result.text == "")
    #expect(result.status == 0)
  }

  @Test(
    "man shows it, and finds nothing to warn of",
    .enabled(if: manTool != nil, "man is not installed (apt man-db)"))
  func man() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(page(), to: "memc.1")
    let result = try MemcProcess.run(
      "/usr/bin/env",
      [
        "LC_ALL=C.UTF-8", "MANWIDTH=80", "MANROFFSEQ=", #require(Self.manTool), "--warnings", "-l", path,
      ])
    #expect(result.errors == "")
    let lines = result.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.contains("--emit list"))
    #expect(lines.contains("$ memc compile topology.yaml --emit srat -o - > srat.aml"))
    for line in result.text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test(
    "is not made of a template with other places",
    arguments: [
      (
        ".\\\" @NOTHING@\n",
        "ManualPage: the template has a place 'NOTHING' that there is nothing for, or has it twice\n"
      ),
      (".Sh NAME\n", "ManualPage: the template lacks places for "),
    ])
  func wrongTemplate(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    let result = try make(template: folder.write(text, to: "template"))
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix(message), "\(result.errors)")
    #expect(result.text == "")
  }

  @Test("has a date that is one")
  func wrongDate() throws {
    let result = try make(date: "soon")
    #expect(result.status == 1)
    #expect(result.errors == "ManualPage: 'soon' is no date as 2026-01-31\n")
  }
}
