import Addresses
import CLinux
import Diagnostics
import Glibc
import HostFiles
import Lowering
import MachineModel
import SystemPackage
import Testing
import Threads

@testable import KVMHost

/// A row of the list of backings: what is declared of a node of 64 MiB, and what must come of it.
struct BackingCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The word of the report.
  let word: String
  let pageSize: UInt64
  /// How the mapping is named in /proc/self/maps; `nil` where that is the kernel's affair.
  let name: String?
  /// Whether contents were there before, so that a guest only reads.
  let isPreexisting: Bool
  let policy: @Sendable (inout MemoryPolicy, BackingPlaces) -> Void

  init(
    _ description: String, word: String, pageSize: UInt64 = 4096, name: String? = nil, isPreexisting: Bool = false,
    _ policy: @escaping @Sendable (inout MemoryPolicy, BackingPlaces) -> Void
  ) {
    testDescription = description
    self.word = word
    self.pageSize = pageSize
    self.name = name
    self.isPreexisting = isPreexisting
    self.policy = policy
  }
}

/// Where the files of a test lie.
struct BackingPlaces: Sendable {
  /// On an ordinary file system.
  let file: String
  /// On a hugetlbfs with pages of 2 MiB.
  let hugetlbFile: String
}

private let backingCases = [
  BackingCase("private", word: "private", name: "[anon:memc node 0]") { _, _ in },
  BackingCase("shared", word: "shared", name: "/memfd:memc node 0 (deleted)") { policy, _ in
    policy.backing = .shared
  },
  BackingCase("private hugepages", word: "private", pageSize: 2 << 20, name: "/anon_hugepage (deleted)") {
    policy, _ in policy.hugepages = Located(.size(2 << 20))
  },
  BackingCase("shared hugepages", word: "shared", pageSize: 2 << 20, name: "/memfd:memc node 0 (deleted)") {
    policy, _ in
    policy.backing = .shared
    policy.hugepages = Located(.size(2 << 20))
  },
  BackingCase("a regular file", word: "file", isPreexisting: true) { policy, places in
    policy.backing = .file(path: places.file)
  },
  BackingCase("a file of a hugetlbfs", word: "file", pageSize: 2 << 20, isPreexisting: true) { policy, places in
    policy.backing = .file(path: places.hugetlbFile)
    policy.hugepages = Located(.size(2 << 20))
  },
  BackingCase("a file of a hugetlbfs, its pages not stated", word: "file", pageSize: 2 << 20, isPreexisting: true) {
    policy, places in
    policy.backing = .file(path: places.hugetlbFile)
    policy.hostNodes = [0]
    policy.mode = .bind
  },
  BackingCase("existing", word: "existing", name: "/memfd:memc node 0 (deleted)", isPreexisting: true) {
    policy, _ in
    policy.backing = .existing
  },
]

extension OnThisHost {
  @Suite(.serialized, .enabled(if: TestHost.canReserveHugepages, "skipped: no KVM, or not root"))
  struct BackingTests {
    /// Runs a test with files of 64 MiB, one of them on a hugetlbfs of its own.
    private func withPlaces(_ body: (BackingPlaces) throws -> Void) throws {
      let folder = "/tmp/memc-backing-\(getpid())"
      let places = BackingPlaces(file: "\(folder).file", hugetlbFile: "\(folder)/file")
      try #require(unsafe mkdir(folder, 0o700) == 0)
      defer { _ = unsafe rmdir(folder) }
      guard unsafe mount("none", folder, "hugetlbfs", 0, "pagesize=2M") == 0 else {
        try Test.cancel("no file system can be mounted here")
      }
      defer { _ = unsafe umount2(folder, CInt(MNT_DETACH)) }
      for path in [places.file, places.hugetlbFile] { try TestHost.makeFile(path, size: 64 * .mib) }
      defer { for path in [places.file, places.hugetlbFile] { _ = unsafe unlink(path) } }
      try body(places)
    }

    private func layout(_ size: UInt64 = 64 * .mib, policy: (inout MemoryPolicy) -> Void) throws -> Layout {
      try makeLayout([size], policy: policy)
    }

    // MARK: Every row

