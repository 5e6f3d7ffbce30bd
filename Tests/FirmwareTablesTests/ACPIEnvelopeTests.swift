import FieldCoding
import Testing

@testable import FirmwareTables

@Suite("What all ACPI tables have in common")
struct ACPIEnvelopeTests {
  @Test("bytes sum to 0")
  func checksum() {
    let decoded = SLIT.decode(SLITTests.twoNodes.replacing(at: 45, with: [0x16]))
    #expect(
      decoded.issues.map(\.description) == ["byte 0x9: checksum is 0x6f, bytes sum to 0x01, should be 0"])
    #expect(decoded.value[0, 1] == 0x16)
  }

  @Test("the length is the table's")
  func length() {
    let longer = SLITTests.twoNodes + [0]
    #expect(SLIT.decode(longer).issues.map(\.description) == ["byte 0x4: length is 48, but the table has 49 bytes"])
    let shorter = SLITTests.twoNodes.dropLast()
    #expect(
      SLIT.decode(Array(shorter)).issues.map(\.description) == [
        "byte 0x4: length is 48, but the table has 47 bytes",
        "byte 0x24: 2 localities need 4 distances, but 3 are there",
      ])
    let short = SLITTests.twoNodes.replacing(at: 4, with: [12, 0, 0, 0])
    #expect(
      SLIT.decode(short).issues.map(\.description) == [
        "byte 0x4: length is 12, less than the 44 bytes before any structure"
      ])
  }

  @Test("bytes behind the table's length are not its contents")
  func behindLength() {
    let decoded = SRAT.decode(SRATTests.twoNodes + SRATTests.twoNodes[48..<64])
    #expect(decoded.issues.map(\.message) == ["length is 200, but the table has 216 bytes"])
    #expect(decoded.value.affinities.count == 5)
  }

  @Test("the signature is the table's")
  func signature() {
    let decoded = SRAT.decode(SRATTests.twoNodes.replacing(at: 0, with: Array("SRA\u{7}".utf8)).sealed())
    #expect(decoded.issues.map(\.description) == [#"byte 0x0: signature is "SRA\x07", should be "SRAT""#])
  }

  @Test(
    "a header that is cut off is told once",
    arguments: [
      (0, "byte 0x0: signature has 4 bytes, but 0 are left"),
      (5, "byte 0x4: length has 4 bytes, but 1 is left"),
      (9, "byte 0x9: checksum has 1 byte, but 0 are left"),
      (35, "byte 0x20: creator revision has 4 bytes, but 3 are left"),
    ])
  func cut(count: Int, message: String) {
    #expect(SRAT.decode(Array(SRATTests.twoNodes.prefix(count))).issues.map(\.description) == [message])
  }

  @Test("a table that is cut off behind its header is still read")
  func cutBehindHeader() {
    #expect(
      SRAT.decode(Array(SRATTests.twoNodes.prefix(40))).issues.map(\.description) == [
        "byte 0x28: reserved has 8 bytes, but 0 are left",
        "byte 0x4: length is 200, but the table has 40 bytes",
      ])
    #expect(
      SRAT.decode(Array(SRATTests.twoNodes.prefix(70))).issues.map(\.description) == [
        "byte 0x4: length is 200, but the table has 70 bytes",
        "byte 0x41: length of the SRAT structure of type 0 is 16, but 6 bytes are left",
      ])
  }

  @Test("no more issues are told than anybody reads")
  func manyIssues() {
    let bytes = (SRATTests.twoNodes[..<48] + [UInt8](repeating: 2, count: 1000)).sealed()
    let issues = SRAT.decode(bytes).issues
    #expect(issues.count == 101)
    #expect(issues.first?.message == "length of the SRAT structure of type 2 is 2, should be 24")
    #expect(issues.last?.message == "there is more that is wrong from here on")
  }
}
