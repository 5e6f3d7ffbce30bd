#if arch(x86_64)
  import Glibc
  import Synchronization
  import SystemPackage
  import Threads

  /// Runs work that runs a guest on a thread of its own, and kicks the guest when it takes too long.
  final class Watchdog: Sendable {
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let deadline = Atomic<Int64>(.max)
    private let expired = Atomic(false)
    private let pipe: Pipe
    /// How long the guest may run at a time.
    private let timeout: Duration

    init(timeout: Duration) throws(HostError) {
      self.timeout = timeout
      pipe = try Pipe()
      start = clock.now
    }

    private var microseconds: Int64 { MachineReport.microseconds(clock.now - start) }

    /// Whether the guest that runs was kicked for running too long.
    var isOverdue: Bool { expired.load(ordering: .acquiring) }

    /// Bounds one run of the guest.
    func bounding<Result>(_ body: () throws(HostError) -> Result) throws(HostError) -> Result {
      deadline.store(microseconds + MachineReport.microseconds(timeout), ordering: .releasing)
      defer { deadline.store(.max, ordering: .releasing) }
      return try body()
    }

    /// Runs `body` on a new thread and returns what it returns.
    ///
    /// - Parameter kick: Takes the guest out of KVM_RUN on the thread that it is given.
    func run<Result: Sendable>(
      kick: (pthread_t) -> Void, _ body: @escaping @Sendable () throws(HostError) -> Result
    ) throws(HostError) -> Result {
      let outcome = Outcome<Result>()
      let thread = try WorkerThread.start { [self] in
        do throws(HostError) {
          let result = try body()
          outcome.value.withLock { $0 = .success(result) }
        } catch {
          outcome.value.withLock { $0 = .failure(error) }
        }
        pipe.wake()
      }
      while !pipe.wait(milliseconds: 20) {
        if microseconds > deadline.load(ordering: .acquiring) {
          expired.store(true, ordering: .releasing)
          kick(thread.identity)
        }
      }
      thread.join()
      switch outcome.value.withLock({ $0 }) {
      case .success(let result): return result
      case .failure(let error): throw error
      case nil: preconditionFailure("the thread told that it was done")
      }
    }

    private final class Outcome<Value: Sendable>: Sendable {
      let value = Mutex<Swift.Result<Value, HostError>?>(nil)
    }
  }
#endif
