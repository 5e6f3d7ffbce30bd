import Addresses
import FieldCoding
import FirmwareTables
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import Artifacts

/// Machines of crosvm's, with the numbers of its own tests.
@Suite("Tables on crosvm") struct CrosvmStyleTests {
  private static let gib: UInt64 = 1 << 30
  private static let mib: UInt64 = 1 << 20
  private static let kib: UInt64 = 1 << 10

  @Test(
    "RAM lies where crosvm's arch_memory_regions() has it, and what it keeps of the first megabyte counts",
    arguments: [
      // regions_lt_4gb_nobios, regions_eq_4gb_nobios and regions_gt_4gb_nobios in x86_64/src/lib.rs, whose machine has PCI
      // windows from 2 GiB on.
      (512 * mib, [[mib, 512 * mib]]),
      (2 * gib, [[mib, 2 * gib]]),
      (4 * gib + 0x8000, [[mib, 2 * gib], [4 * gib, 6 * gib + 0x8000]]),
    ] as [(UInt64, [[UInt64]])])
  func regions(_ memory: UInt64, _ high: [[UInt64]]) throws {
    let machine = try PresetMachine(
      """
      platform: {base: crosvm, gaps: [{start: 2GiB, end: 4GiB}]}
      nodes: [{memory: \(memory / 1024)KiB}]
      """)
    let map = machine.e820.filter { $0[0] < 2 * Self.gib || $0[0] >= 4 * Self.gib }
    #expect(map == [[0, 640 * Self.kib, 1], [640 * Self.kib, Self.mib, 2]] + high.map { $0 + [1] })
    #expect(machine.layout.memory == memory)
    #expect(machine.regions.reduce(0) { $0 + $1[1] } == memory)
  }

  @Test(
    "e820 has the order of generate_e820_memory_map(): RAM, PCI's configuration, then what is KVM's",
    arguments: [1, 3])
  func map(nodes: Int) throws {
    let machine = try PresetMachine("platform: crosvm\nmemory: 8GiB\nnodes: \(nodes)\nshare: even")
    #expect(
      machine.e820 == [
        [0, 0xA_0000, 1], [0xA_0000, 0x10_0000, 2], [0x10_0000, 0xD000_0000, 1], [0x1_0000_0000, 0x2_3000_0000, 1],
        [0xF400_0000, 0xF800_0000, 2], [0x2_3000_0000, 0x2_3800_0000, 2], [0xFEFF_C000, 0xFF00_0000, 2],
      ])
    #expect(machine.layout.acpi?.rootPointer.start == 0xE_0000)
    #expect(machine.tables.map(\.kind.name).filter { ["SRAT", "SLIT", "HMAT"].contains($0) } == [])
    let bytes = try #require(machine.tables.first { $0.kind.name == "MADT" }).bytes
    #expect(
      bytes[10..<36].elementsEqual(
        Array("CROSVMCROSVMDT".utf8) + [1, 0, 0, 0] + Array("CROS".utf8) + [0, 0, 0, 0]))
  }

  @Test("Registers of PCI devices never lie over RAM, wherever that is moved")
  func moved() throws {
    let machine = try PresetMachine(
      "platform: crosvm\nplacement: {align: 1GiB}\nnodes: [{memory: 2GiB}, {memory: 2GiB}, {memory: 2GiB}]")
    #expect(machine.regions == [[0, 3 * Self.gib], [4 * Self.gib, 2 * Self.gib], [7 * Self.gib, Self.gib]])
    #expect(machine.e820.contains([0x1_B000_0000, 0x1_B800_0000, 2]))
    #expect(machine.e820.filter { $0[2] == 1 }.reduce(0) { $0 + $1[1] - $1[0] } == 6 * Self.gib - 384 * Self.kib)
  }

  @Test("Faults in such a map are found all the same")
  func faults() throws {
    let machine = try PresetMachine("platform: crosvm\nmemory: 8GiB\nnodes: 1")
    let map = try #require(E820Map(machine.layout))
    func told(_ change: (inout [E820Entry]) -> Void) -> [String] {
      var wrong = map
      change(&wrong.entries)
      return machine.violations(machine.tables(with: wrong)).filter { $0.hasPrefix("e820") }
    }
    #expect(
      told { $0.sort { $0.base < $1.base } } == [
        "e820 entry #4 begins at 0xf4000000, but in the order of the platform it is the one at 0x100000000"
      ])
    #expect(
      told { $0[4].base = 0x2_3000_0000 }.first
        == "e820 entry #6 begins at 0x230000000, but the one before it ends at 0x234000000")
    #expect(
      told { $0[2].length += 0x1000 }.first
        == "e820 calls 0xd0000000-0xd0001000 usable, but no RAM slot is there")
  }
}
