import Addresses
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("HMAT")
struct HMATTests {
  private func domains(of table: HMAT) -> [HMAT.DomainAttributes] {
    table.structures.compactMap { if case .domain(let domain) = $0 { domain } else { nil } }
  }

  @Test("QEMU's table reads, and is written as the same bytes")
  func vector() throws {
    let bytes = try Vector(machine: "q35-hmat").bytes("hmat.bin")
    let decoded = HMAT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(
      domains(of: decoded.value) == [
        .init(memory: 0, initiator: 0), .init(memory: 1, initiator: 1), .init(memory: 2, initiator: 0),
      ])
    let (latency, bandwidth) = (decoded.value.structures[3], decoded.value.structures[4])
    #expect(
      latency
        == .matrix(
          .init(
            .accessLatency, base: 10_000, initiators: [0, 1], targets: [0, 1, 2], entries: [1, 2, 5, 2, 1, 6])))
    #expect(
      bandwidth
        == .matrix(
          .init(
            .accessBandwidth, base: 2, initiators: [0, 1], targets: [0, 1, 2],
            entries: [100, 50, 25, 50, 100, 25])))
    #expect(
      decoded.value.structures[5...] == [
        .cache(
          .init(
            memory: 0, size: 16 << 10,
            attributes: .init(levels: 1, level: 1, associativity: .direct, policy: .writeBack, lineSize: 64))),
        .cache(
          .init(
            memory: 1, size: 32 << 10,
            attributes: .init(levels: 1, level: 1, associativity: .complex, policy: .writeThrough, lineSize: 64))),
      ])
    #expect(decoded.value.encodedBytes() == bytes)
  }

  @Test("memory belongs to the CPUs of its own node, or else to the nearest ones")
  func nearest() throws {
    var distances = DistanceMatrix(count: 5, remote: 30)
    // Node 3 is nearer to node 1; node 4 as near to node 1 as to node 0.
    distances[1, 3] = 20
    var topology = Self.topology(
      memory: [gib, gib, 0, gib, gib], cpus: [CPU(apicID: 0, node: 0), CPU(apicID: 1, node: 1)])
    topology.distances = distances
    topology.localities = LocalityOptions()
    let layout = try lowered(topology)
    #expect(violations(for: layout) == [])
    let table = try #require(HMAT(layout))
    #expect(
      domains(of: table) == [
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

  // MARK: Of a layout

  private static func topology(memory: [UInt64], cpus: [CPU]) -> Topology {
    Topology(nodes: memory.map { MemoryNode(memory: Located($0)) }, cpus: cpus)
  }

  /// The machine of the vector as QEMU was asked for it.
  private static func q35() -> Topology {
    var topology = topology(
      memory: [gib, gib, gib], cpus: (0..<4).map { CPU(apicID: $0, node: $0 / 2) })
    var localities = LocalityOptions()
    localities[.accessLatency] = StatedLocalities(rows: [[10_000, 20_000, 50_000], [20_000, 10_000, 60_000]])
    localities[.accessBandwidth] = StatedLocalities(rows: [[200, 100, 50], [100, 200, 50]])
    topology.localities = localities
    var caches = [MemorySideCache(size: 16 << 10), MemorySideCache(size: 32 << 10)]
    caches[1].associativity = .complex
    caches[1].policy = .writeThrough
    for (node, cache) in caches.enumerated() {
      var performance = MemoryPerformance()
      performance.caches = [cache]
      topology.nodes[node].performance = performance
    }
    topology.nodes[2].performance = MemoryPerformance()
    topology.nodes[2].performance?.initiator = Located(0)
    return topology
  }

  @Test("QEMU's table is made of QEMU's machine, by its platform's way or by what is stated")
  func ofQEMU() throws {
    let bytes = try Vector(machine: "q35-hmat").bytes("hmat.bin")
    var topology = Self.q35()
    topology.platform.preset = Located("qemu-q35")
    #expect(lines(try #require(HMAT(lowered(topology))).encodedBytes()) == lines(bytes))
    topology = Self.q35()
    topology.acpi = ACPIOptions()
    topology.acpi?.oemID = "BOCHS "
    topology.acpi?.oemTableID = "BXPC    "
    topology.acpi?.creatorID = "BXPC"
    topology.localities?.latencyBase = Located(10_000)
    topology.localities?.bandwidthBase = Located(2)
    #expect(lines(try #require(HMAT(lowered(topology))).encodedBytes()) == lines(bytes))
    #expect(violations(for: try lowered(topology)) == [])
  }

  @Test("memory that nobody says the initiator of has none on QEMU's platforms, and all nodes are targets")
  func unattached() throws {
    var topology = Self.topology(memory: [gib, 0, gib, gib], cpus: [CPU(apicID: 0, node: 0)])
    topology.platform.preset = Located("qemu-q35")
    topology.nodes[3].isPersistent = Located(true)
    topology.localities = LocalityOptions()
    topology.localities?[.accessLatency] = StatedLocalities(rows: [[10_000, 20_000, 30_000]])
    let layout = try lowered(topology)
    let table = try #require(HMAT(layout))
    #expect(
      table.structures == [
        .domain(.init(memory: 0, initiator: 0)), .domain(.init(memory: 2, initiator: nil, absent: 128)),
        .matrix(
          .init(.accessLatency, base: 10_000, initiators: [0], targets: [0, 1, 2, 3], entries: [1, 0, 2, 3])),
      ])
    #expect(table.identity == ACPIIdentity(oemID: "BOCHS ", oemTableID: "BXPC    ", creatorID: "BXPC"))
    #expect(
      TableInvariants.violations(of: EncodedTable.all(of: layout), slots: layout.ramSlots, localities: 4) == [])
  }

  @Test("memory is attached to the node that it names")
  func attached() throws {
    var topology = Self.topology(
      memory: [gib, gib, gib], cpus: [CPU(apicID: 0, node: 0), CPU(apicID: 1, node: 1)])
    topology.localities = LocalityOptions()
    #expect(domains(of: try #require(HMAT(lowered(topology)))).map(\.initiator) == [0, 1, 0])
    topology.nodes[2].performance = MemoryPerformance()
    topology.nodes[2].performance?.initiator = Located(1)
    #expect(domains(of: try #require(HMAT(lowered(topology)))).map(\.initiator) == [0, 1, 1])
  }

  @Test("values of nodes, an estimate of the others, caches by their levels: byte by byte")
  func ofNodes() throws {
    var topology = Self.topology(memory: [gib, gib], cpus: [CPU(apicID: 0, node: 0)])
    var performance = MemoryPerformance()
    performance[.readLatency] = Located(250_000)
    performance.caches = [MemorySideCache(size: 4 * gib, level: 2), MemorySideCache(size: gib, level: 1)]
    topology.nodes[1].performance = performance
    topology.localities = LocalityOptions(areDerived: true)
    let layout = try lowered(topology)
    let table = try #require(HMAT(layout))
    #expect(
      lines(Array(table.encodedBytes()[120...]))
        == lines(
          hex(
            """
            01 00 00 00 30 00 00 00  00 00 00 00 01 00 00 00  02 00 00 00 00 00 00 00  a0 86 01 00 00 00 00 00
            00 00 00 00  00 00 00 00 01 00 00 00  01 00 06 00
            01 00 00 00 30 00 00 00  00 01 00 00 01 00 00 00  02 00 00 00 00 00 00 00  20 a1 07 00 00 00 00 00
            00 00 00 00  00 00 00 00 01 00 00 00  00 00 01 00
            01 00 00 00 30 00 00 00  00 03 00 00 01 00 00 00  02 00 00 00 00 00 00 00  00 28 00 00 00 00 00 00
            00 00 00 00  00 00 00 00 01 00 00 00  05 00 01 00
            02 00 00 00 20 00 00 00  01 00 00 00 00 00 00 00  00 00 00 40 00 00 00 00  12 11 40 00 00 00 00 00
            02 00 00 00 20 00 00 00  01 00 00 00 00 00 00 00  00 00 00 00 01 00 00 00  22 11 40 00 00 00 00 00
            """)))
    let decoded = HMAT.decode(table.encodedBytes())
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == table)
    #expect(violations(for: layout) == [])
  }

  @Test("where nothing is said of it, there is no table, and the image has none")
  func absent() throws {
    let layout = try twoNodes()
    #expect(HMAT(layout) == nil)
    #expect(HMAT.absence(in: layout) == "nothing is said of 'hmat'")
    #expect(!EncodedTable.all(of: layout).contains { $0.kind == TableKind(HMAT.self) })
    var topology = layout.topology
    topology.localities = LocalityOptions()
    #expect(EncodedTable.all(of: try lowered(topology)).contains { $0.kind == TableKind(HMAT.self) })
  }

  @Test("a node with space for memory alone is a target, one whose range SRAT leaves out is no domain")
  func targets() throws {
    var topology = Self.topology(memory: [gib, 0, gib], cpus: [CPU(apicID: 0, node: 0)])
    topology.nodes[1].hotplug = HotplugSpace(size: gib)
    topology.platform.reserved = [
      ReservedRange(name: "hidden", start: gib, end: 2 * gib, isInSRAT: false)
    ]
    topology.localities = LocalityOptions(areDerived: true)
    let layout = try lowered(topology)
    let table = try #require(HMAT(layout))
    #expect(domains(of: table).map(\.memory) == [0, 1])
    #expect(violations(for: layout) == [])
    guard case .matrix(let matrix) = table.structures[2] else {
      Issue.record("there is no matrix")
      return
    }
    #expect(matrix.targets == [0, 1, 2] && matrix.initiators == [0])
  }

  @Test("a thousand domains are a thousand lines")
  func many() throws {
    let domains = (0..<1024).map { UInt32($0) }
    let matrix = HMAT.LocalityMatrix(
      .accessLatency, base: 1000, initiators: domains, targets: domains,
      entries: (0..<1024 * 1024).map { UInt16(truncatingIfNeeded: $0) })
    let bytes = HMAT(structures: [.matrix(matrix)]).encodedBytes()
    #expect(bytes.count == 40 + 32 + 8 * 1024 + 2 * 1024 * 1024)
    #expect(HMAT.decode(bytes).value.structures == [.matrix(matrix)])
    let text = try #require(TableDump(bytes)).description.split(separator: "\n")
    #expect(text.count { $0.contains("entries of row ") } == 1024)
    #expect(
      text.last?.hasPrefix("  [0x201848 2048] entries of row 1023      : 64512 64513 64514 ") == true,
      "\(text.last ?? "")")
  }

  // MARK: Listings

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

  @Test("a listing shows what entries stand for, and what kind of cache there is")
  func listingOfValues() throws {
    var bytes = try Vector(machine: "q35-hmat").bytes("hmat.bin")
    bytes[0xd4] = 0xff
    bytes[0xd5] = 0xff
    bytes[0xd6] = 0
    let dump = try #require(TableDump(bytes.sealed()))
    #expect(
      dump.description.contains(
        """
        HMAT latency and bandwidth #1: 0 (access latency) in units of 10000 ps, initiators 2, targets 3
          [0x00a0  2] type                     : 1
          [0x00a2  2] reserved                 : 0x0000
          [0x00a4  4] length                   : 64
          [0x00a8  1] flags                    : 0x0
          [0x00a9  1] data type                : 0 (access latency)
          [0x00aa  1] minimum transfer size    : 0
          [0x00ab  1] reserved                 : 0x00
          [0x00ac  4] number of initiators     : 2
          [0x00b0  4] number of targets        : 3
          [0x00b4  4] reserved                 : 0x00000000
          [0x00b8  8] entry base unit          : 10000
          [0x00c0  8] initiator domains        : 0 1
          [0x00c8 12] target domains           : 0 1 2
          [0x00d4  6] entries of row 0         : 65535 0 5
          [0x00da  6] entries of row 1         : 2 1 6

        """), "\(dump.description)")
    #expect(
      dump.description.contains(
        """
        HMAT memory-side cache #2: 32 KiB in front of memory of proximity domain 1
          [0x0140  2] type                     : 2
          [0x0142  2] reserved                 : 0x0000
          [0x0144  4] length                   : 32
          [0x0148  4] memory domain            : 1
          [0x014c  4] reserved                 : 0x00000000
          [0x0150  8] cache size               : 32 KiB (0x8000)
          [0x0158  4] cache attributes         : 0x00402211 (level 1 of 1, complex indexing, write-through, lines of 64 B)
          [0x015c  2] reserved                 : 0x0000
          [0x015e  2] number of handles        : 0

        """), "\(dump.description)")
  }

  @Test("a structure whose counts disagree with its length is kept as bytes, whatever it counts")
  func counts() throws {
    let bytes = try Vector(machine: "q35-hmat").bytes("hmat.bin")
    let most: [UInt8] = [255, 255, 255, 255]
    let none: [UInt8] = [0, 0, 0, 0]
    let (initiators, targets, handles) = (0xac, 0xb0, 0x13e)
    let broken: [(bytes: [UInt8], structure: Int, place: Int)] = [
      (bytes.replacing(at: initiators, with: most), 3, 0xa4),
      (bytes.replacing(at: targets, with: most), 3, 0xa4),
      (bytes.replacing(at: initiators, with: most + most), 3, 0xa4),
      (bytes.replacing(at: initiators, with: none), 3, 0xa4),
      (bytes.replacing(at: targets, with: none), 3, 0xa4),
      (bytes.replacing(at: handles, with: [255, 255]), 5, 0x124),
    ]
    for (bytes, index, place) in broken {
      let bytes = bytes.sealed()
      let decoded = HMAT.decode(bytes)
      #expect(decoded.issues.map(\.place) == [.byte(place)])
      #expect(decoded.value.structures.count == 7)
      guard case .other(let other) = decoded.value.structures[index] else {
        Issue.record("structure \(index) is no plain bytes")
        continue
      }
      #expect(other.bytes == Array(bytes[(place - 4)..<(place - 4 + other.bytes.count)]))
      #expect(decoded.value.encodedBytes() == bytes)
    }
  }

  @Test("SMBIOS handles are read and written")
  func handles() {
    let hmat = HMAT(structures: [
      .cache(.init(memory: 3, size: gib, attributes: .init(bits: 0x0040_1133), handles: [0x1234, 0x5678]))
    ])
    let bytes = hmat.encodedBytes()
    #expect(
      lines(Array(bytes[40...]))
        == lines(
          hex(
            """
            02 00 00 00 24 00 00 00  03 00 00 00 00 00 00 00  00 00 00 40 00 00 00 00  33 11 40 00 00 00 02 00
            34 12 78 56
            """)))
    let decoded = HMAT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == hmat)
  }
}
