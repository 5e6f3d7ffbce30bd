import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("RSDP, RSDT and XSDT")
struct RSDPTests {
  static let pointer = hex(
    """
    52 53 44 20 50 54 52 20 1d 4d 45 4d 43 20 20 02  50 02 0e 00 24 00 00 00 90 02 0e 00 00 00 00 00
    3c 00 00 00
    """)

  @Test("the pointer of ACPI 2.0 has 36 bytes and two checksums")
  func made() {
    let pointer = RSDP(rsdt: 0xE_0250, xsdt: 0xE_0290)
    let bytes = pointer.encodedBytes()
    #expect(lines(bytes) == lines(Self.pointer))
    #expect(bytes[..<20].reduce(0, &+) == 0)
    #expect(bytes.reduce(0, &+) == 0)
    #expect(RSDP.decode(bytes).value == pointer)
    #expect(RSDP.decode(bytes).issues.isEmpty)
  }

  @Test("that of ACPI 1.0 has 20 bytes and one")
  func old() throws {
    var bytes = hex("52 53 44 20 50 54 52 20 00 42 4f 43 48 53 20 00 74 20 f7 3f")
    bytes[8] = 0 &- bytes.reduce(0, &+)
    let decoded = RSDP.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.rsdt == 0x3FF7_2074)
    #expect(decoded.value.revision == 0)
    #expect(decoded.value.encodedBytes() == bytes)
    #expect(try #require(TableDump(bytes)).records.map(\.length) == [20])
  }

  @Test("either checksum, the length and the signature are judged")
  func damaged() {
    func issues(_ offset: Int, _ byte: UInt8) -> [String] {
      RSDP.decode(Self.pointer.replacing(at: offset, with: [byte])).issues.map(\.description)
    }
    #expect(
      issues(16, 0x51) == [
        "byte 0x8: checksum is 0x1d, 20 bytes sum to 0x01, should be 0",
        "byte 0x20: extended checksum is 0x3c, 36 bytes sum to 0x01, should be 0",
      ])
    #expect(issues(25, 3) == ["byte 0x20: extended checksum is 0x3c, 36 bytes sum to 0x01, should be 0"])
    #expect(issues(20, 35).first == "byte 0x14: length is 35, should be 36")
    #expect(issues(0, 0x53).first == "byte 0x0: signature is \"SSD PTR \", should be \"RSD PTR \"")
    #expect(RSDP.decode(Array(Self.pointer.prefix(30))).issues.count == 1)
  }

  @Test("is known by its signature, and shown")
  func dump() throws {
    let text = try #require(TableDump(Self.pointer)).description
    #expect(
      text == """
        RSDP
          [0x0000  8] signature                : "RSD PTR "
          [0x0008  1] checksum                 : 0x1d
          [0x0009  6] OEM ID                   : "MEMC  "
          [0x000f  1] revision                 : 2
          [0x0010  4] RSDT                     : 0xe0250
          [0x0014  4] length                   : 36
          [0x0018  8] XSDT                     : 0xe0290
          [0x0020  1] extended checksum        : 0x3c
          [0x0021  3] reserved                 : 0x000000

        """)
  }

  @Test("root tables have an address each, of 4 bytes or of 8")
  func rootTables() throws {
    let rsdt = RSDT(addresses: [0xE_0060, 0xE_0180])
    #expect(Array(rsdt.encodedBytes()[36...]) == hex("60 00 0e 00 80 01 0e 00"))
    #expect(RSDT.decode(rsdt.encodedBytes()).value == rsdt)
    let xsdt = XSDT(addresses: [0xE_0060, 0x1_0000_0000])
    #expect(Array(xsdt.encodedBytes()[36...]) == hex("60 00 0e 00 00 00 00 00 00 00 00 00 01 00 00 00"))
    #expect(XSDT.decode(xsdt.encodedBytes()).value == xsdt)
    #expect(XSDT.decode(xsdt.encodedBytes()).issues.isEmpty)
    #expect(xsdt.encodedBytes().count == XSDT.byteCount(of: 2))
    let dump = try #require(TableDump(xsdt.encodedBytes()))
    #expect(dump.records.map { dump.title(of: $0) } == ["XSDT header", "XSDT entry #1", "XSDT entry #2"])
    #expect(dump.description.hasSuffix("XSDT entry #2\n  [0x002c  8] table                    : 0x100000000\n"))
    let cut = Array(xsdt.encodedBytes().prefix(47)).sealed()
    #expect(
      XSDT.decode(cut).issues.map(\.description) == ["byte 0x2c: an entry of XSDT has 8 bytes, but 3 are left"])
  }
}
