import Addresses
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Invariants over bytes")
struct TableInvariantsTests {
  private typealias Slot = TableInvariants.RAMSlot

  private let e820 = E820Tests.twoNodes
  private let srat = SRATTests.twoNodes
  private let slit = SLITTests.twoNodes
  private let slots = [
    Slot(start: 0, end: 2 * gib, node: 0), Slot(start: 2 * gib, end: 3 * gib, node: 1),
    Slot(start: 4 * gib, end: 7 * gib, node: 1),
  ]
  private let gaps = [AddressRange(3 * gib, 4 * gib)]

  private func violations(
    e820: [UInt8]? = nil, srat: [UInt8]? = nil, slit: [UInt8]? = nil, slots: [TableInvariants.RAMSlot]? = nil,
    nodes: Int? = 2
  ) -> [String] {
    TableInvariants.violations(
      of: [
        EncodedTable(.e820, e820 ?? self.e820), EncodedTable(.srat, srat ?? self.srat),
        EncodedTable(.slit, slit ?? self.slit),
      ], slots: slots ?? self.slots,
      gaps: gaps, localities: nodes)
  }

  private func map(_ entries: (UInt64, UInt64, E820Type)...) -> [UInt8] {
    E820Map(entries: entries.map { E820Entry(base: $0.0, length: $0.1, type: $0.2) }).encoded()
  }

  private func affinities(_ memory: SRAT.MemoryAffinity...) -> [UInt8] {
    SRAT(affinities: memory.map { .memory($0) }).encoded()
  }

  private func memory(
    _ domain: UInt32, _ start: UInt64, _ end: UInt64, _ flags: SRAT.MemoryAffinity.Flags = .enabled
  ) -> SRAT.MemoryAffinity {
    SRAT.MemoryAffinity(proximityDomain: domain, base: start * gib, length: (end - start) * gib, flags: flags)
  }

  @Test("hold for what memc makes", arguments: Architecture.allCases)
  func hold(architecture: Architecture) throws {
    let layout = try twoNodes(architecture)
    #expect(FirmwareTablesTests.violations(for: layout).isEmpty)
  }

  @Test("hold for the literal bytes")
  func holdForBytes() {
    #expect(violations().isEmpty)
    #expect(violations(nodes: nil).isEmpty)
  }

