import Addresses
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("e820")
struct E820Tests {
  static let twoNodes = hex(
    """
    00 00 00 00 00 00 00 00  00 fc 09 00 00 00 00 00  01 00 00 00
    00 fc 09 00 00 00 00 00  00 04 06 00 00 00 00 00  02 00 00 00
    00 00 10 00 00 00 00 00  00 00 f0 bf 00 00 00 00  01 00 00 00
    00 00 00 00 01 00 00 00  00 00 00 c0 00 00 00 00  01 00 00 00
    """)

  @Test("a layout's map is packed entries of 20 bytes")
  func encodes() throws {
    let map = try #require(E820Map(try FirmwareTablesTests.twoNodes()))
    #expect(lines(map.encoded()) == lines(Self.twoNodes))
  }

  @Test("an entry is base, length and type")
  func decodes() {
    let decoded = E820Map.decode(Self.twoNodes)
    #expect(decoded.issues.isEmpty)
    #expect(
      decoded.value.entries == [
        E820Entry(base: 0, length: 0x9fc00, type: .usable),
        E820Entry(base: 0x9fc00, length: 0x60400, type: .reserved),
        E820Entry(base: 0x10_0000, length: 0xbff0_0000, type: .usable),
        E820Entry(base: 4 * gib, length: 3 * gib, type: .usable),
      ])
  }

  @Test("an entry may end exactly at 2^64, but not above")
  func highestAddress() {
    let highest = E820Entry(base: .max - 0xfff, length: 0x1000, type: .reserved)
    #expect(E820Map.decode(E820Map(entries: [highest]).encoded()).issues.isEmpty)
    let above = E820Entry(base: .max - 0xfff, length: 0x2000, type: .reserved)
    #expect(
      E820Map.decode(E820Map(entries: [highest, above]).encoded()).issues.map(\.description) == [
        "byte 0x14: e820 entry #2 begins at 0xfffffffffffff000 and has 8 KiB: it ends above 2^64"
      ])
    #expect(above.end == .max)
  }

  @Test(
    "bytes behind the last whole entry are an issue",
    arguments: [
      (1, "byte 0x50: an e820 entry has 20 bytes, but 1 is left at the end"),
      (19, "byte 0x50: an e820 entry has 20 bytes, but 19 are left at the end"),
    ])
  func rest(count: Int, message: String) {
    let decoded = E820Map.decode(Self.twoNodes + [UInt8](repeating: 0, count: count))
    #expect(decoded.value.entries.count == 4)
    #expect(decoded.issues.map(\.description) == [message])
  }

  @Test("an entry of nothing is empty, not the whole address space")
  func emptyEntry() {
    #expect(E820Entry(base: 0, length: 0, type: .usable).description == "[empty at 0x0000000000000000] usable")
    let bytes = E820Map(entries: [E820Entry(base: 0x10_0000, length: 0, type: .reserved)]).encoded()
    #expect(
      TableDump(bytes, as: .e820).description == """
        e820 entry #1: [empty at 0x0000000000100000] reserved
          [0x0000  8] base                     : 0x100000
          [0x0008  8] length                   : 0 bytes (0x0)
          [0x0010  4] type                     : 2 (reserved)

        """)
  }

  @Test("only x86_64 has a map")
  func architectures() throws {
    #expect(E820Map(try FirmwareTablesTests.twoNodes()) != nil)
    #expect(E820Map(try FirmwareTablesTests.twoNodes(.aarch64)) == nil)
  }
}

