import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("FACS")
struct FACSTests {
  static let table = hex(
    """
    46 41 43 53 40 00 00 00 78 56 34 12 00 90 00 00
    02 00 00 00 03 00 00 00 00 00 00 80 01 00 00 00
    02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    """)

  @Test("has fields of its own, and neither header nor checksum")
  func decodes() {
    let decoded = FACS.decode(Self.table)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.hardwareSignature == 0x1234_5678)
    #expect(decoded.value.firmwareWakingVector == 0x9000)
    #expect(decoded.value.globalLock == .owned)
    #expect(decoded.value.flags == [.savesMemory, .wakesIn64Bit])
    #expect(decoded.value.extendedWakingVector == 0x1_8000_0000)
    #expect(decoded.value.version == 2)
    #expect(decoded.value.osFlags == .wakeIn64Bit)
  }

  @Test("is shown field by field")
  func dump() throws {
    let dump = try #require(TableDump(Self.table))
    #expect(dump.issues.isEmpty)
    #expect(
      dump.description == """
        FACS
          [0x0000  4] signature                : "FACS"
          [0x0004  4] length                   : 64
          [0x0008  4] hardware signature       : 0x12345678
          [0x000c  4] firmware waking vector   : 0x9000
          [0x0010  4] global lock              : 0x2 (owned)
          [0x0014  4] flags                    : 0x3 (S4BIOS, 64-bit wake supported)
          [0x0018  8] X firmware waking vector : 0x180000000
          [0x0020  1] version                  : 2
          [0x0021  3] reserved                 : 0x000000
          [0x0024  4] OSPM flags               : 0x1 (64-bit wake)
          [0x0028  8] reserved                 : 0x0000000000000000
          [0x0030  8] reserved                 : 0x0000000000000000
          [0x0038  8] reserved                 : 0x0000000000000000

        """)
  }

  @Test(
    "a length that is not the table's is an issue",
    arguments: [
      (hex("20 00 00 00"), "byte 0x4: length is 32, less than the 64 bytes of FACS"),
      (hex("80 00 00 00"), "byte 0x4: length is 128, but the table has 64 bytes"),
    ])
  func length(length: [UInt8], message: String) {
    #expect(FACS.decode(Self.table.replacing(at: 4, with: length)).issues.map(\.description) == [message])
  }

  @Test("a table that is cut off is told once and shown as far as it goes", arguments: [0, 4, 6, 20, 40, 63])
  func cut(count: Int) {
    let dump = TableDump(Array(Self.table.prefix(count)), as: .facs)
    #expect(!dump.issues.isEmpty && dump.issues.count <= 2)
    #expect(dump.records.map(\.kind.title) == ["FACS"])
  }

  @Test("what stands behind its fields is shown")
  func slack() throws {
    let bytes = Self.table.replacing(at: 4, with: [0x48]) + [1, 2, 3, 4, 5, 6, 7, 8]
    let dump = try #require(TableDump(bytes))
    #expect(dump.issues.isEmpty)
    #expect(
      dump.description.hasSuffix(
        "FACS slack\n  [0x0040  8] bytes                    : 01 02 03 04 05 06 07 08\n"))
  }
}
