import Addresses
import Diagnostics
import FirmwareTables
import Lowering
import MachineModel
import Platforms

/// Holds `layout.json` against itself and against the tables beside it: what is said twice, is said alike.
struct LayoutComparison {
  private let layout: LayoutFile
  private let srat: SRAT?
  private let slit: SLIT?
  private let cedt: CEDT?
  private let cpus: [NumberedCPU]?
  private let domains: ProximityDomains

  /// - Parameters:
  ///   - srat: The table; `nil` where it is not among the files.
  ///   - slit: The table; `nil` where it is not among the files.
  ///   - cedt: The table; `nil` where it is not among the files.
  ///   - cpus: What SRAT says of each CPU, in the order of their numbers; `nil` where the files do not tell that.
  init(_ layout: LayoutFile, srat: SRAT?, slit: SLIT?, cedt: CEDT?, cpus: [NumberedCPU]?) {
    self.layout = layout
    self.srat = srat
    self.slit = slit
    self.cedt = cedt
    self.cpus = cpus
    domains = layout.domains
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    var problems = ArtifactWords.problems(layout)
    problems += MemoryKindComparison(layout).problems()
    problems += PlatformComparison(layout).problems() + mapProblems() + memoryProblems() + lineProblems()
    problems += WindowComparison(layout).problems()
    problems += domainProblems() + distanceProblems()
    if let srat { problems += AffinityComparison(layout, srat, cpus: cpus).problems() }
    if let cedt { problems += CXLComparison(layout, cedt).problems() }
    return problems
  }

  // MARK: Memory map

  /// The slots of nodes whose memory keeps its contents without power, or of the others.
  private func slots(ofPersistent isPersistent: Bool) -> AddressSet {
    let slots = layout.slots.filter { slot in
      let index = Int(clamping: slot.node)
      return (layout.nodes.indices.contains(index) && layout.nodes[index].persistent == true) == isPersistent
    }
    return AddressSet(slots.map(\.range))
  }

  private func mapProblems() -> [String] {
    guard let architecture = Architecture(rawValue: layout.arch) else { return [] }
    guard architecture == .x8664 else {
      return layout.e820.isEmpty ? [] : ["it has e820 entries, which only x86_64 has"]
    }
    var types = [MemoryMapEntry.Kind.usable.name: UInt64(E820Type.usable.rawValue)]
    for kind in ReservedRange.Kind.allCases where kind != .hole { types[kind.name] = UInt64(kind.rawValue) }
    var problems = layout.e820.filter { types[$0.kind] != $0.type }.map {
      "the e820 entry at \(Units.address($0.base)) is '\($0.kind.excerpt)', but of type \($0.type)"
    }
    // Ranges that are none, or of no known type, are told already, and would make all of the map wrong.
    let kinds = ReservedRange.Kind.allCases.map(\.name)
    guard layout.ranges.reserved.areAscending,
      layout.platform.reserved.allSatisfy({ kinds.contains($0.type ?? "") })
    else { return problems }
    let usable = slots(ofPersistent: false).subtracting(AddressSet(layout.ranges.reserved))
    if entries(of: UInt64(E820Type.usable.rawValue)) != usable {
      problems.append("its usable e820 entries are not its RAM without its reserved ranges")
    }
    let persistent = slots(ofPersistent: true).subtracting(AddressSet(layout.ranges.reserved))
    for kind in ReservedRange.Kind.allCases where kind != .hole {
      let ranges = layout.platform.reserved.filter { $0.type == kind.name }.map(\.range)
      let ofNodes = kind == .persistent ? persistent.ranges : []
      if entries(of: UInt64(kind.rawValue)) != AddressSet(ranges + ofNodes) {
        problems.append(
          "its e820 entries of type \(kind.rawValue) are not its reserved ranges of type '\(kind.name)'"
            + (ofNodes.isEmpty ? "" : " and its persistent nodes"))
      }
    }
    return problems
  }

  private func entries(of type: UInt64) -> AddressSet {
    AddressSet(layout.e820.filter { $0.type == type }.map { AddressRange($0.base, $0.base &+ $0.length) })
  }

  // MARK: Memory

  private func memoryProblems() -> [String] {
    var problems: [String] = []
    let isAlike =
      byMemory(layout.ranges.extents, layout.extents.map { ($0.node, $0.zone) })
      == byMemory(layout.ranges.slots, layout.slots.map { ($0.node, $0.zone) })
    if !isAlike || !layout.ranges.extents.areAscending {
      problems.append("its extents are not its slots")
    }
    var bytes: [UInt64: UInt64] = [:]
    for slot in layout.slots { bytes[slot.node, default: 0] &+= slot.memorySize }
    for (index, node) in layout.nodes.enumerated() {
      if node.node != index { problems.append("node \(node.node) stands where node \(index) should") }
      guard node.memory != bytes[UInt64(index)] ?? 0 else { continue }
      problems.append("node \(index) has \(node.memory) bytes, but its slots hold \(bytes[UInt64(index)] ?? 0)")
    }
    problems += zoneProblems()
    let sum = layout.slots.reduce(UInt64(0)) { $0 &+ $1.memorySize }
    if sum != layout.memory { problems.append("slots hold \(sum) bytes of \(layout.memory)") }
    // Where these do not fit together, none of them tells where the others should be.
    if problems.isEmpty, layout.ranges.gaps.areAscending, let problem = PlacementComparison(layout).problem() {
      problems.append(problem)
    }
    return problems
  }

