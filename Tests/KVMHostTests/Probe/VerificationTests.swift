import FieldCoding
import Addresses
import CLinux
import Diagnostics
import FirmwareTables
import Lowering
import MachineModel
import SystemPackage
import Testing

@testable import KVMHost

/// The tables of a layout, whose ACPI image lies where nothing is carved out for it.
func tables(of layout: Layout) -> GuestTables {
  var sink = DiagnosticSink(source: nil)
  return GuestTables(ImagePlacement().run(layout, reportingTo: &sink).0) ?? GuestTables(e820: [], acpi: nil)
}

extension OnThisHost {
  @Suite(
    .serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"),
    .enabled(if: TestHost.isX86, "skipped: the guest that proves a layout is x86_64 code"))
  struct VerificationTests {
    private func machine(_ layout: Layout, access: [UInt32: Visibility] = [:]) throws -> RealizedMachine {
      try Realization.run(layout.with(access), tables: tables(of: layout))
    }

    /// Two nodes of which the second one straddles a gap.
    private func straddling() throws -> Layout { try makeLayout([2 * .gib, 4 * .gib]) }

    private func texts(_ lines: [VerificationLine]) -> [String] { lines.map(\.description) }

    private func mismatches(_ machine: RealizedMachine) throws -> [String] {
      texts(try Verification.run(machine).filter(\.isMismatch))
    }

    @Test func whateverItsKindMemoryHasSlotsAndSpaceHasNone() throws {
      var nodes = [UInt64](repeating: 64 * .mib, count: 3).map { MemoryNode(memory: Located($0)) }
      nodes[1].isPersistent.value = true
      nodes[1].hotplug = HotplugSpace(size: 1 * .gib)
      nodes[2].isSpecialPurpose.value = true
      let machine = try machine(try lower(Topology(nodes: nodes)))
      let lines = texts(try Verification.run(machine))
      #expect(
        lines == [
          "0x0-0x4000000 slot 0 is RAM, read-write: ok",
          "0x4000000-0x8000000 slot 1 is RAM, read-write: ok",
          "0x8000000-0xc000000 slot 2 is RAM, read-write: ok",
          "0xc000000-0xc000001 hole is nothing: ok",
          "0x7000-0x8000 memory map has 5 entries: ok",
          "0xe0000-0xe0024 RSDP leads to XSDT at 0xe0380: ok",
          "0xe0340-0xe0378 RSDT lists 5 tables: ok",
          "0xe0380-0xe03cc XSDT lists 5 tables: ok",
          "0xe0060-0xe0174 FACP is 276 bytes long: ok",
          "0xe0030-0xe0054 DSDT is 36 bytes long: ok",
          "0xe0180-0xe01d0 APIC is 80 bytes long: ok",
          "0xe01d0-0xe02b0 SRAT has 4 memory and 1 CPU affinities: ok",
          "0xe02b0-0xe02e5 SLIT has 3 localities: ok",
          "0xe02f0-0xe033c PPTT is 76 bytes long: ok",
        ])
    }

