import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("DSDT")
struct DSDTTests {
  /// What iasl makes of the device in `AML.swift`, apart from the header.
  static let code = hex(
    """
    5b 82 37 5c 2e 5f 53 42 5f 43 4f 4d 31
    08 5f 48 49 44 0c 41 d0 05 01
    08 5f 55 49 44 00
    08 5f 43 52 53 11 16 0a 13
    47 01 f8 03 f8 03 00 08  89 06 00 03 01 04 00 00 00  79 00
    """)

  private func layout(_ change: (inout ACPIOptions) -> Void) throws -> Layout {
    var topology = Topology(nodes: [MemoryNode(memory: Located(gib))])
    var options = ACPIOptions()
    change(&options)
    topology.acpi = options
    return try lowered(topology)
  }

  @Test("is its header, where nothing is to be declared")
  func empty() throws {
    let table = DSDT(try twoNodes())
    #expect(
      lines(table.encodedBytes())
        == lines(
          hex(
            """
            44 53 44 54 24 00 00 00 02 d4 4d 45 4d 43 20 20  4d 45 4d 43 44 53 44 54 01 00 00 00 4d 45 4d 43
            01 00 00 00
            """)))
    #expect(TableDump(table.encodedBytes(), as: TableKind(DSDT.self)).records.count == 1)
  }

  @Test("declares the serial port in 93 bytes")
  func serial() throws {
    let table = DSDT(try layout { $0.serial = Located(.com1) })
    #expect(lines(table.code) == lines(Self.code))
    let bytes = table.encodedBytes()
    #expect(bytes.count == 93)
    #expect(bytes.reduce(0, &+) == 0)
    #expect(DSDT.decode(bytes).value == table)
    #expect(DSDT.decode(bytes).issues.isEmpty)
    let dump = try #require(TableDump(bytes))
    #expect(dump.records.map { dump.title(of: $0) } == ["DSDT header", "DSDT code"])
    #expect(
      dump.description.contains(
        "bytes                    : 5b 82 37 5c 2e 5f 53 42 5f 43 4f 4d 31 08 5f 48\n"))
  }

  @Test("Every ACPI table of a layout has the identity that the topology states")
  func identities() throws {
    var topology = try layout {
      ($0.oemID, $0.oemTableID, $0.oemRevision) = ("EXAMPL", "MACHINE1", 7)
      ($0.creatorID, $0.creatorRevision) = ("ACME", 0x2026)
    }.topology
    topology.localities = LocalityOptions()
    let layout = try lowered(topology)
    let tables = tableFormats.filter { $0.signature?.bytes.count == 4 }.compactMap { $0.encoder(of: layout)?.bytes }
    #expect(tables.count >= 5)
    for bytes in tables {
      #expect(
        Array(bytes[10..<36]) == Array("EXAMPLMACHINE1".utf8) + [7, 0, 0, 0] + Array("ACME".utf8)
          + hex("26 20 00 00")
      )
    }
  }

  @Test("Where nothing is stated, each names its table")
  func ownIdentities() throws {
    for format in tableFormats.filter({ $0.signature?.bytes.count == 4 }) {
      guard let bytes = format.encoder(of: try twoNodes())?.bytes else { continue }
      let identity = "MEMC  MEMC\(String(decoding: bytes[..<4], as: UTF8.self))"
      #expect(Array(bytes[10..<36]) == Array(identity.utf8) + [1, 0, 0, 0] + Array("MEMC".utf8) + [1, 0, 0, 0])
    }
  }
}
