import Foundation
import TestSupport
import Testing

@Suite("memc check of tables")
struct CheckTablesTests {
  private static let vectors = "Tests/FirmwareTablesTests/Vectors"
  private static let straddle = "golden/gap-straddle"
  private static let firmware = "examples/firmware.acpidump"

  private func check(_ arguments: String..., input: String = "") throws -> ProcessResult {
    try MemcProcess.run(["check"] + arguments, input: input)
  }

  @Test("a text of acpidump, whole, with the lines that name the tables")
  func acpidump() throws {
    let result = try check(Self.firmware)
    #expect(result.errors == Self.expected(Self.firmware))
    #expect(result.text == "")
    #expect(result.status == 1)
    let piped = try check("-", input: try packageText(Self.firmware))
    #expect(piped.errors == Self.expected("<stdin>"))
  }

  private static func expected(_ name: String) -> String {
    func finding(_ line: Int, _ severity: String, _ message: String, _ heading: String) -> String {
      "\(name):\(line):1: \(severity): \(message)\n  \(line < 10 ? " " : "")\(line) | \(heading)\n     | ^~~~\n"
    }
    let (srat, slit, hmat) = (
      "SRAT @ 0x000000007FFE1000", "SLIT @ 0x000000007FFE1200", "HMAT @ 0x000000007FFE1300"
    )
    return finding(
      1, "error",
      "SRAT memory affinities #1 and #2, of proximity domains 0 and 1, overlap at 0x70000000; Linux uses no such SRAT "
        + "[srat-memory-overlap]", srat)
      + finding(
        1, "warning", "SRAT memory affinity #3 has the reserved flags 0x20, which should be 0 [srat-reserved]", srat
      )
      + finding(
        1, "warning",
        "SRAT has the proximity domain 2, but SLIT's number of localities is 2 [srat-domain-not-in-slit]", srat)
      + finding(
        16, "warning",
        "SLIT: byte 0x24: 2 localities need 4 distances, but 8 bytes are there; the last 4 of them are slack "
          + "[table-slack]", slit)
      + finding(
        16, "note", "the distance from proximity domain 0 to 1 is 21, but back it is 20 [slit-asymmetric]", slit)
      + finding(
        22, "error",
        "HMAT speaks of memory of proximity domain 3, but no enabled memory affinity of SRAT does; Linux uses no such "
          + "HMAT [hmat-target-unknown]", hmat)
  }

