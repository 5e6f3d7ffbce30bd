import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Invariants of PPTT")
struct PPTTInvariantsTests {
  /// Two packages of two last-level caches, each of two cores. Without threads:
  /// 0x24 package · 0x38 cache, 0x50 its group, 0x68 and 0x7c cores · 0x90 cache, 0xa8 its group, 0xc0 and 0xd4 cores ·
  /// 0xe8 package · 0xfc cache, 0x114 its group, 0x12c and 0x140 cores · 0x154 cache, 0x16c its group, 0x184 and 0x198
  /// cores.
  private func layout(threads: UInt32 = 1, _ numbering: CPUShape.Numbering = .threadsFirst) throws -> Layout {
    let shape = CPUShape(packages: 2, llcs: 4, coresPerLLC: 2, threadsPerCore: threads, numbering: numbering)
    var topology = Topology(
      nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<shape.cpuCount).map { CPU(apicID: shape.apicID(ofCPU: $0), node: 0) })
    topology.cpuShape = shape
    return try lowered(topology)
  }

  /// What is told of a layout's table with other structures.
  private func told(_ layout: Layout, _ change: (inout [PPTT.Node]) throws -> Void) rethrows -> [String] {
    var pptt = PPTT(layout)
    try change(&pptt.nodes)
    let tables = EncodedTable.all(of: layout).map {
      $0.kind == TableKind(PPTT.self) ? EncodedTable($0.kind, pptt.encodedBytes()) : $0
    }
    return TableInvariants.violations(of: tables, slots: layout.ramSlots)
  }

  private func told(
    _ layout: Layout, ofProcessorAt place: Int, _ change: (inout PPTT.Processor) -> Void
  ) throws -> [String] {
    try told(layout) { try Self.change(&$0, at: place, change) }
  }

  private static func change(
    _ nodes: inout [PPTT.Node], at place: Int, _ change: (inout PPTT.Processor) -> Void
  ) throws {
    let index = try index(of: place, in: nodes)
    guard case .processor(var processor) = nodes[index] else { throw Missing() }
    change(&processor)
    nodes[index] = .processor(processor)
  }

  private static func index(of place: Int, in nodes: [PPTT.Node]) throws -> Int {
    var offset = 36
    for (index, node) in nodes.enumerated() {
      if offset == place { return index }
      offset += node.byteCount
    }
    throw Missing()
  }

  /// A structure is not where the test looks for it.
  private struct Missing: Error {}

  @Test("hold for the table as it is", arguments: CPUShape.Numbering.allCases)
  func hold(numbering: CPUShape.Numbering) throws {
    #expect(told(try layout()) { _ in } == [])
    #expect(told(try layout(threads: 2, numbering)) { _ in } == [])
    #expect(told(try layout(threads: 3, numbering)) { _ in } == [])
    #expect(told(try twoNodes()) { _ in } == [])
  }

  // MARK: The tree

  @Test("a parent begins before, is a group, and has nothing else between")
  func parents() throws {
    let layout = try layout()
    #expect(
      try told(layout, ofProcessorAt: 0x198) { $0.parent = 0x51 } == [
        "PPTT structure at 0x198 names a parent at 0x51, but no processor node begins there before it"
      ])
    #expect(
      try told(layout, ofProcessorAt: 0x198) { $0.parent = 0x184 } == [
        "PPTT structure at 0x198 names a parent at 0x184, but that is a leaf"
      ])
    #expect(
      try told(layout, ofProcessorAt: 0x198) { $0.parent = 0x50 } == [
        "PPTT structure at 0x198 names a parent at 0x50, but what stands between is not below that"
      ])
    #expect(
      try told(layout, ofProcessorAt: 0x24) { $0.parent = 0x24 }.first
        == "PPTT structure at 0x24 names a parent at 0x24, but no processor node begins there before it")
  }

  @Test("what has no parent is a package, and nothing else is")
  func packages() throws {
    let layout = try layout()
    #expect(
      try told(layout, ofProcessorAt: 0x198) { $0.parent = 0 } == [
        "PPTT structure at 0x198 has no parent, but is no package"
      ])
    #expect(
      try told(layout, ofProcessorAt: 0x24) { $0.flags = .identical } == [
        "PPTT structure at 0x24 has no parent, but is no package"
      ])
    #expect(
      try told(layout, ofProcessorAt: 0xe8) { $0.parent = 0x24 } == [
        "PPTT structure at 0xe8 is a package, but has a parent, at 0x24"
      ])
  }

  @Test("flags are those of a package, a group, a core or a thread")
  func flags() throws {
    let layout = try layout()
    func words(_ flags: String) -> String {
      "PPTT structure at 0x198 has flags \(flags), where a package has 0x11, another group 0x10, a core 0xa and a thread 0xe"
    }
    let missing = "MADT has CPUs of ACPI processor UID 7 that PPTT has no leaf of"
    #expect(
      try told(layout, ofProcessorAt: 0x198) { $0.flags = .leaf } == [
        words("0x8"), "PPTT structure at 0x198 has ACPI processor UID 7, which by its flags it has not", missing,
      ])
    #expect(
      try told(layout, ofProcessorAt: 0xe8) { $0.processorUID = 3 } == [
        "PPTT structure at 0xe8 has ACPI processor UID 3, which by its flags it has not"
      ])
    #expect(
      try told(layout, ofProcessorAt: 0x198) { $0.flags = .hasUID }.first == words("0x2"))
    #expect(
      try told(layout, ofProcessorAt: 0x198) { $0.flags.insert(.identical) } == [words("0x1a")])
  }

  @Test("structures are processors and caches")
  func others() throws {
    #expect(
      told(try layout()) { $0.append(.other(OtherStructure(type: 2, body: [0, 0]))) } == [
        "PPTT structure at 0x1ac is of type 2, where types are 0 and 1"
      ])
  }

  // MARK: Caches

  @Test("a cache stands before the one structure that has it")
  func caches() throws {
    let layout = try layout()
    #expect(
      try told(layout, ofProcessorAt: 0x16c) { $0.resources = [0x38] } == [
        "PPTT structure at 0x16c names a private resource at 0x38, but another structure has that",
        "PPTT structure at 0x154 is a cache that no structure has",
      ])
    #expect(
      try told(layout, ofProcessorAt: 0x50) { $0.resources = [0x90] } == [
        "PPTT structure at 0x50 names a private resource at 0x90, but no cache begins there before it",
        "PPTT structure at 0x38 is a cache that no structure has",
      ])
  }

  @Test("of a cache is known that it is unified, and nothing else")
  func contents() throws {
    func told(_ change: (inout PPTT.Cache) -> Void) throws -> [String] {
      try self.told(try layout()) { nodes in
        let index = try Self.index(of: 0x38, in: nodes)
        guard case .cache(var cache) = nodes[index] else { throw Missing() }
        change(&cache)
        nodes[index] = .cache(cache)
      }
    }
    func words(_ found: String) -> [String] {
      ["PPTT structure at 0x38 is a cache of \(found), where flags are 0x10, attributes 0x8 and all else 0"]
    }
    #expect(
      try told { $0.flags = [] } == words("flags 0x0, attributes 0x8, 0 bytes, 0 sets, 0 ways and lines of 0"))
    #expect(
      try told { $0.attributes = 4 } == words("flags 0x10, attributes 0x4, 0 bytes, 0 sets, 0 ways and lines of 0"))
    #expect(
      try told { cache in
        cache.size = 1
        cache.sets = 2
        cache.associativity = 3
        cache.lineSize = 4
      } == words("flags 0x10, attributes 0x8, 1 bytes, 2 sets, 3 ways and lines of 4"))
    #expect(
      try told { $0.nextLevel = 500 } == [
        "PPTT structure at 0x38 names a next level at 0x1f4, but no cache begins there before it"
      ])
  }

  // MARK: CPUs

  @Test("the leaves are MADT's CPUs")
  func processors() throws {
    #expect(
      try told(try layout(), ofProcessorAt: 0x198) { $0.processorUID = 9 } == [
        "PPTT has leaves of ACPI processor UID 9 that MADT has no CPU of",
        "MADT has CPUs of ACPI processor UID 7 that PPTT has no leaf of",
      ])
  }

  @Test("all CPUs are threads of a core, or none is")
  func threads() throws {
    #expect(
      try told(try layout(), ofProcessorAt: 0x198) { $0.flags.insert(.thread) } == [
        "PPTT has 1 threads among 8 CPUs, where all are or none"
      ])
    #expect(
      told(try twoNodes()) { nodes in
        for index in [1, 3] {
          guard case .processor(var leaf) = nodes[index] else { continue }
          leaf.flags.insert(.thread)
          nodes[index] = .processor(leaf)
        }
      } == [
        "PPTT structure at 0x38 is a thread, but what it is below, at 0x24, is a package",
        "PPTT structure at 0x60 is a thread, but what it is below, at 0x4c, is a package",
      ])
  }

  @Test("all CPUs are below as many groups")
  func depths() throws {
    #expect(
      try told(try layout(), ofProcessorAt: 0x198) { $0.parent = 0xe8 } == [
        "PPTT has the CPU with ACPI processor UID 0 below 2 groups, but that with 7 below 1"
      ])
  }

  /// Exchanges the UIDs of two leaves.
  private func exchanged(_ layout: Layout, _ first: UInt32, _ second: UInt32) -> [String] {
    told(layout) { nodes in
      for (index, node) in nodes.enumerated() {
        guard case .processor(var leaf) = node, leaf.flags.contains(.leaf) else { continue }
        if leaf.processorUID == first {
          leaf.processorUID = second
        } else if leaf.processorUID == second {
          leaf.processorUID = first
        }
        nodes[index] = .processor(leaf)
      }
    }
  }

  @Test("CPUs that are grouped have their numbers in order, or threads have them last")
  func numbering() throws {
    #expect(exchanged(try layout(), 0, 7) == ["PPTT's leaf #1 has ACPI processor UID 7, not 0"])
    #expect(exchanged(try layout(threads: 2), 5, 15) == ["PPTT's leaf #6 has ACPI processor UID 15, not 5"])
    // 0 8 · 1 9 · 2 10 · …
    let last = try layout(threads: 2, .threadsLast)
    #expect(exchanged(last, 2, 9) == ["PPTT's leaf #4 has ACPI processor UID 2, not 9"])
    #expect(exchanged(last, 8, 1) == ["PPTT's leaf #2 has ACPI processor UID 1, not 8"])
  }

  @Test("CPUs that are not grouped are in a package of each proximity domain, in order")
  func domains() throws {
    let layout = try FirmwareTablesTests.layout(
      memory: [gib, gib], cpus: (0..<4).map { CPU(apicID: $0, node: $0 / 2) })
    #expect(told(layout) { _ in } == [])
    #expect(
      exchanged(layout, 0, 1) == ["PPTT has the CPU with ACPI processor UID 0 behind that with 1"])
    #expect(
      exchanged(layout, 1, 2) == [
        "PPTT has the CPU with ACPI processor UID 2, of proximity domain 1, in one package with 0, of 0",
        "PPTT has the CPU with ACPI processor UID 1, of proximity domain 0, in the package behind that of 2, of 1",
        "PPTT has the CPU with ACPI processor UID 3, of proximity domain 1, in one package with 1, of 0",
      ])
  }
}
