import Addresses
import MachineModel

/// What a person who waits is told of a realization: on a terminal how far it is, second by second, so that it is seen
/// to go on where a single page takes longer than that; elsewhere a line for each step that takes long.
package struct RealizationPace: Sendable {
  /// How long a step may take before a line is worth it.
  private static let lineDelay = Duration.seconds(10)
  /// How long a step may take before a bar is worth it.
  private static let barDelay = Duration.seconds(1)
  private static let width = 40

  private var step: RealizationStep?
  private var start = Duration.zero
  private var isTold = false
  private var last: String?

  /// Begins with no step.
  package init() {}

  /// What to show on a terminal in the place of what was shown before; `nil` where that is still right.
  ///
  /// - Parameters:
  ///   - progress: How far the realization came.
  ///   - time: The time since some moment before the first step.
  package mutating func status(_ progress: RealizationProgress, at time: Duration) -> String? {
    enter(progress.step, at: time)
    guard time - start > Self.barDelay else { return nil }
    var text = progress.step.activity
    if progress.total > 0 {
      let percent = Int(Double(progress.done) / Double(progress.total) * 100)
      let filled = percent * Self.width / 100
      let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: Self.width - filled)
      text += " [\(bar)] \(percent) %"
    }
    text += ", \((time - start).components.seconds) s"
    guard text != last else { return nil }
    last = text
    return text
  }

  /// A line, once a step and as soon as it has taken longer than ten seconds; `nil` otherwise.
  ///
  /// - Parameters:
  ///   - progress: How far the realization came.
  ///   - time: The time since some moment before the first step.
  package mutating func line(_ progress: RealizationProgress, at time: Duration) -> String? {
    enter(progress.step, at: time)
    guard time - start > Self.lineDelay, !isTold else { return nil }
    isTold = true
    let seconds = (time - start).components.seconds
    let part = progress.total > 0 ? ", \(Units.bytes(progress.done)) of \(Units.bytes(progress.total)) so far" : ""
    return "\(progress.step.activity) has taken \(seconds) s\(part)"
  }

  private mutating func enter(_ step: RealizationStep, at time: Duration) {
    guard self.step != step else { return }
    (self.step, start, isTold) = (step, time, false)
  }
}

extension RealizationStep {
  /// What is done in the step, as the beginning of a sentence without its capital.
  fileprivate var activity: String {
    switch self {
    case .check: "checking the host"
    case .back: "making what backs memory"
    case .reserve: "reserving addresses"
    case .map: "mapping memory"
    case .advise: "advising on pages"
    case .bind: "binding memory"
    case .populate: "populating memory"
    case .lock: "locking memory"
    case .create: "creating machines"
    case .register: "registering slots"
    case .load: "loading tables"
    }
  }
}
