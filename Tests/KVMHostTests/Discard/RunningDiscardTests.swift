#if arch(x86_64)
  import Addresses
  import FieldCoding
  import Glibc
  import Lowering
  import MachineModel
  import Synchronization
  import Testing

  @testable import KVMHost

  /// A guest that writes another value each time to some addresses, then reads them.
  private final class WritingGuest: Sendable {
    let rounds = Atomic<UInt64>(0)
    let isDone = Atomic(false)
    /// What was read that is neither what was written before, nor zero where that may be.
    let wrong = Mutex<[String]>([])
    /// Reads that found zeros.
    let zeros = Atomic(0)

    private let cpu: ProbeCPU
    private let machine: RealizedMachine
    private let addresses: [(address: UInt64, mayBeZero: Bool)]

    init(_ machine: RealizedMachine, _ addresses: [(address: UInt64, mayBeZero: Bool)]) throws {
      self.machine = machine
      self.addresses = addresses
      cpu = try ProbeCPU(machine: machine.descriptor, gate: machine.gate, kvm: machine.host.kvm, number: 0)
    }

    func run() throws {
      let slots = try ProbeSlot.candidates(
        machine.guest, occupied: machine.regions.map(\.guest), slotCount: machine.host.facts.slotCount,
        addressLimit: 1 << 46)
      let slot = try #require(slots.first)
      let pages = ProbePages(slot.pages, in: slot.memory, code: ProbeCode.bytes, image: nil)
      try cpu.prepareThread()
      let clock = ContinuousClock()
      let deadline = clock.now + .seconds(240)
      var round: UInt64 = 0
      while !isDone.load(ordering: .relaxed) {
        round += 1
        let accesses = addresses + addresses
        let commands = accesses.enumerated().map { index, access in
          ProbeCommand(
            item: 0, address: access.address, action: index < addresses.count ? .write : .read, value: round)
        }
        pages.setCommands(commands.flatMap(\.words))
        try cpu.enterLongMode(pageTables: pages.root)
        try cpu.setRegisters(
          rip: ProbePages.codeAddress + ProbeCode.Entry.probe.rawValue, rbx: 0, rcx: UInt64(commands.count),
          rsi: ProbePages.commandsAddress, rdi: ProbePages.windowEntryAddress)
        var exits = 0
        let stop = try cpu.run(isOverdue: { clock.now > deadline }) { _ in exits += 1 }
        guard stop == .end([]), exits == 0 else {
          throw HostError(.cancelled, .init(), "\(stop), \(exits) accesses left the guest")
        }
        for (access, result) in zip(accesses, pages.results(count: commands.count)).dropFirst(addresses.count) {
          if result == 0, access.mayBeZero {
            zeros.add(1, ordering: .relaxed)
          } else if result != round {
            wrong.withLock { $0.append("\(result) at \(Units.address(access.address)) in round \(round)") }
          }
        }
        rounds.store(round, ordering: .releasing)
      }
    }
  }

  extension OnThisHost {
    @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
    struct RunningDiscardTests {
      private final class Failure: Sendable {
        let text = Mutex<String?>(nil)
      }

      @Test(
        "10,000 times under a guest that writes, nothing is lost outside, and nothing stays",
        arguments: [DiscardBacking.private, .shared, .privateHugepages, .sharedHugepages])
      func underAGuest(_ backing: DiscardBacking) throws {
        let before = Holdings.now()
        // More than the memory has: those that go are free only once all of them have gone, and what the guest touches
        // meanwhile is of others.
        try backing.with(pages: 24, fileSize: 0) { policy in
          let machine = try Realization.run(try makeLayout([16 * .mib]) { policy(&$0) })
          // From the second large page to the last but one.
          let range = AddressRange(2 * .mib, 14 * .mib)
          let guest = try WritingGuest(
            machine,
            [
              (range.start - 8, false), (range.end, false), (range.start, true), (range.start + 0x1000, true),
              (range.end - 8, true), (8 * .mib, true),
            ])
          let report = Failure()
          var threads = ThreadGroup()
          try threads.start {
            do { try guest.run() } catch { report.text.withLock { $0 = "\(error)" } }
          }
          do {
            defer {
              guest.isDone.store(true, ordering: .relaxed)
              threads.join()
            }
            for number in 0..<10_000 {
              // Of a range alone, and of one with what is kept on both sides.
              let wider = AddressRange(range.start - 0x800, range.end + 0x800)
              let result = try machine.discard(number % 2 == 0 ? range : wider)
              guard result.ranges == [range] else {
                Issue.record("\(result)")
                break
              }
              usleep(100)
              guard report.text.withLock({ $0 }) == nil else { break }
            }
            // Whatever came before, the guest goes on.
            let seen = guest.rounds.load(ordering: .acquiring)
            while guest.rounds.load(ordering: .acquiring) < seen + 2, report.text.withLock({ $0 }) == nil {
              usleep(100)
            }
          }
          #expect(report.text.withLock { $0 } == nil)
          #expect(guest.wrong.withLock { $0 } == [])
          let rounds = guest.rounds.load(ordering: .acquiring)
          #expect(rounds > 100)
          #expect(guest.zeros.load(ordering: .relaxed) > 0)
          for address in [range.start - 8, range.end] {
            #expect(try machine.read(8, at: address) == rounds.littleEndianBytes)
          }
          #expect(
            machine.discards.total == MachineDiscards.Total(requests: 10_000, bytes: 10_000 * range.size))
          try machine.discard(range)
          let host = AddressRange(start: try #require(machine.hostAddress(of: range.start)), size: range.size)
          if let scan = PageScan.read([host])?.first { #expect(scan.resident == 0) }
          if !backing.isHugetlb, let object = machine.backingDescriptor(ofNode: 0) {
            #expect(try TestHost.allocated(object) == 2 * Units.pageSize)
          }
          if backing.isHugetlb { #expect(MachineReport(machine).rows.map(\.resident) == [4 * .mib]) }
        }
        #expect(Holdings.now() == before)
      }
    }
  }
#endif
