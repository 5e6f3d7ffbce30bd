import Artifacts
import FieldCoding
import FirmwareTables
import Foundation
import Lowering
import MachineModel
import Addresses
import Platforms
import TestSupport
import Testing

/// Tables on QEMU's platforms, against those that QEMU 7.2 gave a guest.
@Suite("Tables on QEMU's platforms") struct QEMUStyleTests {
  static let topologies: [(String, String)] = [
    (
      "pc-straddle",
      """
      platform: {base: qemu-pc, max_ram_below_4g: 3GiB}
      nodes: [{memory: 2GiB, cpus: "0-1"}, {memory: 4GiB, cpus: "2-3"}]
      distances: {remote: 21}
      """
    ),
    (
      "q35-even",
      """
      platform: qemu-q35
      nodes: [{memory: 1GiB, cpus: "0-1"}, {memory: 1GiB, cpus: "2-3"}]
      """
    ),
    (
      "q35-hmat",
      """
      platform: qemu-q35
      nodes:
        - memory: 1GiB
          cpus: "0-1"
          hmat: {cache: {size: 16KiB, associativity: direct, policy: write-back, line: 64}}
        - memory: 1GiB
          cpus: "2-3"
          hmat: {cache: {size: 32KiB, associativity: complex, policy: write-through, line: 64}}
        - {memory: 1GiB, cpus: [], hmat: {initiator: 0}}
      hmat:
        latency: [[10ns, 20ns, 50ns], [20ns, 10ns, 60ns]]
        bandwidth: [[200MB/s, 100MB/s, 50MB/s], [100MB/s, 200MB/s, 50MB/s]]
      """
    ),
    (
      "pc-smt",
      """
      platform: qemu-pc
      cpus: {packages: 2, llcs: 2, cores_per_llc: 3, threads_per_core: 2}
      nodes: [{memory: 1536MiB, llcs: 1}, {memory: 2560MiB, llcs: 1}]
      """
    ),
  ]

  @Test("are those of the same machine, byte for byte, and there are no others", arguments: topologies)
  func sameBytes(machine: String, text: String) throws {
    let compilation = Compilation("memc: 1\n\(text)\n")
    #expect(compilation.text == "")
    let layout = try #require(compilation.layout)
    let made = EncodedTable.all(of: layout)
    let folder = "\(packageRoot)/Tests/FirmwareTablesTests/Vectors/\(machine)"
    #expect(FileManager.default.fileExists(atPath: "\(folder)/srat.bin"))
    for name in ["srat", "slit", "hmat"] {
      let own = made.first { $0.kind.name.lowercased() == name }
      let theirs = FileManager.default.contents(atPath: "\(folder)/\(name).bin")
      #expect(own.map { lines($0.bytes) } == theirs.map { lines([UInt8]($0)) }, "\(name)")
    }
    #expect(violations(of: made, layout) == [])
  }

