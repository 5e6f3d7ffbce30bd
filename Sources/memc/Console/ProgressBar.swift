import Glibc
import KVMHost

/// Shows on standard error how far a realization is: in one place of a terminal, elsewhere in a line for what takes long.
final class ProgressBar {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var pace = RealizationPace()
  /// Characters that are shown.
  private var shown = 0

  /// Shows how far the realization has come, where that is news.
  func show(_ progress: RealizationProgress) {
    let time = ContinuousClock.now - start
    if !isTerminal {
      if let line = pace.line(progress, at: time) { Console.message("memc: \(line)\n") }
    } else if let status = pace.status(progress, at: time) {
      let rest = max(0, shown - status.count)
      Console.message("\r" + status + String(repeating: " ", count: rest))
      shown = status.count
    }
  }

  /// Takes what is shown on a terminal away.
  func end() {
    guard shown > 0 else { return }
    Console.message("\r" + String(repeating: " ", count: shown) + "\r")
  }
}
