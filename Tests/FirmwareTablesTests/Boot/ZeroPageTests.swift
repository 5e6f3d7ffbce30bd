import Addresses
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Zero page")
struct ZeroPageTests {
  private static let kind = TableKind(ZeroPage.self)

  /// So many entries of a page each, two pages apart.
  private static func entries(_ count: UInt64) -> [E820Entry] {
    (0..<count).map { E820Entry(base: $0 << 13, length: 0x1000, type: .usable) }
  }

  @Test("a layout's page has the map, says what it is, and nothing else")
  func encodes() throws {
    let bytes = try #require(ZeroPage(try twoNodes())).encodedBytes()
    #expect(bytes.count == 4096)
    var expected = [UInt8](repeating: 0, count: 4096)
    expected[0x1e8] = 4  // e820_entries
    expected.replaceSubrange(0x1fe..<0x200, with: [0x55, 0xaa])  // boot_flag
    expected.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))  // header
    expected.replaceSubrange(0x206..<0x208, with: [0x0e, 0x02])  // version 2.14
    expected[0x210] = 0xff  // type_of_loader
    expected.replaceSubrange(0x2d0..<0x2d0 + 80, with: E820Tests.twoNodes)  // e820_table
    #expect(lines(bytes) == lines(expected))
    #expect(ZeroPage.decode(bytes).issues.isEmpty)
  }

  @Test("the address of the root pointer is acpi_rsdp_addr")
  func rootPointer() {
    let bytes = ZeroPage(entries: [], rootPointer: 0xe0000).encodedBytes()
    #expect(bytes[0x70..<0x78] == [0, 0, 0x0e, 0, 0, 0, 0, 0])
    #expect(ZeroPage.decode(bytes).value.rootPointer == 0xe0000)
  }

  @Test(
    "128 entries fill the page; those beyond follow in a block of setup data at 0x8000", arguments: [128, 129, 300])
  func manyEntries(count: UInt64) {
    let page = ZeroPage(entries: Self.entries(count))
    let bytes = page.encodedBytes()
    #expect(bytes[0x1e8] == 128)
    #expect(page.range == AddressRange(0x7000, 0x7000 + UInt64(bytes.count)))
    let rest = count - 128
    if rest == 0 {
      #expect(bytes.count == 4096)
      #expect(bytes[0x250..<0x258].allSatisfy { $0 == 0 })
    } else {
      #expect(bytes[0x250..<0x258] == [0, 0x80, 0, 0, 0, 0, 0, 0])
      let length = UInt16(20 * rest)
      #expect(
        bytes[4096..<4112] == [
          0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, UInt8(length & 0xff), UInt8(length >> 8), 0, 0,
        ])
      #expect(Array(bytes[4112...]) == E820Map(entries: Array(Self.entries(count)[128...])).encoded())
    }
    let decoded = ZeroPage.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == page)
    #expect(decoded.value.entries == Self.entries(count))
  }

  @Test("dumped for people")
  func dump() {
    let page = ZeroPage(entries: [E820Entry(base: 0, length: 0x9fc00, type: .usable)], rootPointer: 0xe0000)
    #expect(
      TableDump(page.encodedBytes(), as: Self.kind).description == """
        zero page root pointer
          [0x0070  8] acpi_rsdp_addr           : 0xe0000
        zero page entry count
          [0x01e8  1] e820_entries             : 1
        zero page setup header
          [0x01fe  2] boot_flag                : 0xaa55
          [0x0200  2] jump                     : 0x0000
          [0x0202  4] header                   : "HdrS"
          [0x0206  2] version                  : 2.14
          [0x0208  4] realmode_swtch           : 0x00000000
          [0x020c  2] start_sys_seg            : 0x0000
          [0x020e  2] kernel_version           : 0x0000
          [0x0210  1] type_of_loader           : 0xff
          [0x0211  1] loadflags                : 0x00
        zero page setup data
          [0x0250  8] setup_data               : 0x0
        e820 entry #1: [mem 0x0000000000000000-0x000000000009fbff] usable
          [0x02d0  8] base                     : 0x0
          [0x02d8  8] length                   : 639 KiB (0x9fc00)
          [0x02e0  4] type                     : 1 (usable)

        """)
    let dump = TableDump(ZeroPage(entries: Self.entries(129)).encodedBytes(), as: Self.kind)
    #expect(
      dump.records.suffix(2).map { "\($0.offset) \(dump.title(of: $0))" } == [
        "4096 setup data", "4112 e820 entry #129",
      ])
  }

  @Test("what a boot loader says besides stays as it is")
  func otherBytes() {
    var bytes = ZeroPage(entries: Self.entries(3)).encodedBytes()
    for offset in [0, 0x228, 0x2d0 + 60, 4095] { bytes[offset] = 0x5a }
    let decoded = ZeroPage.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.saysMore)
    #expect(decoded.value.encodedBytes() == bytes)
  }

  @Test(
    "what is wrong is told",
    arguments: [
      (0x1e8, [129], "byte 0x1e8: e820_entries is 129, but a zero page holds 128"),
      (0x202, [0x58], "byte 0x202: header is \"XdrS\", should be \"HdrS\""),
      (0x250, [1], "byte 0x1000: 36 bytes follow the page, but setup_data does not say so"),
      (0x1008, [2], "byte 0x1000: setup data is of type 2, not of type 1"),
      (0x100c, [40], "byte 0x100c: setup data has 20 bytes, but its length is 40"),
      (0x1001, [0x90], "byte 0x1000: setup data goes on at 0x9000, but nothing follows"),
    ] as [(Int, [UInt8], String)])
  func issues(offset: Int, bytes: [UInt8], message: String) {
    let page = ZeroPage(entries: Self.entries(129)).encodedBytes().replacing(at: offset, with: bytes)
    let decoded = ZeroPage.decode(page)
    #expect(decoded.issues.map(\.description) == [message])
    #expect(ZeroPage.decode(decoded.value.encodedBytes()).value == decoded.value)
  }

  @Test(
    "no length is too short", arguments: [0, 0x74, 0x1e8, 0x204, 0x2d0, 0x2da, 0x300, 4095, 4096, 4100, 4112, 4120])
  func truncated(count: Int) {
    let bytes = Array(ZeroPage(entries: Self.entries(129)).encodedBytes().prefix(count))
    let decoded = ZeroPage.decode(bytes)
    #expect(!decoded.issues.isEmpty)
    #expect(ZeroPage.decode(decoded.value.encodedBytes()).value == decoded.value)
    for record in TableDump(bytes, as: Self.kind).records { #expect(record.offset + record.length <= count) }
  }

  @Test("there is one where usable memory is at its address on x86_64")
  func places() throws {
    #expect(ZeroPage(try twoNodes(.aarch64)) == nil)
    #expect(ZeroPage.absence(in: try twoNodes(.aarch64)) == "aarch64 has no zero page")
    #expect(ZeroPage.absence(in: try twoNodes()) == nil)
  }

  @Test("another map than e820's, and what memc does not know, are told")
  func invariants() throws {
    func told(_ page: ZeroPage, _ change: (inout [UInt8]) -> Void = { _ in }) -> [String] {
      var bytes = page.encodedBytes()
      change(&bytes)
      let tables = [EncodedTable(.e820, E820Tests.twoNodes), EncodedTable(Self.kind, bytes)]
      let slots = [(0, 3 * gib), (4 * gib, 7 * gib)].map { TableInvariants.RAMSlot(start: $0, end: $1, node: 0) }
      return TableInvariants.violations(of: tables, slots: slots)
    }
    var entries = E820Map.decode(E820Tests.twoNodes).value.entries
    #expect(told(ZeroPage(entries: entries)).isEmpty)
    // Memory for a special purpose is usable in e820.
    let high = entries.removeLast()
    let half = E820Entry(base: high.base, length: gib, type: .usable)
    let other = E820Entry(base: high.base + gib, length: 2 * gib, type: .softReserved)
    #expect(told(ZeroPage(entries: entries + [half, other])).isEmpty)
    #expect(told(ZeroPage(entries: entries)) == ["the zero page's map has 3 entries, but e820 has 4"])
    #expect(
      told(ZeroPage(entries: entries + [high])) { $0[0x228] = 1 } == [
        "the zero page says what a boot loader adds to it"
      ])
  }

  @Test("Linux's map of every machine goes through a zero page", arguments: Vector.all)
  func vectors(vector: Vector) throws {
    let map = E820Map.decode(linuxText: try vector.text("e820.txt")).value
    #expect(!map.entries.isEmpty)
    let decoded = ZeroPage.decode(ZeroPage(entries: map.entries).encodedBytes())
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.entries == map.entries)
  }
}
