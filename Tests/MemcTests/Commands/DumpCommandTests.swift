import Foundation
import TestSupport
import Testing

@Suite("memc dump")
struct DumpCommandTests {
  private static let vectors = "Tests/FirmwareTablesTests/Vectors"
  private static let straddle = "golden/gap-straddle"

  private func dump(_ arguments: String..., input: String = "") throws -> ProcessResult {
    try MemcProcess.run(["dump"] + arguments, input: input)
  }

  static let files: [String] = {
    let root = "\(packageRoot)/\(vectors)"
    let machines = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return machines.sorted().flatMap { machine in
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(machine)")) ?? []).sorted()
        .filter { $0 != "dmesg.txt" }.map { "\(machine)/\($0)" }
    }
  }()

  @Test("QEMU's tables and maps are all there")
  func vectors() {
    #expect(Self.files.count == 18)
    for name in ["apic", "facp", "hmat", "slit", "srat"] {
      #expect(Self.files.contains { $0.hasSuffix("/\(name).bin") }, "\(name)")
    }
  }

  @Test("reads QEMU's tables and maps without complaint", arguments: try found(files, "files of QEMU"))
  func qemu(file: String) throws {
    let result = try dump("\(Self.vectors)/\(file)")
    #expect(result.status == 0)
    #expect(result.errors == "")
    let signature = file.split(separator: "/")[1].prefix(4).uppercased()
    let title =
      file.hasSuffix("e820.txt")
      ? "e820 entry #1: " : "\(signature == "APIC" ? "MADT" : signature) header\n"
    let begins = result.text.hasPrefix(file.hasSuffix("facp.bin") ? "FADT\n" : title)
    #expect(begins, "\(result.text.prefix(100))")
  }

