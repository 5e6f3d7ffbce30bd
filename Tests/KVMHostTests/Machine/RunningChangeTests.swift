#if arch(x86_64)
  import Addresses
  import FieldCoding
  import Glibc
  import Lowering
  import MachineModel
  import Synchronization
  import Testing

  @testable import KVMHost

  /// A guest that makes the same accesses again and again, from a slot of its own, as a VMM's vCPU thread would.
  private final class BusyGuest: Sendable {
    let batches = Atomic(0)
    let isDone = Atomic(false)
    /// Accesses that left the guest, and values that were read.
    let exits = Mutex<[ProbeCPU.MMIO]>([])
    let values = Mutex<[UInt64: Set<UInt64>]>([:])

    private let cpu: ProbeCPU
    private let commands: [ProbeCommand]
    private let machine: RealizedMachine

    init(_ machine: RealizedMachine, _ accesses: [(address: UInt64, isWrite: Bool)]) throws {
      self.machine = machine
      cpu = try ProbeCPU(machine: machine.descriptor, gate: machine.gate, kvm: machine.host.kvm, number: 0)
      let all = (0..<ProbePages.commandCapacity).map { accesses[$0 % accesses.count] }
      commands = all.map {
        ProbeCommand(item: 0, address: $0.address, action: $0.isWrite ? .write : .read, value: 0x55)
      }
    }

    func run() throws {
      let slots = try ProbeSlot.candidates(
        machine.guest, occupied: machine.regions.map(\.guest), slotCount: machine.host.facts.slotCount,
        addressLimit: 1 << 46)
      let slot = try #require(slots.first)
      let pages = ProbePages(slot.pages, in: slot.memory, code: ProbeCode.bytes, image: nil)
      try cpu.prepareThread()
      let clock = ContinuousClock()
      let deadline = clock.now + .seconds(60)
      while !isDone.load(ordering: .relaxed) {
        pages.setCommands(commands.flatMap(\.words))
        try cpu.enterLongMode(pageTables: pages.root)
        try cpu.setRegisters(
          rip: ProbePages.codeAddress + ProbeCode.Entry.probe.rawValue, rbx: 0, rcx: UInt64(commands.count),
          rsi: ProbePages.commandsAddress, rdi: ProbePages.windowEntryAddress)
        let stop = try cpu.run(isOverdue: { clock.now > deadline }) { mmio in exits.withLock { $0.append(mmio) } }
        guard stop == .end([]) else { throw HostError(.cancelled, .init(), "\(stop)") }
        for (command, result) in zip(commands, pages.results(count: commands.count)) where command.action == .read {
          _ = values.withLock { $0[command.address, default: []].insert(result) }
        }
        batches.add(1, ordering: .relaxed)
      }
    }
  }

  extension OnThisHost {
    @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
    struct RunningChangeTests {
      /// Makes changes while a guest runs.
      private func changing(
        _ machine: RealizedMachine, _ accesses: [(address: UInt64, isWrite: Bool)], changes: Int,
        _ change: (Int) throws -> Void
      ) throws -> BusyGuest {
        let guest = try BusyGuest(machine, accesses)
        let report = Failure()
        var threads = ThreadGroup()
        try threads.start {
          do { try guest.run() } catch { report.text.withLock { $0 = "\(error)" } }
        }
        defer {
          guest.isDone.store(true, ordering: .relaxed)
          threads.join()
          #expect(report.text.withLock { $0 } == nil)
        }
        for number in 0..<changes {
          let seen = guest.batches.load(ordering: .relaxed)
          try change(number)
          // Now and then the guest comes to the end of a batch in either state; mostly changes come within one.
          while number % 8 >= 6, guest.batches.load(ordering: .relaxed) == seen,
            report.text.withLock({ $0 }) == nil
          {
            usleep(100)
          }
        }
        return guest
      }

      private final class Failure: Sendable {
        let text = Mutex<String?>(nil)
      }

      @Test func readsNeverLeaveTheGuestWhileASlotBecomesReadOnlyAndBack() throws {
        let machine = try Realization.run(try windowedLayout())
        let (slot, plain): (UInt64, UInt64) = (16 << 20, 40 << 20)
        try machine.write(UInt64(0x1234).littleEndianBytes, at: slot + 0x1000)
        let guest = try changing(
          machine, [(slot + 0x1000, false), (slot + 0x2000, true), (plain, true), (plain, false)], changes: 200
        ) { number in
          try machine.setVisibility(
            of: AddressRange(start: slot, size: 16 << 20), to: number % 2 == 0 ? .readOnly : .readWrite)
        }
        let exits = guest.exits.withLock { $0 }
        // Writes to memory that is read-only leave, as they should; nothing else does.
        #expect(exits.allSatisfy { $0.isWrite && $0.address == slot + 0x2000 }, "\(exits.prefix(4))")
        #expect(guest.values.withLock { $0 } == [slot + 0x1000: [0x1234], plain: [0x55]])
        #expect(guest.batches.load(ordering: .relaxed) >= 25)
        #expect(try machine.read(1, at: slot + 0x2000) == [0x55])
      }

      @Test func aWindowsAddressesAreAlwaysMemoryWhileAnotherOneComesAndGoes() throws {
        let machine = try Realization.run(try windowedLayout([DeviceWindow("frame", atMiB: 256, 16)]))
        let (covered, beside): (UInt64, UInt64) = (260 << 20, 257 << 20)
        let frame = machine.windows[0]
        let menu = try machine.mapWindow(DeviceWindow("menu", atMiB: 260, 4, priority: 1))
        try machine.unmapWindow(menu)
        try frame.write([1], at: covered - (256 << 20))
        try frame.write([3], at: beside - (256 << 20))
        try menu.write([2], at: 0)
        let guest = try changing(
          machine, [(covered, false), (covered + 0x1000, true), (beside, false), (beside + 0x1000, true)],
          changes: 200
        ) { number in
          if number % 2 == 0 { try machine.mapWindow(menu) } else { try machine.unmapWindow(menu) }
        }
        #expect(guest.exits.withLock { $0 } == [])
        #expect(guest.values.withLock { $0 } == [covered: [1, 2], beside: [3]])
        #expect(guest.batches.load(ordering: .relaxed) >= 25)
        #expect(try frame.read(1, at: (4 << 20) + 0x1000) == [0x55])
        #expect(try menu.read(1, at: 0x1000) == [0x55])
      }

      @Test func changesComeFromSeveralThreadsAtOnce() throws {
        let machine = try Realization.run(try windowedLayout([DeviceWindow("frame", atMiB: 256, 16)]))
        let menu = try machine.mapWindow(DeviceWindow("menu", atMiB: 260, 4, priority: 1))
        let report = Failure()
        var threads = ThreadGroup()
        for slot in [1, 2] as [UInt64] {
          try threads.start {
            do {
              for number in 0..<50 {
                try machine.setVisibility(
                  of: AddressRange(slot << 24, (slot + 1) << 24), to: number % 2 == 0 ? .unmapped : .readWrite)
                _ = try machine.read(1, at: slot << 24)
                _ = machine.regions
              }
            } catch { report.text.withLock { $0 = "\(error)" } }
          }
        }
        let guest = try changing(machine, [(3 << 24, true), (3 << 24, false)], changes: 50) { number in
          if number % 2 == 0 { try machine.unmapWindow(menu) } else { try machine.mapWindow(menu) }
        }
        threads.join()
        #expect(report.text.withLock { $0 } == nil)
        #expect(guest.exits.withLock { $0 } == [])
        #expect(machine.regions.allSatisfy { $0.visibility == .readWrite })
        #expect(try Verification.run(machine).allSatisfy { $0.outcome == .ok })
      }
    }
  }
#endif
