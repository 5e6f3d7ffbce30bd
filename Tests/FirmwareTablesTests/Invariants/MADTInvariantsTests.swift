import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("Invariants of MADT")
struct MADTInvariantsTests {
  /// Four CPUs of two nodes, of which the last one is not present: on x86_64 the first CPU has APIC ID 4. Behind them come the
  /// I/O APIC, the timer's override and the non-maskable interrupt, or GICD and GICR.
  private func layout(_ architecture: Architecture) throws -> Layout {
    var topology = Topology(
      architecture: architecture, nodes: [gib, gib].map { MemoryNode(memory: Located($0)) },
      cpus: [(4, 0), (1, 0), (2, 1), (3, 1)].map { CPU(apicID: $0.0, node: $0.1) })
    topology.processors.present = Located(3)
    return try lowered(topology)
  }

  /// What is told of a machine's table with other structures.
  private func told(_ architecture: Architecture = .x8664, _ change: (inout MADT) throws -> Void) throws -> [String]
  {
    let layout = try layout(architecture)
    var madt = MADT(layout)
    try change(&madt)
    // PPTT tells of CPUs that MADT lacks, too.
    let tables = EncodedTable.all(of: layout).filter { $0.kind != TableKind(PPTT.self) }.map {
      $0.kind == TableKind(MADT.self) ? EncodedTable($0.kind, madt.encodedBytes()) : $0
    }
    return TableInvariants.violations(of: tables, slots: layout.ramSlots, localities: 2)
  }

  private func told(ofAPIC index: Int, _ change: (inout MADT.LocalAPIC) -> Void) throws -> [String] {
    try told { madt in
      guard case .localAPIC(var cpu) = madt.entries[index] else { throw Missing() }
      change(&cpu)
      madt.entries[index] = .localAPIC(cpu)
    }
  }

  private func told(ofGICC index: Int, _ change: (inout MADT.GICC) -> Void) throws -> [String] {
    try told(.aarch64) { madt in
      guard case .gicc(var cpu) = madt.entries[index] else { throw Missing() }
      change(&cpu)
      madt.entries[index] = .gicc(cpu)
    }
  }

  /// A structure is not where the test looks for it.
  private struct Missing: Error {}

  @Test("hold for the table as it is", arguments: Architecture.allCases)
  func hold(architecture: Architecture) throws {
    #expect(MADT(try layout(architecture)).entries.count == (architecture == .x8664 ? 7 : 6))
    #expect(try told(architecture) { _ in } == [])
  }

  // MARK: CPUs

