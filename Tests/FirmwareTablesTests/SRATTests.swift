import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("SRAT")
struct SRATTests {
  static let twoNodes = hex(
    """
    53 52 41 54 c8 00 00 00 03 73 4d 45 4d 43 20 20
    4d 45 4d 43 53 52 41 54 01 00 00 00 4d 45 4d 43
    01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
    00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00
    00 10 01 01 01 00 00 00 00 00 00 00 00 00 00 00
    01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 80 00 00 00 00 00 00 00 00 01 00 00 00
    00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00
    00 00 00 80 00 00 00 00 00 00 00 40 00 00 00 00
    00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00
    01 28 01 00 00 00 00 00 00 00 00 00 01 00 00 00
    00 00 00 c0 00 00 00 00 00 00 00 00 01 00 00 00
    00 00 00 00 00 00 00 00
    """)

  @Test("a layout's CPUs and memory, byte by byte")
  func encodes() throws {
    let table = SRAT(try FirmwareTablesTests.twoNodes())
    #expect(lines(table.encoded()) == lines(Self.twoNodes))
  }

  @Test("what is encoded decodes to what was encoded")
  func decodes() throws {
    let decoded = SRAT.decode(Self.twoNodes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == SRAT(try FirmwareTablesTests.twoNodes()))
  }

  static let structures: [(SRAT.Affinity, String)] = [
    (
      .processor(SRAT.ProcessorAffinity(proximityDomain: 0x1234_5678, apicID: 0xfe)),
      "00 10 78 fe 01 00 00 00 00 56 34 12 00 00 00 00"
    ),
    (
      .processor(
        SRAT.ProcessorAffinity(proximityDomain: 1, apicID: 2, flags: [], sapicEID: 3, clockDomain: 0x0405_0607)),
      "00 10 01 02 00 00 00 00 03 00 00 00 07 06 05 04"
    ),
    (
      .memory(
        SRAT.MemoryAffinity(proximityDomain: 3, base: 4 * gib, length: gib, flags: [.enabled, .hotPluggable])),
      """
      01 28 03 00 00 00 00 00 00 00 00 00 01 00 00 00
      00 00 00 40 00 00 00 00 00 00 00 00 03 00 00 00
      00 00 00 00 00 00 00 00
      """
    ),
    (
      .memory(
        SRAT.MemoryAffinity(proximityDomain: 3, base: 4 * gib, length: gib, flags: [.enabled, .nonVolatile])),
      """
      01 28 03 00 00 00 00 00 00 00 00 00 01 00 00 00
      00 00 00 40 00 00 00 00 00 00 00 00 05 00 00 00
      00 00 00 00 00 00 00 00
      """
    ),
    (
      .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0x102, apicID: 255)),
      """
      02 18 00 00 02 01 00 00 ff 00 00 00 01 00 00 00
      00 00 00 00 00 00 00 00
      """
    ),
    (
      .gicc(SRAT.GICCAffinity(proximityDomain: 1, processorUID: 7)),
      """
      03 12 01 00 00 00 07 00 00 00 01 00 00 00 00 00
      00 00
      """
    ),
    (.other(OtherStructure(type: 4, body: [1, 2, 3])), "04 05 01 02 03"),
  ]

  @Test("every structure, byte by byte, there and back", arguments: structures)
  func structure(affinity: SRAT.Affinity, text: String) {
    let table = SRAT(affinities: [affinity])
    let bytes = table.encoded()
    #expect(lines(Array(bytes[48...])) == lines(hex(text)))
    let decoded = SRAT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == table)
  }

  @Test("a local APIC ID of 255 needs the structure for x2APIC")
  func apicIDs() throws {
    let cpus = [UInt32(254), 255, 256, 1].map { CPU(apicID: $0, node: 0) }
    #expect(
      SRAT(try layout(memory: [gib], cpus: cpus)).affinities.prefix(4) == [
        .processor(SRAT.ProcessorAffinity(proximityDomain: 0, apicID: 254)),
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0, apicID: 255)),
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0, apicID: 256)),
        .processor(SRAT.ProcessorAffinity(proximityDomain: 0, apicID: 1)),
      ])
  }

  @Test("on Arm a CPU is known by its number, and RAM crosses 4 GiB unbroken")
  func arm() throws {
    #expect(
      SRAT(try FirmwareTablesTests.twoNodes(.aarch64)).affinities == [
        .gicc(SRAT.GICCAffinity(proximityDomain: 0, processorUID: 0)),
        .gicc(SRAT.GICCAffinity(proximityDomain: 1, processorUID: 1)),
        .memory(SRAT.MemoryAffinity(proximityDomain: 0, base: gib, length: 2 * gib)),
        .memory(SRAT.MemoryAffinity(proximityDomain: 1, base: 3 * gib, length: 4 * gib)),
      ])
  }

  @Test("the header says who made the table")
  func identity() throws {
    let identity = ACPIIdentity(
      oemID: "ACME", oemTableID: "BOARD", oemRevision: 7, creatorID: "TOOLS", creatorRevision: 9)
    let bytes = SRAT(try FirmwareTablesTests.twoNodes(), identity: identity).encoded()
    #expect(
      lines(Array(bytes[10..<36]))
        == lines(Array("ACME  BOARD   ".utf8) + [7, 0, 0, 0] + Array("TOOL".utf8) + [9, 0, 0, 0]))
    #expect(bytes.reduce(0, &+) == 0)
    let decoded = SRAT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.identity == identity)
  }

  @Test(
    "a structure whose length makes no sense is an issue",
    arguments: [
      ("05 00 00 00", "length of the SRAT structure of type 5 is 0, less than the 2 it begins with", 0),
      ("00 01", "length of the SRAT structure of type 0 is 1, less than the 2 it begins with", 0),
      ("01 28 00 00", "length of the SRAT structure of type 1 is 40, but 4 bytes are left", 0),
      ("09 03 aa 00 04 bb cc", "length of the SRAT structure of type 0 is 4, should be 16", 2),
      ("09 03 aa 07", "1 byte is left behind the last SRAT structure", 1),
    ])
  func lengths(body: String, message: String, kept: Int) {
    let bytes = (Self.twoNodes[..<48] + hex(body)).sealed()
    let decoded = SRAT.decode(bytes)
    #expect(decoded.issues.map(\.message) == [message])
    #expect(decoded.value.affinities.count == kept)
  }

  @Test("the number behind the header is 1")
  func tableRevision() {
    let decoded = SRAT.decode(Self.twoNodes.replacing(at: 36, with: [2]).sealed())
    #expect(decoded.issues.map(\.description) == ["byte 0x24: table revision is 2, should be 1"])
  }

  @Test("a million CPUs are encoded and decoded")
  func manyCPUs() {
    let count = 1 << 20
    let table = SRAT(
      affinities: (0..<count).map {
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: UInt32($0 % 64), apicID: UInt32($0)))
      })
    let bytes = table.encoded()
    #expect(bytes.count == 48 + 24 * count)
    #expect(SRAT.decode(bytes).value == table)
  }
}
