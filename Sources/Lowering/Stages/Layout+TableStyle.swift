import Addresses
package import MachineModel
package import Platforms

extension Layout {
  /// How the machine's tables are written.
  package var tableStyle: TableStyle { PlatformRegistry.preset(named: geography.name)?.tables ?? TableStyle() }

  /// The memory affinities in SRAT's order, but for what a platform has behind all of them.
  package var affinitiesInOrder: [MemoryAffinity] {
    let style = tableStyle
    guard style.areAffinitiesByNode else {
      if case .ascending = style.persistentOrder { return affinities }
      return affinities(with: style.persistentOrder)
    }
    let domains = topology.proximityDomains
    func key(_ affinity: MemoryAffinity) -> (UInt32, Int, UInt64) {
      let group = affinity.traits.contains(.hotPluggable) ? 2 : affinity.traits.contains(.persistent) ? 1 : 0
      return (domains[affinity.node], group, affinity.start)
    }
    return affinities.sorted { key($0) < key($1) }
  }

  /// The memory affinities, the nodes of persistent memory in an order of their own in the places of theirs.
  private func affinities(with order: TableStyle.PersistentOrder) -> [MemoryAffinity] {
    let places = affinities.indices.filter { affinities[$0].traits.contains(.persistent) }
    let ofNodes = Dictionary(grouping: places.map { affinities[$0] }, by: \.node)
    let nodes = ofNodes.keys.sorted()
    let persistent = order.places(of: nodes.count).flatMap { ofNodes[nodes[$0]] ?? [] }
    var ordered = affinities
    for (place, affinity) in zip(places, persistent) { ordered[place] = affinity }
    return ordered
  }

  /// How many rows SLIT has.
  package var localityCount: Int { tableStyle.localityCount(of: topology.proximityDomains) }

  /// Whether MADT and SRAT have the structures for x2APIC for every CPU of x86_64.
  package var hasX2APICsOnly: Bool { topology.processors.x2APIC.value || tableStyle.hasX2APICsOnly }
}

extension TableStyle {
  /// How many rows SLIT has.
  package func localityCount(of domains: ProximityDomains) -> Int {
    hasSLITOfNodesOnly ? domains.nodeCount : domains.count
  }

  /// The row that each node has in SLIT.
  package func rows(of domains: ProximityDomains) -> [Int] {
    var rows = (0..<domains.nodeCount).map { Int(domains[$0]) }
    guard hasSLITOfNodesOnly else { return rows }
    for (row, node) in domains.ascending.enumerated() { rows[node] = row }
    return rows
  }
}