    @Test("Every backing is mapped, named, populated, reported and proven", arguments: backingCases)
    func row(_ row: BackingCase) throws {
      let before = Holdings.now()
      try TestHost.withHugepages(32) {
        try withPlaces { places in
          var options = RealizationOptions()
          var giver: RealizedMachine?
          if row.word == "existing" {
            let first = try Realization.run(try layout { $0.backing = .shared })
            giver = first
            options.existing = try takeOver(first)
          }
          let layout = try layout {
            row.policy(&$0, places)
            $0.prefault = true
          }
          let machine = try Realization.run(layout, options: options)
          let report = MachineReport(machine).rows[0]
          #expect(report.backing == row.word)
          #expect(report.pageSize == row.pageSize)
          #expect(report.resident == 64 * .mib)
          #expect(report.large == report.region.guest)
          if let name = row.name {
            let found = mappingName(of: machine)
            // A kernel without CONFIG_ANON_VMA_NAME leaves anonymous memory without a name.
            #expect(found == name || found == "" && name.hasPrefix("[anon:"))
          }
          try machine.write([1, 2, 3], at: 64 * .mib - 3)
          #expect(try machine.read(3, at: 64 * .mib - 3) == [1, 2, 3])
          guard TestHost.isX86 else { return }
          var lines = try Verification.run(machine)
          #expect(lines.allSatisfy { $0.outcome == .ok })
          #expect(
            lines.first?.expectation == (row.isPreexisting ? "is RAM, only read" : "is RAM, read-write"))
          var writing = VerificationOptions()
          writing.writesFiles = true
          lines = try Verification.run(machine, options: writing)
          #expect(lines.allSatisfy { $0.outcome == .ok })
          #expect(try machine.read(3, at: 64 * .mib - 3) == [1, 2, 3])
          withExtendedLifetime(giver) {}
        }
      }
      #expect(Holdings.now() == before)
    }

    /// The memory of a machine of this process, as another process would have it.
    private func takeOver(_ machine: RealizedMachine) throws -> TakenMemory {
      let path = "/tmp/memc-backing-\(getpid()).sock"
      let thread = try WorkerThread.start { _ = try? HandOver.serve(machine, at: FilePath(path)) }
      var taken: TakenMemory?
      while taken == nil {
        taken = try? HandOver.take(from: FilePath(path))
        usleep(1000)
      }
      let memory = try #require(taken)
      // The machine is not what this test is about: who serves need not wait for it.
      #expect(memory.confirmation.confirm())
      thread.join()
      return memory
    }

    private func mappingName(of machine: RealizedMachine) -> String? {
      let start = String(machine.regions[0].hostAddress, radix: 16) + "-"
      let line = (HostFile.text("/proc/self/maps") ?? "").split(separator: "\n").first { $0.hasPrefix(start) }
      return line.map { line in
        let words = line.split(separator: " ", maxSplits: 5)
        return words.count < 6 ? "" : words[5].drop { $0 == " " }.description
      }
    }

    /// Every size of which the host can have hugepages.
    static let hugepageSizes = HugepagePool.readAll(nodes: .read()).map(\.pageSize)

    @Test(
      "Hugepages of every size that the host has",
      .enabled(if: !hugepageSizes.isEmpty, "skipped: a host without hugepages"),
      arguments: hugepageSizes, [MemoryPolicy.Backing.private, .shared])
    func everySize(_ pageSize: UInt64, _ backing: MemoryPolicy.Backing) throws {
      let pool = "/sys/kernel/mm/hugepages/hugepages-\(pageSize >> 10)kB/nr_hugepages"
      let present = try #require(HostFile.number(pool))
      let free = try #require(HugepagePool.read(pageSize: pageSize, nodes: .read())).available
      try TestHost.write("\(present + 1)", to: pool)
      defer { try? TestHost.write("\(present)", to: pool) }
      guard HostFile.number(pool) == present + 1 else {
        try Test.cancel("the host has no \(Units.bytes(pageSize)) of memory in one piece")
      }
      let layout = try makeLayout([pageSize]) {
        $0.backing = backing
        $0.hugepages = Located(.size(pageSize))
      }
      do {
        let machine = try Realization.run(layout)
        #expect(HugepagePool.read(pageSize: pageSize, nodes: .read())?.available == free)
        try machine.write([5], at: pageSize - 1)
        #expect(try machine.read(1, at: pageSize - 1) == [5])
        let row = MachineReport(machine).rows[0]
        #expect(row.pageSize == pageSize)
        #expect(row.resident == pageSize)
        #expect(row.region.hostAddress % pageSize == 0)
        #expect(row.large == AddressRange(0, pageSize))
        #expect(row.largePageSize == min(max(pageSize, 2 << 20), 1 << 30))
      }
      #expect(HugepagePool.read(pageSize: pageSize, nodes: .read())?.available == free + 1)
    }

    // MARK: Advice

