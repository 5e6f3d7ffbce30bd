import FieldCoding
import Lowering
import Testing
import Topology

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
    let map = E820Map(try FirmwareTablesTests.twoNodes())
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

  @Test("only x86_64 has a map")
  func architectures() throws {
    #expect(FirmwareTableSet(try FirmwareTablesTests.twoNodes()).e820 != nil)
    #expect(FirmwareTableSet(try FirmwareTablesTests.twoNodes(.aarch64)).e820 == nil)
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
      ("[mem 0x2000-0x1fff] usable", "the range ends at 0x1fff, before it begins at 0x2000"),
      ("[mem 0x0-0xffffffffffffffff] usable", "an e820 entry cannot have 2^64 bytes"),
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
    let map = E820Map(try twoNodes())
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
