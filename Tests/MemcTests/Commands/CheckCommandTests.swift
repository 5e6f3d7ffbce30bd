import Foundation
import MachineModel
import Platforms
import TestSupport
import Testing

/// Something done to the artifacts of `golden/gap-straddle`, or of another example, and what `memc check` says of it.
struct Damage: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var golden = "gap-straddle"
  let messages: [String]
  let change: @Sendable (_ folder: TemporaryFolder) throws -> Void

  /// A file exchanged with that of another compilation.
  static func exchanged(_ file: String, _ messages: [String]) -> Damage {
    Damage(testDescription: "\(file) of another compilation", messages: messages) { folder in
      try FileManager.default.removeItem(atPath: folder.path("out/\(file)"))
      try folder.copy("golden/equal-nodes/\(file)", to: "out/\(file)")
    }
  }

  /// A file of which only so many bytes are left.
  static func truncated(_ file: String, to count: Int, _ messages: [String]) -> Damage {
    Damage(testDescription: "\(count) bytes of \(file)", messages: messages) { folder in
      try folder.write(Array(try folder.bytes("out/\(file)").prefix(count)), to: "out/\(file)")
    }
  }

  /// A file with a byte that has one bit changed.
  static func flipped(_ file: String, at offset: Int, _ messages: [String]) -> Damage {
    Damage(testDescription: "byte \(offset) of \(file)", messages: messages) { folder in
      var bytes = try folder.bytes("out/\(file)")
      bytes[offset] ^= 1
      try folder.write(bytes, to: "out/\(file)")
    }
  }

  /// A text put in the place of another.
  static func replaced(
    _ file: String, _ old: String, by new: String, of golden: String = "gap-straddle", _ messages: [String]
  ) -> Damage {
    Damage(testDescription: "\(new) for \(old) in \(file)", golden: golden, messages: messages) { folder in
      let text = String(decoding: try folder.bytes("out/\(file)"), as: UTF8.self)
      let changed = text.replacingOccurrences(of: old, with: new)
      try #require(changed != text)
      try folder.write(changed, to: "out/\(file)")
    }
  }

  /// A file that is gone.
  static func missing(_ file: String, _ messages: [String]) -> Damage {
    Damage(testDescription: "\(file) missing", messages: messages) { folder in
      try FileManager.default.removeItem(atPath: folder.path("out/\(file)"))
    }
  }
}

