import MachineModel

/// Tries steps on a topology while it stays the same machine.
struct Simplifier {
  private static let mostRounds = 3

  private let goal: FitGoal
  private let context: SimplificationStep.Context
  /// The best topology so far.
  private(set) var fit: Fit

  init(_ fit: Fit, to goal: FitGoal, _ context: SimplificationStep.Context) {
    self.fit = fit
    self.goal = goal
    self.context = context
  }

  /// Tries every step until none changes anything.
  mutating func run() {
    for _ in 0..<Self.mostRounds {
      var hasChanged = false
      for step in SimplificationStep.all { hasChanged = take(step) || hasChanged }
      if !hasChanged { return }
    }
  }

  /// Takes the first candidate that is as good as it must be; of those that must be better, the best.
  private mutating func take(_ step: SimplificationStep) -> Bool {
    var best: Fit?
    for candidate in step.candidates(fit.topology, context) {
      guard let other = Fit(candidate, to: goal) else { continue }
      switch step.condition {
      case .better:
        if other.isBetter(than: best ?? fit) { best = other }
        continue
      case .asGood: if other.isAsGood(as: fit) { best = other }
      case .noWorse: if other.isNoWorse(than: fit) { best = other }
      }
      if best != nil { break }
    }
    guard let best else { return false }
    fit = best
    return true
  }
}
