import Glibc
import MachineModel
import Synchronization
import TestSupport
import Testing

@testable import KVMHost

extension OnThisHost {
  @Suite(
    "What a change leaves is noted before a vCPU can ask", .enabled(if: TestHost.hasKVM, "skipped: no /dev/kvm"))
  struct NotedChangeTests {
    private final class State: Sendable {
      let wasKicked = Atomic(false)
      let isThrough = Atomic(false)
      let changer = Mutex<ThreadState?>(nil)
      let seen = Mutex(0)
      let failure = Mutex<String?>(nil)
    }

    @Test func theGateIsClosedUntilTheChangeIsNoted() throws {
      let machine = try Realization.run(try windowedLayout())
      let state = State()
      let vcpu = machine.gate.register { state.wasKicked.store(true, ordering: .releasing) }
      vcpu.enter()
      var threads = ThreadGroup()
      try threads.start {
        state.changer.withLock { $0 = .ofThisThread() }
        do {
          try machine.mapWindow(DeviceWindow("menu", atMiB: 260, 4))
        } catch { state.failure.withLock { $0 = "\(error)" } }
      }
      // The change has read what it needs, and waits for the vCPU to come out.
      while !state.wasKicked.load(ordering: .acquiring) { usleep(100) }
      let hasPassed = try machine.current.withLock { _ in
        vcpu.leave()
        // KVM has the window, and the note cannot be made as long as this thread has the lock.
        let changer = try #require(state.changer.withLock { $0 })
        #expect(eventually { changer.waitsForMutex })
        try threads.start {
          vcpu.enter()
          vcpu.leave()
          state.isThrough.store(true, ordering: .releasing)
          state.seen.withLock { $0 = machine.windows.count }
        }
        // An open gate lets it through, a closed one has it wait.
        #expect(eventually { state.isThrough.load(ordering: .acquiring) || machine.gate.waitingCount == 1 })
        return state.isThrough.load(ordering: .acquiring)
      }
      threads.join()
      #expect(!hasPassed)
      #expect(state.failure.withLock { $0 } == nil)
      #expect(state.seen.withLock { $0 } == 1)
    }
  }
}
