import FieldCoding
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import FirmwareTables

@Suite("FADT")
struct FADTTests {
  /// The table of a PC without ACPI hardware, its DSDT at 0xe0030.
  static let table = hex(
    """
    46 41 43 50 14 01 00 00 06 b7 4d 45 4d 43 20 20  4d 45 4d 43 46 41 43 50 01 00 00 00 4d 45 4d 43
    01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  01 00 10 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 03 00 00 00 00 00 00 00 00 30 00 0e 00  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  00 00 00 00
    """)

  @Test("is revision 6.3 of 276 bytes, for a machine without ACPI hardware")
  func made() throws {
    var table = FADT(try twoNodes())
    table.fields.extendedDSDT = 0xE_0030
    #expect(lines(table.encodedBytes()) == lines(Self.table))
    #expect(FADT.decode(Self.table).value == table)
    #expect(FADT.decode(Self.table).issues.isEmpty)
    #expect(table.fields.flags == [.wbinvd, .hardwareReduced])
  }

  @Test("says on Arm how CPUs are started")
  func arm() throws {
    let table = FADT(try twoNodes(.aarch64))
    #expect(table.fields.flags == .hardwareReduced)
    #expect(table.fields.armBootFlags == [.psci, .psciByHVC])
    #expect(Array(table.encodedBytes()[129...130]) == [3, 0])
  }

  @Test(
    "of QEMU's machines reads whole, and is written as the same bytes",
    arguments: [("pc-straddle", 1, 116), ("q35-even", 3, 244)] as [(String, UInt8, Int)])
  func vectors(machine: String, revision: UInt8, size: Int) throws {
    let bytes = try Vector(machine: machine).bytes("facp.bin")
    #expect(bytes.count == size)
    let decoded = FADT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.revision == revision)
    #expect(decoded.value.fields.interruptModel == 1)
    #expect(decoded.value.fields.sciInterrupt == 9)
    #expect(decoded.value.fields.smiCommand == 0xB2)
    #expect(decoded.value.fields.pm1EventLength == 4)
    #expect(decoded.value.encodedBytes() == bytes)
    let dump = try #require(TableDump(bytes))
    #expect(dump.issues.isEmpty)
    #expect(dump.records.map { dump.title(of: $0) } == ["FADT"])
    #expect(dump.description.contains("SCI interrupt            : 9\n"))
    #expect(dump.description.contains("X DSDT") == (revision == 3))
  }

  @Test(
    "has the groups of fields that fit into its length, and what is left as bytes",
    arguments: [(116, 0), (120, 4), (132, 0), (200, 68), (244, 0), (268, 0), (275, 7), (276, 0), (280, 4)])
  func lengths(size: Int, rest: Int) throws {
    let bytes = (Self.table + [1, 2, 3, 4]).prefix(size)
    let table = Array(bytes).sealed()
    let decoded = FADT.decode(table)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.slack.count == rest)
    #expect(decoded.value.encodedBytes() == table)
    let dump = TableDump(table, as: TableKind(FADT.self))
    #expect(dump.records.map(\.length).reduce(0, +) == size)
    #expect(dump.records.count == (rest == 0 ? 1 : 2))
  }

  @Test("that is too short for ACPI 1.0 is told so")
  func tooShort() {
    let issues = FADT.decode(Array(Self.table.prefix(60)).sealed()).issues
    #expect(issues.map(\.description) == ["byte 0x3c: PM1b event block has 4 bytes, but 0 are left"])
  }

  @Test("is shown field by field")
  func listing() throws {
    let text = try #require(TableDump(Self.table)).description
    for line in [
      "FADT\n  [0x0000  4] signature                : \"FACP\"\n",
      "  [0x0070  4] flags                    : 0x100001 (WBINVD, hardware-reduced)\n",
      "  [0x0074  1] reset register           : 0 (system memory)\n  [0x0075  1] bit width                : 0\n",
      "  [0x0083  1] minor revision           : 3\n", "  [0x008c  8] X DSDT                   : 0xe0030\n",
      "  [0x010c  8] hypervisor vendor        : 0x0000000000000000\n",
    ] { #expect(text.contains(line), "\(text)") }
  }
}
