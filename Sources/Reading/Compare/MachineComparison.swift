import Addresses
package import Artifacts
import FirmwareTables
import Lowering
import MachineModel

/// In what two inputs differ, in all that both have: by meaning, and grouped by cause.
package struct MachineComparison: Sendable {
  /// The layers that are compared address by address: what matters is what is said of each, not in how many entries.
  private static let maps: [FactLayer] = [
    .ram, .kernelNode, .memoryMap, .firmwareMap, .affinity, .window, .registers, .reserved,
  ]
  /// Where ACPI tables lie is no part of what they say.
  private static let ignored: [FactLayer] = [.tables]
  /// What was compared: `nodes`, `e820`, `CPUs`.
  package private(set) var compared: [String] = []
  /// What only the first input tells of, and only the second, so that it could not be compared.
  package private(set) var uncompared: (old: [String], new: [String]) = ([], [])
  /// What differs.
  package private(set) var groups: [DifferenceGroup] = []
  /// How many differences there are.
  package var count: Int { groups.reduce(0) { $0 + $1.consequences.count + ($1.cause == nil ? 0 : 1) } }

  /// Compares two inputs.
  package init(_ old: MachineView, _ new: MachineView) throws(FileError) {
    let facts = (try MachineFacts(old, hasDistances: false), try MachineFacts(new, hasDistances: false))
    let owners = (MemoryOwners(facts.0), MemoryOwners(facts.1))
    var found: [Difference] = []
    for layer in FactLayer.allCases where !Self.ignored.contains(layer) {
      let (before, after) = (facts.0[layer], facts.1[layer])
      // An empty layer of an input that could have it is compared; one of an input that has no such thing is not.
      guard !before.isEmpty || !after.isEmpty else { continue }
      guard Self.tells(old, of: layer, before), Self.tells(new, of: layer, after) else {
        if before.isEmpty { uncompared.new.append(layer.plural) } else { uncompared.old.append(layer.plural) }
        continue
      }
      compared.append(layer.plural)
      found +=
        Self.maps.contains(layer)
        ? RangeComparison(layer, from: before, to: after).differences.map { difference in
          // Maps do not say whose memory it is; what does, does.
          var difference = difference
          if difference.domain == nil, let start = difference.range?.start {
            difference.domain = owners.1.domain(at: start) ?? owners.0.domain(at: start)
          }
          return difference
        }
        : FactComparison(layer, from: before, to: after).differences
    }
    if !compared.contains(FactLayer.node.plural), compared.contains(FactLayer.affinity.plural) {
      found = DomainComparison(from: facts.0, to: facts.1).differences + found
    }
    let cpus = try ProcessorComparison(old, new)
    if cpus.hasCommon {
      compared.append("CPUs")
      // Where nodes say which CPUs they have, that is told.
      if !(compared.contains(FactLayer.node.plural)
        && found.contains { $0.layer == .node && $0.change.contains("CPUs ") })
      {
        found += cpus.differences
      }
    }
    if let distances = try Self.distances(old, new) {
      compared.append("distances")
      found += distances
    }
    let pairs = TablePairs(old.tables, new.tables)
    let tables = try Self.compare(pairs, old, new)
    for name in tables.names where !compared.contains(name) { compared.append(name) }
    found += tables.told
    // What a log says of tables is compared layer by layer, and maps are among the layers.
    func names(_ tables: [ViewedTable]) -> [String] {
      tables.filter { $0.format?.imageRole.isTable != false }.map(\.kind.name)
    }
    if !new.tables.isEmpty { uncompared.old += names(pairs.onlyOld) }
    if !old.tables.isEmpty { uncompared.new += names(pairs.onlyNew) }
    // Bytes that mean the same are told only where nothing else is.
    if found.isEmpty { found = try tables.silent + RestComparison(old, new, pairs).differences() }
    groups = DifferenceCauses(found).groups
  }

  /// Whether an input is of a kind that has such facts: a topology without windows has none, a log tells nothing of them.
  private static func tells(_ view: MachineView, of layer: FactLayer, _ facts: [Fact]) -> Bool {
    guard facts.isEmpty else { return true }
    switch layer {
    case .node, .ram, .gap, .reserved, .hotplug, .device, .window:
      return view.layout != nil || view.layoutFile != nil
    case .slot: return view.layout != nil || view.memslots != nil
    default: return false
    }
  }

  /// How distances differ; `nil` where not both inputs have any.
  private static func distances(_ old: MachineView, _ new: MachineView) throws(FileError) -> [Difference]? {
    guard let before = try TableFacts(old).distances(), let after = try TableFacts(new).distances() else {
      return nil
    }
    let origin = originOfDistances(new)
    return DistanceComparison(from: before, to: after).differences.map { difference in
      var difference = difference
      difference.origin = origin
      return difference
    }
  }

  private static func isWhole(_ view: MachineView) -> Bool { view.layout != nil || view.layoutFile != nil }

  /// What is written only where somebody asks for it says nothing of a machine.
  private static func isTold(_ table: ViewedTable) -> Bool { table.format?.isWrittenByDefault == true }

  /// Where an input's topology states distances.
  private static func originOfDistances(_ view: MachineView) -> FactOrigin? {
    view.layout.flatMap { FactOrigin($0.topology.distances.origin) }
      ?? view.layoutFile.flatMap { FactOrigin(line: $0.distances.line) }
  }

  private static func compare(
    _ pairs: TablePairs, _ old: MachineView, _ new: MachineView
  ) throws(FileError) -> (told: [Difference], silent: [Difference], names: [String]) {
    var result: (told: [Difference], silent: [Difference], names: [String]) = ([], [], [])
    for (before, after) in pairs.both where TableFacts.isFirstHand(after, among: new.tables) {
      result.names.append(after.kind.name)
      let (told, isSilent) = try TablePairComparison(before, after, of: new).differences()
      result.told += told
      if isSilent { result.silent.append(Difference(nil, after.name, "other bytes that mean the same")) }
    }
    // What is written of a topology, and what layout.json is written with, is all that there is.
    guard isWhole(old), isWhole(new) else { return result }
    result.told += pairs.onlyNew.filter(isTold).map { Difference(nil, $0.kind.name, "added") }
    result.told += pairs.onlyOld.filter(isTold).map { Difference(nil, $0.kind.name, "removed") }
    return result
  }
}

extension FactLayer {
  /// What things of the layer are called.
  var plural: String {
    switch self {
    case .node: "nodes"
    case .slot: "memslots"
    case .affinity: "memory affinities"
    case .gap: "gaps"
    case .reserved: "reserved ranges"
    case .device: "device windows"
    case .window: "CXL windows"
    default: rawValue
    }
  }
}