@Suite("e820 as Linux prints it")
struct E820LinuxTextTests {
  @Test(
    "every word of Linux is a type",
    arguments: [
      ("usable", 1), ("reserved", 2), ("ACPI data", 3), ("ACPI NVS", 4), ("unusable", 5),
      ("persistent (type 7)", 7), ("persistent (type 12)", 12), ("soft reserved", 0xefff_ffff),
      ("Soft Reserved", 0xefff_ffff), ("device reserved", 2), ("System RAM", 1), ("type 9", 9),
      ("type 4294967295", 0xffff_ffff), (" 639.5   KB System RAM", 1), ("usable\r", 1),
    ] as [(String, UInt32)])
  func types(word: String, type: UInt32) {
    let decoded = E820Map.decode(linuxText: "[mem 0x0000000000001000-0x0000000000001fff] \(word)\n")
    #expect(decoded.issues.isEmpty)
    #expect(
      decoded.value.entries == [E820Entry(base: 0x1000, length: 0x1000, type: E820Type(rawValue: type))])
  }

  /// What a kernel says of memory: of many ranges, few are the map's.
  private static func log(_ lines: String...) -> String {
    ([
      "[    0.000000] Linux version 6.1.0-18-amd64", "[    0.000000] BIOS-provided physical RAM map:",
      "[    0.000000] e820: update [mem 0x00000000-0x00000fff] usable ==> reserved",
      "[    0.010231] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x0009ffff]",
    ] + lines + [
      "[    0.011000] PM: hibernation: Registered nosave memory: [mem 0x000a0000-0x000effff]",
      "[    0.300000] pci_bus 0000:00: root bus resource [mem 0x000a0000-0x000bffff window]",
    ]).map { $0 + "\n" }.joined()
  }

  @Test(
    "of a kernel's log only the lines of the map count, in the new form and the old",
    arguments: [
      "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
      "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
      "[    0.000000]  BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)",
      " BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)\r",
      "Jun 19 18:06:35 host kernel: BIOS-e820: 0 - 9fc00 usable",
    ])
  func logs(line: String) {
    let decoded = E820Map.decode(
      linuxText: Self.log(line, "BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]"))
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.entries == [E820Entry(base: 0, length: 0x9fc00, type: .usable)])
  }

  @Test(
    "of a log of several boots the last one's map is read, and that is told", arguments: ["", "BIOS-provided:\n"])
  func severalBoots(between: String) {
    let first = "BIOS-e820: [mem 0x0-0x9fbff] usable\nBIOS-e820: [mem 0x100000-0x3fffffff] usable\n"
    let second = "BIOS-e820: [mem 0x0-0x9ffff] usable\nBIOS-e820: [mem 0x100000-0x7fffffff] usable\n"
    let decoded = E820Map.decode(linuxText: first + between + second)
    #expect(
      decoded.value.entries == [
        E820Entry(base: 0, length: 0xa0000, type: .usable),
        E820Entry(base: 0x10_0000, length: 0x7ff0_0000, type: .usable),
      ])
    let line = between.isEmpty ? 3 : 4
    #expect(
      decoded.issues == [
        DecodingIssue("the log has 2 maps; the last one, from here on, is read", at: .line(line), isWarning: true)
      ])
  }

  @Test(
    "the old form has the types in parentheses, and an end that is exclusive",
    arguments: [
      ("0000000000000000 - 000000000009fc00 (usable)", E820Entry(base: 0, length: 0x9fc00, type: .usable)),
      (
        "00000000fee00000 - 00000000fee01000 (reserved)",
        E820Entry(base: 0xfee0_0000, length: 0x1000, type: .reserved)
      ),
      ("0000000000001000 - 0000000000002000 (ACPI data)", E820Entry(base: 0x1000, length: 0x1000, type: .acpi)),
      ("0000000000001000 - 0000000000002000 (ACPI NVS)", E820Entry(base: 0x1000, length: 0x1000, type: .nvs)),
      ("0000000000001000 - 0000000000002000 (unusable)", E820Entry(base: 0x1000, length: 0x1000, type: .unusable)),
      (
        "0000000000001000 - 0000000000002000 type 9",
        E820Entry(base: 0x1000, length: 0x1000, type: E820Type(rawValue: 9))
      ),
      (
        "fffffffffffff000 - 0000000000000000 (reserved)",
        E820Entry(base: .max - 0xfff, length: 0x1000, type: .reserved)
      ),
      ("0000000000001000 - 0000000000001000 (usable)", E820Entry(base: 0x1000, length: 0, type: .usable)),
    ] as [(String, E820Entry)])
  func oldForm(text: String, entry: E820Entry) {
    let decoded = E820Map.decode(linuxText: "BIOS-e820: \(text)\n")
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.entries == [entry])
  }

  @Test(
    "a line of a log that is no entry is an issue",
    arguments: [
      (
        "BIOS-e820: hello",
        "'hello' stands behind 'BIOS-e820:', where only '[mem 0xSTART-0xEND] TYPE' and 'START - END (TYPE)' may"
      ),
      ("BIOS-e820: 2000 - 1000 (usable)", "the range ends at 0x1000, before it begins at 0x2000"),
      ("BIOS-e820: 1000 - 2000 (mine)", "unknown type 'mine'"),
      ("BIOS-e820: 1000 - 2000", "no type stands behind the range"),
      ("BIOS-e820: [mem 0x1000] usable", "the range is not of the form [mem 0xSTART-0xEND]"),
    ])
  func logIssues(line: String, message: String) {
    let decoded = E820Map.decode(linuxText: Self.log(line, "BIOS-e820: [mem 0x0-0xfff] usable"))
    #expect(decoded.issues == [DecodingIssue(message, at: .line(5))])
    #expect(decoded.value.entries.count == 1)
  }

  @Test(
    "a text without any entry is an issue", arguments: ["", "\n", "hello\n", "BIOS-provided physical RAM map:\n"])
  func nothing(text: String) {
    let decoded = E820Map.decode(linuxText: text)
    #expect(decoded.value.entries.isEmpty)
    #expect(
      decoded.issues.map(\.description) == [
        "no line has an entry of an e820 map: neither 'BIOS-e820:' nor '[mem 0xSTART-0xEND] TYPE' is there"
      ])
  }

  @Test("an entry of nothing is printed and read as Linux does it", arguments: [0, 0x1000, UInt64.max])
  func emptyEntries(base: UInt64) {
    let map = E820Map(entries: [E820Entry(base: base, length: 0, type: .usable)])
    let decoded = E820Map.decode(linuxText: map.linuxText)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == map)
  }

  @Test(
    "time stamps and BIOS-e820 may stand before an entry",
    arguments: [
      "", "  ", "BIOS-e820: ", "[    0.000000] ", "[    0.000000] BIOS-e820: ", "<6>[    0.000000] ",
      "Jun 19 18:06:35 host kernel: BIOS-e820: ",
    ])
  func prefixes(prefix: String) {
    let decoded = E820Map.decode(linuxText: "\(prefix)[mem 0x0-0x9fbff] usable")
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.entries == [E820Entry(base: 0, length: 0x9fc00, type: .usable)])
  }

  @Test("lines that speak of no memory are passed over")
  func otherLines() {
    let text = """
      [    0.000000] BIOS-provided physical RAM map:

      [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      [    0.000000] BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]
      [    0.000000] NX (Execute Disable) protection: active
      """
    let decoded = E820Map.decode(linuxText: text)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.entries.count == 1)
  }

  @Test(
    "a line that is no entry is an issue",
    arguments: [
      (
        "  node   0: [mem 0x1000-0x1fff]",
        "'node   0:' stands before '[mem', where only a time stamp and 'BIOS-e820:' may"
      ),
      ("[mem 0x1000] usable", "the range is not of the form [mem 0xSTART-0xEND]"),
      ("[mem 1000-1fff] usable", "the range is not of the form [mem 0xSTART-0xEND]"),
      ("[mem 0x-0x1fff] usable", "the range is not of the form [mem 0xSTART-0xEND]"),
      ("[mem 0x0-0x10000000000000000] usable", "the range is not of the form [mem 0xSTART-0xEND]"),
      ("[mem 0x0-0xfff", "the range is not of the form [mem 0xSTART-0xEND]"),
      ("[mem ", "the range is not of the form [mem 0xSTART-0xEND]"),
      ("[mem 0x2000-0x1ffe] usable", "the range ends at 0x1ffe, before it begins at 0x2000"),
      ("[mem 0x0-0xfff]", "no type stands behind the range"),
      ("[mem 0x0-0xfff] usable ==> reserved", "unknown type 'usable ==> reserved'"),
      ("[mem 0x0-0xfff] type +9", "unknown type 'type +9'"),
      ("[mem 0x0-0xfff] type 4294967296", "unknown type 'type 4294967296'"),
      ("[mem 0x0-0xfff] \u{1b}[2J", "unknown type '\\x1b[2J'"),
    ])
  func issues(line: String, message: String) {
    let decoded = E820Map.decode(linuxText: "\n\(line)\n[mem 0x0-0xfff] usable\n")
    #expect(decoded.issues == [DecodingIssue(message, at: .line(2))])
    #expect(decoded.issues.first?.description == "line 2: \(message)")
    #expect(decoded.value.entries.count == 1)
  }

  @Test("what is printed is read again")
  func roundTrip() throws {
    let map = try #require(E820Map(try twoNodes()))
    #expect(
      map.linuxText == """
        [mem 0x0000000000000000-0x000000000009fbff] usable
        [mem 0x000000000009fc00-0x00000000000fffff] reserved
        [mem 0x0000000000100000-0x00000000bfffffff] usable
        [mem 0x0000000100000000-0x00000001bfffffff] usable

        """)
    #expect(E820Map.decode(linuxText: map.linuxText).value == map)
  }
}
