import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("SLIT")
struct SLITTests {
  static let twoNodes = hex(
    """
    53 4c 49 54 30 00 00 00 01 6f 4d 45 4d 43 20 20
    4d 45 4d 43 53 4c 49 54 01 00 00 00 4d 45 4d 43
    01 00 00 00 02 00 00 00 00 00 00 00 0a 15 15 0a
    """)

  @Test("a layout's distances, byte by byte")
  func encodes() throws {
    #expect(lines(SLIT(try FirmwareTablesTests.twoNodes()).encoded()) == lines(Self.twoNodes))
  }

  @Test("what is encoded decodes to what was encoded")
  func decodes() throws {
    let decoded = SLIT.decode(Self.twoNodes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == SLIT(try FirmwareTablesTests.twoNodes()))
  }

  @Test("rows are where one comes from")
  func direction() {
    var matrix = DistanceMatrix(count: 3)
    matrix[0, 2] = 31
    matrix[2, 0] = 255
    let table = SLIT.decode(SLIT(matrix).encoded()).value
    #expect(table[0, 2] == 31)
    #expect(table[2, 0] == 255)
    #expect(table[1, 1] == 10)
    #expect(table[0, 3] == nil)
    #expect(table[3, 0] == nil)
    #expect(table[-1, 0] == nil)
  }

  @Test("4,096 nodes")
  func largest() {
    let table = SLIT(DistanceMatrix(count: 4096))
    let bytes = table.encoded()
    #expect(bytes.count == 44 + 4096 * 4096)
    #expect(SLIT.decode(bytes).value == table)
  }

  @Test(
    "a count that the distances do not fit is an issue, whatever it is",
    arguments: [
      ("03 00 00 00 00 00 00 00", "3 localities need 9 distances, but 4 are there"),
      (
        "01 00 00 00 00 00 00 00",
        "1 locality needs 1 distance, but 4 bytes are there; the last 3 of them are slack"
      ),
      (
        "00 00 00 00 00 00 00 00",
        "0 localities need 0 distances, but 4 bytes are there; the last 4 of them are slack"
      ),
      ("ff ff ff ff 00 00 00 00", "4294967295 localities need 18446744065119617025 distances, but 4 are there"),
      ("00 00 00 00 01 00 00 00", "4294967296 localities need 2^64 or more distances, but 4 are there"),
      (
        "ff ff ff ff ff ff ff ff",
        "18446744073709551615 localities need 2^64 or more distances, but 4 are there"
      ),
    ])
  func counts(localities: String, message: String) {
    let bytes = Self.twoNodes.replacing(at: 36, with: hex(localities)).sealed()
    let decoded = SLIT.decode(bytes)
    #expect(decoded.issues.map(\.description) == ["byte 0x24: \(message)"])
    // Of one locality the distance is there, and all that is odd is what stands behind it.
    #expect(decoded.issues.map(\.isWarning) == [localities.hasPrefix("01")])
    #expect(decoded.value.distances.count <= 4)
    _ = TableDump(bytes, as: .slit).description
  }

  @Test("room behind the distances, as a shipping server has it, is odd only, and shown")
  func slack() {
    let matrix: [UInt8] = (0..<4).flatMap { row in (0..<4).map { UInt8($0 == row ? 10 : 21) } }
    let head = Array(Self.twoNodes[..<36]) + hex("04 00 00 00 00 00 00 00")
    let bytes = (head + matrix + [UInt8](repeating: 0, count: 1008)).sealed()
    #expect(bytes.count == 0x42c)
    let decoded = SLIT.decode(bytes)
    #expect(
      decoded.issues == [
        DecodingIssue(
          "4 localities need 16 distances, but 1024 bytes are there; the last 1008 of them are slack",
          at: .byte(0x24), isWarning: true)
      ])
    #expect(decoded.value.distances == matrix)
    let dump = TableDump(bytes, as: .slit)
    #expect(
      dump.records.map(\.kind.title) == ["SLIT header"] + [String](repeating: "SLIT distances from node", count: 4)
        + ["SLIT slack"])
    let text = dump.description
    #expect(
      text.contains(
        """
        SLIT distances from node 3
          [0x0038  4] distances                : 21 21 21 10
        SLIT slack
          [0x003c 16] bytes                    : 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00

        """), "\(text)")
    #expect(
      text.hasSuffix("  [0x041c 16] bytes                    : 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"))
  }
}
