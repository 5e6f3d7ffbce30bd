import Addresses
import Diagnostics
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

/// A range of memory of a proximity domain, its end inclusive as Linux prints it.
struct DomainRange: Equatable, CustomStringConvertible {
  let domain: UInt32
  let first: UInt64
  let last: UInt64

  var description: String { "\(domain): \(String(first, radix: 16))-\(String(last, radix: 16))" }
}

@Suite("Tables of QEMU")
struct QEMUVectorTests {
  private func ranges(_ table: SRAT) -> [DomainRange] {
    table.memoryAffinities.filter { $0.flags.contains(.enabled) }.map {
      DomainRange(domain: $0.proximityDomain, first: $0.base, last: $0.end - 1)
    }
  }

  @Test("are read without complaint, and encode to the same bytes", arguments: Vector.all)
  func roundTrip(vector: Vector) throws {
    let srat = SRAT.decode(try vector.bytes("srat.bin"))
    #expect(srat.issues.isEmpty)
    #expect(srat.value.revision == 1)
    #expect("\(srat.value.identity.oemID)" == "BOCHS ")
    #expect(lines(srat.value.encoded()) == lines(try vector.bytes("srat.bin")))
    let map = E820Map.decode(linuxText: try vector.text("e820.txt"))
    #expect(map.issues.isEmpty)
    #expect(map.value.linuxText == (try vector.text("e820.txt")))
    #expect(E820Map.decode(map.value.encoded()).value == map.value)
    for file in try vector.files where file.hasSuffix(".bin") {
      let dump = try #require(TableDump(try vector.bytes(file)))
      #expect(dump.issues.isEmpty)
    }
  }

  @Test("mean what Linux made of them", arguments: Vector.all)
  func dmesg(vector: Vector) throws {
    let table = SRAT.decode(try vector.bytes("srat.bin")).value
    var memory: [DomainRange] = []
    var cpus: [[UInt32]] = []
    for line in try vector.text("dmesg.txt").split(separator: "\n") {
      if let match = line.wholeMatch(of: /ACPI: SRAT: Node \d+ PXM (\d+) \[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\]/) {
        memory.append(
          DomainRange(
            domain: try #require(UInt32(match.1)), first: try #require(UInt64(match.2, radix: 16)),
            last: try #require(UInt64(match.3, radix: 16))))
      }
      if let match = line.wholeMatch(of: /SRAT: PXM (\d+) -> APIC 0x([0-9a-f]+) -> Node \d+/) {
        cpus.append([try #require(UInt32(match.1)), try #require(UInt32(match.2, radix: 16))])
      }
    }
    #expect(!memory.isEmpty)
    #expect(ranges(table) == memory)
    #expect(
      table.affinities.compactMap {
        guard case .processor(let cpu) = $0 else { return nil }
        return [cpu.proximityDomain, UInt32(cpu.apicID)]
      } == cpus)
  }

  static let memory: [(String, [DomainRange])] = [
    (
      "pc-straddle",
      [
        DomainRange(domain: 0, first: 0, last: 0x9_ffff),
        DomainRange(domain: 0, first: 0x10_0000, last: 0x7fff_ffff),
        DomainRange(domain: 1, first: 0x8000_0000, last: 0xbfff_ffff),
        DomainRange(domain: 1, first: 0x1_0000_0000, last: 0x1_bfff_ffff),
      ]
    ),
    (
      "q35-even",
      [
        DomainRange(domain: 0, first: 0, last: 0x9_ffff),
        DomainRange(domain: 0, first: 0x10_0000, last: 0x3fff_ffff),
        DomainRange(domain: 1, first: 0x4000_0000, last: 0x7fff_ffff),
      ]
    ),
    (
      "q35-hmat",
      [
        DomainRange(domain: 0, first: 0, last: 0x9_ffff),
        DomainRange(domain: 0, first: 0x10_0000, last: 0x3fff_ffff),
        DomainRange(domain: 1, first: 0x4000_0000, last: 0x7fff_ffff),
        DomainRange(domain: 2, first: 0x1_0000_0000, last: 0x1_3fff_ffff),
      ]
    ),
    (
      "pc-smt",
      [
        DomainRange(domain: 0, first: 0, last: 0x9_ffff),
        DomainRange(domain: 0, first: 0x10_0000, last: 0x5fff_ffff),
        DomainRange(domain: 1, first: 0x6000_0000, last: 0xbfff_ffff),
        DomainRange(domain: 1, first: 0x1_0000_0000, last: 0x1_3fff_ffff),
      ]
    ),
  ]

  @Test("place the memory of each node", arguments: memory)
  func places(machine: String, expected: [DomainRange]) throws {
    #expect(ranges(SRAT.decode(try Vector(machine: machine).bytes("srat.bin")).value) == expected)
  }

  @Test("place memory where the preset does, without a gap by hand")
  func preset() throws {
    let gib: UInt64 = 1 << 30
    let nodes = [2 * gib, 4 * gib].map { MemoryNode(memory: Located($0)) }
    var sink = DiagnosticSink(source: nil)
    let layout = try #require(
      LoweringPipeline().run(
        Topology(platform: Platform(preset: Located("qemu-pc")), nodes: nodes), reportingTo: &sink))
    #expect(
      layout.extents == [
        Extent(node: 0, start: 0, size: 2 * gib), Extent(node: 1, start: 2 * gib, size: gib),
        Extent(node: 1, start: 4 * gib, size: 3 * gib, backingOffset: gib),
      ])
    // QEMU cuts VGA memory and what firmware keeps below 1 MiB out of its affinities.
    let srat = SRAT.decode(try Vector(machine: "pc-straddle").bytes("srat.bin")).value
    for node in layout.sizes.indices {
      let told = ranges(srat).filter { $0.domain == node }.map { AddressRange($0.first, $0.last + 1) }
      let extents = AddressSet(layout.extents.filter { $0.node == node }.map(\.range))
      #expect(AddressSet(told) == extents.subtracting(AddressSet([AddressRange(0xA_0000, 0x10_0000)])))
    }
  }

  @Test("cover the usable memory of their maps", arguments: Vector.all)
  func coverage(vector: Vector) throws {
    let map = E820Map.decode(linuxText: try vector.text("e820.txt")).value
    let usable = AddressSet(
      map.entries.filter { $0.type == .usable }.map { AddressRange($0.base, $0.end) })
    let covered = AddressSet(
      ranges(SRAT.decode(try vector.bytes("srat.bin")).value).map { AddressRange($0.first, $0.last + 1) })
    #expect(usable.subtracting(covered).isEmpty)
  }

  @Test("tell the distances")
  func distances() throws {
    let bytes = try Vector(machine: "pc-straddle").bytes("slit.bin")
    let decoded = SLIT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.localities == 2)
    #expect(decoded.value.distances == [10, 21, 21, 10])
    #expect(decoded.value.encoded() == bytes)
  }

  @Test(
    "have headers even where their contents are not decoded",
    arguments: [("hmat.bin", "HMAT", 2), ("facp.bin", "FACP", 3)]
      as [(String, String, UInt8)])
  func undecoded(file: String, signature: String, revision: UInt8) throws {
    let bytes = try Vector(machine: "q35-hmat").bytes(file)
    let decoded = UndecodedTable.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect("\(decoded.value.header.signature)" == signature)
    #expect(decoded.value.header.revision == revision)
    #expect(decoded.value.body == Array(bytes[36...]))
  }
}