    @Test func everyRangeOfATrueMachineIsProven() throws {
      let machine = try machine(try straddling())
      let lines = try Verification.run(machine)
      #expect(
        texts(lines).prefix(6) == [
          "0x0-0x80000000 slot 0 is RAM, read-write: ok",
          "0x80000000-0xc0000000 slot 1 is RAM, read-write: ok",
          "0xc0000000-0x100000000 hole is nothing: ok",
          "0x100000000-0x1c0000000 slot 2 is RAM, read-write: ok",
          "0x1c0000000-0x1c0000001 hole is nothing: ok",
          "0x7000-0x8000 memory map has 4 entries: ok",
        ])
      #expect(lines.allSatisfy { $0.outcome == .ok })
      let walk = texts(Array(lines.dropFirst(6)))
      let xsdt = try #require(machine.layoutOfTables.acpi?.xsdt)
      #expect(walk.first == "0xe0000-0xe0024 RSDP leads to XSDT at \(Units.address(xsdt)): ok")
      #expect(walk.contains { $0.hasSuffix(" SRAT has 3 memory and 1 CPU affinities: ok") })
      #expect(walk.contains { $0.hasSuffix(" SLIT has 2 localities: ok") })
      #expect(walk.contains("0xe0030-0xe0054 DSDT is 36 bytes long: ok"))
      // The pointer, both root tables, and each table in the order of XSDT, the DSDT behind FADT.
      let names = lines.dropFirst(6).map { $0.description.split(separator: " ")[1] }
      #expect(names.prefix(5) == ["RSDP", "RSDT", "XSDT", "FACP", "DSDT"])
      #expect(
        Set(names) == Set(try machine.tablesInImage.map { Substring($0) } + ["RSDP"])
          && names.count == Set(names).count)
    }

    @Test func whatTheGuestWritesIsRestored() throws {
      let machine = try machine(try straddling())
      var before: [(UInt64, [UInt8])] = []
      for address in [0, 2 * .gib - 4096, 2 * .gib, 3 * .gib - 4096, 4 * .gib, 7 * .gib - 4096, .gib] as [UInt64] {
        let page = (0..<4096).map { UInt8(truncatingIfNeeded: UInt64($0) &* 31 &+ address >> 20) }
        try machine.write(page, at: address)
        before.append((address, page))
      }
      before += try [0x1000, 0x7000, 0xE0000].map { ($0, try machine.read(0x6000, at: $0)) }
      #expect(try mismatches(machine).isEmpty)
      for (address, bytes) in before { #expect(try machine.read(bytes.count, at: address) == bytes) }
      // And again, with the same vCPU.
      #expect(try mismatches(machine).isEmpty)
    }

    @Test func accessIsProvenSlotBySlot() throws {
      let layout = try makeLayout([64 * .mib], slots: SlotOptions(maximumSize: 16 * .mib))
      let machine = try machine(layout, access: [1: .readOnly, 2: .unmapped])
      try machine.write([1, 2, 3, 4, 5, 6, 7, 8], at: 16 * .mib)
      #expect(
        texts(try Verification.run(machine)).prefix(5) == [
          "0x0-0x1000000 slot 0 is RAM, read-write: ok", "0x1000000-0x2000000 slot 1 is RAM, read-only: ok",
          "0x2000000-0x3000000 slot 2 is nothing: ok", "0x3000000-0x4000000 slot 3 is RAM, read-write: ok",
          "0x4000000-0x4000001 hole is nothing: ok",
        ])
      #expect(try machine.read(8, at: 16 * .mib) == [1, 2, 3, 4, 5, 6, 7, 8])
    }

    // MARK: Machines broken on purpose

    private func set(
      _ machine: RealizedMachine, _ region: Region, hostAddress: UInt64? = nil, flags: UInt32 = 0
    ) throws {
      try machine.machine.setMemory(
        slot: region.slot.number, flags: flags, guest: region.guest,
        hostAddress: hostAddress ?? region.hostAddress, subject: region.subject)
    }

    @Test("Two slots with each other's host ranges", arguments: [(0, 1), (1, 2)])
    func exchanged(_ left: Int, _ right: Int) throws {
      let machine = try machine(try makeLayout([512 * .mib, 512 * .mib, 512 * .mib]))
      let (first, second) = (machine.regions[left], machine.regions[right])
      try machine.machine.delete(first)
      try machine.machine.delete(second)
      try set(machine, first, hostAddress: second.hostAddress)
      try set(machine, second, hostAddress: first.hostAddress)
      let found = try mismatches(machine).filter { $0.contains("slot") }
      func expected(_ region: Region, _ other: Region) -> String {
        let (start, end) = (region.guest.start, region.guest.end)
        return "\(Units.range(start, end)) slot \(region.slot.number) is RAM, read-write: "
          + "host \(Units.address(region.hostAddress)) belongs to \(Units.address(start)), but holds what the guest "
          + "wrote to \(Units.address(other.guest.start)): the slot is registered with other host memory "
          + "(and 1 more)"
      }
      #expect(found == [expected(first, second), expected(second, first)])
    }

    @Test("A slot that is not there", arguments: [0, 1, 2])
    func missing(_ index: Int) throws {
      let machine = try machine(try straddling())
      let region = machine.regions[index]
      try machine.machine.delete(region)
      let found = try mismatches(machine)
      #expect(
        found.first?.hasPrefix("\(region.guest) slot \(index) ")
          == true)
      #expect(
        found.first?.contains(
          "a write to \(Units.address(region.guest.start)) leaves the guest: no memory is registered there")
          == true)
      // Only the tables lie in the missing memory.
      let tables = try machine.tablesInImage.count + 1
      #expect(found.count == (index == 0 ? 2 + tables : 1))
      #expect(found.dropFirst().allSatisfy { $0.contains("an access leaves the guest at 0x") })
    }

    @Test func theGuestsOwnSlotIsGoneAfterwards() throws {
      let machine = try machine(try makeLayout([64 * .mib]))
      let region = machine.regions[0]
      try machine.machine.delete(region)
      #expect(try !mismatches(machine).isEmpty)
      // A slot over the place of the one that the guest had overlaps nothing that is left.
      let whole = AddressRange(0, 1 << 30)
      try machine.machine.setMemory(
        slot: 7, flags: 0, guest: whole, hostAddress: region.hostAddress, subject: .init())
    }

    @Test func aSlotThatCoversTheGap() throws {
      let machine = try machine(try straddling())
      try machine.machine.setMemory(
        slot: 9, flags: 0, guest: AddressRange(3 * .gib, 4 * .gib), hostAddress: machine.regions[2].hostAddress,
        subject: .init()
      )
      #expect(
        try mismatches(machine) == [
          "0xc0000000-0x100000000 hole is nothing: a read of 0xc0000000 finds 0x15: memory is registered where none "
            + "should be (and 1 more)"
        ])
    }

    @Test func aSlotThatIsOnePageTooLong() throws {
      let machine = try machine(try makeLayout([64 * .mib, 64 * .mib]))
      let region = machine.regions[1]
      try machine.machine.delete(region)
      try machine.machine.setMemory(
        slot: 1, flags: 0, guest: AddressRange(region.guest.start, region.guest.end + 4096),
        hostAddress: region.hostAddress - 4096, subject: .init())
      let found = try mismatches(machine)
      #expect(found.count == 2)
      #expect(
        found.first?.contains("slot 1 is RAM, read-write: what the guest wrote to 0x4000000 is not at host") == true
      )
      #expect(found.last?.contains("0x8000000-0x8000001 hole is nothing: a read of 0x8000000 finds") == true)
    }

    @Test func aReadOnlySlotRegisteredWritable() throws {
      let layout = try makeLayout([64 * .mib], slots: SlotOptions(maximumSize: 16 * .mib))
      let machine = try machine(layout, access: [2: .readOnly])
      try machine.machine.delete(machine.regions[2])
      try set(machine, machine.regions[2])
      #expect(
        try mismatches(machine) == [
          "0x2000000-0x3000000 slot 2 is RAM, read-only: a write to 0x2000000 does not leave the guest: "
            + "the slot is writable (and 1 more)"
        ])
      #expect(try machine.read(8, at: 32 * .mib) == [UInt8](repeating: 0, count: 8))
    }

    @Test func anUnmappedSlotThatIsRegisteredKeepsItsContents() throws {
      let layout = try makeLayout([64 * .mib], slots: SlotOptions(maximumSize: 16 * .mib))
      let machine = try machine(layout, access: [2: .unmapped])
      try machine.write([1, 2, 3, 4, 5, 6, 7, 8], at: 32 * .mib)
      try set(machine, machine.regions[2])
      #expect(
        try mismatches(machine) == [
          "0x2000000-0x3000000 slot 2 is nothing: a read of 0x2000000 finds 0x1: memory is registered where none "
            + "should be (and 2 more)"
        ])
      #expect(try machine.read(8, at: 32 * .mib) == [1, 2, 3, 4, 5, 6, 7, 8])
    }

    @Test func whatWasThereBeforeIsOnlyReadWhateverIsRegistered() throws {
      let path = "/dev/shm/memc-verify-\(getpid())"
      try TestHost.makeFile(path, size: 32 * .mib)
      defer { _ = unsafe unlink(path) }
      var policy = MemoryPolicy()
      policy.backing = .file(path: path)
      let topology = Topology(
        nodes: [
          MemoryNode(memory: Located(16 * .mib)), MemoryNode(memory: Located(32 * .mib), policy: policy),
        ], slots: SlotOptions(maximumSize: 16 * .mib))
      let machine = try Realization.run(try lower(topology).with([1: .readOnly, 2: .unmapped]))
      let contents: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
      let places = [16 * .mib, 32 * .mib - 8, 32 * .mib, 48 * .mib - 8] as [UInt64]
      for place in places { try machine.write(contents, at: place) }
      func expectContents() throws {
        for place in places { #expect(try machine.read(8, at: place) == contents, "\(place)") }
      }
      let slots = ["0x1000000-0x2000000 slot 1 is", "0x2000000-0x3000000 slot 2 is"]
      #expect(
        texts(try Verification.run(machine)).dropFirst().prefix(2) == [
          "\(slots[0]) RAM, read-only (only read): ok", "\(slots[1]) nothing (only read): ok",
        ])
      var writing = VerificationOptions()
      writing.writesFiles = true
      #expect(
        texts(try Verification.run(machine, options: writing)).dropFirst().prefix(2) == [
          "\(slots[0]) RAM, read-only: ok", "\(slots[1]) nothing: ok",
        ])
      try expectContents()

      try machine.machine.delete(machine.regions[1])
      for region in machine.regions.dropFirst() { try set(machine, region) }
      let found = "a read of 0x2000000 finds 0x1: memory is registered where none should be"
      // Whether a slot takes writes shows by writing only.
      #expect(try mismatches(machine) == ["\(slots[1]) nothing (only read): \(found) (and 1 more)"])
      try expectContents()
      #expect(
        texts(try Verification.run(machine, options: writing).filter(\.isMismatch)) == [
          "\(slots[0]) RAM, read-only: a write to 0x1000000 does not leave the guest: the slot is writable "
            + "(and 1 more)",
          "\(slots[1]) nothing: \(found) (and 2 more)",
        ])
      try expectContents()
    }

    @Test func aWritableSlotRegisteredReadOnly() throws {
      let machine = try machine(try makeLayout([64 * .mib, 64 * .mib]))
      try machine.machine.delete(machine.regions[1])
      try set(machine, machine.regions[1], flags: UInt32(KVM_MEM_READONLY))
      let found = try mismatches(machine)
      #expect(found.count == 1)
      #expect(found.first?.contains("slot 1 is RAM, read-write: a write to 0x4000000 leaves the guest") == true)
    }

    @Test func aWrongLengthInTheMemoryMap() throws {
      let machine = try machine(try straddling())
      let length = try machine.read(8, at: 0x7000 + 0x2d0 + 2 * 20 + 8)
      try machine.write([0, 0x10], at: 0x7000 + 0x2d0 + 2 * 20 + 8)
      #expect(length == UInt64(0xbff0_0000).littleEndianBytes)
      #expect(
        try mismatches(machine) == [
          "0x7000-0x8000 memory map has 4 entries: entry 2 at 0x100000 is 0xbff01000 long, not 0xbff00000"
        ])
    }

    @Test("A wrong count, base and type in the memory map")
    func wrongMemoryMap() throws {
      for (offset, byte, expected) in [
        (0x1e8, 2, "the guest counts 2 entries, not 4"), (0x1e8, 200, "the guest counts 200 entries, not 4"),
        (0x2d0 + 20, 1, "entry 1 begins at 0x9fc01, not 0x9fc00"),
        (0x2d0 + 16, 2, "entry 0 at 0x0 is of type 2, not 1"),
      ] as [(UInt64, UInt8, String)] {
        let machine = try machine(try straddling())
        try machine.write([byte], at: 0x7000 + offset)
        let found = try mismatches(machine)
        #expect(found == ["0x7000-0x8000 memory map has 4 entries: \(expected)"])
      }
    }

    @Test(
      "A byte of a table that was flipped",
      arguments: [
        ("SRAT", 0, 0x01, ["SRAT", "the signature is 'RRAT', not 'SRAT'"]),
        ("SRAT", 4, 0x01, ["SRAT", "the length is 185, not 184"]),
        ("SRAT", 5, 0x80, ["SRAT", "the length is 32952, not 184"]),
        ("SRAT", 0x10, 0x01, ["SRAT", "the bytes add up to ", "SRAT header: OEM table ID"]),
        ("SRAT", 48 + 16 + 16, 0x10, ["SRAT", "(checksum); SRAT memory affinity #1: length 2 GiB → "]),
        ("SLIT", 36, 0x04, ["SLIT", "(checksum); ", "localities 2 → 6"]),
        (
          "SLIT", 44, 0x04,
          ["SLIT", "the bytes add up to ", "(checksum); SLIT distances from node 0: to node 0 10 → 14"]
        ),
        ("XSDT", 36, 0x10, ["XSDT", "(checksum); XSDT entry #1: table 0xe0060 → 0xe0070"]),
        ("DSDT", 12, 0x01, ["DSDT", "the bytes add up to "]),
      ] as [(String, UInt64, UInt8, [String])])
    func flipped(_ table: String, _ offset: UInt64, _ bit: UInt8, _ expected: [String]) throws {
      let machine = try machine(try straddling())
      let address = try machine.address(ofTable: table) + offset
      let byte = try machine.read(1, at: address)[0]
      try machine.write([byte ^ bit], at: address)
      let found = try mismatches(machine)
      // What XSDT leads to is not the table that lies there, and so neither are those behind it.
      #expect(found.count == (table == "XSDT" ? 2 : 1), "\(found)")
      for text in expected { #expect(found.first?.contains(text) == true, "\(found)") }
    }

    @Test("A root pointer that is wrong leads nowhere, or elsewhere")
    func rootPointer() throws {
      for (offset, bit, expected) in [
        (0, 1, ["the signature is not 'RSD PTR '"]), (10, 1, ["sum of 20 bytes: "]),
        (33, 1, ["sum of 36 bytes: 1, not 0 (checksum)"]),
        (26, 1, ["sum of 36 bytes: ", "what leads to it leads to 0xf0"]),
      ] as [(UInt64, UInt8, [String])] {
        let machine = try machine(try straddling())
        let byte = try machine.read(1, at: 0xE0000 + offset)[0]
        try machine.write([byte ^ bit], at: 0xE0000 + offset)
        let found = try mismatches(machine)
        #expect(found.count == expected.count, "\(found)")
        for (line, text) in zip(found, expected) { #expect(line.contains(text), "\(line)") }
      }
    }

    @Test func aGuestThatHangsIsStopped() throws {
      let machine = try machine(try straddling())
      var options = VerificationOptions()
      options.timeout = .milliseconds(100)
      options.code = [0xeb, 0xfe] + [UInt8](repeating: 0xf4, count: 512)
      let lines = try Verification.run(machine, options: options)
      #expect(texts(lines.filter(\.isMismatch)) == ["0x0-0x1000 guest runs to its end: the guest hangs"])
      #expect(lines.filter { if case .notProbed = $0.outcome { true } else { false } }.count == 5)
      // The machine is none the worse for it.
      #expect(try mismatches(machine).isEmpty)
    }

    #if arch(x86_64)
      @Test func aGuestThatHangsHalfWayIsStopped() throws {
        let machine = try machine(try straddling())
        var options = VerificationOptions()
        options.timeout = .milliseconds(100)
        options.code = ProbeCode.bytes
        // The probe never comes to its second command.
        options.code?.replaceSubrange(3..<5, with: [0xeb, 0xfe])
        let lines = try Verification.run(machine, options: options)
        #expect(texts(lines.filter(\.isMismatch)) == ["0x1000-0x2000 guest runs to its end: the guest hangs"])
        #expect(texts(lines).suffix(3).allSatisfy { $0.hasSuffix(": ok") })
        #expect(try machine.read(8, at: 0) == [UInt8](repeating: 0, count: 8))
      }
    #endif

    @Test func aGuestThatRunsIntoAFaultIsReported() throws {
      let machine = try machine(try straddling())
      var options = VerificationOptions()
      // Without an interrupt table an exception ends the machine.
      options.code = [0x0f, 0x0b] + [UInt8](repeating: 0xf4, count: 512)
      let found = try Verification.run(machine, options: options).filter(\.isMismatch)
      #expect(found.count == 1)
      #expect(found.first?.description.contains("the guest shut down at instruction") == true, "\(found)")
    }

    // MARK: Layouts of every kind

    @Test("From one slot to five hundred", arguments: [1, 2, 33, 500])
    func slots(_ count: Int) throws {
      let layout = try makeLayout([UInt64(count) << 16], slots: SlotOptions(maximumSize: 1 << 16))
      let lines = try Verification.run(try Realization.run(layout))
      #expect(lines.count == count + 1)
      #expect(lines.allSatisfy { $0.outcome == .ok })
    }

    @Test func slotsOfOnePageEachRunAGuestFromASlotOfItsOwn() throws {
      let layout = try makeLayout([8 * 4096], slots: SlotOptions(maximumSize: 4096))
      let lines = try Verification.run(try Realization.run(layout))
      #expect(lines.count == 9)
      #expect(lines.allSatisfy { $0.outcome == .ok }, "\(lines)")
    }

    @Test func fiveHundredSlotsWithHolesBetweenThem() throws {
      let gaps = (1...499).map { Gap(start: UInt64($0) << 20, end: UInt64($0) << 20 + 0x1_0000) }
      let layout = try makeLayout(
        [499 * (.mib - 0x1_0000) + .mib], platform: Platform(gaps: gaps, replacesReserved: true), allowing: [])
      let machine = try Realization.run(layout)
      #expect(machine.regions.count == 500)
      let lines = try Verification.run(machine)
      #expect(lines.count == 1000)
      #expect(lines.allSatisfy { $0.outcome == .ok })
    }

    @Test func addressesBeyondTheCPUAreNotProbed() throws {
      let bits = try #require(HostFacts.read().kvm?.physicalBits)
      let end = UInt64(1) << UInt64(bits)
      let layout = try makeLayout([64 * .mib], platform: Platform(dramBase: end - 64 * .mib))
      let lines = try Verification.run(try Realization.run(layout))
      #expect(lines.map(\.target) == [.hole, .slot(0), .hole])
      #expect(lines[0].outcome == .ok)
      #expect(lines[1].outcome == .ok)
      #expect(lines[2].outcome == .notProbed("the CPU's physical addresses end at \(Units.address(end))"))
    }

    @Test(
      "Every backing is proven",
      .enabled(
        if: TestHost.canReserveHugepages, "skipped: hugepages cannot be reserved here (no KVM, or not root)"),
      arguments: [MemoryPolicy.Backing.private, .shared], [4096, 2 << 20] as [UInt64])
    func backings(_ backing: MemoryPolicy.Backing, _ pageSize: UInt64) throws {
      let layout = try makeLayout([64 * .mib, 32 * .mib]) {
        $0.backing = backing
        if pageSize > 4096 { $0.hugepages = Located(.size(pageSize)) }
      }
      try TestHost.withHugepages(48) {
        let machine = try machine(layout)
        #expect(try Verification.run(machine).allSatisfy { $0.outcome == .ok })
      }
    }

    @Test func aFileIsOnlyReadUnlessToldOtherwise() throws {
      let path = "/dev/shm/memc-verify-\(getpid())"
      let file = try FileDescriptor.open(
        FilePath(path), .readWrite, options: [.create, .truncate], permissions: .ownerReadWrite)
      defer {
        try? file.close()
        _ = unsafe unlink(path)
      }
      #expect(memc_ftruncate(file.rawValue, 16 << 20) == 0)
      try file.writeAll(toAbsoluteOffset: 0, "contents".utf8)
      var policy = MemoryPolicy()
      policy.backing = .file(path: path)
      let topology = Topology(nodes: [
        MemoryNode(memory: Located(16 * .mib)), MemoryNode(memory: Located(16 * .mib), policy: policy),
      ])
      let machine = try Realization.run(try lower(topology))
      var lines = try Verification.run(machine)
      #expect(lines.map(\.expectation) == ["is RAM, read-write", "is RAM, only read", "is nothing"])
      #expect(lines.allSatisfy { $0.outcome == .ok })
      var options = VerificationOptions()
      options.writesFiles = true
      lines = try Verification.run(machine, options: options)
      #expect(lines.map(\.expectation) == ["is RAM, read-write", "is RAM, read-write", "is nothing"])
      #expect(lines.allSatisfy { $0.outcome == .ok })
      #expect(try machine.read(8, at: 16 * .mib) == Array("contents".utf8))
    }

    // MARK: Loading

    @Test func tablesLieWhereLinuxLooksForThem() throws {
      let layout = try straddling()
      let given = tables(of: layout)
      let machine = try machine(layout)
      #expect(try machine.read(1, at: 0x7000 + 0x1e8) == [4])
      #expect(try machine.read(8, at: 0x7000 + 0x70) == UInt64(0xE0000).littleEndianBytes)
      #expect(try machine.read(given.e820.count, at: 0x7000 + 0x2d0) == given.e820)
      let image = try #require(given.acpi)
      #expect(try machine.read(36, at: 0xE0000) == image.rootPointer.bytes)
      #expect(try machine.read(image.tables.bytes.count, at: 0xE0030) == image.tables.bytes)
    }

    @Test("An image above 1 MiB is loaded and walked where the layout has it")
    func highImage() throws {
      var sink = DiagnosticSink(source: nil)
      let sizes = [UInt64](repeating: .mib, count: 380)
      let lowered = try lower(
        Topology(nodes: sizes.map { MemoryNode(memory: Located($0)) }), allowing: ["small-node"])
      let (layout, _) = ImagePlacement().run(lowered, reportingTo: &sink)
      let place = try #require(layout.acpi)
      #expect(place.rootPointer.start == 0xE0000 && place.tables.start > .mib)
      let machine = try Realization.run(layout, tables: GuestTables(layout))
      #expect(try machine.read(4, at: place.tables.start) == Array("DSDT".utf8))
      let lines = try Verification.run(machine)
      #expect(lines.allSatisfy { $0.outcome == .ok }, "\(lines.filter { $0.outcome != .ok })")
      #expect(lines.contains { $0.target == .table("SLIT") && $0.range.start > place.tables.start })
    }

    @Test func tablesThatCannotBeLoadedAreAnErrorWithAWayOut() throws {
      func error(_ layout: Layout, _ given: GuestTables? = nil, access: [UInt32: Visibility] = [:]) throws
        -> HostError
      {
        try hostError { try Realization.run(layout.with(access), tables: given ?? tables(of: layout)) }
      }
      let usable = try makeLayout(
        [64 * .mib], platform: Platform(gaps: [], replacesReserved: true), allowing: ["low-megabyte-usable"])
      let high = try makeLayout([64 * .mib], platform: Platform(dramBase: .mib))
      let arm = try makeLayout([64 * .mib], architecture: .aarch64)
      let fine = try makeLayout([64 * .mib])
      let long = GuestTables(e820: [UInt8](repeating: 0, count: 129 * 20), acpi: nil)
      let path = "/dev/shm/memc-verify-\(getpid())"
      try TestHost.makeFile(path, size: 64 * .mib)
      defer { _ = unsafe unlink(path) }
      let file = try makeLayout([64 * .mib]) { $0.backing = .file(path: path) }
      for (error, text) in [
        (try error(usable), "the memory map says 0x0-0x4000000 is usable"),
        (try error(high), "the zero page would lie where there is no RAM, at 0x7000"),
        (try error(arm), "for x86_64 only"),
        (try error(fine, long), "has 129 entries, but the zero page holds 128"),
        (try error(fine, access: [0: .readOnly]), "the zero page would lie in a slot that is read-only"),
        (try error(file), "the zero page would lie in memory that was there before"),
      ] {
        #expect(error.exitCode == 1)
        #expect(error.message.contains(text))
        #expect(error.message.hasSuffix("'--tables off' realizes the layout without them"))
      }
    }

    @Test func afterTheTestsNothingIsHeld() {
      #expect(Holdings.now().descriptors.isEmpty)
    }
  }
}

extension RealizedMachine {
  /// Where the tables are that ``tables(of:)`` gives the machine.
  fileprivate var layoutOfTables: Layout {
    var sink = DiagnosticSink(source: nil)
    return ImagePlacement().run(layout, reportingTo: &sink).0
  }

  /// The signatures of the tables of the image.
  fileprivate var tablesInImage: [String] {
    get throws {
      let bytes = try #require(host.tables?.acpi).tables.bytes
      return ACPIImage(bytes: bytes).tables.map { String(decoding: bytes[$0.range].prefix(4), as: UTF8.self) }
    }
  }

  /// Where a table of the image lies.
  fileprivate func address(ofTable signature: String) throws -> UInt64 {
    let tables = try #require(host.tables?.acpi).tables
    let table = try #require(
      ACPIImage(bytes: tables.bytes).tables.first {
        Array(tables.bytes[$0.range].prefix(4)) == Array(signature.utf8)
      })
    return tables.start + UInt64(table.start)
  }
}
