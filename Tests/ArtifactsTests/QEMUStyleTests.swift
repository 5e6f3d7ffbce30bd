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

  private func violations(of tables: [EncodedTable], _ layout: Layout) -> [String] {
    TableInvariants.violations(
      of: tables,
      slots: layout.slots.compactMap { slot in
        slot.node.map { TableInvariants.RAMSlot(start: slot.guestPhysicalAddress, end: slot.end, node: $0) }
      }, gaps: layout.geography.gaps.map(\.range), localities: layout.topology.nodes.count)
  }

  private func lines(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      bytes[start..<min(start + 16, bytes.count)].map { Hexadecimal.digits(UInt64($0), count: 2) }
        .joined(separator: " ")
    }.joined(separator: "\n")
  }
}
