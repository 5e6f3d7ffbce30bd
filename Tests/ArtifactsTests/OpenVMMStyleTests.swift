import Addresses
import FieldCoding
import FirmwareTables
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import Artifacts

/// Machines of OpenVMM's, with the numbers of its own tests.
@Suite("Tables on OpenVMM") struct OpenVMMStyleTests {
  private static let gib: UInt64 = 1 << 30
  private static let mib: UInt64 = 1 << 20

  @Test(
    "RAM lies where resolve_memory_layout() has it",
    arguments: [
      // basic_ram_placement, ram_splits_around_arch_reserved_zone and numa_preserves_node_ordering in memory_layout.rs, then
      // machines whose nodes meet the devices below 4 GiB.
      ("2GiB", [[[0, 2 * gib]]]),
      ("4GiB", [[[0, 3 * gib], [4 * gib, gib]]]),
      ("2GiB, 2GiB", [[[0, 2 * gib]], [[2 * gib, gib], [4 * gib, gib]]]),
      ("2GiB, 3GiB", [[[0, 2 * gib]], [[2 * gib, gib], [4 * gib, 2 * gib]]]),
      ("512MiB, 512MiB", [[[0, 512 * mib]], [[512 * mib, 512 * mib]]]),
      ("513MiB, 1GiB", [[[0, 513 * mib]], [[gib, gib]]]),
      ("3GiB, 1000MiB", [[[0, 3 * gib]], [[3 * gib, 896 * mib], [4 * gib, 104 * mib]]]),
    ] as [(String, [[[UInt64]]])])
  func regions(_ nodes: String, _ regions: [[[UInt64]]]) throws {
    let list = nodes.split(separator: ", ").map { "{memory: \($0)}" }.joined(separator: ", ")
    let machine = try PresetMachine("platform: openvmm\nnodes: [\(list)]")
    let found = regions.indices.map { node in
      machine.layout.extents.filter { $0.node == node }.map { [$0.start, $0.size] }
    }
    #expect(found == regions)
  }

  @Test("UIDs count from 1 and the maker is OpenVMM, unless a topology says otherwise")
  func tables() throws {
    let cpus = "cpus: {packages: 1, cores_per_llc: 2"
    let machine = try PresetMachine("platform: openvmm\nmemory: 1GiB\nnodes: 1\n\(cpus)}")
    #expect(MADT(machine.layout).entries.compactMap { $0.cpu?.uid } == [1, 2])
    let bytes = try #require(machine.tables.first { $0.kind.name == "SRAT" }).bytes
    #expect(
      bytes[8..<36].elementsEqual(
        [3, bytes[9]] + Array("HVLITEHVLITETB".utf8) + [0, 0, 0, 0] + Array("MSHV".utf8) + [0, 0, 0, 0]))
    let own = try PresetMachine("platform: openvmm\nmemory: 1GiB\nnodes: 1\n\(cpus), first_uid: 0}")
    #expect(MADT(own.layout).entries.compactMap { $0.cpu?.uid } == [0, 1])
  }

  @Test("What a topology says of alignment stands above it")
  func alignment() throws {
    let machine = try PresetMachine(
      "platform: openvmm\nnodes: [{memory: 513MiB}, {memory: 1GiB, align: 4KiB}, {memory: 1GiB}]")
    #expect(machine.layout.extents.map(\.start) == [0, 513 * Self.mib, 2 * Self.gib])
    let all = try PresetMachine(
      "platform: openvmm\nplacement: {align: 2MiB}\nnodes: [{memory: 1025MiB}, {memory: 1GiB}]")
    #expect(all.layout.extents.map(\.start) == [0, 1026 * Self.mib])
  }

  @Test("e820 has RAM up to 0xe0000, as build_zero_page() has it, and faults in it are found")
  func map() throws {
    let machine = try PresetMachine("platform: openvmm\nmemory: 256MiB\nnodes: 1")
    #expect(
      machine.e820 == [[0, 0xE_0000, 1], [0xE_0000, 0x10_0000, 2], [0x10_0000, 256 * Self.mib, 1]])
    var wrong = try #require(E820Map(machine.layout))
    wrong.entries.swapAt(0, 2)
    #expect(
      machine.violations(machine.tables(with: wrong)).first
        == "e820 entry #2 begins at 0xe0000, but the one before it ends at 0x10000000")
  }
}
