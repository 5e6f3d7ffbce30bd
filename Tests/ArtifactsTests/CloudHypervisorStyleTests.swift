import Addresses
import FieldCoding
import FirmwareTables
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import Artifacts

/// Machines of Cloud Hypervisor's, with the numbers of its own tests and, byte by byte, what its source writes.
@Suite("Tables on Cloud Hypervisor") struct CloudHypervisorStyleTests {
  private static let gib: UInt64 = 1 << 30
  private static let mib: UInt64 = 1 << 20

  @Test(
    "RAM lies where arch_memory_regions() has it",
    arguments: [
      // What test_system_configuration() in x86_64/mod.rs configures, and machines around these.
      ("x86_64", "3GiB", [[0, 3 * gib]]),
      ("x86_64", "3200MiB", [[0, 3 * gib], [4 * gib, 128 * mib]]),
      ("x86_64", "512MiB", [[0, 512 * mib]]),
      // test_arch_memory_regions_dram() in aarch64/mod.rs has RAM from RAM_START on.
      ("aarch64", "512MiB", [[gib, 512 * mib]]),
      ("aarch64", "3009MiB", [[gib, 3008 * mib], [4 * gib, mib]]),
    ] as [(String, String, [[UInt64]])])
  func regions(_ architecture: String, _ memory: String, _ regions: [[UInt64]]) throws {
    let machine = try PresetMachine(
      "arch: \(architecture)\nplatform: cloud-hypervisor\nmemory: \(memory)\nnodes: 1")
    #expect(machine.regions == regions)
  }

