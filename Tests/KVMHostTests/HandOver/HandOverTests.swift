import FieldCoding
import CLinux
import Glibc
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import Testing
import Threads

@testable import KVMHost

/// A process that hands memory over, as a thread of this one.
private final class Sharing {
  private let state: State
  private var thread: JoinableThread?

  private final class State: Sendable {
    let isWanted = Atomic(true)
    let hasEnded = Atomic(false)
    let notices = Mutex<[HandOverNotice]>([])
    let peer = Mutex<HandOverPeer?>(nil)
  }

  init(_ machine: RealizedMachine, at path: String, timeout: Duration = .seconds(60)) throws {
    let state = State()
    self.state = state
    thread = JoinableThread(
      try WorkerThread.start {
        let peer = try? HandOver.serve(
          machine, at: FilePath(path), timeout: timeout, isWanted: { state.isWanted.load(ordering: .relaxed) }
        ) { notice in state.notices.withLock { $0.append(notice) } }
        state.peer.withLock { $0 = peer }
        state.hasEnded.store(true, ordering: .releasing)
      })
    while notices.isEmpty, !hasEnded { usleep(1000) }
  }

  var hasEnded: Bool { state.hasEnded.load(ordering: .acquiring) }

  /// What was told so far.
  var notices: [HandOverNotice] { state.notices.withLock { $0 } }

  /// Waits until so much was told, for ten seconds at most.
  func wait(forNotices count: Int) throws {
    let start = ContinuousClock.now
    while notices.count < count {
      try #require(ContinuousClock.now - start < .seconds(10))
      usleep(1000)
    }
  }

  /// Waits for the end: who has the memory.
  func end(stopping: Bool = false) -> HandOverPeer? {
    if stopping { state.isWanted.store(false, ordering: .relaxed) }
    thread?.join()
    thread = nil
    return state.peer.withLock { $0 }
  }

  deinit { _ = end(stopping: true) }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm")) struct HandOverTests {
    private let path = "/tmp/memc-hand-over-\(getpid()).sock"

    private func shared(_ sizes: [UInt64], policy: (inout MemoryPolicy) -> Void = { _ in }) throws -> Layout {
      try makeLayout(sizes) {
        $0.backing = .shared
        policy(&$0)
      }
    }

    private func options(_ existing: TakenMemory) -> RealizationOptions {
      var options = RealizationOptions()
      options.existing = existing
      return options
    }

    /// Makes a machine of memory that is taken over, and keeps it.
    private func takeOver(
      _ layout: Layout, _ taken: TakenMemory? = nil, tables: GuestTables? = nil
    ) throws -> RealizedMachine {
      let machine = try Realization.run(
        layout, options: options(try taken ?? HandOver.take(from: FilePath(path))), tables: tables)
      #expect(machine.confirmTakeOver())
      return machine
    }

    // MARK: Zones

    /// A node with shared zones of some sizes.
    private func zoned(_ sizes: [UInt64], backing: MemoryPolicy.Backing = .shared) throws -> Layout {
      var node = MemoryNode()
      node.zones = sizes.map { size in
        var zone = MemoryZone(size: Located(size))
        zone.policy.backing = backing
        return zone
      }
      return try lower(Topology(nodes: [node]))
    }

