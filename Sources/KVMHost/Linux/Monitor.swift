import Glibc

/// State that threads change and wait for: a mutex and a condition variable of POSIX.
///
/// `Synchronization.Mutex` cannot be waited on. Every change wakes whoever waits.
@safe final class Monitor<State>: @unchecked Sendable {
  // Not copied nor moved, as POSIX demands: allocated once, freed with this object, which no thread then waits for.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  /// Read and written under the mutex only, which is what makes the class sendable.
  private var state: State

  init(_ state: sending State) {
    self.state = state
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    // A clock that no one sets, so that no one waits longer than was said.
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(condition, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Changes the state and wakes whoever waits.
  @discardableResult
  func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(condition)
      unsafe pthread_mutex_unlock(mutex)
    }
    return body(&state)
  }

  /// Waits until the state is as wanted, then changes it and wakes whoever waits.
  ///
  /// - Parameters:
  ///   - isWanted: Whether the state is as wanted; called with the lock held, as all closures here.
  ///   - nudge: Called before every wait, which then lasts a millisecond at most; `nil` to wait for a change alone.
  ///   - body: The change.
  @discardableResult
  func when<Result>(
    _ isWanted: (State) -> Bool, nudge: ((State) -> Void)? = nil, _ body: (inout State) -> Result
  ) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(condition)
      unsafe pthread_mutex_unlock(mutex)
    }
    while !isWanted(state) {
      if let nudge {
        nudge(state)
        var end = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_nsec += 1_000_000
        if end.tv_nsec >= 1_000_000_000 {
          end.tv_sec += 1
          end.tv_nsec -= 1_000_000_000
        }
        unsafe pthread_cond_timedwait(condition, mutex, &end)
      } else {
        unsafe pthread_cond_wait(condition, mutex)
      }
    }
    return body(&state)
  }
}
