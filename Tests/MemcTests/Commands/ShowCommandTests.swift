import Foundation
import TestSupport
import Testing

@Suite("memc show")
struct ShowCommandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("{memc: 1, nodes: [{memory: 2GiB}, {memory: 4GiB}]}\n", to: "two.yaml")
  }

  private func show(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws
    -> ProcessResult
  {
    try MemcProcess.run(["show"] + arguments, in: folder.path, input: input, environment: environment)
  }

  // MARK: Pages

  @Test("the picture in the README is what it prints, to the character")
  func readme() throws {
    let blocks = Page.all[0].blocks("console").filter { $0.text.hasPrefix("$ memc show ") }
    let block = try #require(blocks.first)
    let lines = block.text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ").dropFirst(2).map(String.init)
    #expect(try MemcProcess.run(words).text == String(lines[1]) + "\n")
  }

  @Test("the picture in docs/ is what it writes")
  func picture() throws {
    let written = try MemcProcess.run(["show", "examples/cxl-tiers.yaml", "--svg", "-"]).output
    #expect(try written == packageBytes("docs/commands/cxl-tiers.svg"), "'make pictures' writes it anew")
  }

  // MARK: Terminal

  @Test("is as wide as COLUMNS says, or 80, or what is asked for")
  func widths() throws {
    func width(_ arguments: String..., columns: String) throws -> Int {
      let result = try MemcProcess.run(
        ["show", "two.yaml"] + arguments, in: folder.path, environment: ["COLUMNS": columns])
      #expect(result.status == 0)
      return result.text.split(separator: "\n").map(\.count).max() ?? 0
    }
    #expect(try 70...80 ~= width(columns: "80"))
    #expect(try 81...200 ~= width(columns: "200"))
    #expect(try 70...80 ~= width(columns: "wide"))
    #expect(try 30...40 ~= width("--width", "40", columns: "200"))
  }

  @Test(
    "has frames of characters that the locale has",
    arguments: [
      (["LC_ALL": "", "LC_CTYPE": "", "LANG": "de_DE.UTF-8"], true),
      (["LC_ALL": "", "LC_CTYPE": "C", "LANG": "de_DE.UTF-8"], false),
      (["LC_ALL": "C.utf8", "LC_CTYPE": "C", "LANG": "C"], true),
      (["LC_ALL": "POSIX", "LC_CTYPE": "C.UTF-8", "LANG": "C.UTF-8"], false),
      (["LC_ALL": "", "LC_CTYPE": "", "LANG": ""], false),
      (["LC_ALL": "ca_ES.UTF-8@valencia"], true),
    ])
  func locales(environment: [String: String], isUnicode: Bool) throws {
    let text = try show("two.yaml", environment: environment).text
    #expect(text.contains("┌─") == isUnicode)
    #expect(text.contains("+--") == !isUnicode)
    #expect(text.utf8.allSatisfy { $0 < 0x80 } == !isUnicode)
  }

  @Test("has colours where they are asked for, and none where nobody looks")
  func colours() throws {
    let coloured = try show("two.yaml", "--color", "always", environment: ["NO_COLOR": "1"]).text
    #expect(coloured.contains("\u{1B}[48;5;74;38;5;16m"))
    for arguments in [["--color", "never"], ["--color", "auto"], []] {
      let text = try MemcProcess.run(["show", "two.yaml"] + arguments, in: folder.path).text
      #expect(!text.contains("\u{1B}"), "\(arguments)")
    }
  }

  @Test(
    "on a terminal has its width and its colours, unless NO_COLOR is set",
    .enabled(if: MemcProcess.path(of: "script") != nil, "script is not installed (apt bsdutils)"))
  func terminal() throws {
    let script = try #require(MemcProcess.path(of: "script"))
    func run(_ settings: String) throws -> String {
      let line = "stty cols 132; \(settings) '\(MemcProcess.memc)' show two.yaml"
      return try MemcProcess.run(script, ["-qec", line, "/dev/null"], in: folder.path).text
    }
    let text = try run("NO_COLOR=")
    #expect(text.contains("\u{1B}[48;5;74;38;5;16m"))
    let plain = try run("NO_COLOR=1")
    #expect(!plain.contains("\u{1B}"))
    let widest = plain.split(whereSeparator: \.isNewline).map(\.count).max() ?? 0
    #expect(81...132 ~= widest)
  }

  // MARK: Inputs

  @Test(
    "reads what anybody has of a machine",
    arguments: [
      ("examples/gap-straddle.yaml", "6 GiB in 2 nodes"), ("golden/gap-straddle", "6 GiB in 2 nodes"),
      ("golden/gap-straddle/srat.bin", "6 GiB in 2 proximity domains"),
      ("golden/gap-straddle/memslots.json", ""), ("golden/gap-straddle/e820.bin", ""),
      ("examples/firmware.acpidump", "7936 MiB in 3 proximity domains"),
      ("Tests/FirmwareTablesTests/Vectors/pc-straddle/dmesg.txt", "6291072 KiB in 2 proximity domains"),
      ("Tests/FirmwareTablesTests/Vectors/pc-straddle/e820.txt", ""),
      ("Tests/FirmwareTablesTests/Vectors/pc-straddle", "6291072 KiB in 2 proximity domains"),
    ])
  func inputs(input: String, summary: String) throws {
    let result = try MemcProcess.run(["show", input], environment: ["COLUMNS": "120"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.errors.contains("error"), "\(result.errors)")
    #expect(result.text.hasPrefix(summary.isEmpty ? "\(input)\n" : "\(input): \(summary)\n"), "\(result.text)")
    #expect(result.text.split(separator: "\n").count > 5)
  }

  @Test("no input is overwritten")
  func ownInput() throws {
    let folder = try TemporaryFolder()
    try folder.copy("examples/gap-straddle.yaml", to: "a.yaml")
    let result = try MemcProcess.run(["show", "a.yaml", "--svg", "./a.yaml"], in: folder.path)
    #expect(result.status == 64)
    #expect(try folder.bytes("a.yaml") == (try packageBytes("examples/gap-straddle.yaml")))
  }

  @Test("a name is no command of a workflow in a drawing either")
  func workflowCommands() throws {
    let folder = try TemporaryFolder()
    try folder.copy("examples/gap-straddle.yaml", to: "::error::a.yaml")
    let result = try MemcProcess.run(["show", "::error::a.yaml", "--diagnostics", "github"], in: folder.path)
    #expect(result.status == 0)
    #expect(!result.text.hasPrefix("::"))
  }

  @Test("reads standard input")
  func standardInput() throws {
    let result = try show("-", input: "{memc: 1, memory: 1GiB}")
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("<stdin>: 1 GiB in 1 node\n"))
  }

  @Test("a topology with errors is not drawn, and its diagnostics are told")
  func errors() throws {
    try folder.write("{memc: 1, memory: 64MB}\n", to: "bad.yaml")
    let result = try show("bad.yaml", "--svg", "bad.svg")
    #expect(result.status == 1)
    #expect(result.text == "")
    #expect(result.errors.hasPrefix("bad.yaml:1:19: error: "), "\(result.errors)")
    #expect(try folder.names() == ["bad.yaml", "two.yaml"])
    #expect(try show("two.yaml", "bad.yaml").status == 1)
    #expect(try show("bad.yaml", "--diagnostics", "json").errors.hasPrefix("{"))
  }

  @Test("warnings are judged as for other commands")
  func warnings() throws {
    try folder.write("{memc: 1, nodes: [{memory: 2MiB}]}\n", to: "small.yaml")
    #expect(try show("small.yaml").errors.contains("[small-node]"))
    #expect(try show("small.yaml", "-Wno-small-node").errors == "")
    #expect(try show("small.yaml", "-Esmall-node").status == 1)
  }

  @Test("what is missing is 66, also as the second of two, and what says nothing is 1")
  func nothing() throws {
    for arguments in [["missing"], ["two.yaml", "missing"], ["missing", "two.yaml"]] {
      let result = try MemcProcess.run(["show"] + arguments, in: folder.path)
      #expect(result.status == 66)
      #expect(result.text == "")
      #expect(result.errors == "memc: error: cannot read missing: No such file or directory\n")
    }
    try folder.makeFolder("empty")
    let empty = try show("empty")
    #expect(empty.status == 1)
    #expect(empty.errors == "memc: error: empty: nothing in it tells of addresses or distances\n")
    let table = try MemcProcess.run(["show", "golden/gap-straddle/dsdt.bin"])
    #expect(table.status == 1)
    #expect(table.text == "")
  }

  @Test("of a file that is wrong in parts the rest is shown, with exit code 1")
  func damaged() throws {
    try folder.copy("golden/gap-straddle", to: "out")
    try folder.write(#"{"partitions": 1}"#, to: "out/memslots.json")
    let result = try show("out")
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("memc: error: out: memslots.json: "), "\(result.errors)")
    #expect(result.text.hasPrefix("out: 6 GiB in 2 nodes\n"))
  }

  // MARK: Outputs

  @Test("files appear as a whole, in the place of others, and by the rights of those")
  func files() throws {
    let result = try show("two.yaml", "--svg", "two.svg", "--html", "two.html")
    #expect(result.status == 0)
    let (svg, html) = (try folder.bytes("two.svg"), try folder.bytes("two.html"))
    #expect(result.text == "wrote two.svg (\(svg.count) bytes)\nwrote two.html (\(html.count) bytes)\n")
    #expect(svg.starts(with: Array("<svg ".utf8)))
    #expect(html.starts(with: Array("<!DOCTYPE html>".utf8)))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("two.svg"))
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.svg"), withDestinationPath: "two.svg")
    #expect(try show("two.yaml", "--svg", "link.svg", "--layers", "ram").status == 0)
    #expect(try folder.bytes("two.svg").count < svg.count)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("two.svg"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.svg")) == "two.svg")
    #expect(try folder.names() == ["link.svg", "two.html", "two.svg", "two.yaml"])
  }

  @Test("on standard output there is the picture and nothing else")
  func streams() throws {
    let svg = try show("two.yaml", "--svg", "-")
    #expect(svg.text.hasPrefix("<svg ") && svg.text.hasSuffix("</svg>\n"))
    #expect(try show("two.yaml", "--svg", "-", "--html", "two.html").output == svg.output)
    let page = try show("two.yaml", "--html", "-")
    #expect(page.output == (try folder.bytes("two.html")))
    #expect(try show("two.yaml", "--svg", "/dev/stdout").text.hasPrefix("<svg "))
  }

  @Test(
    "what cannot be written is 73, and nothing is left behind",
    arguments: [
      ("missing/a.svg", "No such file or directory"), (".", "Is a directory"),
      ("two.yaml/a.svg", "Not a directory"), ("/dev/full", "No space left on device"),
    ])
  func unwritable(path: String, reason: String) throws {
    for option in ["--svg", "--html"] {
      let result = try show("two.yaml", option, path)
      #expect(result.status == 73)
      #expect(result.text == "")
      #expect(result.errors.hasSuffix("\(path): \(reason)\n"), "\(result.errors)")
    }
    #expect(try folder.names() == ["two.yaml"])
  }

  @Test("the same input gives the same bytes", arguments: ["--svg", "--html"])
  func deterministic(option: String) throws {
    let first = try MemcProcess.run(["show", "examples/large-machine.yaml", option, "-"]).output
    #expect(first.count > 1000)
    #expect(try MemcProcess.run(["show", "examples/large-machine.yaml", option, "-"]).output == first)
  }

  @Test("JSON is a document of its own, which tells of lines and bytes")
  func json() throws {
    let result = try show("two.yaml", "--format", "json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    #expect(object["version"] as? Int == 1)
    let machines = try #require(object["machines"] as? [[String: Any]])
    #expect(machines.map { $0["name"] as? String } == ["two.yaml"])
    let facts = try #require(machines[0]["facts"] as? [[String: Any]])
    let slot = try #require(facts.first { $0["title"] as? String == "slot 2" })
    #expect(slot["start"] as? UInt64 == 1 << 32)
    #expect(slot["end"] as? UInt64 == 7 << 30)
    #expect(slot["line"] as? Int == 1)
    #expect(facts.contains { ($0["place"] as? String ?? "").hasPrefix("srat.bin+0x") })
  }

  @Test(
    "wrong usage",
    arguments: [
      (["show"], "memc: error: missing expected argument '<input> ...'\n"),
      (["show", "a", "b", "c"], "memc: error: two inputs can be compared, not 3\n"),
      (["show", "-", "-"], "memc: error: standard input can be read once only\n"),
      (["show", "a", "--width", "39"], "memc: error: --width is from 40 to 400\n"),
      (
        ["show", "a", "--layers", "ram,rom"], "memc: error: the value 'ram,rom' is invalid for '--layers <list>'\n"
      ),
      (
        ["show", "a", "--svg", "b", "--format", "json"],
        "memc: error: --format says what is printed, and --svg and --html print nothing\n"
      ),
      (["show", "a", "--svg", "b", "--html", "./b"], "memc: error: --svg and --html name the same file\n"),
    ])
  func usage(arguments: [String], message: String) throws {
    let result = try MemcProcess.run(arguments)
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix(message), "\(result.errors)")
  }
}