  @Test("what is plugged in from the start lies in hot-pluggable space, and only that may")
  func plugged() throws {
    let own = slots + [Slot(start: 8 * gib, end: 10 * gib, node: 1)]
    let e820 = E820Map(
      entries: E820Map.decode(self.e820).value.entries
        + [E820Entry(base: 8 * gib, length: 2 * gib, type: .persistent)]
    ).encoded()
    func told(_ others: SRAT.MemoryAffinity...) -> [String] {
      let ram = [memory(0, 0, 2), memory(1, 2, 3), memory(1, 4, 7)]
      return violations(
        e820: e820, srat: SRAT(affinities: (ram + others).map { .memory($0) }).encoded(), slots: own)
    }
    let (first, second) = (
      memory(1, 8, 9, [.enabled, .nonVolatile]), memory(1, 9, 10, [.enabled, .nonVolatile])
    )
    let space = memory(1, 8, 16, [.enabled, .hotPluggable])
    let padding = memory(0, 0, 0, [])
    #expect(told(first, second, space) == [])
    #expect(told(first, second, padding, space) == [])
    #expect(
      told(first, space) == ["SRAT calls 0x240000000-0x280000000 hot-pluggable, but a RAM slot is there"])
    #expect(
      told(first, memory(1, 8, 10, [.enabled, .nonVolatile]), space) == [
        "SRAT memory affinities #4 and #5 overlap at 0x200000000"
      ])
    #expect(
      told(first, second, memory(1, 6, 16, [.enabled, .hotPluggable])) == [
        "SRAT memory affinities #3 and #6 overlap at 0x180000000",
        "SRAT calls 0x180000000-0x1c0000000 hot-pluggable, but a RAM slot is there",
      ])
    #expect(
      told(second, first, space).first == "SRAT memory affinity #5 begins at 0x200000000, below the one before it")
  }

  @Test("entries of the map ascend and do not overlap")
  func overlap() {
    #expect(
      violations(e820: map((0, 2 * gib, .usable), (gib, gib, .reserved))) == [
        "e820 entry #2 begins at 0x40000000, but the one before it ends at 0x80000000"
      ])
    #expect(
      violations(e820: map((gib, gib, .usable), (0, gib, .usable))) == [
        "e820 entry #2 begins at 0x0, but the one before it ends at 0x80000000"
      ])
  }

  @Test("entries of one type that touch are merged, and none is empty")
  func merged() {
    #expect(
      violations(e820: map((0, gib, .usable), (gib, gib, .usable))) == [
        "e820 entries #1 and #2 touch and are both usable, but are not merged"
      ])
    #expect(violations(e820: map((0, 0, .usable))) == ["e820 entry #1 is empty"])
  }

  @Test("usable memory is RAM")
  func usableOutsideRAM() {
    #expect(
      violations(e820: map((0, 7 * gib, .usable))) == [
        "e820 calls 0xc0000000-0x100000000 usable, but no RAM slot is there",
        "usable memory at 0xc0000000-0x100000000 lies in no enabled memory affinity",
      ])
  }

  @Test("usable memory has a proximity domain")
  func uncovered() {
    #expect(
      violations(srat: affinities(memory(0, 0, 2), memory(1, 2, 3, []), memory(1, 4, 7))) == [
        "usable memory at 0x80000000-0xc0000000 lies in no enabled memory affinity"
      ])
  }

  @Test("memory has the proximity domain of its slot")
  func wrongNode() {
    #expect(
      violations(srat: affinities(memory(0, 0, 3), memory(1, 4, 7))) == [
        "SRAT gives 0x80000000-0xc0000000 to proximity domain 0, but no RAM slot of node 0 is there"
      ])
  }

  @Test("memory has one proximity domain")
  func overlappingAffinities() {
    #expect(
      violations(srat: affinities(memory(0, 0, 2), memory(1, 2, 3), memory(1, 4, 7), memory(1, 5, 6))) == [
        "SRAT memory affinities #3 and #4 overlap at 0x140000000"
      ])
    #expect(
      violations(srat: affinities(memory(1, 2, 3), memory(0, 0, 2), memory(1, 4, 7))) == [
        "SRAT memory affinity #2 begins at 0x0, below the one before it"
      ])
  }

  @Test("memory affinities that count are not empty and end in time")
  func emptyAffinities() {
    #expect(
      violations(srat: affinities(memory(0, 0, 2), memory(1, 2, 3), memory(1, 4, 7), memory(1, 8, 8))) == [
        "SRAT memory affinity #4 is enabled, but empty"
      ])
    let long = SRAT.MemoryAffinity(proximityDomain: 1, base: 4 * gib, length: .max)
    #expect(
      violations(srat: affinities(memory(0, 0, 2), memory(1, 2, 3), long)) == [
        "SRAT memory affinity #3 ends above 2^64",
        "SRAT gives 0x1c0000000-0xffffffffffffffff to proximity domain 1, but no RAM slot of node 1 is there",
      ])
  }

  @Test("memory may be plugged in where no RAM is")
  func hotPluggable() {
    let ram = [memory(0, 0, 2), memory(1, 2, 3), memory(1, 4, 7)]
    let above = memory(1, 8, 16, [.enabled, .hotPluggable])
    #expect(violations(srat: SRAT(affinities: (ram + [above]).map { .memory($0) }).encoded()).isEmpty)
    #expect(
      violations(srat: affinities(ram[0], ram[1], memory(1, 4, 7, [.enabled, .hotPluggable]))) == [
        "SRAT calls 0x100000000-0x1c0000000 hot-pluggable, but a RAM slot is there"
      ])
  }

  @Test("the map does not speak of what is not there yet, nor calls usable what keeps its contents")
  func kinds() {
    let ram = [memory(0, 0, 2), memory(1, 2, 3), memory(1, 4, 7)]
    let above = memory(1, 8, 16, [.enabled, .hotPluggable])
    #expect(
      violations(
        e820: map((0, 3 * gib, .usable), (9 * gib, gib, .reserved)),
        srat: SRAT(affinities: (ram + [above]).map { .memory($0) }).encoded()) == [
          "SRAT calls 0x200000000-0x400000000 hot-pluggable, but e820 has an entry there"
        ])
    #expect(
      violations(srat: affinities(ram[0], memory(1, 2, 3, [.enabled, .nonVolatile]), ram[2])) == [
        "SRAT calls 0x80000000-0xc0000000 non-volatile, but e820 calls a part of it usable"
      ])
    #expect(
      violations(
        e820: map((0, 2 * gib, .usable), (2 * gib, gib, .persistent), (4 * gib, 3 * gib, .usable)),
        srat: affinities(ram[0], memory(1, 2, 3, [.enabled, .nonVolatile]), ram[2])) == [])
  }

  @Test("distances are for the proximity domains of devices, too")
  func domainsOfDevices() {
    let device = SRAT.DeviceAffinity(
      proximityDomain: 2, handle: .pci(DeviceHandle.PCIFunction(segment: 0, bus: 0, deviceAndFunction: 16)))
    let ram = [memory(0, 0, 2), memory(1, 2, 3), memory(1, 4, 7)].map { SRAT.Affinity.memory($0) }
    let table = SRAT(affinities: ram + [.initiator(SRAT.GenericInitiatorAffinity(device))]).encoded()
    #expect(
      violations(srat: table, nodes: nil) == [
        "SLIT's number of localities is 2, but that of proximity domains is at least 3"
      ])
  }

  @Test("RAM is in no gap, and once")
  func slotsInGaps() {
    #expect(
      violations(slots: slots + [Slot(start: 3 * gib, end: 4 * gib, node: 1)]) == [
        "RAM at 0xc0000000-0x100000000 lies in a gap"
      ])
    #expect(
      violations(slots: slots + [Slot(start: 6 * gib, end: 7 * gib, node: 1)]) == [
        "RAM slots overlap at 0x180000000"
      ])
  }

  @Test("distances are for all proximity domains")
  func localities() {
    let three = SLIT(DistanceMatrix(count: 3)).encoded()
    let one = SLIT(DistanceMatrix(count: 1)).encoded()
    #expect(violations(slit: three) == ["SLIT's number of localities is 3, but that of proximity domains is 2"])
    #expect(violations(slit: three, nodes: nil).isEmpty)
    #expect(
      violations(slit: one, nodes: nil) == [
        "SLIT's number of localities is 1, but that of proximity domains is at least 2"
      ])
  }

  @Test("a node is 10 from itself, and farther from others")
  func distances() {
    var matrix = DistanceMatrix(count: 2)
    matrix[0, 0] = 11
    matrix[1, 0] = 10
    #expect(
      violations(slit: SLIT(matrix).encoded()) == [
        "the distance of node 0 to itself is 11, not 10",
        "the distance from node 1 to node 0 is 10, not 11 to 255",
      ])
  }

  @Test("checksum and length are right")
  func envelopes() {
    #expect(
      violations(srat: srat.replacing(at: 24, with: [2]), slit: slit + [0]) == [
        "SRAT: byte 0x9: checksum is 0x73, bytes sum to 0x01, should be 0",
        "SLIT: byte 0x4: length is 48, but the table has 49 bytes",
      ])
  }

  @Test("reserved bytes are 0")
  func reserved() {
    #expect(
      violations(srat: srat.replacing(at: 0x56, with: [1]).sealed()) == [
        "SRAT differs from what its contents encode to at byte 0x56"
      ])
  }

  @Test("no more is told than anybody reads")
  func limit() {
    let told = violations(e820: [UInt8](repeating: 0, count: 20 * 1000))
    #expect(told.count == 101)
    #expect(told.last == "1899 more of the tables' invariants do not hold")
  }
}
