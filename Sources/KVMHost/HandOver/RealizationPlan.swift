package import Lowering

/// What a layout is compiled for, as far as that decides whether it can be realized: memory that is there already, and
/// what becomes of the memory afterwards. A compilation for its artifacts alone has none; one to be realized is given its
/// checks.
package struct RealizationPlan: Equatable, Sendable {
  /// Memory to take over; `nil` where all memory is new.
  package var existing: ExistingMemory?
  /// Whether the memory is to be handed to another process.
  package var isShared: Bool

  /// Creates a plan.
  package init(existing: ExistingMemory? = nil, isShared: Bool = false) {
    self.existing = existing
    self.isShared = isShared
  }

  /// The rules that only those ask about who realize a layout: the checks of a plan report them.
  package static let rules = RealizationPlan().checks.flatMap(\.rules).filter { !LayoutRule.allCases.contains($0) }

  /// The checks of the plan, in the order in which they run.
  package var checks: [any LayoutCheck] { [ExistingMemoryFit(existing), ShareableMemory(self)] }
}
