import Lowering
import Testing
import Topology

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
      ("01 00 00 00 00 00 00 00", "1 locality needs 1 distance, but 4 are there"),
      ("00 00 00 00 00 00 00 00", "0 localities need 0 distances, but 4 are there"),
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
    #expect(decoded.value.distances.count <= 4)
    _ = TableDump(bytes, as: .slit).description
  }
}
