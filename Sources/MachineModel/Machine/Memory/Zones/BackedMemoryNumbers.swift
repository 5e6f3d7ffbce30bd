/// Numbers all that has a backing of its own, in the order of ``Topology/backedMemory``: what is counted of each is an array.
package struct BackedMemoryNumbers: Sendable {
  /// The number of each node, or of its first zone.
  private var firsts: [Int] = []
  /// How many zones each node has.
  private var zones: [Int] = []
  /// How many there are.
  package private(set) var count = 0

  /// Numbers what some nodes have.
  package init(of nodes: [MemoryNode]) {
    firsts.reserveCapacity(nodes.count)
    zones.reserveCapacity(nodes.count)
    for node in nodes {
      firsts.append(count)
      zones.append(node.zones.count)
      count += max(node.zones.count, 1)
    }
  }

  /// The number of memory; `nil` where there is no such node or zone, or where a node is divided that is named as a whole.
  package subscript(memory: BackedMemory) -> Int? {
    guard firsts.indices.contains(memory.node) else { return nil }
    let zones = zones[memory.node]
    guard let zone = memory.zone else { return zones == 0 ? firsts[memory.node] : nil }
    return 0..<zones ~= zone ? firsts[memory.node] + zone : nil
  }
}