  @Test("have no SLIT where nothing is said of distances, and words of one's own where these are stated")
  func style() throws {
    let text = "memc: 1\nmemory: 2GiB\nnodes: 2\nplatform: qemu-pc\n"
    let layout = try #require(Compilation(text).layout)
    #expect(SLIT.absence(in: layout) == "nothing is said of 'distances', and platform 'qemu-pc' then has none")
    #expect(!EncodedTable.all(of: layout).contains { $0.kind.name == SLIT.title })
    let stated = try #require(
      Compilation(text + "distances: {remote: 20}\nacpi: {oem_id: EXAMPL, creator_revision: 7}\n").layout)
    #expect(SLIT.absence(in: stated) == nil)
    let slit = try #require(SLIT.make(of: stated, nil))
    #expect(
      slit.identity
        == ACPIIdentity(oemID: "EXAMPL", oemTableID: "BXPC    ", creatorID: "BXPC", creatorRevision: 7))
    #expect(violations(of: EncodedTable.all(of: stated), stated) == [])
  }

  @Test(
    "NVDIMMs stand as QEMU 7.2 finds those without names",
    arguments: [
      [], [0], [1, 0], [2, 1, 0], [6, 5, 4, 3, 2, 1, 0], [3, 2, 1, 0, 7, 6, 5, 4],
      [3, 2, 1, 0, 12, 14, 9, 8, 7, 6, 5, 4, 10, 11, 13], [1, 15, 4, 11, 7, 0, 14, 3, 10, 6, 13, 9, 2, 5, 12, 8],
      [
        1, 16, 15, 0, 14, 30, 13, 12, 29, 11, 28, 10, 33, 27, 31, 26, 25, 39, 24, 38, 23, 22, 9, 21, 8, 20, 7, 37,
        6,
        36, 5, 35, 4, 19, 18, 3, 17, 2, 32, 34,
      ],
    ])
  func devices(_ places: [Int]) {
    #expect(TableStyle.PersistentOrder.ofQEMU.places(of: places.count) == places)
    #expect(TableStyle.PersistentOrder.ascending.places(of: places.count) == Array(places.indices))
  }

  @Test("of however many NVDIMMs, each is found once", arguments: [62, 127, 255, 256, 257, 9000])
  func manyDevices(_ count: Int) {
    #expect(TableStyle.PersistentOrder.ofQEMU.places(of: count).sorted() == Array(0..<count))
  }

  @Test("persistent memory in another order is told")
  func persistentOrder() throws {
    let text = "memc: 1\nplatform: qemu-q35\nnodes: [{memory: 1GiB}" + ", {memory: 128MiB, persistent: on}]\n"
    let several = text.replacing("}]", with: "}, {memory: 256MiB, persistent: on}, {memory: 4MiB, persistent: on}]")
    let layout = try #require(Compilation(several).layout)
    let tables = EncodedTable.all(of: layout)
    #expect(violations(of: tables, layout) == [])
    let srat = try #require(tables.first { $0.kind.name == SRAT.title })
    let domains = SRAT.decode(srat.bytes).value.memoryAffinities.filter { $0.flags.contains(.nonVolatile) }
    #expect(domains.map(\.proximityDomain) == [3, 2, 1])
    // By ascending address, as other platforms have them.
    var style = layout.tableStyle
    style.persistentOrder = .ascending
    #expect(
      violations(of: tables, layout, style).filter { $0.hasSuffix("below the one before it") }.count == 2)
    var bytes = srat.bytes
    // Structures of type 1 have 40 bytes, and flags of 5 where memory is enabled and non-volatile.
    let places = bytes.indices.dropFirst(48).filter {
      $0 + 40 <= bytes.count && bytes[$0...($0 + 1)] == [1, 40] && bytes[$0 + 28] == 5
    }
    for index in 0..<40 { bytes.swapAt(places[0] + index, places[2] + index) }
    let mixed = tables.map { $0.kind == srat.kind ? EncodedTable(srat.kind, bytes) : $0 }
    #expect(
      violations(of: mixed, layout) == [
        "SRAT has persistent memory of proximity domain 1 where the platform has that of 3",
        "the ACPI image has another SRAT than the file of that table",
      ])
  }

  private func violations(of tables: [EncodedTable], _ layout: Layout, _ style: TableStyle? = nil) -> [String] {
    let slots = layout.slots.compactMap { slot in
      slot.node.map { TableInvariants.RAMSlot(start: slot.guestPhysicalAddress, end: slot.end, node: $0) }
    }
    let set = TableSet(tables, slots: slots, localities: layout.localityCount, style: style ?? layout.tableStyle)
    return TableInvariants.violations(in: set, gaps: layout.geography.gaps.map(\.range))
  }

  private func lines(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      bytes[start..<min(start + 16, bytes.count)].map { Hexadecimal.digits(UInt64($0), count: 2) }
        .joined(separator: " ")
    }.joined(separator: "\n")
  }
}