    @Test func zonesAreTakenOverOneByOne() throws {
      let before = Holdings.now()
      do {
        let first = try Realization.run(try zoned([16 * .mib, 32 * .mib]))
        try first.write([1, 2, 3], at: 0)
        try first.write([4, 5, 6], at: 16 * .mib)
        let sharing = try Sharing(first, at: path)
        // What is no zone of the other machine, or another one's size, is not taken.
        var refused: [String] = []
        for layout in [
          try zoned([32 * .mib, 16 * .mib]), try shared([48 * .mib]), try zoned([16 * .mib, 32 * .mib, 4096]),
        ] {
          let taken = try HandOver.take(from: FilePath(path))
          refused.append(try hostError { try Realization.run(layout, options: options(taken)) }.message)
        }
        #expect(
          refused == [
            "zone 0 of node 0 has 32 MiB, but its existing memory is 16 MiB",
            "node 0 takes existing memory, but the other machine has memory in zones 0-1 of node 0 only",
            "zone 2 of node 0 takes existing memory, but the other machine has memory in zones 0-1 of node 0 only",
          ])
        let taken = try HandOver.take(from: FilePath(path))
        #expect(taken.slots.map(\.zone) == [0, 1])
        let machine = try takeOver(try zoned([16 * .mib, 32 * .mib], backing: .existing), taken)
        _ = sharing.end()
        #expect(try machine.read(3, at: 0) == [1, 2, 3])
        #expect(try machine.read(3, at: 16 * .mib) == [4, 5, 6])
        #expect(MachineReport(machine).rows.map(\.backing) == ["existing", "existing"])
      }
      #expect(Holdings.now() == before)
    }

    // MARK: Contents

    @Test func contentsAreThereAtOtherAddressesAndAfterTheFirstMachine() throws {
      let before = Holdings.now()
      do {
        var second: RealizedMachine?
        let contents = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        do {
          // Node 1 is cut by the hole below 4 GiB.
          let first = try Realization.run(try shared([2 * .gib, 2 * .gib]))
          try first.write(contents, at: 0x1000)
          try first.write(contents, at: 3 * .gib - 4096)
          try first.write(contents, at: 5 * .gib - 4096)
          let sharing = try Sharing(first, at: path)
          let taken = try HandOver.take(from: FilePath(path))
          // Of which extent they are is not told.
          #expect(
            taken.slots
              == first.layout.slots.map {
                var slot = $0
                slot.extent = nil
                return slot
              })
          #expect(
            taken.memory
              == ExistingMemory(nodes: [
                .init(domain: 0, size: 2 * .gib, pageSize: 4096), .init(domain: 1, size: 2 * .gib, pageSize: 4096),
              ]))
          // Without the hole, and from 1 GiB on.
          let other = try makeLayout(
            [2 * .gib, 2 * .gib], policy: { $0.backing = .existing },
            platform: Platform(dramBase: 1 * .gib, gaps: []), architecture: .aarch64)
          let machine = try takeOver(other, taken)
          #expect(sharing.end() == HandOverPeer(process: getpid(), user: getuid()))
          #expect(machine.warnings.isEmpty)
          // It is the same memory, for as long as both have it.
          try first.write([9], at: 0)
          #expect(try machine.read(1, at: 1 * .gib) == [9])
          second = machine
        }
        let machine = try #require(second)
        #expect(try machine.read(4096, at: 1 * .gib + 0x1000) == contents)
        #expect(try machine.read(4096, at: 4 * .gib - 4096) == contents)
        #expect(try machine.read(4096, at: 5 * .gib - 4096) == contents)
        for node in [0, 1] {
          let descriptor = try #require(machine.backingDescriptor(ofNode: node))
          #expect(memc_fcntl(descriptor.rawValue, F_GETFD, 0) == Int64(FD_CLOEXEC))
        }
        let report = MachineReport(machine)
        #expect(report.rows.map(\.backing) == ["existing", "existing"])
      }
      #expect(Holdings.now() == before)
      #expect(unsafe access(path, F_OK) != 0)
    }

    @Test(
      "A guest proves memory that was taken over without a change to it",
      .enabled(if: TestHost.isX86, "skipped: the guest is x86_64 code"))
    func verification() throws {
      let layout = try shared([64 * .mib, 32 * .mib])
      let tables = tables(of: layout)
      let first = try Realization.run(layout, tables: tables)
      try first.write([UInt8](repeating: 0xaa, count: 8), at: 96 * .mib - 8)
      let sharing = try Sharing(first, at: path)
      let machine = try takeOver(layout, tables: tables)
      _ = sharing.end()
      #expect(machine.warnings.isEmpty)
      let before = try machine.read(Int(96 * UInt64.mib), at: 0)
      var lines = try Verification.run(machine)
      #expect(lines.allSatisfy { $0.outcome == .ok })
      #expect(lines.prefix(2).map(\.expectation) == ["is RAM, only read", "is RAM, only read"])
      #expect(lines.count { if case .table = $0.target { false } else { true } } == 4)
      #expect(lines.contains { $0.target == .table("RSDP") && $0.outcome == .ok })
      var writing = VerificationOptions()
      writing.writesFiles = true
      lines = try Verification.run(machine, options: writing)
      #expect(lines.allSatisfy { $0.outcome == .ok })
      #expect(lines.prefix(2).map(\.expectation) == ["is RAM, read-write", "is RAM, read-write"])
      #expect(try machine.read(Int(96 * UInt64.mib), at: 0) == before)
    }

    @Test(
      "Hugepages are handed over with their size",
      .enabled(if: TestHost.canReserveHugepages, "skipped: hugepages cannot be reserved here (no KVM, or not root)")
    )
    func hugepages() throws {
      let before = Holdings.now()
      try TestHost.withHugepages(32) {
        let layout = try shared([64 * .mib]) { $0.hugepages = Located(.size(2 << 20)) }
        do {
          var first: RealizedMachine? = try Realization.run(layout)
          try first?.write([1, 2, 3], at: 64 * .mib - 3)
          let sharing = try Sharing(try #require(first), at: path)
          let taken = try HandOver.take(from: FilePath(path))
          #expect(taken.memory.nodes == [.init(domain: 0, size: 64 * .mib, pageSize: 2 << 20)])
          let machine = try takeOver(layout, taken)
          _ = sharing.end()
          first = nil
          #expect(TestHost.freeHugepages == 0)
          #expect(try machine.read(3, at: 64 * .mib - 3) == [1, 2, 3])
          let row = MachineReport(machine).rows[0]
          #expect(row.pageSize == 2 << 20 && row.resident == 2 << 20 && row.backing == "existing")
        }
        #expect(TestHost.freeHugepages == 32)
      }
      #expect(Holdings.now() == before)
    }

    @Test func moreDescriptorsThanGoAtATime() throws {
      let layout = try shared([UInt64](repeating: 1 << 16, count: 600))
      let first = try Realization.run(layout)
      for node in 0..<600 as Range<UInt64> { try first.write((node &* 31).littleEndianBytes, at: node << 16) }
      let sharing = try Sharing(first, at: path)
      let machine = try takeOver(layout)
      _ = sharing.end()
      for node in 0..<600 as Range<UInt64> {
        #expect(try machine.read(8, at: node << 16) == (node &* 31).littleEndianBytes)
      }
    }

    @Test func memoryGoesFromHandToHand() throws {
      let layout = try shared([16 * .mib])
      var machine = try Realization.run(layout)
      try machine.write([42], at: 0x5000)
      for _ in 0..<3 {
        let sharing = try Sharing(machine, at: path)
        machine = try takeOver(layout)
        _ = sharing.end()
      }
      #expect(try machine.read(1, at: 0x5000) == [42])
    }

    @Test func aFileIsOpenedByBothAndHandedOverByNone() throws {
      let file = "/dev/shm/memc-hand-over-\(getpid())"
      try TestHost.makeFile(file, size: 16 * .mib)
      defer { _ = unsafe unlink(file) }
      var policies = [MemoryPolicy(), MemoryPolicy()]
      policies[0].backing = .shared
      policies[1].backing = .file(path: file)
      let layout = try lower(Topology(nodes: policies.map { MemoryNode(memory: Located(16 * .mib), policy: $0) }))
      let first = try Realization.run(layout)
      try first.write([1, 2], at: 16 * .mib - 1)
      let sharing = try Sharing(first, at: path)
      let taken = try HandOver.take(from: FilePath(path))
      #expect(taken.memory.nodes.map(\.kind) == [.memfd, .file])
      let machine = try takeOver(layout, taken)
      _ = sharing.end()
      #expect(try machine.read(2, at: 16 * .mib - 1) == [1, 2])
      #expect(MachineReport(machine).rows.map(\.backing) == ["existing", "file"])
    }

    // MARK: Tables

    @Test func tablesThatStandThereAreTheMachinesAndOthersAreLeftAlone() throws {
      let layout = try shared([64 * .mib])
      let first = try Realization.run(layout, tables: tables(of: layout))
      let zeroPage = try first.read(4096, at: 0x7000)
      func take(_ tables: GuestTables) throws -> RealizedMachine {
        let sharing = try Sharing(first, at: path)
        defer { _ = sharing.end() }
        return try takeOver(layout, tables: tables)
      }
      let same = try take(tables(of: layout))
      #expect(same.warnings.isEmpty && same.host.tables == tables(of: layout))
      let other = try take(sampleTables)
      #expect(other.warnings.map(\.identifier) == ["tables-not-loaded"])
      #expect(other.host.tables == nil)
      #expect(try first.read(4096, at: 0x7000) == zeroPage)
    }

    @Test func tablesThatReachIntoMemoryThatWasTakenOverAreNotLoaded() throws {
      let sizes: [UInt64] = [0xE1000, 16 * .mib]
      let first = try Realization.run(try shared(sizes))
      let sharing = try Sharing(first, at: path)
      var policies = [MemoryPolicy(), MemoryPolicy()]
      policies[1].backing = .existing
      let layout = try lower(
        Topology(nodes: zip(sizes, policies).map { MemoryNode(memory: Located($0), policy: $1) }))
      let long = GuestTables(
        e820: [UInt8](repeating: 0, count: 20),
        acpi: GuestTables.Image(
          rootPointer: [UInt8](repeating: 3, count: 36), at: 0xDF000, tables: [UInt8](repeating: 1, count: 0x1002),
          at: 0xE0000))
      let machine = try takeOver(layout, tables: long)
      _ = sharing.end()
      #expect(machine.warnings.map(\.identifier).contains("tables-not-loaded"))
      #expect(machine.host.tables == nil)
      #expect(try machine.read(0x2000, at: 0xE0000) == [UInt8](repeating: 0, count: 0x2000))
    }

    // MARK: What does not fit

    @Test func privateMemoryIsNotHandedOver() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]))
      let error = try hostError { try HandOver.serve(machine, at: FilePath(path)) }
      #expect(error.exitCode == 1)
      #expect(
        error.description
          == "node 0: the memory is private, and memory without a descriptor cannot be handed over; "
          + "write 'backing: shared' [share-private]")
      #expect(unsafe access(path, F_OK) != 0)
    }

    @Test func whoCompilesWithoutThePlanIsToldByTheRealization() throws {
      let first = try Realization.run(try shared([16 * .mib]))
      let sharing = try Sharing(first, at: path)
      func refusal(_ layout: Layout) throws -> HostError {
        try hostError { try Realization.run(layout, options: options(try HandOver.take(from: FilePath(path)))) }
      }
      let size = try refusal(try shared([32 * .mib]))
      #expect(size.exitCode == 1)
      #expect(
        size.description
          == "node 0 has 32 MiB, but its existing memory is 16 MiB [existing-size-mismatch]")
      #expect(try refusal(try makeLayout([16 * .mib])).identifier == "existing-private")
      #expect(try refusal(try shared([16 * .mib, 16 * .mib])).identifier == "existing-node-missing")
      let pages = try shared([16 * .mib]) { $0.hugepages = Located(.size(2 << 20)) }
      #expect(try refusal(pages).identifier == "existing-not-hugetlb")
      // Nobody took it so far.
      #expect(!sharing.hasEnded)
      let needed = try hostError { try Realization.run(try makeLayout([16 * .mib]) { $0.backing = .existing }) }
      #expect(needed.identifier == "existing-needed")
    }

    @Test func whatTheHostCannotDoWithExistingMemoryIsAWarning() throws {
      let first = try Realization.run(try shared([16 * .mib, 16 * .mib]))
      let sharing = try Sharing(first, at: path)
      var policies = [MemoryPolicy(), MemoryPolicy()]
      policies[0].backing = .existing
      policies[0].hostNodes = [0]
      policies[0].mode = .bind
      let layout = try lower(Topology(nodes: policies.map { MemoryNode(memory: Located(16 * .mib), policy: $0) }))
      let machine = try takeOver(layout)
      _ = sharing.end()
      #expect(
        machine.warnings.map { "\($0.node ?? -1): \($0.message) [\($0.identifier)]" } == [
          "0: pages that the memory has already stay where they are; only new ones come from host node 0 "
            + "[existing-not-moved]",
          "1: the other process's memory of this node is not taken [existing-not-taken]",
        ])
      #expect(MachineReport(machine).rows.map(\.backing) == ["existing", "private"])
    }

    @Test("A failure after any single step leaves nothing, and the memory where it was")
    func failures() throws {
      let layout = try shared([16 * .mib, 16 * .mib]) {
        $0.prefault = true
        $0.pin = true
      }
      let first = try Realization.run(layout)
      let before = Holdings.now()
      let sharing = try Sharing(first, at: path)
      for step in RealizationStep.allCases {
        var options = RealizationOptions()
        options.existing = try HandOver.take(from: FilePath(path))
        options.afterEach = { found, _ throws(HostError) in
          if found == step { throw HostError(.cancelled, .init(), "on purpose") }
        }
        do {
          let machine = try Realization.run(layout, options: options, tables: sampleTables)
          // Tables that stand there already are not loaded, and so nothing fails after it.
          #expect(step == .load)
          #expect(machine.confirmTakeOver())
        } catch {
          #expect(error.message == "on purpose")
        }
        options.existing = nil
        guard step != .load else { break }
        #expect(!sharing.hasEnded, "after \(step)")
      }
      #expect(sharing.end() != nil)
      #expect(Holdings.now() == before)
    }

    // MARK: The one that waits

    @Test func aProcessThatGoesAwayIsForgotten() throws {
      let layout = try shared([16 * .mib])
      let first = try Realization.run(layout)
      let sharing = try Sharing(first, at: path)
      do {
        _ = try HandOver.take(from: FilePath(path))
      }
      try sharing.wait(forNotices: 2)
      #expect(!sharing.hasEnded)
      guard case .failed(let peer, let error) = sharing.notices[1] else {
        Issue.record("\(sharing.notices)")
        return
      }
      #expect(peer.process == getpid())
      #expect(error.message.hasPrefix("the other process closed the connection after 0 of 1 bytes"))
      _ = try takeOver(layout)
      #expect(sharing.end()?.process == getpid())
    }

    @Test func aMachineThatIsNotConfirmedLeavesTheMemoryWhereItWas() throws {
      let layout = try shared([16 * .mib])
      let first = try Realization.run(layout)
      let sharing = try Sharing(first, at: path)
      do {
        let machine = try Realization.run(layout, options: options(try HandOver.take(from: FilePath(path))))
        try machine.write([7], at: 0x3000)
        #expect(!sharing.hasEnded)
      }
      try sharing.wait(forNotices: 2)
      #expect("\(sharing.notices[1])".contains("did not take the memory"))
      let machine = try takeOver(layout)
      #expect(sharing.end()?.process == getpid())
      #expect(try machine.read(1, at: 0x3000) == [7])
      // Said again, and of a machine that took nothing, it means nothing.
      #expect(machine.confirmTakeOver() && first.confirmTakeOver())
    }

    @Test func aProcessThatTakesTooLongIsForgottenAndToldSo() throws {
      let layout = try shared([16 * .mib])
      let first = try Realization.run(layout)
      let sharing = try Sharing(first, at: path, timeout: .milliseconds(100))
      let taken = try HandOver.take(from: FilePath(path))
      try sharing.wait(forNotices: 2)
      #expect("\(sharing.notices[1])".contains("the other process did not do its part within 0.1 seconds"))
      let machine = try Realization.run(layout, options: options(taken))
      #expect(!machine.confirmTakeOver())
      #expect(sharing.end(stopping: true) == nil)
      #expect(unsafe access(path, F_OK) != 0)
    }

    @Test func whoWaitedInTheQueueWhenTheSocketWasGivenUpIsToldWhatThatMeans() throws {
      var listener: SocketListener? = try SocketListener(path: FilePath(path))
      let loser = Loser()
      let path = path
      let thread = try WorkerThread.start {
        do throws(HostError) {
          _ = try HandOver.take(from: FilePath(path))
        } catch { loser.error.withLock { $0 = error } }
      }
      // It waits to be accepted.
      #expect(memc_wait(listener?.descriptor.rawValue ?? -1, 10_000) == 1)
      listener = nil
      thread.join()
      let error = try #require(loser.error.withLock { $0 })
      #expect(error.exitCode == 75)
      #expect(
        error.description
          == "recvmsg: ECONNRESET: another process may have taken the memory, or the one that shared it has ended, "
          + "before it was this one's turn; socket '\(path)'")
    }

    private final class Loser: Sendable {
      let error = Mutex<HostError?>(nil)
    }

    @Test func aProcessThatAnswersSomethingElseIsForgotten() throws {
      let first = try Realization.run(try shared([16 * .mib]))
      let sharing = try Sharing(first, at: path)
      let timeout = Timeout(.seconds(5), isWanted: { true })
      try UnixSocket.connect(to: FilePath(path), timeout).send([7], timeout)
      try sharing.wait(forNotices: 2)
      #expect("\(sharing.notices[1])".contains("did not take the memory"))
      #expect(sharing.end(stopping: true) == nil)
    }

    // MARK: The socket

    @Test func onlyTheUserMayConnect() throws {
      let before = umask(0)
      defer { umask(before) }
      let first = try Realization.run(try shared([16 * .mib]))
      let sharing = try Sharing(first, at: path)
      var status = stat()
      #expect(unsafe lstat(path, &status) == 0)
      #expect(status.st_mode == S_IFSOCK | 0o600)
      #expect(sharing.end(stopping: true) == nil)
      #expect(unsafe access(path, F_OK) != 0)
    }

    @Test func whatAnEarlierProcessLeftIsReplacedAndAnythingElseIsNot() throws {
      let first = try Realization.run(try shared([16 * .mib]))
      func refusal() throws -> String {
        try hostError { try HandOver.serve(first, at: FilePath(path)) }.description
      }
      defer { _ = unsafe unlink(path) }

      // Bound and closed without its path being removed, as a process leaves it that is killed.
      do {
        let dead = try UnixSocket.make("")
        #expect(unsafe memc_socket_bind(dead.descriptor.rawValue, path) == 0)
      }
      #expect(unsafe access(path, F_OK) == 0)
      // Of another user it may be somebody's who comes back.
      if getuid() == 0 {
        #expect(unsafe chown(path, 65534, 65534) == 0)
        #expect(try refusal().contains("is no socket of this user; it is left alone"))
        #expect(unsafe chown(path, 0, 0) == 0)
      }
      let sharing = try Sharing(first, at: path)
      #expect(sharing.notices == [.listening(path: FilePath(path))])
      // Somebody listens now.
      #expect(try refusal() == "bind: another process listens on socket '\(path)'")
      #expect(try hostError { try HandOver.serve(first, at: FilePath(path)) }.exitCode == 75)
      #expect(sharing.end(stopping: true) == nil)

      try TestHost.makeFile(path, size: 5)
      #expect(
        try refusal() == "bind: '\(path)' is there already and is no socket of this user; it is left alone")
      #expect(try hostError { try HandOver.serve(first, at: FilePath(path)) }.exitCode == 73)
      var status = stat()
      #expect(unsafe stat(path, &status) == 0 && status.st_size == 5)
      _ = unsafe unlink(path)
      #expect(unsafe symlink("/nowhere", path) == 0)
      #expect(try refusal().contains("it is left alone"))
      var target = [CChar](repeating: 0, count: 16)
      #expect(unsafe readlink(path, &target, 16) == 8)
    }

    @Test func aSocketThatSomebodyReplacedIsNotRemoved() throws {
      let first = try Realization.run(try shared([16 * .mib]))
      let sharing = try Sharing(first, at: path)
      _ = unsafe unlink(path)
      try TestHost.makeFile(path, size: 1)
      defer { _ = unsafe unlink(path) }
      #expect(sharing.end(stopping: true) == nil)
      #expect(unsafe access(path, F_OK) == 0)
    }

    @Test func pathsThatAreNoneAreToldOf() throws {
      let first = try Realization.run(try shared([16 * .mib]))
      let long = "/tmp/" + String(repeating: "x", count: 103)
      for path in [long, ""] {
        let limit = "the path of a socket has 1 to 107 bytes, '\(path)' has \(path.utf8.count)"
        let serving = try hostError { try HandOver.serve(first, at: FilePath(path)) }
        #expect(serving.description == "bind: \(limit)")
        #expect(serving.exitCode == 73)
        let taking = try hostError { try HandOver.take(from: FilePath(path)) }
        #expect(taking.description == "connect: \(limit)")
        #expect(taking.exitCode == 71)
      }
      #expect(try hostError { try HandOver.serve(first, at: "/nowhere/x") }.errno == .noSuchFileOrDirectory)
      let missing = try hostError { try HandOver.take(from: FilePath(path)) }
      #expect(missing.exitCode == 71)
      #expect(missing.description == "connect: ENOENT: the socket is not there; socket '\(path)'")
      try TestHost.makeFile(path, size: 1)
      defer { _ = unsafe unlink(path) }
      #expect(try hostError { try HandOver.take(from: FilePath(path)) }.errno == .connectionRefused)
    }
  }
}

extension TestHost {
  /// Makes a file of so many zeros.
  static func makeFile(_ path: String, size: UInt64) throws {
    let file = try FileDescriptor.open(
      FilePath(path), .readWrite, options: [.create, .truncate], permissions: .ownerReadWrite)
    defer { try? file.close() }
    try #require(memc_ftruncate(file.rawValue, size) == 0)
  }
}
