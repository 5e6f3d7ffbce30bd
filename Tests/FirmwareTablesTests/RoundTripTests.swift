import FieldCoding
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import FirmwareTables

@Suite("Properties")
struct RoundTripTests {
  @Test("what is encoded decodes to what was encoded, and nothing complains", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let nodes = Int.random(in: 1...8, using: &random)
    let memory = (0..<nodes).map { _ in UInt64.random(in: 1...3000, using: &random) << 20 }
    let cpus = (0..<UInt32.random(in: 1...40, using: &random)).map {
      CPU(apicID: $0 * 11, node: UInt32.random(in: 0..<UInt32(nodes), using: &random))
    }
    var distances = DistanceMatrix(count: nodes)
    for from in 0..<nodes {
      for to in 0..<nodes where to != from { distances[from, to] = .random(in: 11...255, using: &random) }
    }
    let architecture = try #require(Architecture.allCases.randomElement(using: &random))
    var topology = Topology(
      architecture: architecture, nodes: memory.map { MemoryNode(memory: Located($0)) }, cpus: cpus,
      distances: distances)
    drawKinds(of: &topology, &random)
    drawProcessors(of: &topology, &random)
    drawLocalities(of: &topology, &random)
    let layout = try lowered(topology)
    for format in tableFormats { expectRoundTrip(format, layout) }
    if let map = E820Map(layout) { #expect(E820Map.decode(linuxText: map.linuxText).value == map) }
    #expect(violations(for: layout).isEmpty)
  }

  /// Kinds of memory, space for more of it, devices; with CXL all of it is on 256 MiB.
  private func drawKinds(of topology: inout Topology, _ random: inout SeededGenerator) {
    let isCXL = Bool.random(using: &random)
    if isCXL {
      topology.placementAlignment = CXLWindow.alignment
      topology.cxlBridges = (1...4).map { CXLHostBridge(uniqueID: $0, registers: 1 << 50 + UInt64($0) << 16) }
    }
    for index in topology.nodes.indices {
      topology.nodes[index].isPersistent.value = index > 0 && random.once(in: 4)
      let isPersistent = topology.nodes[index].isPersistent.value
      topology.nodes[index].isSpecialPurpose.value = !isPersistent && random.once(in: 4)
      if random.once(in: 4) { topology.nodes[index].hotplug = HotplugSpace(size: gib) }
      if random.once(in: 4) {
        topology.initiators.append(
          GenericDevice(
            node: index,
            handle: .pci(PCIAddress(bus: UInt8(index), device: .random(in: 0...31, using: &random), function: 1))))
      }
      if random.once(in: 4) {
        let name = ACPIDeviceName(hardwareID: "ACPI0016", uniqueID: UInt32(index))
        topology.ports.append(GenericDevice(node: index, handle: .acpi(name)))
      }
      guard isCXL, random.once(in: 2) else { continue }
      topology.nodes[index].memory?.value = UInt64.random(in: 1...8, using: &random) * CXLWindow.alignment
      topology.nodes[index].cxl = CXLWindow(
        bridges: Array([4, 1, 3, 2].prefix(.random(in: 1...4, using: &random))))
    }
  }

  /// A shape, CPUs that are not there yet, or x2APICs.
  private func drawProcessors(of topology: inout Topology, _ random: inout SeededGenerator) {
    if random.once(in: 2) {
      var shape = CPUShape(
        packages: .random(in: 1...3, using: &random), llcs: .random(in: 1...3, using: &random),
        coresPerLLC: .random(in: 1...3, using: &random), threadsPerCore: .random(in: 1...3, using: &random),
        numbering: random.once(in: 2) ? .threadsFirst : .threadsLast)
      if random.once(in: 2) { shape.dies = shape.packages * .random(in: 1...3, using: &random) }
      shape.llcs *= shape.dies ?? shape.packages
      if random.once(in: 3) {
        shape.coresOfLLCs = CoresOfCaches((0..<shape.llcs).map { _ in .random(in: 1...4, using: &random) })
      }
      topology.cpuShape = shape
      topology.cpus = (0..<shape.cpuCount).map { cpu in
        CPU(
          apicID: shape.apicID(ofCPU: cpu),
          node: shape.llc(ofCPU: cpu) * UInt32(topology.nodes.count) / shape.llcs)
      }
    }
    if random.once(in: 3) {
      topology.processors.present = Located(.random(in: 1...UInt32(topology.cpus.count), using: &random))
    }
    topology.processors.x2APIC.value = topology.architecture == .x8664 && random.once(in: 4)
  }

  /// Latencies and bandwidths, estimated or not, of some nodes, and caches in front of them.
  private func drawLocalities(of topology: inout Topology, _ random: inout SeededGenerator) {
    if random.once(in: 2) { topology.localities = LocalityOptions(areDerived: random.once(in: 2)) }
    for index in topology.nodes.indices where random.once(in: 3) {
      var performance = MemoryPerformance()
      if random.once(in: 2) { performance[.readLatency] = Located(.random(in: 1...400_000, using: &random)) }
      if random.once(in: 2) { performance[.accessBandwidth] = Located(.random(in: 1...300_000, using: &random)) }
      let levels = (1...3).prefix(.random(in: 0...3, using: &random))
      performance.caches = levels.reversed().map { MemorySideCache(size: gib, level: UInt8($0)) }
      topology.nodes[index].performance = performance
    }
  }

  private func expectRoundTrip<Table: TableFormat>(_: Table.Type, _ layout: Layout) {
    guard let table = Table(layout) else { return }
    let decoded = Table.decode(table.encodedBytes())
    #expect(isSame(decoded.value, table))
    #expect(decoded.issues.isEmpty)
  }

  /// Everything that reads bytes, on these bytes.
  ///
  /// - Parameter turn: Where many bytes differ little, which fourth of the formats reads these, besides the one that their
  ///   signature tells; `nil` for all of them.
  private func readEverything(_ bytes: [UInt8], turn: Int? = nil) {
    let own = TableKind(signatureOf: bytes)
    let kinds = TableKind.made + [.facs, TableKind(undecoded: FixedText("ABCD", width: 4))]
    for (index, kind) in kinds.enumerated() where turn.map({ index % 4 == $0 % 4 || kind == own }) ?? true {
      let dump = TableDump(bytes, as: kind)
      #expect(dump.description.utf8.count < 200 * bytes.count + 1000)
      for record in dump.records { #expect(record.offset + record.length <= bytes.count) }
      #expect(
        TableComparison(from: bytes, to: SRATTests.twoNodes, as: kind).isEmpty == (bytes == SRATTests.twoNodes))
      _ = TableComparison(from: SLITTests.twoNodes, to: bytes, as: kind)
    }
    // What was decoded once can be encoded, and then says the same.
    for (index, format) in tableFormats.enumerated()
    where turn.map({ index % 4 == $0 % 4 || TableKind(format) == own }) ?? true {
      expectSame(format, bytes)
    }
    guard turn.map({ $0 % 4 == 0 }) ?? true else { return }
    _ = UndecodedTable.decode(bytes)
    _ = E820Map.decode(linuxText: String(decoding: bytes, as: UTF8.self))
    _ = TableInvariants.violations(
      of: TableKind.made.map { EncodedTable($0, bytes) },
      slots: [
        TableInvariants.RAMSlot(start: 0, end: gib, node: 0), TableInvariants.RAMSlot(start: 5, end: 1, node: -1),
      ])
  }

  private func expectSame<Table: TableFormat>(_: Table.Type, _ bytes: [UInt8]) {
    let table = Table.decode(bytes).value
    #expect(isSame(Table.decode(table.encodedBytes()).value, table))
  }

  /// Every format can be compared, which the list of formats does not say.
  private func isSame<Table: TableFormat>(_ left: Table, _ right: Table) -> Bool {
    func isSame<Value: Equatable>(_ left: Value) -> Bool { left == right as? Value }
    guard let left = left as? any Equatable else { return false }
    return isSame(left)
  }

  static let tables: [[UInt8]] = [
    SRATTests.twoNodes, SLITTests.twoNodes, E820Tests.twoNodes, FADTTests.table,
    DSDT(code: DSDTTests.code).encodedBytes(), MADTTests.twoNodes,
    Array(EFIMemoryMapTests.twoNodes.prefix(80)), DeviceTreeReaderTests.small,
    SRAT(affinities: SRATTests.structures[..<7].map(\.0)).encoded(),
    SRAT(affinities: SRATTests.structures[7...].map(\.0)).encoded(), CEDTTests.interleaved,
  ]

  @Test("no length is too short", arguments: tables)
  func truncated(table: [UInt8]) {
    for count in 0...table.count {
      readEverything(Array(table.prefix(count)), turn: count)
      if count >= 36 { readEverything(Array(table.prefix(count)).sealed(), turn: count + 1) }
    }
  }

  @Test("no byte is too wrong", arguments: tables)
  func flipped(table: [UInt8]) {
    for offset in table.indices {
      // Neighbours of five different values meet all formats; every value at every place is what fuzzing is for.
      let byte = ([0, 1, 0x7f, 0x80, 0xff] as [UInt8])[offset % 5]
      readEverything(table.replacing(at: offset, with: [byte]), turn: offset)
    }
  }

  @Test("no bytes are too many", arguments: 0..<300 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var bytes = try #require(Self.tables.randomElement(using: &random))
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      bytes[.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
    }
    for _ in 0..<Int.random(in: 0...100, using: &random) { bytes.append(.random(in: 0...255, using: &random)) }
    readEverything(bytes)
    readEverything(bytes.sealed())
  }

  @Test("no line is too long or too odd", arguments: 0..<300 as Range<UInt64>)
  func lines(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var bytes = Array("[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable\n".utf8)
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      bytes[.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
    }
    let decoded = E820Map.decode(linuxText: String(decoding: bytes, as: UTF8.self))
    #expect(decoded.value.entries.count + decoded.issues.count <= 2)
  }
}
