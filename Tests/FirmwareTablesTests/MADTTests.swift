import Addresses
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("MADT")
struct MADTTests {
  /// Two CPUs, the I/O APIC, the timer at its input 2, and the non-maskable interrupt at LINT1.
  static let twoNodes = hex(
    """
    41 50 49 43 5e 00 00 00 05 00 4d 45 4d 43 20 20
    4d 45 4d 43 41 50 49 43 01 00 00 00 4d 45 4d 43
    01 00 00 00 00 00 e0 fe 00 00 00 00 00 08 00 00
    01 00 00 00 00 08 01 01 01 00 00 00 01 0c 00 00
    00 00 c0 fe 00 00 00 00 02 0a 00 00 02 00 00 00
    00 00 04 06 ff 00 00 01
    """
  ).sealed()

  /// A layout of so many CPUs in one node.
  private func layout(
    _ count: UInt32, _ architecture: Architecture = .x8664, present: UInt32? = nil, x2APIC: Bool = false,
    apicID: (UInt32) -> UInt32 = { $0 }
  ) throws -> Layout {
    var topology = Topology(
      architecture: architecture, nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<count).map { CPU(apicID: apicID($0), node: 0) })
    topology.processors.present = present.map { Located($0) }
    topology.processors.x2APIC = Located(x2APIC)
    return try lowered(topology)
  }

  @Test("a layout's CPUs and interrupt controllers, byte by byte")
  func encodes() throws {
    #expect(lines(MADT(try FirmwareTablesTests.twoNodes()).encodedBytes()) == lines(Self.twoNodes))
    let decoded = MADT.decode(Self.twoNodes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == MADT(try FirmwareTablesTests.twoNodes()))
  }

  @Test("QEMU's tables read whole, and are written as the same bytes", arguments: Vector.all)
  func vectors(vector: Vector) throws {
    let bytes = try vector.bytes("apic.bin")
    let decoded = MADT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.flags == .has8259)
    #expect(!decoded.value.entries.contains { if case .other = $0 { true } else { false } })
    #expect(lines(decoded.value.encodedBytes()) == lines(bytes))
  }

  @Test("a CPU with an APIC ID of 255 and more is an x2APIC, and with x2apic every one is")
  func forms() throws {
    let mixed = MADT(try layout(257)).entries
    #expect(mixed[254] == .localAPIC(MADT.LocalAPIC(processorUID: 254, apicID: 254)))
    #expect(mixed[255] == .localX2APIC(MADT.LocalX2APIC(processorUID: 255, apicID: 255)))
    #expect(mixed.suffix(2) == [.localAPICNMI(MADT.LocalAPICNMI(input: 1)), .localX2APICNMI(.init(input: 1))])
    let all = try layout(2, x2APIC: true)
    #expect(MADT(all).entries.first == .localX2APIC(MADT.LocalX2APIC(processorUID: 0, apicID: 0)))
    #expect(MADT(all).entries.last == .localX2APICNMI(MADT.LocalX2APICNMI(input: 1)))
    #expect(
      SRAT(all).affinities.prefix(2) == [
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0, apicID: 0)),
        .x2APIC(SRAT.X2APICAffinity(proximityDomain: 0, apicID: 1)),
      ])
    #expect(violations(for: all).isEmpty)
  }

  @Test("where a small APIC ID belongs to a large number, all are x2APICs")
  func largeNumbers() throws {
    let entries = MADT(try layout(256) { $0 == 255 ? 0 : $0 + 1 }).entries
    #expect(entries[0] == .localX2APIC(MADT.LocalX2APIC(processorUID: 0, apicID: 1)))
    #expect(entries[255] == .localX2APIC(MADT.LocalX2APIC(processorUID: 255, apicID: 0)))
  }

  @Test("CPUs that are not present may come, and SRAT names them")
  func present() throws {
    let machine = try layout(3, present: 2)
    #expect(
      MADT(machine).entries.prefix(3) == [
        .localAPIC(MADT.LocalAPIC(processorUID: 0, apicID: 0)),
        .localAPIC(MADT.LocalAPIC(processorUID: 1, apicID: 1)),
        .localAPIC(MADT.LocalAPIC(processorUID: 2, apicID: 2, flags: .onlineCapable)),
      ])
    #expect(SRAT(machine) == SRAT(try layout(3)))
    #expect(violations(for: machine).isEmpty)
  }

  @Test("on Arm a CPU has its MPIDR, as KVM sets it, and a GICv3")
  func arm() throws {
    let machine = try layout(18, .aarch64, present: 17)
    let entries = MADT(machine).entries
    #expect(entries[1] == .gicc(MADT.GICC(processorUID: 1, mpidr: 1)))
    #expect(entries[16] == .gicc(MADT.GICC(processorUID: 16, mpidr: 0x100)))
    #expect(entries[17] == .gicc(MADT.GICC(processorUID: 17, mpidr: 0x101, flags: .onlineCapable)))
    #expect(
      entries.suffix(2) == [
        .gicd(MADT.GICD(address: 0x800_0000)), .gicr(MADT.GICR(address: 0x80A_0000, length: 18 * 0x2_0000)),
      ])
    #expect(violations(for: machine).isEmpty)
  }

  @Test("ACPI processor UIDs count from where that is said, in all tables", arguments: Architecture.allCases)
  func firstUID(_ architecture: Architecture) throws {
    var topology = Topology(
      architecture: architecture, nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<3).map { CPU(apicID: $0, node: 0) })
    topology.processors.firstUID = Located(7)
    let layout = try lowered(topology)
    #expect(MADT(layout).entries.compactMap { $0.cpu?.uid } == [7, 8, 9])
    let leaves = PPTT(layout).nodes.compactMap { node -> UInt32? in
      guard case .processor(let processor) = node, processor.flags.contains(.leaf) else { return nil }
      return processor.processorUID
    }
    #expect(leaves == [7, 8, 9])
    let ofSRAT = try #require(SRAT(layout) as SRAT?).affinities.compactMap { affinity -> UInt32? in
      if case .gicc(let cpu) = affinity { cpu.processorUID } else { nil }
    }
    #expect(ofSRAT == (architecture == .aarch64 ? [7, 8, 9] : []))
    #expect(
      TableInvariants.violations(of: EncodedTable.all(of: layout), slots: layout.ramSlots, localities: 1) == [])
    // 8 bits hold UIDs up to 254.
    topology.architecture = .x8664
    topology.processors.firstUID = Located(253)
    let wide = MADT(try lowered(topology)).entries
    #expect(wide.compactMap { $0.cpu?.uid } == [253, 254, 255])
    #expect(!wide.contains { if case .localAPIC = $0 { true } else { false } })
  }

  @Test("redistributors of more than 123 CPUs lie behind RAM")
  func manyRedistributors() throws {
    let gic = GICPlacement(try layout(124, .aarch64))
    #expect(gic.distributor == 0x800_0000)
    #expect(gic.redistributors.map(\.start) == [2 * gib])
    #expect(gic.redistributors.map(\.end) == [2 * gib + 124 * 0x2_0000])
  }

  @Test("where RAM or a window is, the interrupt controller lies behind it, in ranges of 4,095 CPUs")
  func placement() throws {
    var topology = Topology(
      architecture: .aarch64, platform: Platform(dramBase: 0), nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<5000).map { CPU(apicID: $0, node: 0) })
    let low = GICPlacement(try lowered(topology))
    #expect(low.distributor == gib)
    #expect(
      low.redistributors == [
        AddressRange(0x4001_0000, 0x4001_0000 + 4095 * 0x2_0000),
        AddressRange(0x4001_0000 + 4095 * 0x2_0000, 0x4001_0000 + 5000 * 0x2_0000),
      ])
    topology.platform.dramBase = nil
    topology.cpus.removeLast(4999)
    #expect(GICPlacement(try lowered(topology)).distributor == 0x800_0000)
    topology.devices = [DeviceWindow(name: "pcie", start: 0x80A_0000, size: 0x1_0000)]
    #expect(GICPlacement(try lowered(topology)).distributor == 2 * gib)
  }

  @Test("where memory may be plugged in or a CXL host bridge is, the interrupt controller lies elsewhere")
  func placementBesideSpace() throws {
    var topology = Topology(
      architecture: .aarch64, nodes: [MemoryNode(memory: Located(gib))],
      cpus: (0..<124).map { CPU(apicID: $0, node: 0) })
    topology.cxlBridges = [CXLHostBridge(uniqueID: 1, registers: 2 * gib)]
    let behind = GICPlacement(try lowered(topology))
    #expect(behind.distributor == 0x800_0000 && behind.redistributors.map(\.start) == [3 * gib])
    #expect(behind.end == 3 * gib + 124 * 0x2_0000)
    topology.cxlBridges = [CXLHostBridge(uniqueID: 1, registers: 0x800_0000)]
    #expect(GICPlacement(try lowered(topology)).distributor == 2 * gib)
    topology.cxlBridges = []
    topology.platform.dramBase = Located(0)
    topology.nodes[0].memory = Located(64 << 20)
    topology.nodes[0].hotplug = HotplugSpace(size: 64 << 20, start: Located(0x800_0000))
    #expect(GICPlacement(try lowered(topology)).distributor == gib)
  }

  @Test(
    "lengths that make no sense are told, and end or skip what cannot be read",
    arguments: [
      ("00 00", ["length of the MADT structure of type 0 is 0, less than the 2 it begins with"], 0),
      ("0b 50", ["length of the MADT structure of type 11 is 80, but 2 bytes are left"], 0),
      ("00", ["1 byte is left behind the last MADT structure"], 0),
      ("0b 04 00 00 7f 02", ["length of the MADT structure of type 11 is 4, should be 80"], 2),
    ])
  func hostile(text: String, issues: [String], count: Int) {
    let bytes = (Self.twoNodes[..<44] + hex(text)).sealed()
    let decoded = MADT.decode(Array(bytes))
    #expect(decoded.issues.map(\.message) == issues)
    #expect(decoded.value.entries.count == count)
  }

  static let structures: [(MADT.Entry, String)] = [
    (.localAPIC(.init(processorUID: 3, apicID: 9, flags: [])), "00 08 03 09 00 00 00 00"),
    (.ioAPIC(.init(id: 2, address: 0xFEC0_1000, interruptBase: 24)), "01 0c 02 00 00 10 c0 fe 18 00 00 00"),
    (.override(.init(source: 9, interrupt: 9, flags: .levelHigh)), "02 0a 00 09 09 00 00 00 0d 00"),
    (.localAPICNMI(.init(processorUID: 1, input: 1)), "04 06 01 00 00 01"),
    (
      .localX2APIC(.init(processorUID: 300, apicID: 0x1_0001, flags: .onlineCapable)),
      "09 10 00 00 01 00 01 00 02 00 00 00 2c 01 00 00"
    ),
    (.localX2APICNMI(.init(input: 1)), "0a 0c 00 00 ff ff ff ff 01 00 00 00"),
    (
      .gicc(.init(processorUID: 17, mpidr: 0x101)),
      """
      0b 50 00 00 11 00 00 00 11 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 01 01 00 00 00 00 00 00 00 00 00 00
      """
    ),
    (
      .shortGICC(.init(.init(processorUID: 2, mpidr: 0x1_0002))),
      """
      0b 4c 00 00 02 00 00 00 02 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 02 00 01 00 00 00 00 00
      """
    ),
    (
      .longGICC(
        .init(.init(processorUID: 3, mpidr: 3, flags: [.enabled, .onlineCapable]), traceBufferInterrupt: 31)),
      """
      0b 52 00 00 03 00 00 00 03 00 00 00 09 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00 1f 00
      """
    ),
    (
      .gicd(.init(address: 0x800_0000)),
      "0c 18 00 00 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00 00 03 00 00 00"
    ),
    (
      .msiFrame(.init(id: 1, address: 0x802_0000, interruptCount: 64, interruptBase: 80)),
      "0d 18 00 00 01 00 00 00 00 00 02 08 00 00 00 00 01 00 00 00 40 00 50 00"
    ),
    (.gicr(.init(address: 0x80A_0000, length: 0x4_0000)), "0e 10 00 00 00 00 0a 08 00 00 00 00 00 00 04 00"),
    (.its(.init(id: 1, address: 0x808_0000)), "0f 14 00 00 01 00 00 00 00 00 08 08 00 00 00 00 00 00 00 00"),
    (.other(OtherStructure(type: 0x7f, body: [1, 2])), "7f 04 01 02"),
  ]

  @Test("every structure, byte by byte, there and back", arguments: structures)
  func structure(entry: MADT.Entry, text: String) {
    let table = MADT(localAPICAddress: 0, entries: [entry])
    let bytes = table.encodedBytes()
    #expect(lines(Array(bytes[44...])) == lines(hex(text)))
    let decoded = MADT.decode(bytes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == table)
  }

  private func told(_ entries: [MADT.Entry], srat: [UInt8] = SRATTests.twoNodes) throws -> [String] {
    // Behind the CPUs, what every PC has.
    let others = MADT.decode(Self.twoNodes).value.entries.suffix(3)
    let table = MADT(localAPICAddress: 0xFEE0_0000, entries: entries + others)
    return TableInvariants.violations(
      of: [EncodedTable(TableKind(MADT.self), table.encodedBytes()), EncodedTable(.srat, srat)],
      slots: try FirmwareTablesTests.twoNodes().ramSlots)
  }

  @Test("SRAT and MADT have the same CPUs")
  func invariants() throws {
    let first = MADT.Entry.localAPIC(.init(processorUID: 0, apicID: 0))
    let second = MADT.Entry.localAPIC(.init(processorUID: 1, apicID: 1))
    #expect(try told([first, second]) == [])
    #expect(try told([first]) == ["SRAT has an affinity of APIC ID 1, but MADT has no such CPU"])
    #expect(
      try told([first, second, .localX2APIC(.init(processorUID: 2, apicID: 300))]) == [
        "MADT has a CPU with APIC ID 300, but SRAT has no enabled affinity of it"
      ])
    #expect(
      try told([first, second, second]) == [
        "MADT has ACPI processor UID 1 twice", "MADT has APIC ID 1 twice",
      ])
    #expect(
      try told([.localAPIC(.init(processorUID: 0, apicID: 0, flags: .onlineCapable)), second]) == [
        "MADT's first CPU is not present"
      ])
  }
}