  @Test("tables in files of their own are judged together, and told of each")
  func files() throws {
    let result = try check(
      "\(Self.vectors)/q35-hmat/srat.bin", "\(Self.straddle)/slit.bin", "examples/gap-straddle.yaml")
    #expect(
      result.errors == """
        \(Self.vectors)/q35-hmat/srat.bin: warning: SRAT has the proximity domain 2, but SLIT's number of localities is \
        2 [srat-domain-not-in-slit]

        """)
    #expect(
      result.text == """
        \(Self.vectors)/q35-hmat/srat.bin: ok, SRAT, 1 warning
        \(Self.straddle)/slit.bin: ok, SLIT
        examples/gap-straddle.yaml: ok, 3 slots

        """)
    #expect(result.status == 0)
  }

  @Test("a text of one table is judged with other files, one of several is not")
  func textOfOneTable() throws {
    let srat = """
      SRAT @ 0x000000007FFE1000
          0000: 53 52 41 54 68 00 00 00 03 9F 45 58 41 4D 50 4C  SRATh.....EXAMPL
          0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
          0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
          0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
          0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
          0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
          0060: 00 00 00 00 00 00 00 00                          ........

      """
    let slit = """
      SLIT @ 0x000000007FFE1200
          0000: 53 4C 49 54 2D 00 00 00 01 4B 45 58 41 4D 50 4C  SLIT-....KEXAMPL
          0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
          0020: 01 00 00 00 01 00 00 00 00 00 00 00 0A           .............

      """
    let folder = try TemporaryFolder()
    try folder.write(srat, to: "one.acpidump")
    try folder.write("\(srat)\n\(slit)", to: "two.acpidump")
    try folder.write("BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable\n", to: "kernel.log")
    let one = try MemcProcess.run(["check", "one.acpidump", "kernel.log"], in: folder.path)
    #expect(
      one.errors == """
        one.acpidump:1:1: error: e820 calls 0x40000000-0x80000000 usable, but SRAT gives it to no proximity domain; \
        Linux uses no such SRAT [srat-memory-missing]
           1 | SRAT @ 0x000000007FFE1000
             | ^~~~

        """)
    #expect(one.status == 1)
    let two = try MemcProcess.run(["check", "two.acpidump", "kernel.log"], in: folder.path)
    #expect(two.errors == "")
    #expect(two.text == "two.acpidump: ok, 2 tables\nkernel.log: ok, e820\n")
  }

  static let machines = ["pc-smt", "pc-straddle", "q35-even", "q35-hmat"]

  @Test("of the tables and the map that QEMU gave to Linux nothing is said", arguments: machines)
  func qemu(machine: String) throws {
    let folder = "\(Self.vectors)/\(machine)"
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/\(folder)")
      .filter { $0 != "dmesg.txt" }.sorted()
    #expect(names.count >= 4)
    let result = try MemcProcess.run(["check"] + names.map { "\(folder)/\($0)" })
    #expect(result.errors == "")
    #expect(result.text.split(separator: "\n").count == names.count)
    #expect(result.status == 0)
  }

  @Test("of what memc writes nothing is said, be it an image or a table each")
  func own() throws {
    let result = try check("\(Self.straddle)/acpi.bin")
    #expect(result.errors == "")
    #expect(result.text.hasPrefix("\(Self.straddle)/acpi.bin: ok, "))
    #expect(result.text.hasSuffix(" tables\n"))
    let files = ["e820", "dsdt", "fadt", "srat", "slit", "acpi-rsdp"].map { "\(Self.straddle)/\($0).bin" }
    let tables = try MemcProcess.run(["check"] + files)
    #expect(tables.errors == "")
    #expect(tables.status == 0)
  }

  @Test("-W, -E and --diagnostics json hold for tables as well")
  func severities() throws {
    let text = try packageText(Self.firmware)
    let silent = [
      "-Wno-srat-memory-overlap", "-Wno-srat-reserved", "-Wno-srat-domain-not-in-slit", "-Wno-table-slack",
      "-Wno-slit-asymmetric", "-Wno-hmat-target-unknown",
    ]
    let result = try MemcProcess.run(["check", "-"] + silent, input: text)
    #expect(result.errors == "")
    #expect(result.text == "<stdin>: ok, 4 tables\n")
    let error = try MemcProcess.run(["check", "-"] + silent + ["-Eslit-asymmetric"], input: text)
    #expect(error.errors.hasPrefix("<stdin>:16:1: error: the distance"))
    #expect(error.status == 1)
    let json = try MemcProcess.run(
      ["check", "-", "--diagnostics", "json"] + silent + ["-Wslit-asymmetric"], input: text)
    #expect(
      json.errors == """
        {"column":1,"end_column":5,"end_line":16,"file":"<stdin>","id":"slit-asymmetric","line":16,"message":"the \
        distance from proximity domain 0 to 1 is 21, but back it is 20","notes":[],"severity":"warning"}

        """)
    #expect(json.text == "<stdin>: ok, 4 tables, 1 warning\n")
    #expect(json.status == 0)
  }

  @Test("a kernel's log is a map, and what is no entry in it is told at its line")
  func log() throws {
    let good = try check("-", input: "[    0.0] BIOS-e820: [mem 0x0-0x9fbff] usable\n")
    #expect(good.text == "<stdin>: ok, e820\n")
    let bad = try check("-", input: "BIOS-e820: [mem 0x0-0x9fbff] usable\nBIOS-e820: hello\n")
    #expect(bad.errors.hasPrefix("<stdin>:2:1: error: 'hello' stands behind 'BIOS-e820:'"), "\(bad.errors)")
    #expect(bad.status == 1)
  }

  @Test(
    "damaged tables are told of, and nothing traps",
    arguments: [
      ("srat.bin", 1), ("srat.bin", 4), ("srat.bin", 8), ("srat.bin", 36), ("srat.bin", 60), ("slit.bin", 40),
      ("slit.bin", 47), ("fadt.bin", 8), ("fadt.bin", 100), ("acpi.bin", 8), ("acpi.bin", 60), ("acpi.bin", 400),
    ])
  func damaged(file: String, count: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(try packageBytes("\(Self.straddle)/\(file)").prefix(count)), to: file)
    let result = try MemcProcess.run(["check", file], in: folder.path)
    #expect(result.status == 1, "\(result.text)")
    #expect(result.text == "")
    #expect(!result.errors.isEmpty)
  }

  @Test("what is no table is a topology, also one that speaks of a map")
  func topologies() throws {
    let folder = try TemporaryFolder()
    try folder.write("# BIOS-e820: [mem 0x0-0x9fbff] usable\n{memc: 1, memory: 64MiB}\n", to: "a.yaml")
    #expect(try MemcProcess.run(["check", "a.yaml"], in: folder.path).text == "a.yaml: ok, 1 slot\n")
    let words = try check("-", input: "SRAT: 1\n")
    #expect(words.errors.contains("[unknown-key]") || words.errors.contains("<stdin>:1:"), "\(words.errors)")
    #expect(words.status == 1)
  }

  @Test("trouble with a table has the codes of other trouble")
  func trouble() throws {
    let table = "\(packageRoot)/\(Self.straddle)/srat.bin"
    #expect(try check("missing.bin", "\(Self.straddle)/srat.bin").status == 66)
    #expect(try StandardStreamTests.shell("$MEMC check \(table) >/dev/full", in: "/").status == 73)
    #expect(try StandardStreamTests.shell("$MEMC check \(table) >&-", in: "/").status == 73)
    #expect(try StandardStreamTests.shell("$MEMC check \(table) 2>&-", in: "/").status == 0)
    let folder = try TemporaryFolder()
    let fifo = try StandardStreamTests.shell("mkfifo f; cat '\(table)' >f & $MEMC check f", in: folder.path)
    #expect(fifo.text == "f: ok, SRAT\n")
  }
}
