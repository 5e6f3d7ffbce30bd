import Addresses
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("HMAT")
struct HMATTests {
  private func domains(_ table: HMAT) -> [HMAT.DomainAttributes] {
    table.structures.compactMap { if case .domain(let domain) = $0 { domain } else { nil } }
  }

  @Test("QEMU's table reads, and is written as the same bytes")
  func vector() throws {
    let bytes = try Vector(machine: "q35-hmat").bytes("hmat.bin")
    let decoded = HMAT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(
      domains(decoded.value) == [
        .init(memory: 0, initiator: 0), .init(memory: 1, initiator: 1), .init(memory: 2, initiator: 0),
      ])
    #expect(decoded.value.structures.count == 7)
    #expect(decoded.value.encodedBytes() == bytes)
  }

  @Test("memory belongs to the CPUs of its own node, or else to the nearest ones")
  func nearest() throws {
    var distances = DistanceMatrix(count: 5, remote: 30)
    // Node 3 is nearer to node 1; node 4 as near to node 1 as to node 0.
    distances[1, 3] = 20
    let layout = try layout(
      memory: [gib, gib, 0, gib, gib], cpus: [CPU(apicID: 0, node: 0), CPU(apicID: 1, node: 1)],
      distances: distances)
    let table = HMAT(layout)
    #expect(
      domains(table) == [
        .init(memory: 0, initiator: 0), .init(memory: 1, initiator: 1), .init(memory: 3, initiator: 1),
        .init(memory: 4, initiator: 0),
      ])
    #expect(
      lines(table.encodedBytes())
        == lines(
          hex(
            """
            48 4d 41 54 c8 00 00 00  02 \(Hexadecimal.digits(UInt64(table.encodedBytes()[9]), count: 2)) 4d 45 4d 43 20 20
            4d 45 4d 43 48 4d 41 54  01 00 00 00 4d 45 4d 43  01 00 00 00 00 00 00 00
            00 00 00 00 28 00 00 00  01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
            00 00 00 00 28 00 00 00  01 00 00 00 01 00 00 00  01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
            00 00 00 00 28 00 00 00  01 00 00 00 01 00 00 00  03 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
            00 00 00 00 28 00 00 00  01 00 00 00 00 00 00 00  04 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00
            """)))
    #expect(table.encodedBytes().reduce(0, &+) == 0)
  }

  @Test("a listing names the domain")
  func listing() throws {
    let dump = try #require(TableDump(try Vector(machine: "q35-hmat").bytes("hmat.bin")))
    #expect(
      dump.description.contains(
        """
        HMAT memory domain #3: memory of proximity domain 2
          [0x0078  2] type                     : 0
          [0x007a  2] reserved                 : 0x0000
          [0x007c  4] length                   : 40
          [0x0080  2] flags                    : 0x1 (initiator valid)
          [0x0082  2] reserved                 : 0x0000
          [0x0084  4] initiator domain         : 0
          [0x0088  4] memory domain            : 2

        """), "\(dump.description)")
  }

  @Test("a domain without memory in SRAT is told")
  func unknownDomain() throws {
    let hmat = HMAT(structures: [.domain(.init(memory: 1, initiator: 0)), .domain(.init(memory: 7, initiator: 0))])
    let tables = [EncodedTable(.srat, SRATTests.twoNodes), EncodedTable(TableKind(HMAT.self), hmat.encodedBytes())]
    let layout = try twoNodes()
    #expect(
      TableInvariants.violations(of: tables, slots: layout.ramSlots) == [
        "HMAT speaks of memory of proximity domain 7, but no enabled memory affinity of SRAT does"
      ])
  }
}
