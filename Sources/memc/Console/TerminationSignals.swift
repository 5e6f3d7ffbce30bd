import CProcess
import Glibc

/// SIGINT, SIGTERM and SIGHUP as something to be asked for, so that what a command holds is released, or put in order,
/// before the process ends.
///
/// They are blocked from the beginning, before there is any other thread, and taken one by one. A SIGHUP that
/// whoever began the process has it ignore, as nohup(1) does, stays ignored.
struct TerminationSignals {
  private let set: sigset_t
  private let numbers: [CInt]
  private let before: sigset_t

  init() {
    numbers = [SIGINT, SIGTERM] + (memc_signal_is_ignored(SIGHUP) == 0 ? [SIGHUP] : [])
    // The C library fills the sets through pointers that it does not keep.
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    var before = sigset_t()
    unsafe pthread_sigmask(SIG_BLOCK, &set, &before)
    self.set = set
    self.before = before
  }

  /// Lets signals act again, also one that has come: it ends the process, unless it is ignored.
  func restore() {
    var before = before
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  /// The number of a signal that has come, which stays pending; `nil` where none has.
  func pending() -> CInt? {
    var pending = sigset_t()
    guard unsafe sigpending(&pending) == 0 else { return nil }
    return numbers.first { unsafe sigismember(&pending, $0) == 1 }
  }

  /// Waits for a signal and takes it.
  func wait() {
    var set = set
    var signal: CInt = 0
    // EINTR cannot be: nothing handles a signal here.
    _ = unsafe sigwait(&set, &signal)
  }
}
