import Foundation
import TestSupport
import Testing

/// What data and names say never reaches a terminal as something that it obeys.
@Suite("Terminals")
struct TerminalTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Clears the screen, begins a line, turns the direction of text.
  static let hostile = "a\u{1B}[2J\n\u{202E}b\u{9B}\u{2066}\u{200F}\u{61C}\u{2028}\u{7F}"
  /// The same as JSON and as a double-quoted scalar of YAML.
  static let escaped = #"a\u001b[2J\n\u202eb\u009b\u2066\u200f\u061c\u2028\u007f"#
  /// The same as it is shown.
  static let shown = "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b" + String(repeating: "\u{FFFD}", count: 6)

  private func memc(_ arguments: String..., input: String = "") throws -> ProcessResult {
    try MemcProcess.run(arguments, in: folder.path, input: input)
  }

  /// Expects a text to have nothing but line feeds of what a terminal obeys.
  private func expectFit(_ text: String, _ place: SourceLocation = #_sourceLocation) {
    let obeyed = text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0xa: false
      case 0..<0x20, 0x7f..<0xa0, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
      default: false
      }
    }
    #expect(obeyed.isEmpty, "\(text.debugDescription)", sourceLocation: place)
  }

  private func expectFit(_ result: ProcessResult, _ place: SourceLocation = #_sourceLocation) {
    expectFit(result.text, place)
    expectFit(result.errors, place)
  }

  // MARK: Names in a topology

  /// What a name may have, as control characters are errors there.
  private static let turned = "a\u{202E}\u{2066}\u{200F}\u{61C}b"
  private static let escapedTurned = #"a\u202e\u2066\u200f\u061cb"#
  private static let shownTurned = "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b"

  private func topology() throws {
    let name = Self.escapedTurned
    try folder.write(
      """
      memc: 1
      name: "\(name)"
      nodes: [{name: "\(name)", memory: 64MiB}]
      devices: [{name: "\(name)", start: 0xc0000000, size: 4KiB}]
      aliases: [{name: "\(name)", offset: 1TiB}]
      vtl2: {start: 0x100000000, size: 16MiB}

      """, to: "t.yaml")
  }

  @Test("names of a topology, of its nodes, devices and aliases in the summary of compile and in --print-after")
  func summary() throws {
    try topology()
    let result = try memc(
      "compile", "t.yaml", "--print-after", "gap-relocation", "--print-after", "window-flattening")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("*** after window-flattening ***\n"))
    expectFit(result)
    let (text, name) = (result.text, Self.shownTurned)
    #expect(text.hasPrefix("\(name): 64 MiB in 1 node"), "\(text)")
    #expect(text.contains("0 \(name)  64 MiB"), "\(text)")
    #expect(text.contains("  \(name)  0xc0000000-0xc0001000"), "\(text)")
    #expect(text.contains("alias \(name) at offset"), "\(text)")
  }

  @Test("names in the report of realize")
  func report() throws {
    try topology()
    let result = try memc("realize", "t.yaml")
    // What this host lacks is told, and tells of names too.
    expectFit(result)
    #expect(result.status != 0 || result.text.contains(Self.shownTurned), "\(result.text)")
    expectFit(try memc("realize", "t.yaml", "--format", "json"))
  }

  @Test("JSON keeps the names, escaped")
  func json() throws {
    try topology()
    #expect(try memc("compile", "t.yaml", "-o", "out").status == 0)
    for (file, member) in [("layout.json", "name"), ("memslots.json", "device")] {
      let text = String(decoding: try folder.bytes("out/\(file)"), as: UTF8.self)
      expectFit(text)
      #expect(text.contains("\"\(member)\": \"\(Self.escapedTurned)\""), "\(text)")
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      if file == "layout.json" { #expect(object?["name"] as? String == Self.turned) }
    }
    expectFit(try memc("compile", "t.yaml", "-o", "out", "--format", "json"))
    let dump = try memc("dump", "out/layout.json", "out/memslots.json")
    #expect(dump.status == 0)
    expectFit(dump)
    #expect(dump.text.contains("\n\(Self.shownTurned): 64 MiB, x86_64"), "\(dump.text)")
    #expect(dump.text.contains("device \(Self.shownTurned)"), "\(dump.text)")
    // What was written is read back as it was.
    let check = try memc("check", "out")
    #expect(check.text == "out: ok\n")
    #expect(check.errors == "")
  }

  @Test("diagnostics in JSON keep what they quote, escaped")
  func diagnostics() throws {
    let result = try memc("check", "-", "--diagnostics", "json", input: "memc: 1\nmemory: \"\(Self.escaped)\"\n")
    #expect(result.status == 1)
    expectFit(result)
    #expect(result.errors.contains(#"a\u001b[2J\n\u202eb\u009b"#), "\(result.errors)")
    expectFit(try memc("check", "-", input: "memc: 1\nmemory: \"\(Self.escaped)\"\n"))
  }

  // MARK: Names of files

  private static let name = hostile.replacingOccurrences(of: "\n", with: "\r") + "\n"
  private static let shownName = "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b" + String(repeating: "\u{FFFD}", count: 7)

  @Test("names of files that are not there, for every command")
  func missing() throws {
    let commands = [
      ["compile"], ["check"], ["dump"], ["show"], ["realize"], ["golden", "check", "--examples"],
      ["golden", "check"],
    ]
    for command in commands {
      let result = try MemcProcess.run(command + [Self.name], in: folder.path)
      #expect(result.status == 66, "\(command)")
      #expect(
        result.errors == "memc: error: cannot read \(Self.shownName): No such file or directory\n", "\(command)")
      #expect(result.text == "")
    }
  }

  @Test("names of files and folders in results")
  func results() throws {
    try folder.write("{memc: 1, memory: 64MiB}", to: Self.name)
    let check = try memc("check", Self.name)
    #expect(check.text == "\(Self.shownName): ok, 1 slot\n")
    let compile = try memc("compile", Self.name, "-o", Self.name + "d")
    #expect(compile.status == 0)
    expectFit(compile)
    #expect(compile.text.contains("\nwrote \(Self.shownName)d: e820.bin (60 bytes)"), "\(compile.text)")
    #expect(try memc("check", Self.name + "d").text == "\(Self.shownName)d: ok\n")
    let dump = try memc("dump", "\(Self.name)d/slit.bin", Self.name)
    expectFit(dump)
    #expect(dump.text.hasPrefix("\(Self.shownName)d/slit.bin:\nSLIT header\n"), "\(dump.text)")
    #expect(dump.errors.hasPrefix("memc: error: \(Self.shownName): neither signature"), "\(dump.errors)")
    try folder.makeFolder("examples")
    try folder.write("{memc: 1, memory: 64MiB}", to: "examples/\(Self.name).yaml")
    let golden = try memc("golden", "check", "--golden", Self.name + "g")
    #expect(golden.status == 1)
    expectFit(golden)
    expectFit(try memc("golden", "update", "--golden", Self.name + "g"))
    expectFit(try memc("compile", Self.name, "-o", "/proc/\(Self.name)"))
    expectFit(try memc("compile", Self.name, Self.name))
  }

  // MARK: Artifacts of others

  @Test("member names and values of JSON artifacts in dump and in check of a folder")
  func artifacts() throws {
    try folder.copy("golden/memory-manager", to: "out")
    for file in ["layout.json", "memslots.json"] {
      let text = String(decoding: try folder.bytes("out/\(file)"), as: UTF8.self)
      let changed = text.replacingOccurrences(of: "\"version\": 1", with: "\"\(Self.escaped)\": 7, \"version\": 1")
      try folder.write(changed, to: "out/\(file)")
      let dump = try memc("dump", "out/\(file)")
      #expect(dump.status == 1)
      #expect(dump.errors == "memc: error: out/\(file): \(Self.shown) is not a member that this memc knows\n")
      expectFit(dump)
      let check = try memc("check", "out")
      #expect(check.status == 1)
      #expect(check.errors.contains("\(Self.shown) is not a member"), "\(check.errors)")
      expectFit(check)
      try folder.write(
        text.replacing(/": "[a-z0-9-]+"/) { _ in "\": \"\(Self.escaped)\"" }, to: "out/\(file)")
      expectFit(try memc("dump", "out/\(file)"))
      expectFit(try memc("check", "out"))
      try folder.write(text, to: "out/\(file)")
    }
  }

  @Test("the text of a kernel's log in errors")
  func log() throws {
    let result = try memc("dump", "--as", "linux", "-", input: "BIOS-e820: \u{1B}[2J\u{202E}\n")
    #expect(result.status == 1)
    expectFit(result)
  }

  @Test("the signature and the texts of a table")
  func table() throws {
    var bytes = Array(try packageBytes("golden/gap-straddle/slit.bin"))
    bytes.replaceSubrange(10..<16, with: [0x1b, 0x5b, 0x32, 0x4a, 0x9b, 0x7f])
    try folder.write(bytes, to: "slit.bin")
    expectFit(try memc("dump", "slit.bin"))
    bytes.replaceSubrange(0..<4, with: [0x1b, 0x5b, 0x32, 0x4a])
    try folder.write(bytes, to: "slit.bin")
    expectFit(try memc("dump", "--as", "acpi", "slit.bin"))
  }
}