  /// Slots of a node with zones are of one of them, and hold all of each.
  private func zoneProblems() -> [String] {
    var problems: [String] = []
    var bytes: [UInt64: [UInt64: UInt64]] = [:]
    for slot in layout.slots {
      let zones = Int(exactly: slot.node).flatMap {
        layout.nodes.indices.contains($0) ? layout.nodes[$0].zones : nil
      }
      if let zone = slot.zone { bytes[slot.node, default: [:]][zone, default: 0] &+= slot.memorySize }
      guard slot.zone.map({ $0 >= UInt64(zones?.count ?? 0) }) ?? (zones != nil) else { continue }
      problems.append("slot \(slot.slot) is of no zone that node \(slot.node) has")
    }
    for (index, node) in layout.nodes.enumerated() {
      for (place, zone) in (node.zones ?? []).enumerated() {
        let held = bytes[UInt64(index)]?[UInt64(place)] ?? 0
        guard held != zone.memory else { continue }
        problems.append("zone \(place) of node \(index) has \(zone.memory) bytes, but its slots hold \(held)")
      }
    }
    return problems
  }

  private func byMemory(
    _ ranges: [AddressRange], _ memory: [(node: UInt64, zone: UInt64?)]
  ) -> [[UInt64?]: AddressSet] {
    Dictionary(grouping: zip(memory, ranges), by: { [$0.0.node, $0.0.zone] }).mapValues { AddressSet($0.map(\.1)) }
  }

  /// What is of a node comes from the line of the node, or of the zone.
  private func lineProblems() -> [String] {
    let entries: [(what: String, places: [(node: UInt64, zone: UInt64?, line: UInt64?)])] = [
      ("extents", layout.extents.map { ($0.node, $0.zone, $0.line) }),
      ("memory affinities", layout.memoryAffinities.map { ($0.node, nil, $0.line) }),
      ("slots", layout.slots.map { ($0.node, $0.zone, $0.line) }),
    ]
    var wrong = entries.filter { entry in
      entry.places.contains { node, zone, line in self.line(ofNode: node, zone: zone) ?? line != line }
    }.map(\.what)
    if layout.e820.contains(where: { line(ofEntry: $0) ?? $0.line != $0.line }) { wrong.append("e820 entries") }
    return wrong.map { "the lines of its \($0) are not those of what they are of" }
  }

  /// The line of a node, or of a zone; `nil` where there is no such.
  private func line(ofNode node: UInt64, zone: UInt64? = nil) -> UInt64?? {
    guard let index = Int(exactly: node), layout.nodes.indices.contains(index) else { return nil }
    guard let zone else { return .some(layout.nodes[index].line) }
    guard let zones = layout.nodes[index].zones, zone < UInt64(zones.count) else { return nil }
    return .some(zones[Int(zone)].line)
  }

  /// The line of the node or of the reserved range with which an entry of the map begins; `nil` where nothing is there.
  private func line(ofEntry entry: LayoutFile.MapEntry) -> UInt64?? {
    if entry.type != UInt64(E820Type.usable.rawValue) {
      let reserved = layout.platform.reserved.first { $0.start == entry.base }
      if reserved != nil || entry.type != UInt64(E820Type.persistent.rawValue) { return reserved.map(\.line) }
    }
    let extent = layout.extents.first { $0.start <= entry.base && entry.base < $0.start &+ $0.size }
    return extent.flatMap { line(ofNode: $0.node) }
  }

  // MARK: Proximity domains

  private func domainProblems() -> [String] {
    var problems: [String] = []
    for (index, node) in layout.nodes.enumerated() {
      guard let domain = node.domain else { continue }
      if domain == UInt64(index) {
        problems.append("node \(index) says that it is proximity domain \(domain), of which memc says nothing")
      } else if domain >= UInt64(Language.maximumNodes) {
        problems.append("node \(index) is proximity domain \(domain), which no machine can have")
      }
    }
    for (lower, upper) in zip(domains.ascending, domains.ascending.dropFirst())
    where domains[lower] == domains[upper] {
      problems.append("nodes \(lower) and \(upper) are both proximity domain \(domains[lower])")
    }
    return problems
  }

  // MARK: Distances

  private func distanceProblems() -> [String] {
    let nodes = layout.distances.nodes
    if let slit {
      return nodes == slit.localities
        ? [] : ["its distances are of \(nodes) nodes, but slit.bin is of \(slit.localities)"]
    }
    let rows = UInt64(layout.tableStyle.localityCount(of: domains))
    return nodes == rows ? [] : ["its distances are of \(nodes) nodes, but it has \(rows)"]
  }
}

extension LayoutFile {
  /// How the machine's tables are written.
  var tableStyle: TableStyle { PlatformRegistry.preset(named: platform.name)?.tables ?? TableStyle() }

  /// Which proximity domain each node is.
  var domains: ProximityDomains {
    ProximityDomains(nodes.count) {
      nodes[$0].domain.map { UInt32(clamping: min($0, UInt64(Language.maximumNodes))) }
    }
  }
}
