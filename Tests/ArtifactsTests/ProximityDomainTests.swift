import Addresses
import Artifacts
import FirmwareTables
import Lowering
import MachineModel
import TestSupport
import Testing

/// Nodes that are other proximity domains than their places.
@Suite("Proximity domains") struct ProximityDomainTests {
  private static let text = """
    memc: 1
    nodes:
      - {memory: 1GiB, domain: 3, cpus: "0-1", hmat: {latency: 100ns}}
      - {memory: 1GiB, name: middle, cpus: "2-3"}
      - {memory: 1GiB, domain: 0, hmat: {latency: 300ns, initiator: 3, cache: {size: 1GiB}}}
    distances: [[10, 21, 22], [31, 10, 23], [32, 33, 10]]
    """

  private func layout(_ text: String = text, _ more: String = "") throws -> Layout {
    let compilation = Compilation(text.replacing("[[10", with: "{asymmetric: true, matrix: [[10") + "}\n" + more)
    return try #require(compilation.layout, "\(compilation.text)")
  }

  @Test("A matrix has a row for each node by ascending domain, and SLIT one for each number")
  func distances() throws {
    let layout = try layout()
    // The node of domain 0 is the last one.
    #expect(layout.topology.distances.values == [10, 33, 32, 23, 10, 31, 22, 21, 10])
    let slit = SLIT(layout)
    #expect(slit.localities == 4)
    #expect(
      slit.distances == [
        10, 21, 255, 22,
        31, 10, 255, 23,
        255, 255, 10, 255,
        32, 33, 255, 10,
      ])
  }

  @Test("SRAT has domains, in the order of CPUs and of addresses")
  func affinities() throws {
    let devices = "[{node: middle, pci: \"0000:00:02.0\"}, {node: 3, pci: \"0000:00:03.0\"}]"
    let srat = SRAT(try layout(Self.text, "initiators: \(devices)"))
    #expect(srat.affinities.map(\.proximityDomain) == [3, 3, 1, 1, 3, 1, 0, 1, 3])
    #expect(srat.memoryAffinities.map(\.base) == [0, 1 << 30, 2 << 30])
  }

  @Test("HMAT has its domains ascending")
  func localities() throws {
    let hmat = try #require(HMAT(try layout()))
    var (domains, caches): ([[UInt32]], [UInt32]) = ([], [])
    for structure in hmat.structures {
      switch structure {
      case .domain(let domain): domains.append([domain.memory, domain.initiator])
      case .cache(let cache): caches.append(cache.memory)
      case .matrix(let matrix):
        #expect(matrix.initiators == [1, 3] && matrix.targets == [0, 1, 3])
        // What node 1 has is not known; 300 ns times 3.1 and 3.2, 100 ns times 2.3 and 1.
        #expect(matrix.entries.map { UInt64($0) * matrix.base } == [930_000, 0, 230_000, 960_000, 0, 100_000])
      case .other: Issue.record("of no type")
      }
    }
    #expect(domains == [[0, 3], [1, 1], [3, 3]])
    #expect(caches == [0])
  }

  @Test("A device tree has domains, too")
  func deviceTree() throws {
    let layout = try layout(Self.text + "\n", "arch: aarch64")
    let tree = try #require(DeviceTree(layout)).encodedBytes()
    let dump = try #require(TableDump(tree))
    let numbers = dump.records.filter { dump.title(of: $0).contains("numa-node-id") }.flatMap { record in
      dump.fields(of: record).filter { $0.name != "node" }.map(\.text)
    }
    // Three ranges of memory, and then four CPUs.
    #expect(numbers == ["<0x3>", "<0x1>", "<0x0>", "<0x3>", "<0x3>", "<0x1>", "<0x1>"])
    #expect(
      TableInvariants.violations(of: EncodedTable.all(of: layout), slots: slots(of: layout), localities: 4) == [])
  }

  @Test("A slot of another domain than SRAT has is told of")
  func otherDomains() throws {
    let layout = try layout()
    let swapped = slots(of: layout).map {
      TableInvariants.RAMSlot(start: $0.start, end: $0.end, node: $0.node == 3 ? 0 : $0.node == 0 ? 3 : $0.node)
    }
    #expect(
      TableInvariants.violations(
        of: [EncodedTable(TableKind(SRAT.self), SRAT(layout).encoded())], slots: swapped, localities: 4) == [
          "SRAT gives 0x80000000-0xc0000000 to proximity domain 0, but no RAM slot of node 0 is there",
          "SRAT gives 0x0-0x40000000 to proximity domain 3, but no RAM slot of node 3 is there",
        ])
  }

  private func slots(of layout: Layout) -> [TableInvariants.RAMSlot] {
    let domains = layout.topology.proximityDomains
    return layout.slots.compactMap { slot in
      slot.node.map { .init(start: slot.start, end: slot.end, node: Int(domains[$0])) }
    }
  }
}