    @Test("Transparent huge pages come where they are asked for and the host gives them")
    func transparentHugePages() throws {
      func rows(_ advice: MemoryPolicy.TransparentHugepages, _ backing: MemoryPolicy.Backing) throws -> (
        huge: UInt64?, warnings: [String], messages: [String]
      ) {
        let machine = try Realization.run(
          try layout {
            $0.transparentHugepages = advice
            $0.backing = backing
            $0.prefault = true
          })
        let huge = MachineReport(machine).rows[0].transparentHuge
        return (huge, machine.warnings.map(\.identifier), machine.warnings.map(\.message))
      }
      let folder = "/sys/kernel/mm/transparent_hugepage"
      let ofPrivate = HostFile.choice("\(folder)/enabled")
      let on = try rows(.on, .private)
      #expect(on.huge == (ofPrivate == "never" ? 0 : 64 * .mib))
      #expect(on.warnings == (ofPrivate == "never" ? ["thp-never"] : []))
      let off = try rows(.off, .private)
      #expect(off.huge == 0 && off.warnings.isEmpty)

      let ofShared = HostFile.choice("\(folder)/shmem_enabled")
      let shared = try rows(.on, .shared)
      let isRefused = ofShared == "never" || ofShared == "deny"
      #expect(shared.huge == (isRefused ? 0 : 64 * .mib))
      #expect(shared.warnings == (isRefused ? ["thp-shmem-never"] : []))
      if isRefused {
        #expect(
          shared.messages == [
            "no transparent huge pages for shared memory while \(folder)/shmem_enabled is '\(ofShared ?? "")'"
          ])
      }
    }

    @Test func sharedMemoryHasTransparentHugePagesWhereTheHostGivesThem() throws {
      let knob = "/sys/kernel/mm/transparent_hugepage/shmem_enabled"
      guard let before = HostFile.choice(knob) else { try Test.cancel("the kernel has none for shared memory") }
      try TestHost.write("advise", to: knob)
      defer { try? TestHost.write(before, to: knob) }
      let machine = try Realization.run(
        try layout {
          $0.backing = .shared
          $0.transparentHugepages = .on
          $0.prefault = true
        })
      #expect(machine.warnings.isEmpty)
      #expect(MachineReport(machine).rows[0].transparentHuge == 64 * .mib)
    }

    @Test func mergingThatDoesNotRunIsAWarning() throws {
      let machine = try Realization.run(try layout { $0.mergeable = true })
      let isRunning = HostFile.number("/sys/kernel/mm/ksm/run") != 0
      #expect(machine.warnings.map(\.identifier) == (isRunning ? [] : ["ksm-not-running"]))
    }

    @Test("Pinned memory is there and stays", arguments: [MemoryPolicy.Backing.private, .shared])
    func pinned(_ backing: MemoryPolicy.Backing) throws {
      let locked = HostFile.fields("/proc/self/status")["VmLck"] ?? 0
      let machine = try Realization.run(
        try layout {
          $0.backing = backing
          $0.pin = true
        })
      #expect(HostFile.fields("/proc/self/status")["VmLck"] == locked + 64 * .mib)
      #expect(MachineReport(machine).rows[0].resident == 64 * .mib)
    }

    @Test func memoryThatIsReservedIsAccountedForAtOnce() throws {
      func committed(_ policy: (inout MemoryPolicy) -> Void) throws -> (bytes: Int64, warnings: [String]) {
        let before = HostFile.fields("/proc/meminfo")["Committed_AS"] ?? 0
        let machine = try Realization.run(try layout(4 * .gib, policy: policy))
        let after = HostFile.fields("/proc/meminfo")["Committed_AS"] ?? 0
        return (Int64(after) - Int64(before), machine.warnings.map(\.identifier))
      }
      // Other processes come and go meanwhile, but not by gigabytes.
      #expect(try committed { $0.reserve = true }.bytes > 3 << 30)
      #expect(try committed { _ in }.bytes < 1 << 30)
      let shared = try committed {
        $0.reserve = true
        $0.backing = .shared
      }
      #expect(shared.bytes < 1 << 30)
      #expect(shared.warnings == ["reserve-shared"])
    }

    // MARK: The first megabyte

    @Test("The split of the first megabyte takes no large page apart in silence")
    func legacySplit() throws {
      let before = Holdings.now()
      try TestHost.withHugepages(64) {
        try withPlaces { places in
          func layout(_ backing: MemoryPolicy.Backing, isSplit: Bool = true) throws -> Layout {
            var policy = MemoryPolicy()
            policy.backing = backing
            if !isSplit { policy.hugepages = Located(.size(2 << 20)) }
            var topology = Topology(nodes: [MemoryNode(memory: Located(64 * .mib), policy: policy)])
            topology.legacyX86 = Located(isSplit)
            return try lower(topology)
          }
          let message =
            "'legacy_x86' cuts node 0 into slots below 1 MiB, so its first large page, of 2 MiB, is lost: KVM cannot "
            + "map it as one"
          for isTaken in [false, true] {
            let giver = isTaken ? try Realization.run(try layout(.shared, isSplit: false)) : nil
            let split = try layout(isTaken ? .existing : .file(path: places.hugetlbFile))
            func run(_ severity: Severity?) throws -> RealizedMachine {
              var options = RealizationOptions()
              options.legacySplitOnHugepages = severity
              if let giver { options.existing = try takeOver(giver) }
              return try Realization.run(split, options: options)
            }
            let error = try hostError { try run(RealizationOptions().legacySplitOnHugepages) }
            #expect(
              error.description
                == "mmap of node 0: \(message); give that memory to a node of small pages, or accept the loss with "
                + "'-W legacy-split-on-hugepages' [legacy-split-on-hugepages]")
            #expect(error.exitCode == 1)
            #expect(
              try run(.warning).warnings == [
                HostWarning("legacy-split-on-hugepages", of: BackedMemory(node: 0), message)
              ])
            #expect(try run(nil).warnings.isEmpty)
          }
        }
      }
      #expect(Holdings.now() == before)
    }

    // MARK: Refusals

    @Test("Every refusal in its words", arguments: refusalsOfFiles)
    func refusals(_ expected: RefusalCase) throws {
      try withPlaces { places in
        let layout = try makeLayout([expected.size]) { expected.policy(&$0, places) }
        let error = try hostError { try Realization.run(layout) }
        let message = expected.message.replacing("FILE", with: places.file)
          .replacing("HUGE", with: places.hugetlbFile)
        #expect(error.description == "\(message) [\(expected.refusal)]")
        #expect(error.identifier == expected.refusal)
        #expect(error.exitCode == expected.exitCode)
      }
    }
  }
}

