import Glibc
import Synchronization

/// A bar on standard error, shown on a terminal for work that takes more than a second.
final class ProgressBar: Sendable {
  private static let width = 40
  private static let patience = Duration.seconds(1)

  private let label: String
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let last = Mutex<Int?>(nil)

  init(label: String) {
    self.label = label
    isShown = isatty(STDERR_FILENO) == 1
  }

  /// Shows how far the work has come; it is drawn anew only where it looks different.
  func show(done: UInt64, total: UInt64) {
    guard isShown, total > 0, ContinuousClock.now - start > Self.patience else { return }
    let percent = Int(Double(done) / Double(total) * 100)
    let isNew = last.withLock { last in
      defer { last = percent }
      return last != percent
    }
    guard isNew else { return }
    let filled = percent * Self.width / 100
    let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: Self.width - filled)
    Console.message("\r\(label) [\(bar)] \(percent) %")
  }

  /// Takes the bar away.
  func end() {
    guard last.withLock({ $0 }) != nil else { return }
    Console.message("\r" + String(repeating: " ", count: label.count + Self.width + 9) + "\r")
  }
}
