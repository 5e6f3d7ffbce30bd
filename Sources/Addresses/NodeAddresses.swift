/// The addresses that each of some nodes has.
package struct NodeAddresses: Equatable, Sendable {
  private struct Entry: Equatable {
    let node: Int
    let addresses: AddressSet
  }

  /// By ascending node. For a dictionary the runtime would look up how keys are hashed: half of what it takes to judge the
  /// slots of a small machine.
  private var entries: [Entry] = []

  /// Gathers ranges of nodes, in any order.
  package init(_ parts: [(node: Int, range: AddressRange)]) {
    let parts = parts.sorted { $0.node < $1.node }
    var start = 0
    while start < parts.count {
      let node = parts[start].node
      var ranges: [AddressRange] = []
      while start < parts.count, parts[start].node == node {
        ranges.append(parts[start].range)
        start += 1
      }
      entries.append(Entry(node: node, addresses: AddressSet(ranges)))
    }
  }

  /// The nodes, ascending.
  package var nodes: [Int] { entries.map(\.node) }

  /// What a node has; nothing for one of which nothing was said.
  package subscript(node: Int) -> AddressSet {
    let index = entries.firstIndexOfSorted { $0.node >= node }
    return index < entries.count && entries[index].node == node ? entries[index].addresses : AddressSet([])
  }
}
