import Addresses
import FieldCoding
import FirmwareTables
import Lowering
import MachineModel
import Platforms
import TestSupport
import Testing

@testable import Artifacts

/// Machines of Firecracker's, with the numbers of its own tests.
@Suite("Tables on Firecracker") struct FirecrackerStyleTests {
  private static let gib: UInt64 = 1 << 30
  private static let mib: UInt64 = 1 << 20

  @Test(
    "RAM lies where Firecracker's arch_memory_regions() has it",
    arguments: [
      // regions_lt_4gb and regions_gt_4gb in arch/x86_64/mod.rs, and the gap above 4 GiB.
      ("x86_64", 512 * mib, [[0, 512 * mib]]),
      ("x86_64", 4 * gib + 0x8000, [[0, 3 * gib], [4 * gib, gib + 0x8000]]),
      ("x86_64", 260 * gib, [[0, 3 * gib], [4 * gib, 252 * gib], [512 * gib, 5 * gib]]),
      // test_regions_lt_1024gb and test_regions_gt_1024gb in arch/aarch64/mod.rs; Firecracker has no more than 1,022 GiB.
      ("aarch64", 512 * mib, [[2 * gib, 512 * mib]]),
      ("aarch64", 1022 * gib, [[2 * gib, 254 * gib], [512 * gib, 768 * gib]]),
    ] as [(String, UInt64, [[UInt64]])])
  func regions(_ architecture: String, _ memory: UInt64, _ regions: [[UInt64]]) throws {
    let machine = try PresetMachine(
      "arch: \(architecture)\nplatform: firecracker\nmemory: \(memory / 1024)KiB\nnodes: 1")
    #expect(machine.regions == regions)
  }

  @Test(
    "e820 has the order of configure_64bit_boot(): what is reserved stands before RAM above 1 MiB",
    arguments: [1, 2, 7])
  func map(nodes: Int) throws {
    let machine = try PresetMachine("platform: firecracker\nmemory: 260GiB\nnodes: \(nodes)")
    #expect(
      machine.e820 == [
        [0, 0x9_FC00, 1], [0x9_FC00, 0xE_0000, 2], [0xEEC0_0000, 0xFEC0_0000, 2], [0x10_0000, 3 * Self.gib, 1],
        [4 * Self.gib, 256 * Self.gib, 1], [512 * Self.gib, 517 * Self.gib, 1],
      ])
    #expect(machine.layout.acpi?.rootPointer.start == 0xE_0000)
  }

  @Test("boot structures have the map in that order as well, and the EFI memory map ascends")
  func boot() throws {
    let machine = try PresetMachine(
      "platform: firecracker\nnodes: [{memory: 2GiB}, {memory: 2GiB, special_purpose: on}]")
    let map = try #require(E820Map(machine.layout)).entries
    #expect(map.map(\.base) == [0, 0x9_FC00, 0xEEC0_0000, 0x10_0000, 4 * Self.gib])
    #expect(PVHMemoryMap(machine.layout)?.entries.map(\.base) == map.map(\.base))
    #expect(
      ZeroPage(machine.layout)?.entries.map(\.base) == [
        0, 0x9_FC00, 0xEEC0_0000, 0x10_0000, 2 * Self.gib, 4 * Self.gib,
      ])
    let efi = EFIMemoryMap(machine.layout).entries.map(\.start)
    #expect(
      efi == [0, 0x9_F000, 0x10_0000, 2 * Self.gib, 0xEEC0_0000, 4 * Self.gib])
  }

  @Test("There is no SRAT, SLIT or HMAT, for a reason, and no identity but Firecracker's")
  func tables() throws {
    let machine = try PresetMachine("platform: firecracker\nmemory: 4GiB\nnodes: 2")
    #expect(machine.tables.map(\.kind.name).filter { ["SRAT", "SLIT", "HMAT"].contains($0) } == [])
    let reason = "platform 'firecracker' tells a guest nothing of nodes"
    #expect(
      [SRAT.absence(in: machine.layout), SLIT.absence(in: machine.layout), HMAT.absence(in: machine.layout)] == [
        reason, reason, reason,
      ])
    let bytes = try #require(machine.tables.first { $0.kind.name == "DSDT" }).bytes
    #expect(
      bytes[10..<36].elementsEqual(
        Array("FIRECKFCVMDSDT".utf8) + [0, 0, 0, 0] + Array("FCAT".utf8) + [0x19, 1, 0x24, 0x20]))
    let stated = try PresetMachine("platform: firecracker\nmemory: 4GiB\nnodes: 2\nacpi: {oem_table_id: EXAMPLES}")
    let own = try #require(stated.tables.first { $0.kind.name == "DSDT" }).bytes
    #expect(own[10..<24].elementsEqual("FIRECKEXAMPLES".utf8))
  }

  @Test("The device tree has memory behind the system's 2 MiB, and no nodes")
  func tree() throws {
    let machine = try PresetMachine("arch: aarch64\nplatform: firecracker\nmemory: 256GiB\nnodes: 2")
    let bytes = try #require(DeviceTree(machine.layout)).encodedBytes()
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("memory@80200000") && text.contains("memory@8000000000"))
    #expect(!text.contains("numa") && !text.contains("distance"))
  }

  @Test("Faults in such a map and such a tree are found all the same")
  func faults() throws {
    let machine = try PresetMachine("platform: firecracker\nmemory: 4GiB\nnodes: 2")
    let map = try #require(E820Map(machine.layout))
    func told(_ change: (inout [E820Entry]) -> Void) -> [String] {
      var wrong = map
      change(&wrong.entries)
      // What other maps say of it, they say of any map.
      return machine.violations(machine.tables(with: wrong)).filter { $0.hasPrefix("e820") }
    }
    #expect(
      told { $0.sort { $0.base < $1.base } } == [
        "e820 entry #3 begins at 0x100000, but in the order of the platform it is the one at 0xeec00000"
      ])
    #expect(
      told { $0.swapAt(3, 4) } == [
        "e820 entry #4 begins at 0x100000000, but in the order of the platform it is the one at 0x100000"
      ])
    #expect(
      told { $0[3].length += 1 << 32 }.first
        == "e820 entry #3 begins at 0xeec00000, but #4 ends at 0x1c0000000")
    #expect(
      told { $0[1].length += 1 << 17 } == [])
    #expect(
      told { $0[1].type = .usable }.first == "e820 entries #1 and #2 touch and are both usable, but are not merged")
    #expect(told { $0[0].length = 0 } == ["e820 entry #1 is empty"])
    let srat = EncodedTable(TableKind(SRAT.self), SRAT(machine.layout).encodedBytes())
    #expect(machine.violations(machine.tables + [srat]) == ["there is an SRAT, but the platform has none"])
    let arm = try PresetMachine("arch: aarch64\nplatform: firecracker\nmemory: 1GiB\nnodes: 2")
    let longer = try PresetMachine("arch: aarch64\nplatform: firecracker\nmemory: 2GiB\nnodes: 2")
    let tree = TableKind(DeviceTree.self)
    let other = EncodedTable(tree, try #require(DeviceTree(longer.layout)).encodedBytes())
    #expect(
      arm.violations(arm.tables.filter { $0.kind != tree } + [other]) == [
        "the device tree gives 0xc0000000-0x100000000 to node 0, but no RAM slot of node 0 is there"
      ])
  }
}
