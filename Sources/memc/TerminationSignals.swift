import Glibc

/// SIGINT and SIGTERM as something to be asked for, so that a realization is released before the process ends.
///
/// They are blocked from the beginning, before there is any other thread, and taken one by one.
struct TerminationSignals {
  private let set: sigset_t

  init() {
    // The C library fills the set through a pointer that it does not keep.
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, SIGINT)
    unsafe sigaddset(&set, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    self.set = set
  }

  /// The number of a signal that has come, which stays pending; `nil` where none has.
  func pending() -> Int32? {
    var pending = sigset_t()
    guard unsafe sigpending(&pending) == 0 else { return nil }
    return [SIGINT, SIGTERM].first { unsafe sigismember(&pending, $0) == 1 }
  }

  /// Waits for a signal and takes it.
  func wait() {
    var set = set
    var signal: CInt = 0
    // EINTR cannot be: nothing handles a signal here.
    _ = unsafe sigwait(&set, &signal)
  }
}
