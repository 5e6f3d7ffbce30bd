import Addresses
import Diagnostics

/// Which proximity domain each node is, as tables number them: the one that the node states, or its place in the list of
/// nodes (ACPI 6.5, section 5.2.16).
package struct ProximityDomains: Equatable, Sendable {
  /// How many nodes there are.
  package let nodeCount: Int
  /// The domain of each node; `nil` where each has that of its place.
  private let stated: [UInt32]?
  /// The nodes by ascending domain, where domains are stated.
  private let order: [Int]

  /// The domains of nodes.
  package init(of nodes: [MemoryNode]) {
    self.init(nodes.count) { nodes[$0].domain?.value }
  }

  /// Domains that are known node by node.
  ///
  /// - Parameters:
  ///   - count: How many nodes there are.
  ///   - domain: What a node states; `nil` for its place.
  package init(_ count: Int, _ domain: (Int) -> UInt32?) {
    nodeCount = count
    let isStated = (0..<count).contains { node in domain(node).map { Int($0) != node } ?? false }
    guard isStated else {
      (stated, order) = (nil, [])
      return
    }
    let domains = (0..<count).map { domain($0) ?? UInt32(clamping: $0) }
    stated = domains
    order = domains.indices.sorted { (domains[$0], $0) < (domains[$1], $1) }
  }

  /// Whether each node's domain is its place.
  package var areByPlace: Bool { stated == nil }

  /// The domain of a node.
  package subscript(node: Int) -> UInt32 { stated?[node] ?? UInt32(clamping: node) }

  /// The domain of a node where it is another number than its place.
  package func domain(unlikePlace node: Int) -> UInt32? {
    guard let domain = stated?[node], Int(domain) != node else { return nil }
    return domain
  }

  /// One more than the highest domain.
  package var count: Int { order.last.map { Int(self[$0]) + 1 } ?? nodeCount }

  /// The nodes by ascending domain.
  package var ascending: [Int] { stated == nil ? Array(0..<nodeCount) : order }

  /// The node that is a domain; of several, which is a mistake, the first; `nil` where none is.
  package func node(ofDomain domain: UInt64) -> Int? {
    guard let stated else { return domain < UInt64(nodeCount) ? Int(domain) : nil }
    let place = order.firstIndexOfSorted { UInt64(stated[$0]) >= domain }
    return place < order.count && UInt64(self[order[place]]) == domain ? order[place] : nil
  }

  // MARK: Words

  /// How sentences speak of a node that the text names by its domain.
  func word(_ node: Int) -> String { "\(noun) \(self[node])" }

  /// How sentences speak of several nodes, by ascending domain.
  func list(_ nodes: [Int]) -> String { CPUList.text(nodes.map { self[$0] }.sorted()).excerpt }

  /// All of them, by ascending domain.
  var list: String { areByPlace ? CPUList.text(0..<UInt32(clamping: nodeCount)) : list(order) }

  /// `node` or, where the text has other numbers for them than places, `domain`.
  var noun: String { stated == nil ? "node" : "domain" }
}

extension Topology {
  /// Which proximity domain each node is.
  package var proximityDomains: ProximityDomains { ProximityDomains(of: nodes) }
}
