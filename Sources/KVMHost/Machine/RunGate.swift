import Glibc
import Synchronization

/// The gate that a partition's vCPUs pass on their way into KVM_RUN, and that is closed while slots change.
///
/// KVM changes a slot by deleting it and adding it anew. What a guest touches in between is no memory, and shows as
/// MMIO. So every vCPU is brought out of KVM_RUN before, and waits at the gate until the change is made: an access
/// during the change completes under the new state.
///
/// ```swift
/// let vcpu = machine.gate.register {
///   run.immediate_exit = 1          // before the signal, for a vCPU that is just about to enter
///   pthread_kill(thread, SIGUSR1)   // any signal with a handler that does nothing
/// }
/// while isRunning {
///   vcpu.enter()
///   let result = ioctl(descriptor, KVM_RUN, 0)
///   let error = errno               // before leaving, which may wait for a lock and set another one
///   vcpu.leave()
///   if result < 0 && error == EINTR {
///     run.immediate_exit = 0
///     continue
///   }
///   handle(run.exit_reason)         // from here slots may be changed, too
/// }
/// ```
public final class RunGate: Sendable {
  /// A vCPU that the gate waits for, for as long as the object lives.
  public final class VCPU: Sendable {
    fileprivate let gate: RunGate
    fileprivate let state: VCPUState

    fileprivate init(_ gate: RunGate, _ state: VCPUState) {
      self.gate = gate
      self.state = state
    }

    deinit {
      // What the kick holds on to is released outside of the lock: it might have a vCPU itself.
      let removed = gate.monitor.withLock { known -> VCPUState? in
        state.isInside.store(false, ordering: .sequentiallyConsistent)
        guard let index = known.vcpus.firstIndex(where: { $0 === state }) else { return nil }
        return known.vcpus.remove(at: index)
      }
      withExtendedLifetime(removed) {}
    }

    /// Passes the gate, right before KVM_RUN; waits as long as it is closed.
    ///
    /// - Precondition: The vCPU is outside, and the calling thread does not hold the gate closed.
    public func enter() { gate.enter(state) }

    /// Comes back, right after KVM_RUN, whatever that returned. Has no effect on a vCPU that is outside.
    public func leave() { gate.leave(state) }
  }

  /// A vCPU as the gate knows it.
  fileprivate final class VCPUState: Sendable {
    let isInside = Atomic(false)
    /// The thread that entered last.
    let thread = Atomic<UInt>(0)
    let kick: @Sendable () -> Void

    init(_ kick: @escaping @Sendable () -> Void) { self.kick = kick }
  }

  private struct State {
    var vcpus: [VCPUState] = []
    /// The thread that holds the gate closed.
    var closer: UInt?
    /// vCPUs that wait for the gate to be opened: the next one to close it waits until they are through, so that
    /// changes without end do not keep a guest from running.
    var waiting = 0
  }

  private let monitor = Monitor(State())
  /// Whether someone closes the gate or holds it closed: what a vCPU looks at, which usually is all that it takes.
  private let isClosed = Atomic(false)

  /// Creates an open gate.
  public init() {}

  /// Registers a vCPU.
  ///
  /// - Parameter kick: Makes KVM_RUN return, or not be entered: sets `immediate_exit`, then signals the vCPU's thread.
  ///   Called from the thread that closes the gate, again and again until the vCPU is outside. It must not
  ///   use the gate.
  /// - Returns: The vCPU, as long as it may enter.
  public func register(kick: @escaping @Sendable () -> Void) -> VCPU {
    let state = VCPUState(kick)
    monitor.withLock { $0.vcpus.append(state) }
    return VCPU(self, state)
  }

  /// Brings every vCPU out of KVM_RUN and keeps it out for as long as `body` runs. Calls from several threads come one
  /// after the other.
  ///
  /// - Precondition: The calling thread is none that is inside, nor one that holds this gate closed already.
  public func whileClosed<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    checkOutside()
    let thread = UInt(pthread_self())
    monitor.when({ $0.closer == nil && $0.waiting == 0 }) {
      $0.closer = thread
      // From here on, a vCPU that says that it is inside looks at this flag afterwards, and turns back.
      isClosed.store(true, ordering: .sequentiallyConsistent)
    }
    defer {
      monitor.withLock {
        $0.closer = nil
        isClosed.store(false, ordering: .sequentiallyConsistent)
      }
    }
    monitor.when(
      { state in !state.vcpus.contains { $0.isInside.load(ordering: .sequentiallyConsistent) } },
      nudge: { state in
        for vcpu in state.vcpus where vcpu.isInside.load(ordering: .sequentiallyConsistent) { vcpu.kick() }
      }
    ) { _ in }
    return try body()
  }

  /// vCPUs that wait for the gate to be opened.
  var waitingCount: Int { monitor.withLock { $0.waiting } }

  /// Stops a program that would wait for itself.
  func checkOutside() {
    let thread = UInt(pthread_self())
    let (isInside, isCloser) = monitor.withLock { state in
      (
        state.vcpus.contains {
          $0.isInside.load(ordering: .sequentiallyConsistent) && $0.thread.load(ordering: .relaxed) == thread
        }, state.closer == thread
      )
    }
    precondition(!isInside, "a vCPU's thread leaves the gate before it changes slots")
    precondition(!isCloser, "the gate is closed by this thread already")
  }

  private func enter(_ vcpu: VCPUState) {
    let thread = UInt(pthread_self())
    vcpu.thread.store(thread, ordering: .relaxed)
    // Either the one who closes sees this, or this thread sees that the gate is closed.
    vcpu.isInside.store(true, ordering: .sequentiallyConsistent)
    guard isClosed.load(ordering: .sequentiallyConsistent) else { return }
    monitor.withLock { state in
      precondition(state.closer != thread, "a thread that holds the gate closed does not enter")
      vcpu.isInside.store(false, ordering: .sequentiallyConsistent)
      state.waiting += 1
    }
    monitor.when({ $0.closer == nil }) {
      $0.waiting -= 1
      // No one closes the gate as long as this thread has the lock.
      vcpu.isInside.store(true, ordering: .sequentiallyConsistent)
    }
  }

  private func leave(_ vcpu: VCPUState) {
    vcpu.isInside.store(false, ordering: .sequentiallyConsistent)
    // The lock makes sure that the one who waits either saw this, or hears it.
    if isClosed.load(ordering: .sequentiallyConsistent) { monitor.withLock { _ in } }
  }
}
