import Artifacts
import Diagnostics
import FirmwareTables
import Lowering
import MachineModel

/// What a topology compiles to, held against an input.
struct Fit {
  /// The topology.
  let topology: Topology
  /// What came of it.
  let compilation: Compilation
  /// Which of the input's files are the same, by name.
  let equal: Set<String>

  /// How many entries of the firmware's map are other ones.
  let differingEntries: Int

  private let files: [String: FileEssence]

  /// `nil` where the topology breaks a rule.
  init?(_ topology: Topology, to goal: FitGoal) {
    let compilation = Compiler().compile(topology, of: SourceFile(name: goal.name, bytes: []))
    guard compilation.layout != nil else { return nil }
    self.topology = topology
    self.compilation = compilation
    var files: [String: FileEssence] = [:]
    for artifact in compilation.artifacts(goal.kinds) {
      files[artifact.kind.fileName] = FileEssence(artifact.kind, artifact.bytes)
    }
    self.files = files
    let map = compilation.layout.flatMap { goal.map.isEmpty ? nil : E820Map($0) }
    differingEntries = map.map { goal.map.symmetricDifference($0.entries).count } ?? 0
    equal = Set(goal.files.compactMap { name, essence in files[name] == essence ? name : nil })
  }

  /// Whether another fit is as good: nothing less is the same, or all files are what they are here.
  func isAsGood(as other: Fit) -> Bool {
    equal.isStrictSuperset(of: other.equal) || equal == other.equal && files == other.files
  }

  /// Whether no file is less the same.
  func isNoWorse(than other: Fit) -> Bool {
    equal.isSuperset(of: other.equal) && differingEntries <= other.differingEntries
  }

  /// Whether more of the input's files are the same, or more of its map.
  func isBetter(than other: Fit) -> Bool {
    equal.isStrictSuperset(of: other.equal) || equal == other.equal && differingEntries < other.differingEntries
  }
}
