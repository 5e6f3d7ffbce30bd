import Addresses
import CLinux
import HostFiles
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import Testing

@testable import KVMHost

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm")) struct RealizationTests {
    @Test func aTwoNodeLayoutBecomesAMachine() throws {
      let layout = try makeLayout([2 * .gib, 4 * .gib])
      let before = Holdings.now()
      do {
        let machine = try Realization.run(layout)
        #expect(machine.regions.map(\.slot) == layout.partitions[0].slots)
        #expect(machine.hostRange.size == 6 * .gib)
        for region in machine.regions {
          #expect(region.hostAddress % (2 << 20) == region.guest.start % (2 << 20))
        }
        let ofNode1 = [AddressRange(2 * .gib, 3 * .gib), AddressRange(4 * .gib, 7 * .gib)]
        #expect(machine.regions(ofNode: 1).map(\.guest) == ofNode1)
        #expect(machine.region(containing: 3 * .gib) == nil)
        #expect(machine.region(containing: 4 * .gib)?.slot.number == 2)
        #expect(machine.region(containing: 7 * .gib) == nil)
        #expect(machine.hostAddress(of: 4 * .gib + 5) == machine.hostRange.start + 3 * .gib + 5)
        #expect(machine.times.map(\.step) == RealizationStep.allCases)
        #expect(machine.backingDescriptor(ofNode: 0) == nil)
      }
      #expect(Holdings.now() == before)
    }

    @Test func accessCrossesSlotsButNoHole() throws {
      let machine = try Realization.run(try makeLayout([64 * .mib, 64 * .mib]))
      let bytes = (0..<200).map { UInt8($0) }
      try machine.write(bytes, at: 64 * .mib - 100)
      #expect(try machine.read(200, at: 64 * .mib - 100) == bytes)
      #expect(try machine.read(100, at: 64 * .mib) == Array(bytes[100...]))
      #expect(try machine.read(0, at: 999 * .gib) == [])
      let error = #expect(throws: GuestAccessError.self) { try machine.write(bytes, at: 128 * .mib - 100) }
      #expect(error?.hole == 128 * .mib)
      #expect(try machine.read(100, at: 128 * .mib - 100) == [UInt8](repeating: 0, count: 100))
      #expect(throws: GuestAccessError.self) { try machine.read(8, at: .max - 3) }
      #expect(throws: GuestAccessError.self) { try machine.read(-1, at: 0) }
    }

    @Test("Memory of every backing holds what is written", arguments: [MemoryPolicy.Backing.private, .shared])
    func backings(_ backing: MemoryPolicy.Backing) throws {
      let layout = try makeLayout([64 * .mib, 4 * .gib]) { $0.backing = backing }
      let machine = try Realization.run(layout)
      try machine.write([1, 2, 3], at: 4 * .gib + 7)
      #expect(try machine.read(3, at: 4 * .gib + 7) == [1, 2, 3])
      guard backing == .shared else { return }
      let object = try #require(machine.backingDescriptor(ofNode: 1))
      #expect(memc_fcntl(object.rawValue, MEMC_GET_SEALS, 0) & 7 == 7)
      #expect(memc_fcntl(object.rawValue, F_GETFD, 0) == Int64(FD_CLOEXEC))
      #expect(memc_fcntl(machine.descriptor.rawValue, F_GETFD, 0) == Int64(FD_CLOEXEC))
      #expect(memc_ftruncate(object.rawValue, 4096) == -1)
      // A slot begins in the object at its backing offset.
      let slot = try #require(machine.region(containing: 4 * .gib)).slot
      var found: [UInt8] = [0, 0, 0]
      _ = try unsafe found.withUnsafeMutableBytes {
        unsafe try object.read(fromAbsoluteOffset: Int64(slot.backingOffset) + 7, into: $0)
      }
      #expect(found == [1, 2, 3])
    }

    @Test("A failure after any single thing leaves nothing", arguments: RealizationStep.allCases)
    func failures(_ step: RealizationStep) throws {
      var policies: [MemoryPolicy] = []
      for backing in [MemoryPolicy.Backing.private, .shared] {
        var policy = MemoryPolicy()
        policy.backing = backing
        policy.prefault = true
        policy.pin = true
        policy.hostNodes = [0]
        policy.mode = .bind
        policies.append(policy)
      }
      let topology = Topology(
        platform: Platform(gaps: [Gap(start: 192 * .mib, end: 256 * .mib)]),
        nodes: policies.map { MemoryNode(memory: Located(160 * .mib), policy: $0) })
      let layout = try lower(topology)
      let places = try failAfterEach(step, of: layout, tables: sampleTables)
      let expected: [RealizationStep: Int] = [.check: 1, .back: 2, .reserve: 1, .populate: 2, .create: 1, .load: 1]
      #expect(places == expected[step] ?? 3)
    }

    @Test func populationCanBeStopped() throws {
      let layout = try makeLayout([256 * .mib]) { $0.prefault = true }
      let before = Holdings.now()
      let error = try hostError { try Realization.run(layout) { $0.step != .populate || $0.total == 0 } }
      #expect(error.kind == .cancelled)
      #expect(error.call == .populate)
      #expect(error.exitCode == 130)
      #expect(Holdings.now() == before)
    }

    @Test(
      "A realization can be stopped in every step, behind every single thing",
      arguments: [.map, .reserve, .register, .load] as [RealizationStep])
    func stopped(_ step: RealizationStep) throws {
      let layout = try makeLayout([32 * .mib, 32 * .mib], slots: SlotOptions(maximumSize: 1 << 20))
      let before = Holdings.now()
      let (isWanted, count) = (Flag(true), Counter())
      var options = RealizationOptions()
      options.afterEach = { found, number throws(HostError) in
        guard found == step else { return }
        count.value.add(1, ordering: .relaxed)
        if number == (step == .register ? 10 : 0) { isWanted.value.store(false, ordering: .relaxed) }
      }
      let error = try hostError {
        try Realization.run(layout, options: options, tables: sampleTables) { _ in
          true
        } isWanted: {
          isWanted.value.load(ordering: .relaxed)
        }
      }
      #expect(error.kind == .cancelled)
      #expect(error.message == "stopped on request in step '\(step)'")
      #expect(count.value.load(ordering: .relaxed) == (step == .register ? 11 : 1))
      #expect(Holdings.now() == before)
    }

    private final class Flag: Sendable {
      let value: Atomic<Bool>
      init(_ value: Bool) { self.value = Atomic(value) }
    }

    private final class Counter: Sendable {
      let value = Atomic(0)
    }

    @Test func populatedMemoryIsThereAndCounted() throws {
      var policy = MemoryPolicy()
      policy.prefault = true
      let topology = Topology(nodes: [
        MemoryNode(memory: Located(128 * .mib), policy: policy), MemoryNode(memory: Located(64 * .mib)),
        MemoryNode(memory: Located(32 * .mib), policy: policy),
      ])
      let seen = Progresses()
      let machine = try Realization.run(try lower(topology)) {
        seen.list.append($0)
        return true
      }
      let populated = seen.list.filter { $0.step == .populate }
      #expect(populated.first == RealizationProgress(step: .populate, done: 0, total: 0))
      #expect(populated.last == RealizationProgress(step: .populate, done: 160 * .mib, total: 160 * .mib))
      #expect(zip(populated, populated.dropFirst()).allSatisfy { $0.done <= $1.done })
      // Every step tells that it begins, and what it registers.
      #expect(seen.list.filter { $0.total == 0 }.map(\.step) == RealizationStep.allCases)
      #expect(seen.list.contains(RealizationProgress(step: .register, done: 224 * .mib, total: 224 * .mib)))
      // The kernel merges these mappings into one; the report tells them apart.
      let report = MachineReport(machine)
      #expect(report.rows.map(\.resident) == [128 * .mib, 0, 32 * .mib])
      #expect(report.rows.map(\.pageSize) == [4096, 4096, 4096])
      #expect(report.rows[0].pagesOfNode.values.reduce(0, +) == 128 * .mib / 4096)
      #expect(report.rows.allSatisfy { $0.large == $0.region.guest })
      #expect(report.description.contains("128 MiB"))
      #expect(report.json().contains("\"resident\": 134217728"))
    }

    @Test func bothWaysToCountPagesCountTheSame() throws {
      var populated = MemoryPolicy()
      populated.prefault = true
      var huge = populated
      huge.transparentHugepages = .on
      var shared = MemoryPolicy()
      shared.backing = .shared
      let policies = [MemoryPolicy(), populated, huge, shared]
      let topology = Topology(nodes: policies.map { MemoryNode(memory: Located(64 * .mib), policy: $0) })
      let machine = try Realization.run(try lower(topology))
      // More runs of pages than one call tells of; and what was only read is the page of zeros, which is no memory.
      for page in 0..<3000 as Range<UInt64> { try machine.write([1], at: page * 3 * 4096) }
      for page in 0..<100 as Range<UInt64> { try machine.write([1], at: 192 * .mib + page * 2 * 4096) }
      _ = try machine.read(4096, at: 48 * .mib)
      let listed = MachineReport.listedMappings(of: machine.regions)
      guard let scanned = MachineReport.scannedMappings(of: machine.regions, on: .read()) else {
        try Test.cancel("the host has several nodes, or no PAGEMAP_SCAN (Linux 6.7)")
      }
      #expect(scanned == listed)
      let resident: [UInt64] = [3000 * 4096, 64 * .mib, 64 * .mib, 100 * 4096]
      #expect(scanned.map(\.resident) == resident)
    }

    @Test func moreMemoryThanTheHostIsRefusedBeforeAPageIsTouched() throws {
      let memory = (HostFacts.read().memory >> 30 + 1) << 32
      let layout = try makeLayout([memory]) { $0.prefault = true }
      let error = try hostError { try Realization.run(layout) }
      #expect(error.exitCode == 71)
      #expect(error.message.hasPrefix("\(Units.bytes(memory)) to populate, but the host has "))
      let reserved = try makeLayout([memory]) { $0.reserve = true }
      let message = try hostError { try Realization.run(reserved) }.message
      #expect(message.hasPrefix("'reserve: on' asks for \(Units.bytes(memory))"))
      // Without populating it is only addresses.
      let machine = try Realization.run(try makeLayout([memory]))
      #expect(machine.hostRange.size == memory)
      #expect(machine.warnings.map(\.identifier) == ["memory-overcommitted"])
    }

    @Test func bindingToAMissingNodeIsAnErrorOrAWarning() throws {
      let there = try makeLayout([64 * .mib]) {
        $0.hostNodes = [0]
        $0.mode = .bind
      }
      #expect(try Realization.run(there).warnings.isEmpty)
      let missing = try makeLayout([64 * .mib]) {
        $0.hostNodes = [0, 63]
        $0.mode = .bind
      }
      let error = try hostError { try Realization.run(missing) }
      #expect(error.exitCode == 71)
      #expect(error.description.contains("node 0: the host has no node 63 with memory"))
      #expect(error.message.contains("--allow-unbound"))
      var options = RealizationOptions()
      options.allowsUnbound = true
      #expect(try Realization.run(missing, options: options).warnings.map(\.identifier) == ["unbound-node"])
      #expect(HostFacts.read().shortcomings(for: missing).count == 1)
    }

    @Test("Every mode of mbind is what the kernel says", arguments: MemoryPolicy.Mode.allCases)
    func modes(_ mode: MemoryPolicy.Mode) throws {
      let layout = try makeLayout([64 * .mib]) {
        // 'local' goes with no host nodes.
        $0.hostNodes = mode == .local ? [] : [0]
        $0.mode = mode
        $0.backing = .private
      }
      guard mode != .weightedInterleave || HostSupply.read().weighsNodes else {
        #expect(try hostError { try Realization.run(layout) }.exitCode == 69)
        return
      }
      let machine = try Realization.run(layout)
      let start = String(machine.regions[0].hostAddress, radix: 16)
      let line = (HostFile.text("/proc/self/numa_maps") ?? "").split(separator: "\n").first { $0.hasPrefix(start) }
      let expected: [MemoryPolicy.Mode: String] = [
        .bind: "bind:0", .preferred: "prefer:0", .interleave: "interleave:0",
        .weightedInterleave: "weighted interleave:0", .local: "local",
      ]
      let text = try #require(expected[mode])
      #expect(line?.hasPrefix("\(start) \(text)") == true, "\(line ?? "")")
    }

    @Test func adviceReachesTheMappings() throws {
      let layout = try makeLayout([64 * .mib]) {
        $0.transparentHugepages = .on
        $0.mergeable = true
        $0.pin = true
      }
      let machine = try Realization.run(layout)
      let address = machine.regions[0].hostAddress
      let flags = try #require(vmFlags(of: address))
      #expect(flags.isSuperset(of: ["hg", "mg", "lo", "nr"]))
      let plain = try Realization.run(
        try makeLayout([64 * .mib]) {
          $0.transparentHugepages = .off
          $0.reserve = true
        })
      let other = plain.regions[0].hostAddress
      let others = try #require(vmFlags(of: other))
      #expect(others.contains("nh"))
      #expect(others.isDisjoint(with: ["hg", "mg", "lo", "nr"]))
    }

    private func vmFlags(of address: UInt64) -> Set<String>? {
      var isInside = false
      for line in (HostFile.text("/proc/self/smaps") ?? "").split(separator: "\n") {
        if line.hasPrefix(String(address, radix: 16) + "-") { isInside = true }
        if isInside, line.hasPrefix("VmFlags:") {
          return Set(line.split(separator: " ").dropFirst().map(String.init))
        }
      }
      return nil
    }

    @Test("From one slot to five hundred", arguments: [1, 2, 33, 500])
    func slots(_ count: Int) throws {
      let machine = try Realization.run(try slices(count))
      #expect(machine.regions.count == count)
      let last = try #require(machine.regions.last)
      #expect(machine.region(containing: last.guest.end - 1) == last)
    }

    @Test func theMostSlotsAndOneMore() throws {
      let most = try #require(HostFacts.read().kvm?.slotCount)
      let layout = try slices(most)
      #expect(try Realization.run(layout).regions.count == most)
      // Numbers that begin later end later.
      let slots = layout.slots.map {
        var slot = $0
        slot.number += 1
        return slot
      }
      let shifted = layout.with(partitions: [Partition(name: Partition.guest, slots: slots)])
      let error = try hostError { try Realization.run(shifted) }
      #expect(error.exitCode == 69)
      #expect(error.message.contains("KVM takes \(most) here"))
      #expect(HostFacts.read().shortcomings(for: shifted) == [error])
    }

    @Test func numbersThatAreKeptAreThereToo() throws {
      let facts = try #require(HostFacts.read().kvm)
      let layout = try slices(2)
      func shortcomings(_ number: Int) -> [String] {
        let kept = PluggableSlot(
          number: UInt32(number), range: AddressRange(start: 64 * .gib, size: 128 * .mib), node: 0)
        let partition = Partition(name: Partition.guest, slots: Array(layout.slots), pluggable: [kept])
        return facts.shortcomings(for: layout.with(partitions: [partition])).map(\.message)
      }
      #expect(shortcomings(facts.slotCount - 1) == [])
      #expect(
        shortcomings(facts.slotCount) == [
          "the layout has 3 slots, 1 of them kept for hot-pluggable space, up to number \(facts.slotCount), but KVM takes "
            + "\(facts.slotCount) here, up to number \(facts.slotCount - 1) (KVM_CAP_NR_MEMSLOTS)"
        ])
    }

    /// A layout of so many slots of 64 KiB.
    private func slices(_ count: Int) throws -> Layout {
      try makeLayout([UInt64(count) << 16], slots: SlotOptions(maximumSize: 1 << 16))
    }

    /// Asked, not registered: without hardware paging KVM spends 16 GiB of its own on a slot of 8 TiB.
    @Test func theLongestSlotAndOnePageMore() throws {
      let longest = VirtualMachine.slotSizeLimit - 4096
      var topology = Topology(
        platform: Platform(dramBase: 4 * .gib), nodes: [MemoryNode(memory: Located(longest))],
        slots: SlotOptions(maximumSize: longest))
      let facts = try #require(HostFacts.read().kvm)
      #expect(facts.shortcomings(for: try lower(topology)).isEmpty)
      topology.nodes[0].memory = Located(longest + 4096)
      // No topology has slots of such a length, so that the slots are put together here.
      let cut = try lower(topology)
      let slot = MemorySlot(
        number: 0, range: AddressRange(start: 4 * .gib, size: longest + 4096), source: .node(0), backingOffset: 0,
        extent: 0)
      let tooLong = cut.with(partitions: [Partition(name: Partition.guest, slots: [slot])])
      let error = try hostError { try Realization.run(tooLong) }
      #expect(error.exitCode == 69)
      #expect(error.subject.slot == 0)
    }

    @Test func memoryBeyondThePhysicalAddressBitsIsRefused() throws {
      let bits = try #require(HostFacts.read().kvm?.physicalBits)
      let end = UInt64(1) << UInt64(bits)
      let fits = Topology(
        platform: Platform(dramBase: end - 64 * .mib), nodes: [MemoryNode(memory: Located(64 * .mib))])
      #expect(try Realization.run(try lower(fits)).regions.last?.guest.end == end)
      let beyond = Topology(
        platform: Platform(dramBase: end - 64 * .mib), nodes: [MemoryNode(memory: Located(64 * .mib + 4096))])
      let error = try hostError { try Realization.run(try lower(beyond)) }
      #expect(error.exitCode == 69)
      #expect(error.message.contains("\(bits) physical address bits"))
      #expect(error.message.contains("4 KiB lie beyond"))
    }

    @Test func filesAreMappedAndChecked() throws {
      let path = "/dev/shm/memc-test-\(getpid())"
      let file = try FileDescriptor.open(
        FilePath(path), .readWrite, options: [.create, .truncate], permissions: .ownerReadWrite)
      defer {
        try? file.close()
        _ = unsafe unlink(path)
      }
      func layout(_ path: String, hostNodes: [UInt32] = []) throws -> Layout {
        try makeLayout([1 * .mib]) {
          $0.backing = .file(path: path)
          $0.hostNodes = hostNodes
          $0.mode = hostNodes.isEmpty ? .local : .bind
        }
      }
      #expect(memc_ftruncate(file.rawValue, .mib - 1) == 0)
      let short = try hostError { try Realization.run(try layout(path)) }
      #expect(short.message == "backing file '\(path)' holds 1048575 bytes, but the node has 1 MiB")
      #expect(memc_ftruncate(file.rawValue, .mib) == 0)
      let machine = try Realization.run(try layout(path))
      try machine.write([42], at: 0x1234)
      var byte: [UInt8] = [0]
      _ = try unsafe byte.withUnsafeMutableBytes { unsafe try file.read(fromAbsoluteOffset: 0x1234, into: $0) }
      #expect(byte == [42])
      #expect(
        try hostError { try Realization.run(try layout(path, hostNodes: [0])) }.message.contains("page cache"))
      #expect(try hostError { try Realization.run(try layout("/nowhere")) }.errno == .noSuchFileOrDirectory)
      #expect(try hostError { try Realization.run(try layout("/dev/null")) }.message.contains("not a regular file"))
    }

    @Test func oneDescriptorShortOfTheLimitIsADefect() throws {
      var limit = rlimit()
      _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let highest = (0..<CInt(1024)).last { memc_fcntl($0, F_GETFD, 0) >= 0 } ?? 3
      var low = rlimit(rlim_cur: rlim_t(highest) + 1, rlim_max: limit.rlim_max)
      // Every number below the limit is taken, so the next descriptor is one too many.
      var fillers: [OwnedDescriptor] = []
      while fillers.count < 1024, let filler = try? OwnedDescriptor.open("/dev/null", .readOnly) {
        fillers.append(filler)
        if filler.descriptor.rawValue > highest { break }
      }
      low.rlim_cur = rlim_t(fillers.last?.descriptor.rawValue ?? highest) + 1
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &low)
      defer { _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
      let error = try hostError { try Realization.run(try makeLayout([64 * .mib])) }
      #expect(error.exitCode == 71)
      #expect(error.errno == .tooManyOpenFiles)
      #expect(error.message.contains("RLIMIT_NOFILE"))
      withExtendedLifetime(fillers) {}
    }

    @Test func addressSpaceAtItsLimitIsADefect() throws {
      var limit = rlimit()
      _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let used = try #require(HostFile.fields("/proc/self/status")["VmSize"])
      var low = rlimit(rlim_cur: rlim_t(used + 512 * .mib), rlim_max: limit.rlim_max)
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &low)
      defer { _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) }
      let error = try hostError { try Realization.run(try makeLayout([2 * .gib])) }
      #expect(error.exitCode == 71)
      #expect(error.message.contains("RLIMIT_AS"))
    }

    @Test func afterTheTestsNothingIsHeld() {
      #expect(Holdings.now().descriptors.isEmpty)
    }
  }
}

private final class Progresses {
  var list: [RealizationProgress] = []
}

/// Tables that can be loaded, whatever they say.
let sampleTables = GuestTables(
  e820: [UInt8](repeating: 0, count: 20),
  acpi: GuestTables.Image(
    rootPointer: [UInt8](repeating: 1, count: 36), at: 0xE0000, tables: [UInt8](repeating: 2, count: 45),
    at: 0xE0030))
