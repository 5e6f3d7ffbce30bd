import Synchronization
import Testing
import Threads

@testable import KVMHost

/// A vCPU that only pretends: a thread that is in the guest until it is kicked.
private final class PretendedCPU: Sendable {
  let isInGuest = Atomic(false)
  let isKicked = Atomic(false)
  let entries = Atomic(0)
  let kicks = Atomic(0)
  let isDone = Atomic(false)

  /// Enters and leaves until it is done; in the guest it stays until it is kicked, or for a moment.
  func run(through gate: RunGate, staysUntilKicked: Bool) {
    let vcpu = gate.register { [self] in
      kicks.add(1, ordering: .relaxed)
      isKicked.store(true, ordering: .sequentiallyConsistent)
    }
    while !isDone.load(ordering: .relaxed) {
      vcpu.enter()
      isInGuest.store(true, ordering: .sequentiallyConsistent)
      entries.add(1, ordering: .relaxed)
      while staysUntilKicked, !isKicked.load(ordering: .sequentiallyConsistent), !isDone.load(ordering: .relaxed) {}
      isInGuest.store(false, ordering: .sequentiallyConsistent)
      vcpu.leave()
      isKicked.store(false, ordering: .sequentiallyConsistent)
    }
  }
}

@Suite("The gate", .serialized) struct RunGateTests {
  private func withCPUs(
    _ count: Int, through gate: RunGate, staysUntilKicked: Bool, _ body: ([PretendedCPU]) throws -> Void
  ) throws {
    let cpus = (0..<count).map { _ in PretendedCPU() }
    var threads = ThreadGroup()
    for cpu in cpus { try threads.start { cpu.run(through: gate, staysUntilKicked: staysUntilKicked) } }
    defer {
      for cpu in cpus { cpu.isDone.store(true, ordering: .relaxed) }
      threads.join()
    }
    for cpu in cpus { while cpu.entries.load(ordering: .relaxed) == 0 {} }
    try body(cpus)
  }

  @Test func closingBringsEveryoneOutAndKeepsThemOut() throws {
    let gate = RunGate()
    try withCPUs(2, through: gate, staysUntilKicked: true) { cpus in
      for _ in 0..<30 {
        gate.whileClosed {
          while gate.waitingCount < cpus.count {
            #expect(!cpus.contains { $0.isInGuest.load(ordering: .sequentiallyConsistent) })
          }
        }
      }
      #expect(cpus.allSatisfy { $0.kicks.load(ordering: .relaxed) > 0 })
      // Whoever waits at the gate goes through before it is closed again.
      #expect(cpus.allSatisfy { $0.entries.load(ordering: .relaxed) >= 30 })
    }
  }

  @Test func changesOfSeveralThreadsComeOneAfterTheOther() throws {
    let gate = RunGate()
    let total = Counter()
    try withCPUs(1, through: gate, staysUntilKicked: false) { _ in
      var threads = ThreadGroup()
      for _ in 0..<3 {
        try threads.start {
          for _ in 0..<200 {
            gate.whileClosed {
              total.overlaps.add(total.inside.add(1, ordering: .relaxed).newValue - 1, ordering: .relaxed)
              total.count.add(1, ordering: .relaxed)
              total.inside.subtract(1, ordering: .relaxed)
            }
          }
        }
      }
      threads.join()
    }
    #expect(total.count.load(ordering: .relaxed) == 600)
    #expect(total.overlaps.load(ordering: .relaxed) == 0)
  }

  @Test func aCPUsThreadMayCloseTheGateWhenItIsOutside() throws {
    let gate = RunGate()
    let total = Counter()
    var threads = ThreadGroup()
    for _ in 0..<2 {
      try threads.start {
        let vcpu = gate.register {}
        for _ in 0..<200 {
          vcpu.enter()
          vcpu.leave()
          gate.whileClosed { _ = total.count.add(1, ordering: .relaxed) }
        }
      }
    }
    threads.join()
    #expect(total.count.load(ordering: .relaxed) == 400)
  }

  @Test func whoIsGoneIsNotWaitedFor() {
    let gate = RunGate()
    var vcpu: RunGate.VCPU? = gate.register {}
    vcpu?.enter()
    vcpu = nil
    #expect(gate.whileClosed { 42 } == 42)
    #expect(throws: CancellationError.self) { try gate.whileClosed { throw CancellationError() } }
    // An error opens the gate as well.
    let other = gate.register {}
    other.enter()
    other.leave()
    other.leave()
  }

  @Test func aThreadThatWouldWaitForItselfIsStopped() async {
    await #expect(processExitsWith: .failure) {
      let gate = RunGate()
      let vcpu = gate.register {}
      vcpu.enter()
      gate.whileClosed {}
      vcpu.leave()
    }
    await #expect(processExitsWith: .failure) {
      let gate = RunGate()
      gate.whileClosed { gate.whileClosed {} }
    }
  }
}

private final class Counter: Sendable {
  let inside = Atomic(0)
  let overlaps = Atomic(0)
  let count = Atomic(0)
}

/// Threads of a test, which are joined together.
struct ThreadGroup: ~Copyable {
  private var threads: [JoinableThread] = []

  init() {}

  mutating func start(_ body: @escaping @Sendable () -> Void) throws {
    threads.append(JoinableThread(try WorkerThread.start(body)))
  }

  mutating func join() {
    for thread in threads { thread.join() }
    threads = []
  }

}
