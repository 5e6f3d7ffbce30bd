import Addresses
package import Artifacts
import FirmwareTables
import Lowering
import MachineModel

/// In what two inputs differ, in all that both have: by meaning, and grouped by cause.
package struct MachineComparison: Sendable {
  /// The layers that are compared address by address: what matters is what is said of each, not in how many entries.
  private static let maps: Set<FactLayer> = [
    .ram, .kernelNode, .memoryMap, .firmwareMap, .affinity, .window, .registers, .reserved,
  ]
  /// Where ACPI tables lie is no part of what they say.
  private static let uncompared: Set<FactLayer> = [.tables]
  /// The layers of what a topology states: all else follows from those.
  private static let causes: Set<FactLayer> = [.node, .gap, .hotplug, .device]

  /// What was compared: `nodes`, `e820`, `CPUs`.
  package private(set) var compared: [String] = []
  /// What differs.
  package private(set) var groups: [DifferenceGroup] = []
  /// How many differences there are.
  package var count: Int { groups.reduce(0) { $0 + $1.consequences.count + ($1.cause == nil ? 0 : 1) } }

  /// Compares two inputs.
  package init(_ old: MachineView, _ new: MachineView) throws(FileError) {
    let facts = (try MachineFacts(old), try MachineFacts(new))
    var found: [Difference] = []
    for layer in FactLayer.allCases where !Self.uncompared.contains(layer) {
      let (before, after) = (facts.0[layer], facts.1[layer])
      // An empty layer of an input that could have it is compared; one of an input that has no such thing is not.
      guard !before.isEmpty || !after.isEmpty, Self.tells(old, of: layer, before), Self.tells(new, of: layer, after)
      else { continue }
      compared.append(layer.plural)
      found +=
        Self.maps.contains(layer)
        ? RangeComparison(layer, from: before, to: after).differences.map { difference in
          // Maps do not say whose memory it is; what does, does.
          var difference = difference
          if difference.domain == nil {
            difference.domain = Self.domain(of: difference, facts.1) ?? Self.domain(of: difference, facts.0)
          }
          return difference
        }
        : FactComparison(layer, from: before, to: after).differences
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
    if let before = facts.0.distances, let after = facts.1.distances {
      compared.append("distances")
      found += DistanceComparison(from: before, to: after).differences.map { difference in
        var difference = difference
        difference.origin = Self.originOfDistances(new)
        return difference
      }
    }
    let tables = try Self.tables(old, new)
    for name in tables.names where !compared.contains(name) { compared.append(name) }
    found += tables.told
    // Bytes that mean the same are told only where nothing else is.
    if found.isEmpty { found = tables.silent }
    groups = Self.grouped(found)
  }

  /// Whether an input is of a kind that has such facts: a topology without windows has none, a log tells nothing of them.
  private static func tells(_ view: MachineView, of layer: FactLayer, _ facts: [Fact]) -> Bool {
    guard facts.isEmpty else { return true }
    switch layer {
    case .node, .ram, .gap, .reserved, .hotplug, .device: return view.layout != nil || view.layoutFile != nil
    case .slot: return view.layout != nil || view.memslots != nil
    default: return false
    }
  }

  /// Where an input's topology states distances.
  private static func originOfDistances(_ view: MachineView) -> FactOrigin? {
    view.layout.flatMap { FactOrigin($0.topology.distances.origin) }
      ?? view.layoutFile.flatMap { FactOrigin(line: $0.distances.line) }
  }

  private static func tables(
    _ old: MachineView, _ new: MachineView
  ) throws(FileError) -> (told: [Difference], silent: [Difference], names: [String]) {
    var result: (told: [Difference], silent: [Difference], names: [String]) = ([], [], [])
    for table in TableFacts.firstHand(new.tables) where table.format?.imageRole != .derived {
      guard let other = old.tables.first(where: { $0.kind == table.kind }) else { continue }
      result.names.append(table.kind.name)
      let (told, isSilent) = try TablePairComparison(other, table, of: new).differences()
      result.told += told
      if isSilent { result.silent.append(Difference(nil, table.name, "other bytes that mean the same")) }
    }
    return result
  }

  // MARK: Causes

  /// Puts what follows from a change behind it: what is of the same domain, or of the same addresses; what merely moved,
  /// behind the change below it.
  private static func grouped(_ differences: [Difference]) -> [DifferenceGroup] {
    let causes = differences.filter { $0.layer.map(Self.causes.contains) == true }
    var groups = causes.map { DifferenceGroup(cause: $0) }
    var rest = DifferenceGroup(cause: nil)
    for difference in differences where difference.layer.map(Self.causes.contains) != true {
      if let index = cause(of: difference, in: causes) {
        groups[index].consequences.append(difference)
      } else {
        rest.consequences.append(difference)
      }
    }
    return rest.consequences.isEmpty ? groups : groups + [rest]
  }

  /// The domain whose memory begins a range.
  private static func domain(of difference: Difference, _ facts: MachineFacts) -> UInt32? {
    guard let start = difference.range?.start else { return nil }
    return facts.all.first {
      ($0.layer == .ram || $0.layer == .affinity) && $0.domain != nil && $0.range?.contains(start) == true
    }?.domain
  }

  private static func cause(of difference: Difference, in causes: [Difference]) -> Int? {
    if difference.title.hasPrefix("distance") { return nil }
    if let range = difference.range,
      let index = causes.firstIndex(where: { $0.layer != .node && $0.range?.overlaps(range) == true })
    {
      return index
    }
    if let domain = difference.domain,
      let index = causes.firstIndex(where: { $0.layer == .node && $0.domain == domain })
    {
      return index
    }
    // Of another node, or of none: what lies above a change is moved by it.
    guard difference.range != nil else { return nil }
    guard let domain = difference.domain else { return causes.isEmpty ? nil : 0 }
    return causes.lastIndex { ($0.domain ?? 0) <= domain } ?? (causes.isEmpty ? nil : 0)
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
