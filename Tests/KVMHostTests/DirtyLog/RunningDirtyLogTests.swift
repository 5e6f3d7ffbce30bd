#if arch(x86_64)
  import Addresses
  import Foundation
  import Glibc
  import Lowering
  import MachineModel
  import Synchronization
  import Testing

  @testable import KVMHost

  extension OnThisHost {
    @Suite(.serialized, .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
    struct RunningDirtyLogTests {
      /// How often pages are got and cleared: 2,000 times, or as MEMC_DIRTY_ROUNDS says.
      private static let rounds = ProcessInfo.processInfo.environment["MEMC_DIRTY_ROUNDS"].flatMap(Int.init) ?? 2000

      private final class State: Sendable {
        let isDone = Atomic(false)
        let writes = Atomic(0)
        let failure = Mutex<String?>(nil)
      }

      /// A copy of memory that is kept up by the log alone.
      private struct Copy {
        var pages: [UInt64: [UInt8]] = [:]

        /// Takes what is dirty.
        mutating func update(_ machine: RealizedMachine) throws -> Int {
          let found = try machine.dirtyPages()
          try machine.clearDirtyPages(found)
          var count = 0
          for range in found.flatMap(\.ranges) {
            for page in stride(from: range.start, to: range.end, by: 4096) {
              pages[page] = try machine.read(4096, at: page)
              count += 1
            }
          }
          return count
        }

        /// Pages that differ from what is there.
        func stale(_ machine: RealizedMachine, _ addresses: [UInt64]) throws -> [String] {
          try addresses.filter {
            try machine.read(4096, at: $0) != (pages[$0] ?? [UInt8](repeating: 0, count: 4096))
          }
          .map { Units.address($0) }
        }
      }

      @Test(
        "Pages are got and cleared under a guest that writes, while slots come and go, and none is lost",
        arguments: LogWay.allCases)
      func underAGuest(_ way: LogWay) throws {
        let before = Holdings.now()
        do {
          let machine = try way.realize(try windowedLayout([DeviceWindow("frame", atMiB: 256, 4)]))
          let menu = try machine.mapWindow(DeviceWindow("menu", atMiB: 257, 1, priority: 1))
          try machine.unmapWindow(menu)
          // In RAM over several slots, and in a window of which parts are hidden now and then.
          let ram = (0..<96).map { UInt64($0) * 0xa_b000 }
          let shown = (0..<16).map { 256 * .mib + UInt64($0) * 0x1_0000 }
          let addresses = ram + shown
          try machine.startDirtyLog()
          let guest = try LoggedGuest(machine)
          let state = State()
          var threads = ThreadGroup()
          try threads.start {
            do {
              var round: UInt64 = 0
              while !state.isDone.load(ordering: .relaxed) {
                round += 1
                // Other pages each time.
                let some = addresses.indices.filter { UInt64($0) % 7 == round % 7 }.map {
                  addresses[$0] + 8 * (round % 512)
                }
                try guest.write(round, to: some)
                state.writes.add(some.count, ordering: .relaxed)
              }
            } catch { state.failure.withLock { $0 = "\(error)" } }
          }
          var copy = Copy()
          var copied = 0
          var checks = 0
          do {
            defer {
              state.isDone.store(true, ordering: .relaxed)
              threads.join()
            }
            while state.writes.load(ordering: .relaxed) == 0, state.failure.withLock({ $0 }) == nil { usleep(100) }
            for round in 0..<Self.rounds {
              copied += try copy.update(machine)
              if round % 16 == 7 { try machine.mapWindow(menu) }
              if round % 16 == 15 { try machine.unmapWindow(menu) }
              if round % 5 == 0 {
                try machine.write([UInt8(truncatingIfNeeded: round)], at: ram[round % ram.count] + 5)
              }
              if round % 40 == 39 {
                // No guest writes: what the log has told until now is all that there is.
                let stale = try machine.gate.whileClosed {
                  copied += try copy.update(machine)
                  return try copy.stale(machine, addresses)
                }
                checks += 1
                guard stale.isEmpty else {
                  Issue.record("round \(round): \(stale)")
                  break
                }
              }
              usleep(100)
              guard state.failure.withLock({ $0 }) == nil else { break }
            }
          }
          #expect(state.failure.withLock { $0 } == nil)
          #expect(checks == Self.rounds / 40)
          _ = try copy.update(machine)
          #expect(try copy.stale(machine, addresses) == [])
          #expect(copied > addresses.count)
          #expect(state.writes.load(ordering: .relaxed) > addresses.count)
          // Every page that the guest writes is in slots whose memory is whole.
          try machine.stopDirtyLog()
        }
        #expect(Holdings.now() == before)
      }
    }
  }
#endif
