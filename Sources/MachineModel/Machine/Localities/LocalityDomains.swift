/// The nodes between which HMAT tells latencies and bandwidths.
package struct LocalityDomains: Equatable, Sendable {
  /// Nodes with CPUs or with devices that reach memory as those do, by ascending proximity domain.
  package let initiators: [Int]
  /// Nodes with memory or with space for it, by ascending proximity domain: each once, however many ranges it has.
  package let targets: [Int]
  private let areInitiators: [Bool]

  /// The nodes of a topology whose CPUs and devices are of nodes that exist.
  package init(_ topology: Topology) {
    var isInitiator = topology.nodesHaveCPUs
    for device in topology.initiators { isInitiator[device.node] = true }
    areInitiators = isInitiator
    let order = topology.proximityDomains.ascending
    initiators = order.filter { isInitiator[$0] }
    targets = order.filter { node in
      topology.nodes[node].memory?.value != 0 || topology.nodes[node].hotplug != nil
    }
  }

  /// Whether a node, which need not exist, has CPUs or devices that reach memory.
  func isInitiator(_ node: Int) -> Bool { areInitiators.indices.contains(node) && areInitiators[node] }

  /// The initiator that memory belongs to: of its own node, or else the nearest one, of several that of the lowest
  /// proximity domain; `nil` where none reaches it.
  package func initiator(nearestTo node: Int, _ distances: DistanceMatrix) -> Int? {
    if areInitiators[node] { return node }
    var nearest: Int?
    for initiator in initiators where distances[initiator, node] != DistanceMatrix.unreachable {
      if let known = nearest, distances[known, node] <= distances[initiator, node] { continue }
      nearest = initiator
    }
    return nearest
  }
}

extension Topology {
  /// Whether anything is said of latencies, bandwidths or caches in front of memory.
  package var speaksOfLocalities: Bool { localities != nil || nodes.contains { $0.performance != nil } }
}
