import Addresses
import CLinux
import Lowering
import MachineModel
import Testing

@testable import KVMHost

/// A machine with a more privileged level above a window, and with two mirrors.
func privilegedLayout(edit: (inout Topology) -> Void = { _ in }) throws -> Layout {
  try windowedLayout([DeviceWindow("bar", atMiB: 256, 4)], memory: 48 << 20) {
    $0.vtl2 = PrivilegedMemory(start: 8 << 30, size: 8 << 20)
    $0.aliases = [MemoryAlias(name: "vtl0", offset: 1 << 40), MemoryAlias(offset: 2 << 40)]
    edit(&$0)
  }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct PartitionTests {
    private func lines(_ machine: RealizedMachine) throws -> [String] {
      try Verification.run(machine).map(\.description)
    }

    @Test func twoPartitionsAreTwoMachinesOverOneMemory() throws {
      let before = Holdings.now()
      do {
        let machine = try Realization.run(try privilegedLayout())
        #expect(machine.partitions.map(\.name) == ["vtl0", "vtl2"])
        let privileged = try #require(machine.privileged)
        #expect(privileged.descriptor != machine.descriptor)
        #expect(Holdings.now().descriptors.filter { $0.contains("kvm-vm") }.count == 2)
        let ram = machine.regions.filter { $0.slot.isRAM }
        let seen = privileged.regions.filter { $0.slot.node != nil }
        // At its own addresses, then once for each mirror.
        #expect(seen.map(\.host) == ram.map(\.host) + ram.map(\.host) + ram.map(\.host))
        #expect(Set(seen.map { $0.slot.aliasOffset ?? 0 }) == [0, 1 << 40, 2 << 40])
        // Nobody below has the privileged level's memory.
        let own = try #require(privileged.regions.first { $0.slot.source == .vtl2 })
        #expect(!machine.hostRange.overlaps(own.host))
        #expect(own.hostAddress % (2 << 20) == 0)
        #expect(machine.hostAddress(of: own.guest.start) == nil)
        #expect(throws: GuestAccessError.self) { try machine.read(1, at: own.guest.start) }
      }
      #expect(Holdings.now() == before)
    }

    @Test func aMachineOfOnePartitionHasNoOther() throws {
      let machine = try Realization.run(try windowedLayout())
      #expect(machine.partitions.count == 1)
      #expect(machine.privileged == nil)
    }

    @Test("A failure after any single thing leaves nothing", arguments: RealizationStep.allCases)
    func failures(_ step: RealizationStep) throws {
      let layout = try privilegedLayout {
        $0.devices.append(DeviceWindow("upper", atMiB: 257, 1, priority: 1))
      }
      let places = try failAfterEach(step, of: layout, tables: tables(of: layout))
      // A node, two windows; a range for RAM, one for VTL2, two for windows; an extent and VTL2; 3 + 3 and 3 × 3 + 1 slots.
      let expected: [RealizationStep: Int] = [
        .check: 1, .back: 3, .reserve: 4, .map: 2, .advise: 1, .bind: 1, .create: 2, .register: 16, .load: 1,
      ]
      #expect(places == expected[step] ?? 0)
    }

    @Test func whatKVMLacksIsSaidOfThePartition() throws {
      let bits = try #require(HostFacts.read().kvm?.physicalBits)
      let layout = try privilegedLayout { $0.aliases[1].offset = 1 << UInt64(bits) }
      let error = try hostError { try Realization.run(layout) }
      #expect(error.exitCode == 69)
      #expect(error.message.contains("\(bits) physical address bits"))
      #expect(HostFacts.read().shortcomings(for: layout) == [error])
      let facts = HostFacts.KVMFacts(slotCount: 9, hasReadOnlyMemory: false, physicalBits: nil)
      let shown = try privilegedLayout {
        $0.visibility = [VisibilityRange(start: 0, end: 16 << 20, mode: .readOnly)]
      }
      let messages = facts.shortcomings(for: shown).map(\.message)
      #expect(messages.count == 2)
      #expect(messages[0] == "KVM has no read-only slots here (KVM_CAP_READONLY_MEM)")
      #expect(messages[1].hasPrefix("partition vtl2 has 10 slots up to number 9, but KVM takes 9 here"))
    }

    // MARK: Proof

    @Test(.enabled(if: TestHost.isX86, "skipped: the guest that proves a layout is x86_64 code"))
    func eachPartitionIsProvenByAGuestOfItsOwn() throws {
      let layout = try privilegedLayout {
        $0.visibility = [VisibilityRange(start: 16 << 20, end: 32 << 20, mode: .readOnly)]
      }
      let machine = try Realization.run(layout, tables: tables(of: layout))
      let contents = (0..<(1 << 12)).map { UInt8(truncatingIfNeeded: $0) }
      for address in [0x1000, 16 << 20, (48 << 20) - 4096, 256 << 20] as [UInt64] {
        try machine.write(contents, at: address)
      }
      #expect(
        try lines(machine) == [
          "vtl0: 0x0-0x1000000 slot 0 is RAM, read-write: ok",
          "vtl0: 0x1000000-0x2000000 slot 1 is RAM, read-only: ok",
          "vtl0: 0x2000000-0x3000000 slot 2 is RAM, read-write: ok",
          "vtl0: 0x3000000-0x10000000 hole is nothing: ok",
          "vtl0: 0x10000000-0x10400000 slot 3 is window 'bar', read-write: ok",
          "vtl0: 0x10400000-0x200000000 hole is nothing: ok",
          "vtl0: 0x200000000-0x200800000 VTL2's RAM is nothing: ok",
          "vtl0: 0x200800000-0x10000000000 hole is nothing: ok",
          "vtl0: 0x10000000000-0x10001000000 alias is nothing: ok",
          "vtl0: 0x10001000000-0x10002000000 alias is nothing: ok",
          "vtl0: 0x10002000000-0x10003000000 alias is nothing: ok",
          "vtl0: 0x10003000000-0x20000000000 hole is nothing: ok",
          "vtl0: 0x20000000000-0x20001000000 alias is nothing: ok",
          "vtl0: 0x20001000000-0x20002000000 alias is nothing: ok",
          "vtl0: 0x20002000000-0x20003000000 alias is nothing: ok",
          "vtl0: 0x20003000000-0x20003000001 hole is nothing: ok",
          "vtl0: 0x7000-0x8000 memory map has 3 entries: ok",
          "vtl0: 0xe0000-0xe0024 RSDP leads to XSDT at 0xe0300: ok",
          "vtl0: 0xe02c0-0xe02f8 RSDT lists 5 tables: ok",
          "vtl0: 0xe0300-0xe034c XSDT lists 5 tables: ok",
          "vtl0: 0xe0060-0xe0174 FACP is 276 bytes long: ok",
          "vtl0: 0xe0030-0xe0054 DSDT is 36 bytes long: ok",
          "vtl0: 0xe0180-0xe01d0 APIC is 80 bytes long: ok",
          "vtl0: 0xe01d0-0xe0238 SRAT has 1 memory and 1 CPU affinities: ok",
          "vtl0: 0xe0240-0xe026d SLIT has 1 localities: ok",
          "vtl0: 0xe0270-0xe02bc PPTT is 76 bytes long: ok",
          "vtl2: 0x0-0x1000000 slot 0 is RAM, read-write: ok",
          "vtl2: 0x1000000-0x2000000 slot 1 is RAM, read-write: ok",
          "vtl2: 0x2000000-0x3000000 slot 2 is RAM, read-write: ok",
          "vtl2: 0x3000000-0x200000000 hole is nothing: ok",
          "vtl2: 0x200000000-0x200800000 slot 3 is VTL2's RAM, read-write: ok",
          "vtl2: 0x200800000-0x10000000000 hole is nothing: ok",
          "vtl2: 0x10000000000-0x10001000000 slot 4 is RAM of 0x0-0x1000000, read-write: ok",
          "vtl2: 0x10001000000-0x10002000000 slot 5 is RAM of 0x1000000-0x2000000, read-write: ok",
          "vtl2: 0x10002000000-0x10003000000 slot 6 is RAM of 0x2000000-0x3000000, read-write: ok",
          "vtl2: 0x10003000000-0x20000000000 hole is nothing: ok",
          "vtl2: 0x20000000000-0x20001000000 slot 7 is RAM of 0x0-0x1000000, read-write: ok",
          "vtl2: 0x20001000000-0x20002000000 slot 8 is RAM of 0x1000000-0x2000000, read-write: ok",
          "vtl2: 0x20002000000-0x20003000000 slot 9 is RAM of 0x2000000-0x3000000, read-write: ok",
          "vtl2: 0x20003000000-0x20003000001 hole is nothing: ok",
        ])
      // Both guests put back what they found.
      for address in [0x1000, 16 << 20, (48 << 20) - 4096, 256 << 20] as [UInt64] {
        #expect(try machine.read(contents.count, at: address) == contents)
      }
    }

    @Test(.enabled(if: TestHost.isX86, "skipped: the guest that proves a layout is x86_64 code"))
    func thePrivilegedLevelSeesRAMWhateverTheGuestMayDo() throws {
      let machine = try Realization.run(try privilegedLayout())
      for state in [Visibility.readOnly, .unmapped, .readWrite] {
        try machine.setVisibility(of: AddressRange(0, 16 << 20), to: state)
        let lines = try Verification.run(machine)
        #expect(lines.allSatisfy { $0.outcome == .ok })
        #expect(lines.first?.expectation == (state == .unmapped ? "is nothing" : "is RAM, \(state.rawValue)"))
        #expect(lines.first { $0.partition == "vtl2" }?.expectation == "is RAM, read-write")
      }
    }

    @Test(.enabled(if: TestHost.isX86, "skipped: the guest that proves a layout is x86_64 code"))
    func partitionsBrokenOnPurposeAreToldOf() throws {
      func mismatches(_ machine: RealizedMachine) throws -> [String] {
        try Verification.run(machine).filter(\.isMismatch).map(\.description)
      }
      // The guest sees the privileged level's memory.
      var machine = try Realization.run(try privilegedLayout())
      let own = try #require(machine.privileged?.regions.first { $0.slot.source == .vtl2 })
      try machine.machine.setMemory(
        slot: 20, flags: 0, guest: own.guest, hostAddress: own.hostAddress, subject: .init())
      #expect(
        try mismatches(machine) == [
          "vtl0: 0x200000000-0x200800000 VTL2's RAM is nothing: a read of 0x200000000 finds 0x0: memory is registered "
            + "where none should be (and 1 more)"
        ])
      // A mirror shows other memory.
      machine = try Realization.run(try privilegedLayout())
      let privileged = try #require(machine.privileged)
      let mirror = try #require(privileged.regions.first { $0.slot.aliasOffset == 2 << 40 })
      try privileged.machine.delete(mirror)
      try privileged.machine.setMemory(
        slot: mirror.slot.number, flags: 0, guest: mirror.guest, hostAddress: mirror.hostAddress + (16 << 20),
        subject: .init())
      // Only the mirror is to blame.
      let found = try mismatches(machine)
      #expect(found.count == 1)
      #expect(
        found.first?.hasPrefix(
          "vtl2: 0x20000000000-0x20001000000 slot 7 is RAM of 0x0-0x1000000, read-write: "
            + "the guest wrote 0x9e3779b97f4a7c15 to 0x0, and reads 0x9e3779b97e4a7c15 at 0x20000000000, "
            + "which belongs to 0x1000000") == true, "\(found)")
      // A mirror is not there.
      machine = try Realization.run(try privilegedLayout())
      try machine.privileged?.machine.delete(mirror)
      #expect(
        try mismatches(machine) == [
          "vtl2: 0x20000000000-0x20001000000 slot 7 is RAM of 0x0-0x1000000, read-write: "
            + "a read of 0x20000000000 leaves the guest: no memory is registered there (and 7 more)"
        ])
    }

    @Test(.enabled(if: TestHost.isX86, "skipped: the guest that proves a layout is x86_64 code"))
    func aGuestThatNeedsASlotOfItsOwnKeepsAwayFromWhatItTries() throws {
      // No room in slots of a page each, and VTL2's memory where the guest's own slot would lie above windows.
      let layout = try windowedLayout([DeviceWindow("bar", atMiB: 4092, 4)], memory: 8 * 4096, slotSize: 4096) {
        $0.vtl2 = PrivilegedMemory(start: 4 * .gib + 4 * .mib, size: 4096)
        $0.platform.gaps = [Gap(start: 3 * .gib, end: 4 * .gib)]
      }
      let lines = try Verification.run(try Realization.run(layout))
      #expect(lines.filter { $0.target == .privilegedMemory }.count == 1)
      #expect(lines.allSatisfy { $0.outcome == .ok }, "\(lines)")
    }

    // MARK: Report

    @Test func theReportHasATableAPartition() throws {
      let machine = try Realization.run(try privilegedLayout())
      try machine.write([1], at: 0)
      try machine.write([1], at: 256 << 20)
      let report = MachineReport(machine)
      #expect(report.tables.map(\.partition) == ["vtl0", "vtl2"])
      #expect(report.tables.map(\.rows.count) == [4, 10])
      #expect(report.rows.map(\.window) == [nil, nil, nil, "bar"])
      #expect(report.rows.map(\.backing) == ["private", "private", "private", "device"])
      #expect(report.rows.map(\.resident) == [4096, 0, 0, 4096])
      // The same page, seen three times.
      #expect(report.tables[1].rows.map(\.resident) == [4096, 0, 0, 0, 4096, 0, 0, 4096, 0, 0])
      let words = report.description.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      #expect(words.filter { $0.first == "partition" } == [["partition", "vtl0"], ["partition", "vtl2"]])
      #expect(report.description.contains("0x10000000-0x10400000  4 MiB   bar "))
      #expect(report.description.contains("  0 at +0x10000000000  "))
      let json = report.json()
      #expect(json.contains("\"device\": \"bar\""))
      #expect(json.contains("\"alias_offset\": 1099511627776"))
      #expect(json.contains("\"name\": \"vtl2\""))
    }

    @Test func afterTheTestsNothingIsHeld() {
      #expect(Holdings.now().descriptors.isEmpty)
    }
  }
}
