import Artifacts
import MachineModel

/// A way to say a machine with fewer words, or what bytes alone do not say.
struct SimplificationStep: Sendable {
  /// When another topology is taken instead.
  enum Condition {
    /// More files are the same.
    case better
    /// More files are the same, or all are what they were.
    case asGood
    /// No file is less the same: of what no bytes of others tell.
    case noWorse
  }

  /// What is known of the machine.
  struct Context: Sendable {
    /// What tables say.
    let machine: FoundMachine
    /// `layout.json`; `nil` where that is not there.
    let layoutFile: LayoutFile?
  }

  /// When a candidate is taken.
  let condition: Condition
  /// Other topologies of the machine, the best one first.
  let candidates: @Sendable (Topology, Context) -> [Topology]

  init(_ condition: Condition, _ candidates: @escaping @Sendable (Topology, Context) -> [Topology]) {
    self.condition = condition
    self.candidates = candidates
  }

  /// One other topology, if there is one to try.
  ///
  /// - Parameter change: Makes it; `false` where there is nothing to change.
  static func change(_ condition: Condition, _ change: @escaping @Sendable (inout Topology, Context) -> Bool)
    -> Self
  {
    Self(condition) { topology, context in
      var topology = topology
      return change(&topology, context) ? [topology] : []
    }
  }

  /// The topology with one element less of a list. Each is compiled, so that of a long list only the first ones are tried.
  static func withoutOne<Element>(of list: WritableKeyPath<Topology, [Element]> & Sendable) -> Self {
    Self(.asGood) { topology, _ in
      topology[keyPath: list].indices.prefix(64).map { index in
        var other = topology
        other[keyPath: list].remove(at: index)
        return other
      }
    }
  }

  /// Every step, in the order in which they are tried.
  static let all: [SimplificationStep] =
    ofProcessors + ofPlatform + ofMemory + ofTables + ofSlots
}
