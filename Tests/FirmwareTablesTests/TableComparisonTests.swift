import FieldCoding
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Comparing tables by meaning")
struct TableComparisonTests {
  private func compare(_ old: [UInt8], _ new: [UInt8], as kind: TableKind) -> [String] {
    TableComparison(from: old, to: new, as: kind).differences.map(\.description)
  }

  private func table(_ memory: [SRAT.MemoryAffinity]) -> [UInt8] {
    SRAT(affinities: memory.map { .memory($0) }).encoded()
  }

  private func memory(_ domain: UInt32, _ base: UInt64, _ length: UInt64) -> SRAT.MemoryAffinity {
    SRAT.MemoryAffinity(proximityDomain: domain, base: base * gib, length: length * gib)
  }

  @Test("the same tables have no differences")
  func same() {
    let comparison = TableComparison(from: SRATTests.twoNodes, to: SRATTests.twoNodes, as: .srat)
    #expect(comparison.isEmpty)
    #expect(comparison.differences.isEmpty)
    #expect(comparison.bytes.isEmpty)
  }

  @Test("a field is named with its record; checksum and length follow from it")
  func field() throws {
    let comparison = TableComparison(
      from: table([memory(0, 0, 2), memory(1, 2, 1)]), to: table([memory(0, 0, 2), memory(1, 2, 2)]), as: .srat)
    #expect(comparison.differences.map(\.description) == ["SRAT memory affinity #2: length 1 GiB → 2 GiB"])
    let difference = try #require(comparison.differences.first)
    #expect(difference.record.kind == SRAT.MemoryAffinity.kind)
    #expect(difference.record.index == 1)
    #expect(difference.change == .field(name: "length", old: "1 GiB", new: "2 GiB"))
    #expect(comparison.bytes.map(\.description) == ["byte 0x9: 0xcb → 0x8b", "byte 0x6b: 0x40 → 0x80"])
    #expect(comparison.differingBytes == 2)
  }

  @Test("addresses are in hexadecimal, flags have names")
  func words() {
    var changed = memory(2, 5, 2)
    changed.flags.insert(.hotPluggable)
    #expect(
      compare(table([memory(1, 4, 2)]), table([changed]), as: .srat) == [
        "SRAT memory affinity #1: proximity domain 1 → 2",
        "SRAT memory affinity #1: base address 0x100000000 → 0x140000000",
        "SRAT memory affinity #1: flags 0x1 (enabled) → 0x3 (enabled, hot-pluggable)",
      ])
  }

  @Test("one record too many is told as that, wherever it stands")
  func added() {
    let old = [memory(0, 0, 2), memory(1, 4, 1), memory(2, 5, 1)]
    let new = [memory(0, 0, 2), memory(3, 2, 1), memory(1, 4, 1), memory(2, 5, 1)]
    #expect(
      compare(table(old), table(new), as: .srat) == [
        "SRAT memory affinity #2: added, [mem 0x0000000080000000-0x00000000bfffffff] proximity domain 3"
      ])
    #expect(
      compare(table(new), table(old), as: .srat) == [
        "SRAT memory affinity #2: removed, [mem 0x0000000080000000-0x00000000bfffffff] proximity domain 3"
      ])
  }

  @Test("a CPU of another kind")
  func cpus() {
    let old = SRAT(affinities: [.processor(SRAT.ProcessorAffinity(proximityDomain: 1, apicID: 7))]).encoded()
    let new = SRAT(affinities: [.x2APIC(SRAT.X2APICAffinity(proximityDomain: 1, apicID: 255))]).encoded()
    #expect(
      compare(old, new, as: .srat) == [
        "SRAT processor affinity #1: removed, APIC ID 7 proximity domain 1",
        "SRAT x2APIC affinity #1: added, x2APIC ID 255 proximity domain 1",
      ])
  }

  @Test("an e820 entry")
  func e820() {
    let old = E820Map(entries: [E820Entry(base: 0, length: gib, type: .usable)])
    let new = E820Map(entries: [
      E820Entry(base: 0x1000, length: 2 * gib, type: .persistent),
      E820Entry(base: 4 * gib, length: gib, type: .usable),
    ])
    #expect(
      compare(old.encoded(), new.encoded(), as: .e820) == [
        "e820 entry #1: base 0x0 → 0x1000", "e820 entry #1: length 1 GiB → 2 GiB",
        "e820 entry #1: type 1 (usable) → 7 (persistent)",
        "e820 entry #2: added, [mem 0x0000000100000000-0x000000013fffffff] usable",
      ])
  }

  @Test("distances are told one by one")
  func distances() {
    var matrix = DistanceMatrix(count: 3)
    let old = SLIT(matrix).encoded()
    matrix[0, 2] = 31
    #expect(compare(old, SLIT(matrix).encoded(), as: .slit) == ["SLIT distances from node 0: to node 2 20 → 31"])
    #expect(
      compare(SLITTests.twoNodes, old, as: .slit) == [
        "SLIT header: localities 2 → 3", "SLIT distances from node 0: to node 1 21 → 20",
        "SLIT distances from node 0: to node 2 none → 20", "SLIT distances from node 1: to node 0 21 → 20",
        "SLIT distances from node 1: to node 2 none → 20", "SLIT distances from node 2: added",
      ])
  }

  @Test("a checksum that is wrong is a difference")
  func checksum() {
    #expect(
      compare(SLITTests.twoNodes, SLITTests.twoNodes.replacing(at: 9, with: [0]), as: .slit) == [
        "SLIT header: checksum 0x6f → 0x00"
      ])
  }

  @Test("what has no meaning to this version is told by byte")
  func bytes() {
    let old = hex("48 4d 41 54 2a 00 00 00") + [UInt8](repeating: 0, count: 34)
    var new = old
    new[40] = 0x12
    let comparison = TableComparison(
      from: old.sealed(), to: new.sealed(), as: TableKind(undecoded: FixedText("HMAT", width: 4)))
    #expect(comparison.differences.isEmpty)
    #expect(!comparison.isEmpty)
    #expect(comparison.bytes.map(\.description) == ["byte 0x9: 0xac → 0x9a", "byte 0x28: 0x00 → 0x12"])
  }

  @Test("no more is told than was asked for, but all of it is counted")
  func limits() {
    let old = [UInt8](repeating: 0, count: 200)
    let new = [UInt8](repeating: 1, count: 203)
    let comparison = TableComparison(from: old, to: new, as: .e820, limit: 5, byteLimit: 2)
    #expect(comparison.differences.count == 5)
    #expect(comparison.differenceCount == 30)
    #expect(comparison.bytes.count == 2)
    #expect(comparison.differingBytes == 203)
    let cut = TableComparison(from: [1, 2], to: [1], as: .e820)
    #expect(cut.bytes.map(\.description) == ["byte 0x1: 0x02 → none"])
  }
}