/// Something that cannot be had, and what is said of it; FILE and HUGE stand for the paths of the files.
struct RefusalCase: Sendable, CustomTestStringConvertible {
  let refusal: String
  var size: UInt64 = 64 * .mib
  var exitCode: Int32 = 1
  let message: String
  let policy: @Sendable (inout MemoryPolicy, BackingPlaces) -> Void

  var testDescription: String { refusal }
}

private let refusalsOfFiles = [
  RefusalCase(
    refusal: "file-not-regular", message: "mmap of node 0: backing file '/dev/zero' is not a regular file"
  ) { policy, _ in policy.backing = .file(path: "/dev/zero") },
  RefusalCase(
    refusal: "file-too-short", size: 66 * .mib,
    message: "mmap of node 0: backing file 'FILE' holds 64 MiB, but the node has 66 MiB"
  ) { policy, places in policy.backing = .file(path: places.file) },
  RefusalCase(
    refusal: "file-too-short", size: 66 * .mib,
    message: "mmap of node 0: backing file 'HUGE' holds 64 MiB, but the node has 66 MiB"
  ) { policy, places in policy.backing = .file(path: places.hugetlbFile) },
  RefusalCase(
    refusal: "file-not-hugetlbfs",
    message: "mmap of node 0: backing file 'FILE' does not lie on a hugetlbfs, so it cannot have hugepages"
  ) { policy, places in
    policy.backing = .file(path: places.file)
    policy.hugepages = Located(.size(2 << 20))
  },
  RefusalCase(
    refusal: "file-page-size", size: 32 * .mib,
    message: "mmap of node 0: backing file 'HUGE' has hugepages of 2 MiB, not of 16 MiB"
  ) { policy, places in
    policy.backing = .file(path: places.hugetlbFile)
    policy.hugepages = Located(.size(16 << 20))
  },
  RefusalCase(
    refusal: "file-with-thp",
    message:
      "madvise of node 0: backing file 'HUGE' has hugepages of 2 MiB, which cannot be transparent-huge as well"
  ) { policy, places in
    policy.backing = .file(path: places.hugetlbFile)
    policy.transparentHugepages = .on
  },
  RefusalCase(
    refusal: "file-host-nodes",
    message:
      "mbind of node 0: 'host_nodes' has no effect on the regular file 'FILE': its page cache ignores the policy "
      + "of a mapping"
  ) { policy, places in
    policy.backing = .file(path: places.file)
    policy.hostNodes = [0]
    policy.mode = .bind
  },
  RefusalCase(
    refusal: "hugepage-alignment", size: 63 * .mib,
    message:
      "mmap of node 0, guest 0x0-0x3f00000: RAM range 0x0-0x3f00000 (63 MiB) is not aligned to 2 MiB hugepages; "
      + "range start and size must both be multiples of the hugepage size"
  ) { policy, places in policy.backing = .file(path: places.hugetlbFile) },
  RefusalCase(
    refusal: "hugepage-size-missing", exitCode: 71,
    message: "mmap of node 0: the host has no hugepages of 16 MiB; it has "
      + HugepagePool.readAll(nodes: .read()).map { Units.bytes($0.pageSize) }.joined(separator: ", ")
  ) { policy, _ in policy.hugepages = Located(.size(16 << 20)) },
]
