import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Invariants of HMAT")
struct HMATInvariantsTests {
  private typealias Domain = HMAT.DomainAttributes

  private let layout: Layout
  private let hmat: HMAT

  /// Nodes 0 and 1 have a CPU each; node 2, nearer to node 1, has memory alone, behind two caches; node 3 has nothing. The
  /// table has a structure for each of three domains, two matrices, and two caches.
  init() throws {
    var topology = Topology(
      nodes: [gib, gib, gib, 0].map { MemoryNode(memory: Located($0)) },
      cpus: [CPU(apicID: 0, node: 0), CPU(apicID: 1, node: 1)])
    topology.distances = DistanceMatrix(count: 4, remote: 30)
    topology.distances[1, 2] = 20
    topology.distances[2, 1] = 20
    var performance = MemoryPerformance()
    performance.caches = [MemorySideCache(size: gib), MemorySideCache(size: 4 * gib)]
    topology.nodes[2].performance = performance
    topology.localities = LocalityOptions(areDerived: true)
    layout = try lowered(topology)
    hmat = try #require(HMAT(layout))
  }

  /// What is told of the table with other structures, and of one of the others as it is changed.
  private func told(_ change: (inout [HMAT.Structure]) throws -> Void) rethrows -> [String] {
    var changed = hmat
    try change(&changed.structures)
    let tables = EncodedTable.all(of: layout).map { table in
      table.kind == TableKind(HMAT.self) ? EncodedTable(table.kind, changed.encodedBytes()) : table
    }
    return TableInvariants.violations(of: tables, slots: layout.ramSlots, localities: 4)
  }

  private func told(ofDomain index: Int, _ change: (inout Domain) -> Void) throws -> [String] {
    try told { structures in
      guard case .domain(var domain) = structures[index] else { throw Missing() }
      change(&domain)
      structures[index] = .domain(domain)
    }
  }

  private func told(ofMatrix index: Int, _ change: (inout HMAT.LocalityMatrix) -> Void) throws -> [String] {
    try told { structures in
      guard case .matrix(var matrix) = structures[3 + index] else { throw Missing() }
      change(&matrix)
      structures[3 + index] = .matrix(matrix)
    }
  }

  private func told(ofCache index: Int, _ change: (inout HMAT.MemorySideCache) -> Void) throws -> [String] {
    try told { structures in
      guard case .cache(var cache) = structures[5 + index] else { throw Missing() }
      change(&cache)
      structures[5 + index] = .cache(cache)
    }
  }

  /// A structure is not where the test looks for it.
  private struct Missing: Error {}

  @Test("hold for the table as it is")
  func hold() throws {
    #expect(hmat.structures.count == 7)
    #expect(told { _ in } == [])
  }

  // MARK: Domains

