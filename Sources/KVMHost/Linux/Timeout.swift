import SystemPackage

/// How long a process waits for another one, and whether its caller still wants it to.
struct Timeout {
  private static let sliceMilliseconds: CInt = 50

  private let clock = ContinuousClock()
  private let end: ContinuousClock.Instant?
  private let limit: Duration
  private let isWanted: () -> Bool

  /// - Parameters:
  ///   - limit: How long to wait altogether, from now on; `nil` for ever.
  ///   - isWanted: Asked every 50 ms whether to go on.
  init(_ limit: Duration?, isWanted: @escaping () -> Bool) {
    let now = clock.now
    end = limit.map { now + $0 }
    self.limit = limit ?? .zero
    self.isWanted = isWanted
  }

  /// The same for a shorter time from now on.
  func limited(to limit: Duration) -> Timeout { Timeout(limit, isWanted: isWanted) }

  /// Calls the kernel until it does not answer that it would have to wait.
  ///
  /// - Parameters:
  ///   - wait: Waits for so many milliseconds at most until the call is worth trying again.
  ///   - body: Returns what the call returns, or the negated errno.
  func call(
    _ call: KernelCall, _ detail: String, wait: (CInt) -> Int64, _ body: () -> Int64
  ) throws(HostError) -> Int64 {
    while true {
      do throws(Errno) {
        return try kernel(body)
      } catch {
        guard error == .wouldBlock else { throw HostError(call, error, .any, .init(), detail) }
      }
      guard isWanted() else {
        throw HostError(.cancelled, before: call, .init(), "stopped while waiting; \(detail)")
      }
      if let end, clock.now >= end {
        throw HostError(
          .contention, before: call, .init(), "the other process did not do its part within \(limit); \(detail)")
      }
      // What the wait says does not matter: the call is tried again anyway.
      _ = wait(Self.sliceMilliseconds)
    }
  }
}
