import Addresses
package import Diagnostics

/// Memory that has one policy and one backing on the host: all that a node has, or one of the node's zones.
public struct BackedMemory: Hashable, Sendable {
  /// The node.
  public let node: Int
  /// The zone, by its place among the node's; `nil` where the node has none.
  public let zone: Int?

  /// Names memory.
  public init(node: Int, zone: Int? = nil) {
    self.node = node
    self.zone = zone
  }
}

extension BackedMemory: Comparable {
  /// Whether memory is of an earlier node, or of an earlier zone of the same one.
  public static func < (left: BackedMemory, right: BackedMemory) -> Bool {
    (left.node, left.zone ?? -1) < (right.node, right.zone ?? -1)
  }
}

extension BackedMemory: CustomStringConvertible {
  /// `node 1`, `zone 0 of node 1`.
  public var description: String { zone.map { "zone \($0) of node \(node)" } ?? "node \(node)" }

  /// What memory is, as it stands in a sentence: `node 1`, `nodes 0-2 and zones 0-1 of node 3`.
  ///
  /// - Parameter memory: Memory, ascending.
  package static func list(_ memory: [BackedMemory]) -> String {
    func numbered(_ word: String, _ numbers: [Int]) -> String {
      "\(word)\(numbers.count == 1 ? "" : "s") \(CPUList.text(numbers.map { UInt32($0) }))"
    }
    let nodes = memory.filter { $0.zone == nil }.map(\.node)
    var phrases = nodes.isEmpty ? [] : [numbered("node", nodes)]
    var rest = memory.filter { $0.zone != nil }[...]
    while let first = rest.first {
      let zones = rest.prefix { $0.node == first.node }
      phrases.append("\(numbered("zone", zones.compactMap(\.zone))) of node \(first.node)")
      rest = rest.dropFirst(zones.count)
    }
    return phrases.joined(separator: " and ")
  }
}

extension Topology {
  /// How the host provides memory, as it was declared.
  public func policy(of memory: BackedMemory) -> MemoryPolicy {
    memory.zone.map { nodes[memory.node].zones[$0].policy } ?? nodes[memory.node].policy
  }

  /// Bytes of a node, or of a zone.
  ///
  /// - Parameter sizes: Bytes of each node.
  package func size(of memory: BackedMemory, nodes sizes: [UInt64]) -> UInt64 {
    memory.zone.map { nodes[memory.node].zones[$0].size.value } ?? sizes[memory.node]
  }

  /// What of some nodes has a backing of its own: node by node, a node's zones in the order of addresses.
  package func backedMemory(of nodes: [Int]) -> [BackedMemory] {
    var memory: [BackedMemory] = []
    memory.reserveCapacity(nodes.count)
    for node in nodes {
      let count = self.nodes[node].zones.count
      if count == 0 { memory.append(BackedMemory(node: node)) }
      for zone in 0..<count { memory.append(BackedMemory(node: node, zone: zone)) }
    }
    return memory
  }

  /// What has a backing of its own: node by node, a node's zones in the order of addresses.
  package var backedMemory: [BackedMemory] { backedMemory(of: Array(nodes.indices)) }

  /// Where the size of memory is stated, or else where whatever has it is, or else the machine's memory.
  package func origin(of memory: BackedMemory) -> SourceRange? {
    if let zone = memory.zone.map({ nodes[memory.node].zones[$0] }), let origin = zone.size.origin ?? zone.origin {
      return origin
    }
    return nodes[memory.node].memory?.origin ?? nodes[memory.node].origin ?? self.memory?.origin
  }
}