  @Test("QEMU's SLIT, whole")
  func slit() throws {
    #expect(
      try dump("\(Self.vectors)/pc-straddle/slit.bin").text == """
        SLIT header
          [0x0000  4] signature                : "SLIT"
          [0x0004  4] length                   : 48
          [0x0008  1] revision                 : 1
          [0x0009  1] checksum                 : 0xe8
          [0x000a  6] OEM ID                   : "BOCHS "
          [0x0010  8] OEM table ID             : "BXPC    "
          [0x0018  4] OEM revision             : 1
          [0x001c  4] creator ID               : "BXPC"
          [0x0020  4] creator revision         : 1
          [0x0024  8] localities               : 2
        SLIT distances from node 0
          [0x002c  2] distances                : 10 21
        SLIT distances from node 1
          [0x002e  2] distances                : 21 10

        """)
  }

  @Test("several files have their names above them")
  func severalFiles() throws {
    let result = try dump("\(Self.straddle)/slit.bin", "\(Self.straddle)/e820.bin")
    #expect(result.text.hasPrefix("\(Self.straddle)/slit.bin:\nSLIT header\n"))
    #expect(
      result.text.contains(
        "\n\(Self.straddle)/e820.bin:\ne820 entry #1: [mem 0x0000000000000000-0x000000000009fbff] usable\n"))
    #expect(result.status == 0)
  }

  @Test("a wrong checksum is exit 1, and what can be read is shown")
  func checksum() throws {
    let folder = try TemporaryFolder()
    try folder.copy("\(Self.straddle)/slit.bin", to: "slit.bin")
    var bytes = try folder.bytes("slit.bin")
    let whole = try dump(folder.path("slit.bin")).text
    bytes[45] = 31
    try folder.write(bytes, to: "slit.bin")
    let result = try MemcProcess.run(["dump", "slit.bin"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.errors == "memc: error: slit.bin: byte 0x9: checksum is 0x6f, bytes sum to 0x0a, should be 0\n")
    #expect(result.text == whole.replacingOccurrences(of: "10 21", with: "10 31"))
  }

  @Test("a wrong length is exit 1, and what can be read is shown")
  func length() throws {
    let folder = try TemporaryFolder()
    try folder.copy("\(Self.straddle)/srat.bin", to: "srat.bin")
    try folder.write(Array(try folder.bytes("srat.bin").prefix(60)), to: "srat.bin")
    let result = try MemcProcess.run(["dump", "srat.bin"], in: folder.path)
    #expect(result.status == 1)
    #expect(
      result.errors == """
        memc: error: srat.bin: byte 0x4: length is 232, but the table has 60 bytes
        memc: error: srat.bin: byte 0x31: length of the SRAT structure of type 0 is 16, but 12 bytes are left

        """)
    #expect(result.text.hasSuffix("  [0x0028  8] reserved                 : 0x0000000000000000\n"))
  }

  @Test("a file that cannot be read is exit 66, and the others are shown")
  func noInput() throws {
    let result = try dump("missing", "\(Self.straddle)/slit.bin")
    #expect(result.status == 66)
    #expect(result.errors == "memc: error: cannot read missing: No such file or directory\n")
    #expect(result.text.contains("SLIT header"))
  }

  @Test("a device without an end is exit 66")
  func endless() throws {
    let result = try dump("/dev/zero")
    #expect(result.status == 66)
    #expect(result.errors == "memc: error: cannot read /dev/zero: File too large\n")
  }

  // MARK: Kinds

  @Test("e820.bin is known by its name, another file by --as e820")
  func e820() throws {
    let named = try dump("\(Self.straddle)/e820.bin")
    #expect(
      named.text.hasPrefix(
        """
        e820 entry #1: [mem 0x0000000000000000-0x000000000009fbff] usable
          [0x0000  8] base                     : 0x0
          [0x0008  8] length                   : 639 KiB (0x9fc00)
          [0x0010  4] type                     : 1 (usable)
        e820 entry #2: [mem 0x000000000009fc00-0x00000000000fffff] reserved

        """), "\(named.text)")
    let folder = try TemporaryFolder()
    try folder.copy("\(Self.straddle)/e820.bin", to: "map")
    #expect(try dump(folder.path("map")).status == 1)
    #expect(try dump("--as", "e820", folder.path("map")).text == named.text)
  }

  @Test("Linux's text of a map is known by its form, from standard input too")
  func linux() throws {
    let path = "\(packageRoot)/\(Self.vectors)/pc-straddle/e820.txt"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let result = try dump("-", input: text)
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.text.hasPrefix("e820 entry #1: [mem 0x0000000000000000-0x000000000009fbff] usable\n"))
    #expect(result.output == (try dump(path).output))
    #expect(result.output == (try dump("--as", "linux", path).output))
  }

  @Test("of a kernel's log only the map is read, with --as and without")
  func log() throws {
    let path = "\(packageRoot)/\(Self.vectors)/pc-straddle/e820.txt"
    let map = try String(contentsOfFile: path, encoding: .utf8)
    let log =
      "[    0.000000] BIOS-provided physical RAM map:\n"
      + map.split(separator: "\n").map { "[    0.000000] BIOS-e820: \($0)\n" }.joined() + """
        [    0.000000] e820: update [mem 0x00000000-0x00000fff] usable ==> reserved
        [    0.003107] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x0009ffff]
        [    0.004000] NODE_DATA(0) allocated [mem 0x7ffd6000-0x7fffffff]

        """
    for arguments in [["-"], ["--as", "linux", "-"]] {
      let result = try MemcProcess.run(["dump"] + arguments, input: log)
      #expect(result.errors == "")
      #expect(result.status == 0)
      #expect(result.output == (try dump(path).output))
    }
  }

  @Test("the form of kernels before 3.9 is read")
  func oldLog() throws {
    let result = try dump("-", input: " BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)\n")
    #expect(result.text.hasPrefix("e820 entry #1: [mem 0x0000000000000000-0x000000000009fbff] usable\n"))
    #expect(result.status == 0)
  }

  @Test(
    "a log without times is no table of the signature 'BIOS'", arguments: ["", "BIOS-provided physical RAM map:\n"])
  func logWithoutTimes(head: String) throws {
    let result = try dump("-", input: head + "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable\n")
    #expect(result.text.hasPrefix("e820 entry #1: [mem 0x0000000000000000-0x000000000009fbff] usable\n"))
    #expect(result.status == 0)
  }

  @Test("a text without a map is exit 1", arguments: ["", "hello\n", "[    0.000000] Linux version 6.1\n"])
  func noMap(input: String) throws {
    let result = try dump("--as", "linux", "-", input: input)
    #expect(
      result.errors == """
        memc: error: <stdin>: no line has an entry of an e820 map: neither 'BIOS-e820:' nor '[mem 0xSTART-0xEND] TYPE' \
        is there

        """)
    #expect(result.text == "")
    #expect(result.status == 1)
  }

  @Test("a file without anything in it is exit 1, not silence")
  func nothing() throws {
    let map = try dump("--as", "e820", "-")
    #expect(map.errors == "memc: error: <stdin>: the map has no entry\n")
    #expect(map.status == 1)
    let slots = try dump("-", input: #"{"partitions": [], "version": 1}"#)
    #expect(slots.errors == "memc: error: <stdin>: nothing is in it\n")
    #expect(slots.status == 1)
  }

  @Test("FACS has its own fields, and 'ASF!' is a signature")
  func otherSignatures() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("FACS".utf8) + [64, 0, 0, 0] + [UInt8](repeating: 0, count: 56), to: "facs")
    let facs = try dump(folder.path("facs"))
    #expect(facs.errors == "")
    #expect(facs.status == 0)
    #expect(facs.text.contains("  [0x0018  8] X firmware waking vector : 0x0\n"))
    var asf = Array("ASF!".utf8) + [40, 0, 0, 0, 32] + [UInt8](repeating: 0, count: 31)
    asf[9] = 0 &- asf.reduce(0, &+)
    try folder.write(asf, to: "asf")
    let result = try dump(folder.path("asf"))
    #expect(result.errors == "")
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("ASF! header\n"))
  }

  // MARK: Texts of acpidump

  private static let firmware = "examples/firmware.acpidump"

  @Test("of a text of acpidump every table is shown below its name, an unknown one as bytes")
  func acpidump() throws {
    let result = try dump(Self.firmware)
    #expect(
      result.errors
        == "memc: warning: \(Self.firmware): line 16: SLIT: byte 0x24: 2 localities need 4 distances, but 8 bytes are there; the last 4 of them are slack\n"
    )
    #expect(result.status == 0)
    #expect(
      result.text.hasPrefix(
        """
        SRAT @ 0x000000007ffe1000
        SRAT header
          [0x0000  4] signature                : "SRAT"

        """))
    #expect(
      result.text.contains(
        """
          [0x002e  2] distances                : 20 10
        SLIT slack
          [0x0030  4] bytes                    : 00 00 00 00
        HMAT @ 0x000000007ffe1300
        HMAT header

        """))
    #expect(
      result.text.hasSuffix(
        """
        OEM! contents
          the contents of OEM! are not decoded by this version
          [0x0024 16] bytes                    : 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f
          [0x0034  4] bytes                    : 10 11 12 13

        """))
    let text = try packageText(Self.firmware)
    #expect(try dump("-", input: text).output == result.output)
    #expect(try dump("-", input: text.replacingOccurrences(of: "\n", with: "\r\n")).output == result.output)
    #expect(try dump("--as", "acpidump", "-", input: text).output == result.output)
  }

  @Test(
    "what ACPICA's acpidump prints of a table is dumped as the table",
    .enabled(if: MemcProcess.path(of: "acpidump") != nil, "acpidump is not installed (apt acpica-tools)"),
    arguments: ["srat.bin", "slit.bin", "fadt.bin"])
  func acpica(file: String) throws {
    let tool = try #require(MemcProcess.path(of: "acpidump"))
    let text = try MemcProcess.run(tool, ["-f", "\(Self.straddle)/\(file)"]).text
    let result = try dump("-", input: text)
    #expect(result.errors == "")
    #expect(result.status == 0)
    let name = text.prefix(4)
    #expect(result.text == (try "\(name) @ 0x0000000000000000\n" + dump("\(Self.straddle)/\(file)").text))
  }

  @Test("a text that lies is exit 1, and what can be read is shown")
  func lyingText() throws {
    let text = try packageText(Self.firmware).replacingOccurrences(of: "    0030: 00 10", with: "    0040: 00 10")
    let result = try dump("-", input: text)
    #expect(result.status == 1)
    #expect(
      result.errors.hasSuffix(
        """
        memc: error: <stdin>: line 5: the row is of offset 0x40 in SRAT, but 0x30 bytes stand before it
        memc: error: <stdin>: line 1: SRAT: byte 0x4: length is 200, but the table has 48 bytes

        """), "\(result.errors)")
    #expect(result.text.contains("\nHMAT @ 0x000000007ffe1300\n"))
  }

  @Test(
    "a text of acpidump without a table is exit 1", arguments: ["", "hello\n", "SRAT @ 0xzz\n", "\u{FEFF}\n"])
  func noTable(input: String) throws {
    let result = try dump("--as", "acpidump", "-", input: input)
    #expect(result.errors == "memc: error: <stdin>: no line names a table, as 'SRAT @ 0x7FFE1234' does\n")
    #expect(result.text == "")
    #expect(result.status == 1)
  }

  @Test("a long text with no table is told so soon")
  func longText() throws {
    let folder = try TemporaryFolder()
    let line = Array("    0000: 53 52 41 54 C8 00 00 00 03 0D 41 43 4D 45 20 20  SRAT......ACME  \n".utf8)
    try folder.write([UInt8]((0..<50_000).map { _ in line }.joined()), to: "long")
    let result = try MemcProcess.run(["dump", "long"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("memc: error: long: neither signature nor name tells what this is"))
  }

  // MARK: JSON

  @Test("--format json has the same as one document, also of several files")
  func json() throws {
    let result = try dump(
      "--format", "json", "\(Self.straddle)/slit.bin", "missing", Self.firmware, "\(Self.straddle)/layout.json")
    #expect(result.status == 66)
    let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
    let files = try #require(object?["files"] as? [[String: Any]])
    #expect(
      files.map { $0["name"] as? String } == [
        "\(Self.straddle)/slit.bin", Self.firmware, "\(Self.straddle)/layout.json",
      ])
    let names = files.map { ($0["tables"] as? [[String: Any]])?.map { $0["name"] as? String } }
    #expect(names == [["SLIT"], ["SRAT", "SLIT", "HMAT", "OEM!"], []])
    #expect((files[1]["issues"] as? [[String: Any]])?.map { $0["severity"] as? String } == ["warning"])
    #expect((files[2]["lines"] as? [String])?.first == "gap-straddle: 6 GiB, x86_64, platform generic")
  }

  @Test("--format json of what cannot be read is a document all the same", arguments: [["missing"], ["-"]])
  func emptyJSON(files: [String]) throws {
    let result = try MemcProcess.run(["dump", "--format", "json"] + files)
    #expect(result.status == (files == ["-"] ? 1 : 66))
    let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
    #expect((object?["files"] as? [Any])?.count == (files == ["-"] ? 1 : 0))
  }

  @Test("a full disk, a closed descriptor and a folder are told", arguments: ["text", "json"])
  func trouble(format: String) throws {
    let table = "\(packageRoot)/\(Self.straddle)/srat.bin"
    let full = try StandardStreamTests.shell("$MEMC dump --format \(format) \(table) >/dev/full", in: "/")
    #expect(full.status == 73)
    #expect(full.errors == "memc: error: cannot write standard output: No space left on device\n")
    let closed = try StandardStreamTests.shell("$MEMC dump --format \(format) \(table) >&-", in: "/")
    #expect(closed.status == 73)
    let folder = try dump("--format", format, "/")
    #expect(folder.status == 66)
    #expect(folder.errors == "memc: error: cannot read /: Is a directory\n")
    let input = try StandardStreamTests.shell("$MEMC dump --format \(format) - <&-", in: "/")
    #expect(input.status == 1 || input.status == 66)
  }

  @Test("a table comes through a fifo")
  func fifo() throws {
    let folder = try TemporaryFolder()
    let line = "mkfifo f; cat '\(packageRoot)/\(Self.firmware)' >f & $MEMC dump f | head -1"
    #expect(try StandardStreamTests.shell(line, in: folder.path).text == "SRAT @ 0x000000007ffe1000\n")
  }

  @Test("a SLIT with room behind its distances is a warning, and all of it is shown")
  func slack() throws {
    let folder = try TemporaryFolder()
    var bytes = try packageBytes("\(Self.straddle)/slit.bin") + [UInt8](repeating: 0, count: 20)
    bytes[4] = UInt8(bytes.count)
    bytes[9] = 0
    bytes[9] = 0 &- bytes.reduce(0, &+)
    try folder.write(bytes, to: "slit.bin")
    let result = try MemcProcess.run(["dump", "slit.bin"], in: folder.path)
    #expect(
      result.errors == """
        memc: warning: slit.bin: byte 0x24: 2 localities need 4 distances, but 24 bytes are there; the last 20 of them \
        are slack

        """)
    #expect(result.status == 0)
    #expect(
      result.text.hasSuffix(
        """
          [0x002e  2] distances                : 21 10
        SLIT slack
          [0x0030 16] bytes                    : 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
          [0x0040  4] bytes                    : 00 00 00 00

        """), "\(result.text)")
  }

  @Test("the listing of a large table is never in memory as a whole")
  func streams() throws {
    let folder = try TemporaryFolder()
    let count = 120_000
    var bytes = Array(try packageBytes("\(Self.straddle)/srat.bin").prefix(48))
    for cpu in 0..<count {
      let id = (0..<4).map { UInt8(truncatingIfNeeded: cpu >> (8 * $0)) }
      bytes += [2, 24, 0, 0, 1, 0, 0, 0] + id + [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    }
    for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: bytes.count >> (8 * index)) }
    bytes[9] = 0
    bytes[9] = 0 &- bytes.reduce(0, &+)
    try folder.write(bytes, to: "srat.bin")
    // 3 MB of table are 54 MB of listing. The limit counts what a process may write to: heap, stack and variables.
    let result = try MemcProcess.run(
      "/bin/sh", ["-c", "ulimit -d 32768; exec \"$0\" dump srat.bin >listing", MemcProcess.memc], in: folder.path)
    #expect(result.errors == "")
    #expect(result.status == 0)
    let listing = try folder.bytes("listing")
    #expect(listing.count > 50_000_000)
    #expect(
      listing.suffix(400).elementsEqual(
        """
        SRAT x2APIC affinity #120000: x2APIC ID 119999 proximity domain 1
          [0x2bf218  1] type                     : 2
          [0x2bf219  1] length                   : 24
          [0x2bf21a  2] reserved                 : 0x0000
          [0x2bf21c  4] proximity domain         : 1
          [0x2bf220  4] x2APIC ID                : 119999
          [0x2bf224  4] flags                    : 0x1 (enabled)
          [0x2bf228  4] clock domain             : 0
          [0x2bf22c  4] reserved                 : 0x00000000

        """.utf8.suffix(400)))
  }

  @Test("memslots.json")
  func memslots() throws {
    #expect(
      try dump("\(Self.straddle)/memslots.json").text == """
        partition vtl0
          slot 0: 0x0-0x80000000 (2 GiB) node 0, private at 0x0, pages of 4 KiB, read-write
          slot 1: 0x80000000-0xc0000000 (1 GiB) node 1, private at 0x0, pages of 4 KiB, read-write
          slot 2: 0x100000000-0x1c0000000 (3 GiB) node 1, private at 0x40000000, pages of 4 KiB, read-write

        """)
  }

  @Test("layout.json")
  func layout() throws {
    let text = try dump("\(Self.straddle)/layout.json").text
    #expect(
      text.hasPrefix(
        """
        gap-straddle: 6 GiB, x86_64, platform generic
        node 0: 2 GiB, CPUs 0-1 (line 6)
        node 1: 4 GiB, CPUs 2-3 (line 7)
        e820 0x0-0x9fc00 usable (line 6)
        e820 0x9fc00-0x100000 reserved
        e820 0x100000-0xc0000000 usable (line 6)
        e820 0x100000000-0x1c0000000 usable (line 7)
        slot 0: 0x0-0x80000000 node 0 (line 6)
        slot 1: 0x80000000-0xc0000000 node 1 (line 7)
        slot 2: 0x100000000-0x1c0000000 node 1 (line 7)
        ACPI tables: RSDP at 0xe0000, all others at 0xe0030-0xe043c
        e820.bin: 80 bytes, SHA-256 fc6da482c63a03d8817a17790d6d4d49a39fa445b38a9187d674a4cb1bedf708

        """), "\(text)")
  }

  @Test("a JSON artifact with another member is exit 1, and shown")
  func otherMember() throws {
    let result = try dump(
      "-", input: "{\"partitions\": [{\"name\": \"vtl0\", \"slots\": []}], \"more\": 1, \"version\": 1}")
    #expect(result.text == "partition vtl0\n")
    #expect(result.errors == "memc: error: <stdin>: more is not a member that this memc knows\n")
    #expect(result.status == 1)
  }

  @Test(
    "what is none of these is exit 1", arguments: ["", "xyzzy", "{}", "{\"partitions\": 1", "[mem 1-2] usable"])
  func unknown(input: String) throws {
    let result = try dump("-", input: input)
    #expect(result.text == "")
    #expect(
      result.errors == """
        memc: error: <stdin>: neither signature nor name tells what this is; say --as e820, acpi-loader, \
        acpi-loader-tables, acpi-loader-rsdp, zero-page, efi-memmap, pvh-memmap, linux, acpidump, memslots, layout or acpi

        """)
    #expect(result.status == 1)
  }

  @Test(
    "no form makes of another's bytes more than errors",
    arguments: ["acpi", "e820", "zero-page", "efi-memmap", "pvh-memmap", "linux", "acpidump", "memslots", "layout"])
  func otherForms(form: String) throws {
    for file in [
      "e820.bin", "srat.bin", "slit.bin", "zero-page.bin", "efi-memmap.bin", "memslots.json", "layout.json",
    ] {
      let status = try dump("--as", form, "\(Self.straddle)/\(file)").status
      #expect(status == 0 || status == 1, "\(file)")
    }
  }
}