@Suite("memc check")
struct CheckCommandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func check(_ arguments: String..., input: String = "") throws -> ProcessResult {
    try MemcProcess.run(["check"] + arguments, in: folder.path, input: input)
  }

  // MARK: Topologies

  @Test("says ok and writes nothing")
  func topology() throws {
    try folder.write("{memc: 1, memory: 6GiB}", to: "a.yaml")
    let result = try check("a.yaml", "-", input: "{memc: 1, memory: 64MiB}")
    #expect(result.text == "a.yaml: ok, 2 slots\n<stdin>: ok, 1 slot\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
    #expect(try folder.names() == ["a.yaml"])
  }

  @Test("counts warnings")
  func warnings() throws {
    let result = try check("-", input: "{memc: 1, memory: 2MiB}")
    #expect(result.text == "<stdin>: ok, 1 slot, 1 warning\n")
    #expect(result.errors.hasPrefix("<stdin>:1:19: warning: node 0 has 2 MiB"), "\(result.errors)")
    #expect(result.status == 0)
    #expect(try check("-", "-Esmall-node", input: "{memc: 1, memory: 2MiB}").status == 1)
  }

  @Test("goes on after a file with errors")
  func errors() throws {
    try folder.write("{memc: 1}", to: "a.yaml")
    try folder.write("{memc: 1, memory: 64MiB}", to: "b.yaml")
    let result = try check("a.yaml", "b.yaml")
    #expect(result.text == "b.yaml: ok, 1 slot\n")
    #expect(result.errors.hasPrefix("a.yaml:1:1: error: no memory is stated"), "\(result.errors)")
    #expect(result.status == 1)
  }

  @Test("every example is ok")
  func examples() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/examples")
      .filter { $0.hasSuffix(".yaml") }.sorted()
    let result = try MemcProcess.run(["check"] + names.map { "examples/\($0)" })
    #expect(result.text.split(separator: "\n").count == names.count)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("a path that is not there is exit 66")
  func noInput() throws {
    let result = try check("missing")
    #expect(result.status == 66)
    #expect(result.errors == "memc: error: cannot read missing: No such file or directory\n")
  }

  @Test("--list-checks lists every check with its severity")
  func listChecks() throws {
    let result = try check("--list-checks")
    #expect(result.status == 0)
    let lines = result.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.contains("memory-sum-mismatch        error    the nodes' memory adds up to the root's"))
    #expect(
      lines.contains(
        "preset-range-dropped       note     a preset's ranges below a changed 'dram_base' do not exist")
    )
    #expect(
      lines.contains("legacy-split-on-hugepages  error*   the first megabyte is not split on a node of hugepages"))
    #expect(
      lines.suffix(4) == [
        "",
        "Errors keep the tables true and stay errors, but those with a star may be made warnings or silenced, as "
          + "warnings may.",
        "Any check may be made an error.", "",
      ])
    let checks = lines.dropLast(4)
    let identifiers = checks.map { $0.prefix { $0 != " " } }
    #expect(identifiers == identifiers.sorted())
    #expect(Set(identifiers).count == checks.count)
    for line in checks { #expect(line.wholeMatch(of: /[a-z0-9-]+ +(error\*?|warning|note) +\S.*[^.]/) != nil) }
  }

  @Test("what the list of checks says may be changed may be, and nothing else", arguments: ["error", "warning"])
  func severities(severity: String) throws {
    let lines = try check("--list-checks").text.split(separator: "\n").filter { $0.contains(" \(severity) ") }
    #expect(lines.count > 5)
    for line in lines.prefix(5) {
      let identifier = line.prefix { $0 != " " }
      let result = try check("-", "-Wno-\(identifier)", input: "{memc: 1, memory: 64MiB}")
      #expect(result.status == (severity == "error" ? 64 : 0), "\(identifier)")
    }
  }

  // MARK: Folders

  @Test("of a folder that was compiled says ok")
  func folderOfArtifacts() throws {
    try folder.copy("golden/gap-straddle", to: "out")
    let result = try check("out")
    #expect(result.text == "out: ok\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  @Test("every folder of golden files is ok")
  func golden() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/golden").sorted()
    let result = try MemcProcess.run(["check"] + names.map { "golden/\($0)" })
    #expect(result.text == names.map { "golden/\($0): ok\n" }.joined())
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Words in quotes, as a message lists them.
  private static func words(_ words: [String]) -> String {
    let quoted = words.map { "'\($0)'" }
    return quoted.count == 1
      ? quoted[0] : quoted.dropLast().joined(separator: ", ") + " or \(quoted[quoted.count - 1])"
  }

  static let damages: [Damage] = [
    .exchanged(
      "e820.bin",
      [
        "out/e820.bin: 60 bytes, but layout.json says 80", "out/e820.bin: not the map of layout.json",
        """
        out: entry #3 of the zero page's map is [mem 0x0000000000100000-0x00000000bfffffff] usable, but in e820 \
        [mem 0x0000000000100000-0x000000003e7fffff] usable
        """,
        "out: the EFI memory map calls 0x3e800000-0xc0000000 conventional, but e820 does not call it usable",
        "out: the EFI memory map calls 0x100000000-0x1c0000000 conventional, but e820 does not call it usable",
        """
        out: entry #3 of the PVH memory map is [mem 0x0000000000100000-0x00000000bfffffff] usable, but in e820 \
        [mem 0x0000000000100000-0x000000003e7fffff] usable
        """,
      ]),
    .exchanged(
      "srat.bin",
      [
        "out/srat.bin: 296 bytes, but layout.json says 232",
        "out/layout.json: its memory affinities are not those of srat.bin",
        "out/layout.json: the CPUs of node 0 are not those of srat.bin",
        "out/layout.json: the CPUs of node 1 are not those of srat.bin",
        "out: SRAT has affinities of APIC IDs 4-7, but MADT has no such CPUs",
        "out: usable memory at 0x3e800000-0xc0000000 lies in no enabled memory affinity",
        "out: usable memory at 0x100000000-0x1c0000000 lies in no enabled memory affinity",
        "out: SRAT gives 0x14d00000-0x29a00000 to proximity domain 1, but no RAM slot of node 1 is there",
        "out: SRAT gives 0x29a00000-0x3e800000 to proximity domain 2, but no RAM slot of node 2 is there",
        "out: SLIT's number of localities is 2, but that of proximity domains is at least 3",
        "out: the ACPI image has another SRAT than the file of that table",
      ]),
    .exchanged(
      "slit.bin",
      [
        "out/slit.bin: 53 bytes, but layout.json says 48",
        "out/layout.json: its distances are of 2 nodes, but slit.bin is of 3",
        "out: SLIT's number of localities is 3, but that of proximity domains is 2",
        "out: the ACPI image has another SLIT than the file of that table",
      ]),
    .exchanged(
      "memslots.json",
      [
        "out/memslots.json: 1160 bytes, but layout.json says 1174",
        "out/memslots.json: not the slots of layout.json",
      ]),
    .exchanged(
      "layout.json",
      [
        "out/e820.bin: 80 bytes, but layout.json says 60",
        "out/madt.bin: 104 bytes, but layout.json says 136",
        "out/srat.bin: 232 bytes, but layout.json says 296",
        "out/slit.bin: 48 bytes, but layout.json says 53",
        "out/pptt.bin: 156 bytes, but layout.json says 256",
        "out/acpi-rsdp.bin: not the file that layout.json was written with (SHA-256 differs)",
        "out/acpi.bin: 1036 bytes, but layout.json says 1244",
        "out/zero-page.bin: not the file that layout.json was written with (SHA-256 differs)",
        "out/efi-memmap.bin: 160 bytes, but layout.json says 120",
        "out/pvh-memmap.bin: 96 bytes, but layout.json says 72",
        "out/memslots.json: 1174 bytes, but layout.json says 1160",
        "out/layout.json: its distances are of 3 nodes, but slit.bin is of 2",
        "out/layout.json: its memory affinities are not those of srat.bin",
        "out/layout.json: the CPUs of node 0 are not those of srat.bin",
        "out/layout.json: the CPUs of node 1 are not those of srat.bin",
        "out/layout.json: the CPUs of node 2 are not those of srat.bin",
        "out/e820.bin: not the map of layout.json",
        "out/layout.json: its ACPI image has 1244 bytes, but acpi.bin has 1036",
        "out: e820 calls 0x3e800000-0xc0000000 usable, but no RAM slot is there",
        "out: e820 calls 0x100000000-0x1c0000000 usable, but no RAM slot is there",
        "out: SRAT gives 0x14d00000-0x80000000 to proximity domain 0, but no RAM slot of node 0 is there",
        "out: SRAT gives 0x80000000-0xc0000000 to proximity domain 1, but no RAM slot of node 1 is there",
        "out: SRAT gives 0x100000000-0x1c0000000 to proximity domain 1, but no RAM slot of node 1 is there",
        "out: SLIT's number of localities is 2, but that of proximity domains is 3",
        "out: the EFI memory map calls 0x3e800000-0xc0000000 conventional, but no RAM slot is there",
        "out: the EFI memory map calls 0x100000000-0x1c0000000 conventional, but no RAM slot is there",
        "out/memslots.json: not the slots of layout.json",
      ]),

    .truncated(
      "e820.bin", to: 70,
      [
        "out/e820.bin: 70 bytes, but layout.json says 80",
        "out/e820.bin: byte 0x3c: an e820 entry has 20 bytes, but 10 are left at the end",
        "out/e820.bin: not the map of layout.json",
        "out: e820: byte 0x3c: an e820 entry has 20 bytes, but 10 are left at the end",
        "out: the zero page's map has 4 entries, but e820 has 3",
        "out: the EFI memory map calls 0x100000000-0x1c0000000 conventional, but e820 does not call it usable",
        "out: the PVH memory map has 4 entries, but e820 has 3",
      ]),
    .truncated(
      "srat.bin", to: 40,
      [
        "out/srat.bin: 40 bytes, but layout.json says 232",
        "out: MADT has CPUs with APIC IDs 0-3, but SRAT has no enabled affinities of them",
        "out: SRAT: byte 0x28: reserved has 8 bytes, but 0 are left",
        "out: SRAT: byte 0x4: length is 232, but the table has 40 bytes",
        "out: usable memory at 0x0-0x9fc00 lies in no enabled memory affinity",
        "out: usable memory at 0x100000-0xc0000000 lies in no enabled memory affinity",
        "out: usable memory at 0x100000000-0x1c0000000 lies in no enabled memory affinity",
        "out: the ACPI image has another SRAT than the file of that table",
      ]),
    .truncated(
      "slit.bin", to: 40,
      [
        "out/slit.bin: 40 bytes, but layout.json says 48",
        "out: SLIT: byte 0x24: localities has 8 bytes, but 4 are left",
        "out: SLIT: byte 0x4: length is 48, but the table has 40 bytes",
        "out: SLIT's number of localities is 0, but that of proximity domains is 2",
        "out: the ACPI image has another SLIT than the file of that table",
      ]),
    .truncated(
      "memslots.json", to: 1000,
      [
        "out/memslots.json: 1000 bytes, but layout.json says 1174",
        "out/memslots.json: the file is not JSON",
      ]),
    .truncated("layout.json", to: 1000, ["out/layout.json: the file is not JSON"]),
    .truncated("layout.json", to: 0, ["out/layout.json: the file is not JSON"]),

    .flipped(
      "e820.bin", at: 36,
      [
        "out/e820.bin: not the file that layout.json was written with (SHA-256 differs)",
        "out/e820.bin: not the map of layout.json",
        """
        out: entry #2 of the zero page's map is [mem 0x000000000009fc00-0x00000000000fffff] reserved, but in e820 \
        [mem 0x000000000009fc00-0x00000000000fffff] ACPI data
        """,
        """
        out: entry #2 of the PVH memory map is [mem 0x000000000009fc00-0x00000000000fffff] reserved, but in e820 \
        [mem 0x000000000009fc00-0x00000000000fffff] ACPI data
        """,
      ]),
    .flipped(
      "srat.bin", at: 9,
      [
        "out/srat.bin: not the file that layout.json was written with (SHA-256 differs)",
        "out: SRAT: byte 0x9: checksum is 0x2a, bytes sum to 0xff, should be 0",
        "out: the ACPI image has another SRAT than the file of that table",
      ]),
    .flipped(
      "slit.bin", at: 44,
      [
        "out/slit.bin: not the file that layout.json was written with (SHA-256 differs)",
        "out: SLIT: byte 0x9: checksum is 0x6f, bytes sum to 0x01, should be 0",
        "out: the distance of node 0 to itself is 11, not 10",
        "out: the ACPI image has another SLIT than the file of that table",
      ]),
    .replaced(
      "memslots.json", "\"slot\": 2", by: "\"slot\": 3",
      [
        "out/memslots.json: not the file that layout.json was written with (SHA-256 differs)",
        "out/memslots.json: not the slots of layout.json",
      ]),
    .replaced(
      "memslots.json", "\"vtl0\"", by: "\"vtl1\"",
      [
        "out/memslots.json: not the file that layout.json was written with (SHA-256 differs)",
        "out/memslots.json: not the slots of layout.json",
      ]),
    .replaced(
      "memslots.json", "\"partitions\"", by: "\"petitions\"",
      [
        "out/memslots.json: 1173 bytes, but layout.json says 1174",
        "out/memslots.json: partitions is missing",
        "out/memslots.json: petitions is not a member that this memc knows",
      ]),
    .replaced(
      "layout.json", "\"memory\": 6442450944", by: "\"memory\": 6442450945",
      ["out/layout.json: slots hold 6442450944 bytes of 6442450945"]),
    .replaced(
      "layout.json", "\"memory\": 2147483648", by: "\"memory\": 2147483649",
      ["out/layout.json: node 0 has 2147483649 bytes, but its slots hold 2147483648"]),
    .replaced(
      "layout.json", "\"node\": 1, \"size\": 1073741824", by: "\"node\": 0, \"size\": 1073741824",
      [
        "out/layout.json: its extents are not its slots",
        "out/layout.json: the lines of its extents are not those of what they are of",
      ]),
    .replaced(
      "layout.json", "\"size\": 3221225472", by: "\"size\": 18446744073709551615",
      ["out/layout.json: its extents are not its slots"]),
    .replaced(
      "layout.json", "\"length\": 2147483648", by: "\"length\": 2147479552",
      ["out/layout.json: its memory affinities are not those of srat.bin"]),
    .replaced(
      "layout.json", "\"kind\": \"reserved\"", by: "\"kind\": \"usable\"",
      ["out/layout.json: the e820 entry at 0x9fc00 is 'usable', but of type 2"]),
    .replaced(
      "layout.json", "\"cpus\": \"2-3\"", by: "\"cpus\": \"2-4\"",
      ["out/layout.json: the CPUs of node 1 are not those of srat.bin"]),
    .replaced(
      "layout.json", "\"apic_ids\": \"0-1\"", by: "\"apic_ids\": \"zz\"",
      ["out/layout.json: the CPUs of node 0 are not those of srat.bin"]),
    .replaced(
      "layout.json", "\"end\": 1048576", by: "\"end\": 654336",
      [
        "out/layout.json: its reserved ranges are empty, overlap or do not ascend",
        "out/layout.json: the reserved range 0x9fc00-0x9fc00 has no line, but is not of platform 'generic' on x86_64",
      ]),
    .replaced(
      "layout.json", "\"version\": 1", by: "\"version\": 2",
      ["out/layout.json: version is 2, and this memc reads 1"]),
    .replaced(
      "layout.json", "\"sha256\": \"fc", by: "\"sha256\": \"fd",
      ["out/e820.bin: not the file that layout.json was written with (SHA-256 differs)"]),
    .replaced(
      "layout.json", "\"end\": 4294967296", by: "\"end\": 4294971392",
      [
        "out/layout.json: the gap 0xc0000000-0x100001000 has no line, but is not of platform 'generic' on x86_64",
        """
        out/layout.json: its dram_base, its gaps and its nodes' sizes make RAM of node 1 at 0x100001000-0x1c0001000, but its \
        extents say RAM of node 1 at 0x100000000-0x1c0000000
        """,
        "out: RAM at 0x100000000-0x100001000 lies in a gap",
      ]),

    // Words
    .replaced(
      "layout.json", "\"x86_64\"", by: "\"y86_64\"",
      ["out/layout.json: arch is 'y86_64'; it is 'x86_64' or 'aarch64'"]),
    .replaced(
      "layout.json", "\"x86_64\"", by: "\"aarch64\"",
      [
        "out/layout.json: the gap 0xc0000000-0x100000000 has no line, but is not of platform 'generic' on aarch64",
        "out/layout.json: the reserved range 0x9fc00-0x100000 has no line, but is not of platform 'generic' on aarch64",
        "out/layout.json: it has e820 entries, which only x86_64 has",
        "out/layout.json: arch is 'aarch64', but srat.bin has CPUs of x86_64",
      ]),
    .replaced(
      "layout.json", "\"type\": \"reserved\"", by: "\"type\": \"banana\"",
      [
        """
        out/layout.json: platform.reserved[0].type is 'banana'; it is 'hole', 'reserved', 'acpi', 'nvs', 'unusable' or \
        'persistent'
        """,
        "out/layout.json: the reserved range 0x9fc00-0x100000 has no line, but is not of platform 'generic' on x86_64",
      ]),
    .replaced(
      "layout.json", "\"name\": \"generic\"", by: "\"name\": \"gneric\"",
      ["out/layout.json: platform.name is 'gneric'; it is \(words(PlatformRegistry.names))"]),
    .replaced(
      "layout.json", "\"warnings\": []", by: "\"warnings\": [{\"id\": \"my-rule\", \"message\": \"m\"}]",
      ["out/layout.json: warnings[0].id is 'my-rule', which is no check of this memc"]),
    .replaced(
      "layout.json", "\"mode\": \"unmapped\"", by: "\"mode\": \"hidden\"", of: "memory-manager",
      [
        "out/layout.json: visibility[0].mode is 'hidden'; it is 'read-only' or 'unmapped'",
        "out/memslots.json: not the visibility of layout.json",
      ]),
    .replaced(
      "memslots.json", "\"policy\": \"default\"", by: "\"policy\": \"bnid\"", of: "one-node",
      [
        "out/memslots.json: 445 bytes, but layout.json says 448",
        """
        out/memslots.json: partitions[0].slots[0].policy is 'bnid'; it is 'default', 'bind', 'preferred', 'interleave', \
        'weighted-interleave' or 'local'
        """,
      ]),

    // What two files, or two places, say
    .replaced(
      "layout.json", "\"nodes\": 2", by: "\"nodes\": 3",
      ["out/layout.json: its distances are of 3 nodes, but slit.bin is of 2"]),
    .replaced(
      "layout.json", "\"dram_base\": 0", by: "\"dram_base\": 1048576",
      [
        "out/layout.json: the reserved range 0x9fc00-0x100000 has no line, but is not of platform 'generic' on x86_64",
        """
        out/layout.json: its dram_base, its gaps and its nodes' sizes make RAM of node 0 at 0x100000-0x80100000, but its \
        extents say RAM of node 0 at 0x0-0x80000000
        """,
      ]),
    .replaced(
      "layout.json", "\"dram_base\": 0", by: "\"dram_base\": 512",
      [
        "out/layout.json: dram_base, 0x200, lies on no 4 KiB page",
        """
        out/layout.json: its dram_base, its gaps and its nodes' sizes make RAM of node 0 at 0x1000-0x80001000, but its \
        extents say RAM of node 0 at 0x0-0x80000000
        """,
      ]),
    .replaced(
      "layout.json", "\"name\": \"mmio32\", \"start\": 3221225472",
      by: "\"name\": \"mmio32\", \"start\": 3222274048",
      ["out/layout.json: the gap 0xc0100000-0x100000000 has no line, but is not of platform 'generic' on x86_64"]),
    .replaced(
      "layout.json", "\"end\": 4294967296", by: "\"end\": 4293918720",
      ["out/layout.json: the gap 0xc0000000-0xfff00000 has no line, but is not of platform 'generic' on x86_64"]),
    .replaced(
      "layout.json", "\"start\": 1086626725888", by: "\"start\": 1087700467712", of: "hypertransport",
      [
        """
        out/layout.json: its dram_base, its gaps and its nodes' sizes make RAM of node 1 at 0x8040000000-0xfd40000000, but \
        its extents say RAM of node 1 at 0x8040000000-0xfd00000000
        """
      ]),
    .replaced(
      "layout.json", "\"start\": 1086626725888", by: "\"start\": 1086626725889", of: "hypertransport",
      ["out/layout.json: the gap 0xfd00000001-0x10000000000 lies on no 4 KiB pages"]),
    .replaced(
      "layout.json", "\"align\": 2097152", by: "\"align\": 4096", of: "node-alignment",
      [
        """
        out/layout.json: its dram_base, its gaps and its nodes' sizes make RAM of node 1 at 0x40100000-0x80100000, but its \
        extents say RAM of node 1 at 0x40200000-0x80200000
        """
      ]),
    .replaced(
      "layout.json", "\"align\": 2097152", by: "\"align\": 4097", of: "node-alignment",
      ["out/layout.json: its nodes' alignments are no powers of two from 4 KiB to 2^52 bytes"]),
    .replaced(
      "layout.json", "\"node\": 0, \"states_ranges\": true", by: "\"node\": 0", of: "stated-ranges",
      [
        """
        out/layout.json: its dram_base, its gaps and its nodes' sizes make RAM of node 0 at 0x0-0xc0000000, but its \
        extents say RAM of node 0 at 0x0-0x80000000
        """
      ]),
    .replaced(
      "layout.json", "\"start\": 654336", by: "\"start\": 655360",
      [
        "out/layout.json: the reserved range 0xa0000-0x100000 has no line, but is not of platform 'generic' on x86_64",
        "out/layout.json: its usable e820 entries are not its RAM without its reserved ranges",
        "out/layout.json: its e820 entries of type 2 are not its reserved ranges of type 'reserved'",
      ]),
    .replaced(
      "layout.json", "\"type\": \"reserved\"", by: "\"type\": \"acpi\"",
      [
        "out/layout.json: the reserved range 0x9fc00-0x100000 has no line, but is not of platform 'generic' on x86_64",
        "out/layout.json: its e820 entries of type 2 are not its reserved ranges of type 'reserved'",
        "out/layout.json: its e820 entries of type 3 are not its reserved ranges of type 'acpi'",
      ]),
    .replaced(
      "layout.json", "\"line\": 7, \"node\": 1, \"size\": 1073741824",
      by: "\"line\": 9, \"node\": 1, \"size\": 1073741824",
      ["out/layout.json: the lines of its extents are not those of what they are of"]),
    .replaced(
      "layout.json", "\"length\": 654336, \"line\": 6", by: "\"length\": 654336, \"line\": 5",
      ["out/layout.json: the lines of its e820 entries are not those of what they are of"]),
    .replaced(
      "layout.json", "\"priority\": 10", by: "\"priority\": 300", of: "device-windows",
      ["out/layout.json: device 'frame-buffer' has priority 300; it is 0 to 254"]),
    .replaced(
      "layout.json", "\"priority\": 5", by: "\"priority\": 11", of: "device-windows",
      [
        "out/layout.json: device 'option-rom' has no slot, but its priority makes it seen",
        "out/memslots.json: not the device windows of layout.json",
      ]),
    .replaced(
      "layout.json", "\"file\": \"srat.bin\"", by: "\"file\": \"slit.bin\"",
      [
        "out/slit.bin: 48 bytes, but layout.json says 232",
        "out/layout.json: it names slit.bin twice, or itself",
        "out/srat.bin: layout.json does not name it",
      ]),
    .replaced(
      "memslots.json", "\"backing_offset\": 1073741824", by: "\"backing_offset\": 1073745920",
      [
        "out/memslots.json: not the file that layout.json was written with (SHA-256 differs)",
        """
        out/memslots.json: vtl0: slot 2 begins at 0x40001000 of the memory of node 1, where 0x40000000 bytes lie below it
        """,
      ]),
    .replaced(
      "memslots.json", "\"hugepages\": \"off\"", by: "\"hugepages\": \"on\"", of: "one-node",
      [
        "out/memslots.json: 447 bytes, but layout.json says 448",
        "out/memslots.json: vtl0: slot 0 has hugepages 'on', but pages of 4 KiB",
      ]),
    .replaced(
      "memslots.json", "\"backing\": \"private\"", by: "\"backing\": \"file\"", of: "one-node",
      [
        "out/memslots.json: 445 bytes, but layout.json says 448",
        "out/memslots.json: vtl0: slot 0 has the backing 'file', but no file",
      ]),

    .replaced(
      "memslots.json", "\"mergeable\": false, \"page_size\": 4096, \"pin\": false",
      by: "\"mergeable\": true, \"page_size\": 4096, \"pin\": false", of: "device-windows",
      [
        "out/memslots.json: 1547 bytes, but layout.json says 1550",
        "out/memslots.json: vtl0: slot 1 has a policy, which only memory of a node has",
        "out/memslots.json: vtl0: slot 2 has a policy, which only memory of a node has",
        "out/memslots.json: vtl0: slot 3 has a policy, which only memory of a node has",
      ]),
    .replaced(
      "memslots.json", "\"source\": \"vtl2\", \"thp\": \"default\"", by: "\"source\": \"vtl2\", \"thp\": \"on\"",
      of: "vtl2",
      [
        "out/memslots.json: 1579 bytes, but layout.json says 1584",
        "out/memslots.json: vtl2: slot 1 has a policy, which only memory of a node has",
      ]),

    // A number of a node that there is not, though a proximity domain has it.
    .replaced(
      "layout.json", "\"length\": 1073741824, \"line\": 8, \"node\": 2",
      by: "\"length\": 1073741824, \"line\": 8, \"node\": 5",
      of: "proximity-domains",
      [
        "out/layout.json: its memory affinities are not those of srat.bin"
      ]),
    .replaced(
      "layout.json", "\"rsdp\": 917504", by: "\"rsdp\": 4096", of: "proximity-domains",
      ["out/layout.json: its root pointer at 0x1000 cannot lie there"]),

    .missing("e820.bin", ["out/e820.bin: missing, but layout.json names it"]),
    .missing("srat.bin", ["out/srat.bin: missing, but layout.json names it"]),
    .missing("slit.bin", ["out/slit.bin: missing, but layout.json names it"]),
    .missing("memslots.json", ["out/memslots.json: missing, but layout.json names it"]),
    .missing("layout.json", ["out: there is no layout.json, so nothing tells what belongs together"]),
  ]

  @Test("of a folder that was changed says what does not fit", arguments: damages)
  func damaged(damage: Damage) throws {
    try folder.copy("golden/\(damage.golden)", to: "out")
    try damage.change(folder)
    let result = try check("out")
    #expect(result.errors == damage.messages.map { "memc: error: \($0)\n" }.joined())
    #expect(result.text == "")
    #expect(result.status == 1)
  }

  @Test("of an artifact more than was written says that")
  func additional() throws {
    try folder.copy("golden/aarch64", to: "out")
    try folder.copy("golden/gap-straddle/e820.bin", to: "out/e820.bin")
    let result = try check("out")
    #expect(result.errors.hasPrefix("memc: error: out/e820.bin: layout.json does not name it\n"))
    #expect(result.status == 1)
  }

  @Test("files of others in the folder do not count")
  func foreignFiles() throws {
    try folder.copy("golden/gap-straddle", to: "out")
    try folder.write("mine", to: "out/notes.txt")
    #expect(try check("out").text == "out: ok\n")
  }

  @Test("a folder that was not compiled is an error")
  func otherFolder() throws {
    let result = try check(".")
    #expect(result.errors == "memc: error: .: there is no layout.json, so nothing tells what belongs together\n")
    #expect(result.status == 1)
  }

  @Test(
    "no number in layout.json or memslots.json is too much to read",
    arguments: ["layout.json", "memslots.json"], ["18446744073709551615", "0", "1"])
  func hugeNumbers(file: String, number: String) throws {
    try folder.copy("golden/gap-straddle", to: "out")
    let text = String(decoding: try folder.bytes("out/\(file)"), as: UTF8.self)
    let changed = text.replacing(/: [0-9]+/) { _ in ": \(number)" }
      .replacing(/"version": [0-9]+/) { _ in "\"version\": 1" }
    try folder.write(changed, to: "out/\(file)")
    let result = try check("out")
    #expect(result.status == 1, "\(result.errors.prefix(1000))")
    let dump = try MemcProcess.run(["dump", "out/\(file)"], in: folder.path)
    #expect(dump.status == 0, "\(dump.errors.prefix(1000))")
  }
}