  @Test("each domain with memory is told of once, and no other")
  func domains() throws {
    #expect(told { $0.remove(at: 2) } == ["SRAT has memory of proximity domain 2 that HMAT does not speak of"])
    #expect(
      told { $0 = [] } == ["SRAT has memory of proximity domains 0-2 that HMAT does not speak of"])
    #expect(told { $0.insert($0[0], at: 0) } == ["HMAT speaks twice of memory of proximity domain 0"])
    #expect(
      told { $0.append(.domain(Domain(memory: 3, initiator: 0))) } == [
        "HMAT speaks of memory of proximity domain 3, but no enabled memory affinity of SRAT does"
      ])
    #expect(
      try told(ofDomain: 1) { $0.flags = Domain.Flags(rawValue: 3) } == [
        "HMAT speaks of memory of proximity domain 1 with flags 0x3, where bit 0 is the only one"
      ])
  }

  @Test("memory belongs to the initiator of its own domain; other memory to any, or to none, as a topology may say")
  func initiators() throws {
    #expect(
      try told(ofDomain: 0) { $0.initiator = 1 } == [
        "HMAT has proximity domain 1 for the initiator of memory of 0, but 0 is one itself"
      ])
    #expect(try told(ofDomain: 0) { $0.flags = [] } == [])
    #expect(try told(ofDomain: 2) { $0.initiator = 0 } == [])
    #expect(try told(ofDomain: 2) { $0.flags = [] } == [])
    #expect(
      try told(ofDomain: 2) { $0.initiator = 3 } == [
        "HMAT has proximity domain 3 for an initiator, but SRAT has no CPU and no device in it"
      ])
  }

  @Test("structures are of types that there are")
  func others() throws {
    #expect(
      told { $0.append(.other(OtherStructure(type: 9, bytes: [9, 0, 0, 0, 8, 0, 0, 0]))) } == [
        "HMAT has a structure of type 9 of 8 bytes, where types are 0 to 2"
      ])
  }

  // MARK: Matrices

  @Test("there is a matrix for a data type once, in their order")
  func dataTypes() throws {
    #expect(
      told { $0.insert($0[3], at: 3) } == [
        "HMAT has a matrix of data type 0 behind one of 0, where each type stands once, in ascending order"
      ])
    #expect(
      told { $0.swapAt(3, 4) } == [
        "HMAT has a matrix of data type 0 behind one of 3, where each type stands once, in ascending order"
      ])
    #expect(
      try told(ofMatrix: 1) { $0.dataType = 6 } == [
        "HMAT has a matrix of data type 6, where types are 0 to 5"
      ])
  }

  @Test("matrices are of memory, and of all transfers")
  func hierarchies() throws {
    #expect(
      try told(ofMatrix: 0) { $0.flags = HMAT.LocalityMatrix.Flags(rawValue: 7) } == [
        "HMAT has a matrix of data type 0 with flags 0x7 and minimum transfer size 0, where both are 0"
      ])
    #expect(
      try told(ofMatrix: 0) { $0.minimumTransfer = 6 } == [
        "HMAT has a matrix of data type 0 with flags 0x0 and minimum transfer size 6, where both are 0"
      ])
  }

  @Test("matrices are between initiators and targets that ascend, in a unit")
  func matrices() throws {
    #expect(
      try told(ofMatrix: 0) { $0.targets = [0, 2, 1] } == [
        "HMAT has a matrix of data type 0 whose initiators or targets do not ascend"
      ])
    #expect(
      try told(ofMatrix: 0) { $0.initiators = [1, 0] } == [
        "HMAT has a matrix of data type 0 whose initiators or targets do not ascend"
      ])
    #expect(try told(ofMatrix: 0) { $0.base = 0 } == ["HMAT has a matrix of data type 0 in units of 0"])
    #expect(
      try told(ofMatrix: 0) { $0.initiators[1] = 6 } == [
        "HMAT has a matrix of data type 0 from proximity domain 6, where SRAT has no CPU and no device"
      ])
    #expect(
      try told(ofMatrix: 1) { $0.targets[2] = 4 } == [
        "HMAT has a matrix of data type 3 to proximity domain 4, which has no memory"
      ])
  }

  // MARK: Caches

  @Test("the caches of a domain are of the levels from 1 on, each once, and say how many they are")
  func levels() throws {
    #expect(
      told { $0.remove(at: 6) } == [
        "HMAT's memory-side caches of proximity domain 2 are of level 1 of 2, not 1 of 1"
      ])
    #expect(
      told { $0.swapAt(5, 6) } == [
        "HMAT's memory-side caches of proximity domain 2 are of level 2 of 2, 1 of 2, not 1 of 2, 2 of 2"
      ])
    #expect(
      told { $0.append($0[6]) } == [
        "HMAT's memory-side caches of proximity domain 2 are of level 1 of 2, 2 of 2, 2 of 2, not 1 of 3, 2 of 3, "
          + "3 of 3"
      ])
    #expect(
      told { $0 += [$0[6], $0[6]] } == [
        "HMAT has 4 memory-side caches of proximity domain 2, where there are at most 3"
      ])
    #expect(
      try told(ofCache: 1) { $0.attributes.bits ^= 1 } == [
        "HMAT's memory-side caches of proximity domain 2 are of level 1 of 2, 2 of 3, not 1 of 2, 2 of 2"
      ])
    #expect(
      told { structures in
        structures.append(
          .cache(
            .init(
              memory: 1, size: gib,
              attributes: .init(levels: 1, level: 1, associativity: .direct, policy: .writeBack, lineSize: 64))))
      } == ["HMAT has memory-side caches of proximity domain 1 behind those of domain 2"])
  }

  @Test("caches are in front of memory, of a size and of a kind")
  func caches() throws {
    #expect(
      try told { structures in
        for index in 5...6 {
          guard case .cache(var cache) = structures[index] else { throw Missing() }
          cache.memory = 3
          structures[index] = .cache(cache)
        }
      } == [
        "HMAT's memory-side cache of level 1 of proximity domain 3 is in front of no memory",
        "HMAT's memory-side cache of level 2 of proximity domain 3 is in front of no memory",
      ])
    #expect(
      try told(ofCache: 0) { $0.size = 0 } == [
        "HMAT's memory-side cache of level 1 of proximity domain 2 has a size of 0"
      ])
    #expect(
      try told(ofCache: 0) { $0.attributes.bits |= 0x900 } == [
        "HMAT's memory-side cache of level 1 of proximity domain 2 has associativity 9 and write policy 1, where both "
          + "are 0 to 2"
      ])
    #expect(
      try told(ofCache: 1) { $0.attributes.bits |= 0x3000 } == [
        "HMAT's memory-side cache of level 2 of proximity domain 2 has associativity 1 and write policy 3, where both "
          + "are 0 to 2"
      ])
  }
}
