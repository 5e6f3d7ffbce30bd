import Addresses
import CLinux
import Foundation
import HostFiles
import Lowering
import MachineModel
import Synchronization
import SystemPackage
import Testing

@testable import KVMHost

/// What memory may be of that is given back.
enum DiscardBacking: String, CaseIterable, CustomTestStringConvertible {
  case `private`
  case shared
  case privateHugepages = "private hugepages"
  case sharedHugepages = "shared hugepages"
  case file = "a file"

  var testDescription: String { rawValue }
  var isHugetlb: Bool { self == .privateHugepages || self == .sharedHugepages }

  /// Runs a test with the policy, and with the pages that it needs.
  func with(pages: UInt64, fileSize: UInt64, _ body: ((inout MemoryPolicy) -> Void) throws -> Void) throws {
    let path = "/tmp/memc-discard-\(getpid())"
    defer { _ = unsafe unlink(path) }
    func run() throws {
      try body { policy in
        switch self {
        case .private, .privateHugepages: policy.backing = .private
        case .shared, .sharedHugepages: policy.backing = .shared
        case .file: policy.backing = .file(path: path)
        }
        if isHugetlb { policy.hugepages = Located(.size(2 << 20)) }
      }
    }
    if self == .file { try TestHost.makeFile(path, size: fileSize) }
    guard isHugetlb else { return try run() }
    guard TestHost.canReserveHugepages else { try Test.cancel("hugepages cannot be reserved here") }
    try TestHost.withHugepages(pages, run)
  }
}

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct DiscardTests {
    private static let page = Units.pageSize

    /// Hugepages of 2 MiB that nobody uses, in the pool of the host's first node.
    private var freeOfNode: UInt64 {
      HugepagePool.read(pageSize: 2 << 20, nodes: .read())?.shares.first?.free ?? 0
    }

    private func resident(_ machine: RealizedMachine) -> [UInt64?] { MachineReport(machine).rows.map(\.resident) }

    private func zeros(_ ranges: [AddressRange], in machine: RealizedMachine) throws -> [String] {
      guard TestHost.isX86 else { return [] }
      var options = VerificationOptions()
      options.zeros = ranges
      return try Verification.run(machine, options: options).filter { $0.target == .discarded }.map(\.description)
    }

    // MARK: What becomes of pages

    @Test("Pages go back to where they are from, and the guest reads zeros", arguments: DiscardBacking.allCases)
    func every(_ backing: DiscardBacking) throws {
      let before = Holdings.now()
      try backing.with(pages: 16, fileSize: 32 * .mib) { policy in
        let machine = try Realization.run(
          try makeLayout([32 * .mib]) {
            policy(&$0)
            $0.prefault = true
          })
        for address in stride(from: 0, to: 32 * .mib, by: Int(Self.page)) { try machine.write([0xa5], at: address) }
        #expect(resident(machine) == [32 * .mib])
        let free = freeOfNode
        let range = AddressRange(8 * .mib, 24 * .mib)
        let result = try machine.discard(range)
        #expect(result == DiscardedMemory(ranges: [range]))
        #expect(result.bytes == 16 * .mib)
        #expect(resident(machine) == [16 * .mib])
        if backing.isHugetlb { #expect(freeOfNode == free + 8) }
        if let object = machine.backingDescriptor(ofNode: 0), !backing.isHugetlb {
          // The object itself has no more pages either, whoever maps it.
          #expect(try TestHost.allocated(object) == 16 * .mib)
        }
        #expect(machine.discards.total == MachineDiscards.Total(requests: 1, bytes: 16 * .mib))
        if TestHost.isX86 {
          #expect(try zeros([range], in: machine) == ["0x800000-0x1800000 discarded memory is zeros: ok"])
        }
        for address in stride(from: 0, to: 32 * .mib, by: Int(Self.page)) {
          let expected: UInt8 = range.contains(address) ? 0 : 0xa5
          guard try machine.read(1, at: address) != [expected] else { continue }
          Issue.record("\(Units.address(address)) is not \(expected)")
          break
        }
        // They come again for whoever writes.
        try machine.write([7], at: 9 * .mib)
        #expect(try machine.read(1, at: 9 * .mib) == [7])
      }
      #expect(Holdings.now() == before)
    }

    @Test func hugepagesOfPrivateMemoryStayPromisedWhereTheKernelKeepsPromises() throws {
      try DiscardBacking.privateHugepages.with(pages: 16, fileSize: 0) { policy in
        let machine = try Realization.run(
          try makeLayout([32 * .mib]) {
            policy(&$0)
            $0.prefault = true
          })
        try machine.discard(AddressRange(0, 32 * .mib))
        let pool = try #require(HugepagePool.read(pageSize: 2 << 20, nodes: .read()))
        #expect(pool.free == 16)
        // Since Linux 6.10 all are, before that none.
        #expect([0, 16].contains(pool.reserved))
      }
    }

    // MARK: Rounding

    @Test func aRangeIsRoundedInwardsToWholePages() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]))
      for address in stride(from: 0 as UInt64, to: 0x8000, by: 0x800) { try machine.write([1], at: address) }
      let result = try machine.discard(AddressRange(0x1800, 0x4800))
      #expect(result.ranges == [AddressRange(0x2000, 0x4000)])
      #expect(
        result.kept == [
          .init(range: AddressRange(0x1800, 0x2000), reason: .partOfPage(4096)),
          .init(range: AddressRange(0x4000, 0x4800), reason: .partOfPage(4096)),
        ])
      #expect(
        try stride(from: 0x1000 as UInt64, to: 0x5000, by: 0x800).map { try machine.read(1, at: $0) }
          == [[1], [1], [0], [0], [0], [0], [1], [1]])
      // Less than a page is nothing, and so is nothing.
      let part = AddressRange(0x6001, 0x6fff)
      #expect(
        try machine.discard(part) == DiscardedMemory(kept: [.init(range: part, reason: .partOfPage(4096))]))
      #expect(try machine.discard(AddressRange(0x6000, 0x6000)) == DiscardedMemory())
      #expect(try machine.discard(AddressRange(0x7000, 0x6000)) == DiscardedMemory())
      #expect(try machine.read(1, at: 0x6000) == [1])
      #expect(machine.discards.total == MachineDiscards.Total(requests: 1, bytes: 0x2000))
    }

    @Test("Of hugepages whole ones go", arguments: [DiscardBacking.privateHugepages, .sharedHugepages])
    func wholeHugepages(_ backing: DiscardBacking) throws {
      try backing.with(pages: 8, fileSize: 0) { policy in
        let machine = try Realization.run(try makeLayout([16 * .mib]) { policy(&$0) })
        for address in stride(from: 0, to: 16 * .mib, by: 1 << 20) { try machine.write([1], at: address) }
        #expect(freeOfNode == 0)
        let result = try machine.discard(AddressRange(1 * .mib, 9 * .mib))
        #expect(result.ranges == [AddressRange(2 * .mib, 8 * .mib)])
        #expect(
          result.kept == [
            .init(range: AddressRange(1 * .mib, 2 * .mib), reason: .partOfPage(2 << 20)),
            .init(range: AddressRange(8 * .mib, 9 * .mib), reason: .partOfPage(2 << 20)),
          ])
        #expect(freeOfNode == 3)
        #expect(
          try (0...9).map { try machine.read(1, at: $0 * .mib)[0] } == [1, 1, 0, 0, 0, 0, 0, 0, 1, 1])
        // The kernel would answer that it gave this back, and would not have.
        #expect(try machine.discard(AddressRange(12 * .mib, 13 * .mib)).bytes == 0)
        #expect(try machine.read(1, at: 12 * .mib) == [1])
      }
    }

    @Test func aPageThatLiesInSeveralSlotsGoesAsOne() throws {
      try DiscardBacking.sharedHugepages.with(pages: 8, fileSize: 0) { policy in
        var shared = MemoryPolicy()
        policy(&shared)
        var topology = Topology(nodes: [MemoryNode(memory: Located(16 * .mib), policy: shared)])
        topology.legacyX86 = Located(true)
        let layout = try lower(topology, allowing: ["legacy-split-on-hugepages"])
        let machine = try Realization.run(layout)
        #expect(machine.regions.count > 10)
        try machine.write([1], at: 0xc0000)
        let whole = AddressRange(0, 2 * .mib)
        #expect(try machine.discard(whole) == DiscardedMemory(ranges: [whole]))
        #expect(try machine.read(1, at: 0xc0000) == [0])
      }
    }

    // MARK: Slots, holes, nodes

    @Test func aRangeMayCrossSlotsHolesNodesAndWindows() throws {
      var policies = [MemoryPolicy(), MemoryPolicy()]
      policies[1].backing = .shared
      var topology = Topology(
        nodes: policies.map { MemoryNode(memory: Located(32 * .mib), policy: $0) },
        slots: SlotOptions(maximumSize: 16 << 20))
      topology.devices = [DeviceWindow("frame", atMiB: 256, 16)]
      let machine = try Realization.run(try lower(topology))
      let hidden = AddressRange(16 * .mib, 32 * .mib)
      for address in [0, 20, 40, 63, 260] as [UInt64] { try machine.write([1], at: address * .mib) }
      try machine.setVisibility(of: hidden, to: .unmapped)
      let result = try machine.discard(AddressRange(4 * .mib, 300 * .mib))
      #expect(result.ranges == [AddressRange(4 * .mib, 64 * .mib), AddressRange(256 * .mib, 272 * .mib)])
      #expect(
        result.kept == [
          .init(range: AddressRange(64 * .mib, 256 * .mib), reason: .hole),
          .init(range: AddressRange(272 * .mib, 300 * .mib), reason: .hole),
        ])
      #expect(resident(machine) == [4096, 0, 0, 0, 0])
      #expect(
        try zeros(result.ranges, in: machine)
          == (TestHost.isX86
            ? [
              "0x400000-0x1000000 discarded memory is zeros: ok",
              "0x1000000-0x2000000 discarded memory is zeros: not probed: the slot is unmapped",
              "0x2000000-0x3000000 discarded memory is zeros: ok",
              "0x3000000-0x4000000 discarded memory is zeros: ok",
              "0x10000000-0x11000000 discarded memory is zeros: ok",
            ] : []))
      try machine.setVisibility(of: hidden, to: .readOnly)
      #expect(try machine.read(1, at: 20 * .mib) == [0])
      #expect(try machine.read(1, at: 0) == [1])
      #expect(try machine.discard(hidden).ranges == [hidden])
      if TestHost.isX86 { #expect(try zeros([hidden], in: machine).allSatisfy { $0.hasSuffix(": ok") }) }
    }

    @Test func whereNothingIsNothingIsGivenBack() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]))
      let beyond = AddressRange(1 << 40, .max)
      #expect(try machine.discard(beyond) == DiscardedMemory(kept: [.init(range: beyond, reason: .hole)]))
      #expect(machine.discards.total == MachineDiscards.Total())
    }

    // MARK: Refusals

    @Test("Locked memory is refused", arguments: [MemoryPolicy.Backing.private, .shared])
    func locked(_ backing: MemoryPolicy.Backing) throws {
      var policies = [MemoryPolicy(), MemoryPolicy()]
      policies[1].backing = backing
      policies[1].pin = true
      let layout = try lower(Topology(nodes: policies.map { MemoryNode(memory: Located(16 * .mib), policy: $0) }))
      let machine = try Realization.run(layout)
      for address in [0, 17] as [UInt64] { try machine.write([1], at: address * .mib) }
      // Nothing is given back before it is seen that something must not be.
      let error = try hostError { try machine.discard(AddressRange(0, 32 * .mib)) }
      #expect(
        error.message
          == "the memory is locked ('pin: on'), so that its pages stay; the kernel would keep it, or take it all the "
          + "same")
      #expect(error.identifier == "discard-locked")
      #expect(error.exitCode == 1)
      #expect(error.subject.node == 1)
      #expect(try [0, 17].map { try machine.read(1, at: $0 * .mib) } == [[1], [1]])
    }

    @Test(
      "Memory that the process has locked is refused by the kernel", arguments: [DiscardBacking.private, .shared])
    func lockedByTheProcess(_ backing: DiscardBacking) throws {
      try backing.with(pages: 0, fileSize: 0) { policy in
        let machine = try Realization.run(try makeLayout([4 * .mib]) { policy(&$0) })
        try machine.write([1], at: 0x1000)
        try #require(memc_mlock(machine.hostRange.start, 4 * .mib) == 0)
        let error = try hostError { try machine.discard(AddressRange(0, 4 * .mib)) }
        #expect(error.errno == .invalidArgument)
        #expect(error.exitCode == 71)
        #expect(error.message == "the process has locked the memory (mlockall)")
        #expect(try machine.read(1, at: 0x1000) == [1])
      }
    }

    @Test func memoryWhosePagesSomebodyNeedsIsRefused() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]))
      try machine.write([1], at: 9 * .mib)
      let observer = NotingObserver("a device")
      observer.state.withLock { $0.kept = AddressRange(8 * .mib, 12 * .mib) }
      machine.observers.add(observer)
      let error = try hostError { try machine.discard(AddressRange(4 * .mib, 10 * .mib)) }
      #expect(
        error.description
          == "madvise MADV_REMOVE of guest 0x800000-0xa00000: 'a device' keeps the pages [discard-pinned]")
      #expect(error.exitCode == 1)
      #expect(try machine.read(1, at: 9 * .mib) == [1])
      #expect(try machine.discard(AddressRange(4 * .mib, 8 * .mib)).bytes == 4 * .mib)
      machine.observers.remove(observer)
      #expect(try machine.discard(AddressRange(4 * .mib, 10 * .mib)).bytes == 6 * .mib)
    }

    @Test func aPrivateCopyOfAFileIsRefused() throws {
      let path = "/tmp/memc-discard-\(getpid())"
      try TestHost.makeFile(path, size: 1 * .mib)
      defer { _ = unsafe unlink(path) }
      var window = DeviceWindow("flash", atMiB: 256, 1)
      window.file = Located(path)
      let machine = try Realization.run(try windowedLayout([window]))
      let error = try hostError { try machine.discard(AddressRange(0, 257 * .mib)) }
      #expect(
        error.message
          == "window 'flash' is a private copy of a file: the file's bytes would come back, not zeros")
      #expect(error.identifier == "discard-file-copy")
      #expect(error.exitCode == 1)
      #expect(machine.discards.total == MachineDiscards.Total())
    }

    @Test func tablesThatWereLoadedAreNotGivenBackOnTheCommandsRequest() throws {
      let layout = try makeLayout([16 * .mib])
      let machine = try Realization.run(layout, tables: GuestTables(layout))
      let error = try hostError {
        try machine.discard([AddressRange(8 * .mib, 9 * .mib), AddressRange(0, 1 * .mib)])
      }
      #expect(
        error.description
          == "guest 0x0-0x100000: tables were loaded at 0x7000-0x8000, which a guest would find no more; '--tables off' "
          + "loads none")
      #expect(machine.discards.total == MachineDiscards.Total())
      let outcomes = try machine.discard([AddressRange(8 * .mib, 9 * .mib)])
      #expect(outcomes.map(\.result.bytes) == [1 * .mib])
    }

    // MARK: Failures

    @Test("What the kernel refuses half way is told with what was given back before", arguments: 0..<4)
    func halfWay(_ place: UInt32) throws {
      var policies = [MemoryPolicy](repeating: MemoryPolicy(), count: 4)
      policies[2].backing = .shared
      let layout = try lower(Topology(nodes: policies.map { MemoryNode(memory: Located(4 * .mib), policy: $0) }))
      let machine = try Realization.run(layout)
      for node in 0..<4 as Range<UInt64> { try machine.write([1], at: node * 4 * .mib) }
      machine.discards.beforeCall.withLock {
        $0 = { part throws(HostError) in
          if part.subject.node == Int(place) { throw HostError(.dontNeed, .noMemory, .any, part.subject) }
        }
      }
      let whole = AddressRange(0, 16 * .mib)
      let error = try hostError { try machine.discard(whole) }
      #expect(error.subject.guest == AddressRange(start: UInt64(place) * 4 * .mib, size: 4 * .mib))
      let told =
        "; \(4 * place) MiB were given back before, which are zeros now: 0x0-0x\(String(place << 22, radix: 16))"
      #expect(error.message == "the host is short of memory" + (place == 0 ? "" : told))
      let bytes = try (0..<4).map { try machine.read(1, at: UInt64($0) * 4 * .mib)[0] }
      #expect(bytes == (0..<4).map { $0 < place ? 0 : 1 })
      #expect(
        machine.discards.total
          == MachineDiscards.Total(requests: place == 0 ? 0 : 1, bytes: UInt64(place) * 4 * .mib))
      // Nothing stays behind of the failure.
      machine.discards.beforeCall.withLock { $0 = nil }
      #expect(try machine.discard(whole) == DiscardedMemory(ranges: [whole]))
    }

    // MARK: Telling

    @Test func theStateAndTheReportTellOfIt() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]) { $0.prefault = true })
      #expect(!machine.state().json().contains("discarded"))
      let outcomes = try machine.discard([AddressRange(0x10_0800, 0x30_0000), AddressRange(20 * .mib, 21 * .mib)])
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(machine.state().json().utf8)) as? [String: Any])
      #expect(object["discarded"] as? [String: Int] == ["bytes": 0x1f_f000, "requests": 1])
      let text = MachineReport(machine).json(RealizationFindings(discards: outcomes))
      let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let discards = try #require(report["discards"] as? [[String: Any]])
      #expect(discards.map { $0["bytes"] as? Int } == [0x1f_f000, 0])
      #expect(discards.map { $0["start"] as? Int } == [0x10_0800, 20 << 20])
      #expect(
        outcomes.map(\.description) == [
          "0x100800-0x300000 discarded: 2044 KiB given back, 2 MiB had pages before, 4 KiB after\n"
            + "0x100800-0x101000 kept: part of a page of 4 KiB",
          "0x1400000-0x1500000 discarded: nothing given back, none had pages before, none after\n"
            + "0x1400000-0x1500000 kept: no slot holds it",
        ])
    }

    @Test(
      "A guest that finds something else than zeros says so", .enabled(if: TestHost.isX86, "skipped: not x86_64"))
    func mismatch() throws {
      let machine = try Realization.run(try makeLayout([16 * .mib]))
      let result = try machine.discard(AddressRange(8 * .mib, 8 * .mib + 0x1000))
      try machine.write([5], at: 8 * .mib + 0x800)
      let host = try #require(machine.hostAddress(of: 8 * .mib + 0x800))
      #expect(
        try zeros(result.ranges, in: machine) == [
          "0x800000-0x801000 discarded memory is zeros: the guest reads 0x5 at 0x800800, and host "
            + "\(Units.address(host)) holds 0x5, where zeros should be"
        ])
      #expect(try machine.read(1, at: 8 * .mib + 0x800) == [5])
    }
  }
}

extension TestHost {
  /// Bytes that a file or a memfd has on its file system.
  static func allocated(_ file: FileDescriptor) throws -> UInt64 {
    var status = stat()
    try #require(unsafe fstat(file.rawValue, &status) == 0)
    return UInt64(status.st_blocks) * 512
  }
}