  @Test("e820 is that of configure_pvh(): PCI's configuration comes last, and nothing is said of 0xa0000 to 1 MiB")
  func map() throws {
    let machine = try PresetMachine("platform: cloud-hypervisor\nmemory: 4GiB\nnodes: 1")
    let expected: [[UInt64]] = [
      [0, 0xA_0000, 1], [0x10_0000, 3 * Self.gib, 1], [4 * Self.gib, 5 * Self.gib, 1],
      [0xE800_0000, 0xF800_0000, 2],
    ]
    #expect(machine.e820 == expected)
    var wrong = try #require(E820Map(machine.layout))
    wrong.entries.swapAt(2, 3)
    #expect(
      machine.violations(machine.tables(with: wrong)).first
        == "e820 entry #3 begins at 0xe8000000, but in the order of the platform it is the one at 0x100000000")
  }

  @Test("The root pointer lies at 0xa0000, and all other tables behind it; on Arm 2 MiB above the lowest RAM")
  func image() throws {
    let pc = try PresetMachine("platform: cloud-hypervisor\nmemory: 4GiB\nnodes: 1")
    #expect(pc.layout.acpi?.rootPointer.start == 0xA_0000 && pc.layout.acpi?.tables.start == 0xA_0030)
    let arm = try PresetMachine("arch: aarch64\nplatform: cloud-hypervisor\nmemory: 4GiB\nnodes: 1")
    #expect(arm.layout.acpi?.rootPointer.start == 0x4020_0000)
  }

  /// The machine of _test_guest_numa_nodes() in its tests_wrappers.rs, with the memory that it has when it starts.
  private static let machine = """
    platform: cloud-hypervisor
    cpus: {cores_per_llc: 12, present: 6}
    nodes:
      - {memory: 1GiB, cpus: "0-2,9", hotplug: 3GiB}
      - {memory: 2GiB, cpus: "3-4,6-8", hotplug: 3GiB}
      - {memory: 3GiB, cpus: "5,10-11", hotplug: 3GiB}
    distances: {asymmetric: on, matrix: [[10, 15, 20], [20, 10, 25], [25, 30, 10]]}
    """

  private func machine(_ text: String = machine) -> Compilation { Compilation("memc: 1\n\(text)\n") }

  @Test("SRAT has memory, space and CPUs of each node in turn")
  func affinities() throws {
    let compilation = machine()
    let layout = try #require(compilation.layout, "\(compilation.text)")
    #expect(compilation.tableViolations() == [])
    let srat = SRAT(layout)
    #expect(
      srat.affinities.map(\.proximityDomain) == [0, 0, 0, 0, 0, 0] + [1, 1, 1, 1, 1, 1, 1] + [2, 2, 2, 2, 2])
    #expect(
      srat.memoryAffinities.map { [$0.base, $0.length, UInt64($0.flags.rawValue)] } == [
        [0, Self.gib, 1], [7 * Self.gib, 3 * Self.gib, 3],
        [Self.gib, 2 * Self.gib, 1], [10 * Self.gib, 3 * Self.gib, 3],
        [4 * Self.gib, 3 * Self.gib, 1], [13 * Self.gib, 3 * Self.gib, 3],
      ])
    // CPUs without a topology are known by their numbers, as get_x2apic_id() in x86_64/mod.rs has them.
    let ids = srat.affinities.compactMap { affinity -> UInt32? in
      if case .x2APIC(let cpu) = affinity { cpu.apicID } else { nil }
    }
    #expect(ids == [0, 1, 2, 9, 3, 4, 6, 7, 8, 5, 10, 11])
    // MADT has them by number.
    #expect(
      MADT(layout).entries.compactMap { $0.cpu?.apicID } == Array(0...11))
    #expect(SLIT(layout).distances == [10, 15, 20, 20, 10, 25, 25, 30, 10])
  }

  @Test("SRAT and SLIT are those of create_srat_table() and create_slit_table(), byte by byte")
  func bytes() throws {
    let compilation = machine(
      """
      platform: cloud-hypervisor
      cpus: 2
      nodes: [{memory: 1GiB, domain: 1, cpus: 1}, {memory: 1GiB, domain: 0, cpus: 0}]
      distances: {pairs: [{from: 0, to: 1, distance: 15}]}
      """)
    let layout = try #require(compilation.layout, "\(compilation.text)")
    let srat = SRAT(layout).encoded()
    let slit = SLIT(layout).encoded()
    func head(_ signature: String, _ length: UInt8, _ revision: UInt8, _ checksum: UInt8) -> [UInt8] {
      Array(signature.utf8) + [length, 0, 0, 0, revision, checksum] + Array("CLOUDHCH\(signature)  ".utf8)
        + [1, 0, 0, 0] + Array("RVAT".utf8) + [0, 0, 0, 1]
    }
    func memory(_ domain: UInt8, _ base: UInt8) -> [UInt8] {
      [1, 40, domain, 0, 0, 0, 0, 0, 0, 0, 0, base, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0]
        + [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    }
    func cpu(_ domain: UInt8, _ id: UInt8) -> [UInt8] {
      [2, 24, 0, 0, domain, 0, 0, 0, id, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    }
    // Memory lies in the order of the file, and structures in that of domains.
    let structures = memory(0, 0x40) + cpu(0, 0) + memory(1, 0) + cpu(1, 1)
    #expect(srat == head("SRAT", 176, 3, srat[9]) + [UInt8](repeating: 0, count: 12) + structures)
    #expect(slit == head("SLIT", 48, 1, slit[9]) + [2, 0, 0, 0, 0, 0, 0, 0, 10, 15, 15, 10])
    for table in [srat, slit] { #expect(table.reduce(0, &+) == 0) }
    #expect(compilation.tableViolations() == [])
  }

  @Test("Structures out of the order of nodes are told of, and ACPI's reserved 1 where the platform has 0")
  func order() throws {
    let layout = try #require(machine().layout)
    var srat = SRAT(layout)
    srat.affinities.swapAt(0, 7)
    srat.tableRevision = 1
    let told = TableInvariants.violations(
      of: [EncodedTable(TableKind(SRAT.self), srat.encoded())], slots: [], style: layout.tableStyle)
    #expect(told.contains("SRAT's table revision is 1, not 0"))
    #expect(told.contains("SRAT has a structure of proximity domain 0 behind one of 1"))
  }

  @Test("SLIT has rows of nodes only, of whatever domains")
  func rows() throws {
    let compilation = machine(
      """
      platform: cloud-hypervisor
      arch: aarch64
      nodes: [{memory: 1GiB, domain: 7}, {memory: 1GiB, domain: 2}]
      distances: {asymmetric: on, matrix: [[10, 15], [16, 10]]}
      """)
    #expect(compilation.identifiers == ["slit-rows-by-node"])
    let layout = try #require(compilation.layout)
    #expect(SLIT(layout).distances == [10, 15, 16, 10])
    #expect(layout.topology.distances.values == [10, 16, 15, 10])
    #expect(compilation.tableViolations() == [])
  }
}