  @Test("CPUs are in the order of their numbers, and of SRAT")
  func order() throws {
    #expect(
      try told { $0.entries.swapAt(1, 2) } == [
        "MADT's CPU #2 has ACPI processor UID 2, not 1", "MADT's CPU #2 has APIC ID 2, but SRAT has 1 in its place",
      ])
    #expect(
      try told(ofAPIC: 2) { $0.processorUID = 9 } == ["MADT's CPU #3 has ACPI processor UID 9, not 2"])
    #expect(
      try told { madt in
        madt.entries[1] = .localAPIC(.init(processorUID: 1, apicID: 2))
        madt.entries[2] = .localAPIC(.init(processorUID: 2, apicID: 1))
      } == ["MADT's CPU #2 has APIC ID 2, but SRAT has 1 in its place"])
    #expect(
      try told(.aarch64) { $0.entries.swapAt(1, 2) } == [
        "MADT's CPU #2 has ACPI processor UID 2, not 1",
        "MADT's CPU with ACPI processor UID 2 has MPIDR 0x2, but KVM has 0x1",
        "MADT's CPU with ACPI processor UID 1 has MPIDR 0x1, but KVM has 0x2",
        "MADT's CPU #2 has ACPI processor UID 2, but SRAT has 1 in its place",
      ])
  }

  @Test("CPUs are present or may come, never both, and those that are present come first")
  func presence() throws {
    func words(_ flags: String) -> [String] {
      [
        "MADT's CPU with ACPI processor UID 1 has flags \(flags), where it is either enabled or online capable, and "
          + "nothing else"
      ]
    }
    #expect(try told(ofAPIC: 1) { $0.flags = [.enabled, .onlineCapable] } == words("0x3"))
    #expect(try told(ofAPIC: 1) { $0.flags = MADT.ProcessorFlags(rawValue: 0x81) } == words("0x81"))
    #expect(try told(ofGICC: 1) { $0.flags = [.enabled, .onlineCapable] } == words("0x9"))
    #expect(
      try told { madt in
        madt.entries[1] = .localX2APIC(.init(processorUID: 1, apicID: 1, flags: [.enabled, .onlineCapable]))
      } == words("0x3"))
    #expect(try told(ofAPIC: 0) { $0.flags = .onlineCapable } == ["MADT's first CPU is not present"])
    #expect(
      try told(ofAPIC: 1) { $0.flags = .onlineCapable } == [
        "MADT's CPU with ACPI processor UID 2 is present, but the one before it, with 1, is not"
      ])
  }

  // MARK: APICs

  @Test("a PC's interrupt controllers are where every PC has them")
  func apics() throws {
    #expect(
      try told { $0.localAPICAddress = 0x10_0000 } == ["MADT has local APICs at 0x100000, not at 0xfee00000"])
    #expect(
      try told { $0.entries.remove(at: 4) } == [
        "MADT has no I/O APIC, where every PC has one at 0xfec00000"
      ])
    #expect(
      try told { $0.entries[4] = .ioAPIC(.init(id: 0, address: 0x10_0000, interruptBase: 0)) } == [
        "MADT has its I/O APIC at 0x100000 with interrupts from 0 on, not at 0xfec00000 with those from 0 on"
      ])
    #expect(
      try told { $0.entries[4] = .ioAPIC(.init(id: 0, address: 0xfec0_0000, interruptBase: 24)) } == [
        "MADT has its I/O APIC at 0xfec00000 with interrupts from 24 on, not at 0xfec00000 with those from 0 on"
      ])
  }

  @Test("the timer and the non-maskable interrupt come by the inputs that a PC has for them")
  func inputs() throws {
    let timer = ["MADT has no override of interrupt 0, the timer's, by input 2 of the I/O APIC"]
    #expect(try told { $0.entries.remove(at: 5) } == timer)
    #expect(try told { $0.entries[5] = .override(.init(source: 0, interrupt: 3)) } == timer)
    let nmi = ["MADT has no non-maskable interrupt at input 1 of all local APICs"]
    #expect(try told { $0.entries.remove(at: 6) } == nmi)
    #expect(try told { $0.entries[6] = .localAPICNMI(.init(input: 0)) } == nmi)
    #expect(try told { $0.entries[6] = .localX2APICNMI(.init(processorUID: 2, input: 1)) } == nmi)
  }

  // MARK: GIC

  @Test("a CPU of Arm has the MPIDR that KVM gives it")
  func mpidr() throws {
    #expect(
      try told(ofGICC: 3) { $0.mpidr = 0 } == [
        "MADT's CPU with ACPI processor UID 3 has MPIDR 0x0, but KVM has 0x3"
      ])
  }

  @Test("a CPU of Arm has no registers and no parking place of its own")
  func registers() throws {
    let changes: [(WritableKeyPath<MADT.GICC, UInt64>, String)] = [
      (\.parkedAddress, "is parked"), (\.baseAddress, "has its interface"),
      (\.virtualInterfaceAddress, "has its GICV"), (\.controlAddress, "has its GICH"),
      (\.redistributorAddress, "has its redistributor"),
    ]
    for (path, words) in changes {
      #expect(
        try told(ofGICC: 1) { $0[keyPath: path] = 0x1000 } == [
          "MADT's CPU with ACPI processor UID 1 \(words) at 0x1000, where a GICv3 and PSCI have 0"
        ])
    }
  }

  @Test("there is one distributor, and a redistributor for each CPU")
  func counts() throws {
    #expect(try told(.aarch64) { $0.entries.remove(at: 4) } == ["MADT has 0 GICDs, not 1"])
    #expect(try told(.aarch64) { $0.entries.append($0.entries[4]) } == ["MADT has 2 GICDs, not 1"])
    #expect(
      try told(.aarch64) { $0.entries.remove(at: 5) } == ["MADT has GICRs of 0 redistributors for 4 CPUs"])
    #expect(
      try told(.aarch64) { $0.entries[5] = .gicr(.init(address: 0x80A_0000, length: 0x7_FFFF)) } == [
        "MADT has GICRs of 3 redistributors for 4 CPUs"
      ])
  }

  @Test("no register of the GIC is where RAM is")
  func registersInRAM() throws {
    #expect(
      try told(.aarch64) { $0.entries[4] = .gicd(.init(address: 0x4000_0000)) } == [
        "MADT has a GICD at 0x40000000-0x40010000, but RAM is at 0x40000000-0xc0000000"
      ])
    #expect(
      try told(.aarch64) { $0.entries[5] = .gicr(.init(address: 0x3FFF_0000, length: 0x8_0000)) } == [
        "MADT has a GICR at 0x3fff0000-0x40070000, but RAM is at 0x40000000-0xc0000000"
      ])
    #expect(
      try told(.aarch64) { $0.entries[5] = .gicr(.init(address: .max, length: .max)) } == [])
  }
}
