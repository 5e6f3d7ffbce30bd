import Addresses

/// The nodes of a machine by the names and numbers under which other sections speak of them.
struct NodeNames {
  /// How many nodes there are; `nil` where mistakes leave that unclear.
  let count: Int?
  /// Their proximity domains, which are their numbers here; `nil` where mistakes leave that unclear.
  let domains: ProximityDomains?
  /// Nodes with their names, by name, those of one name ascending. A label need not be one node's only.
  private var nodes: [(name: String, index: Int)] = []
  /// Whether a node has a name that cannot be read.
  let isUnclear: Bool

  init(_ declared: [NodeDeclaration]?) {
    count = declared?.count
    domains = declared.flatMap { declared in
      declared.contains(where: \.isDomainUnclear)
        ? nil : ProximityDomains(declared.count) { declared[$0].node.domain?.value }
    }
    isUnclear = declared?.contains(where: \.isNameUnclear) ?? true
    for (index, declaration) in (declared ?? []).enumerated() {
      if let name = declaration.node.name { nodes.append((name, index)) }
    }
    nodes.sort { ($0.name, $0.index) < ($1.name, $1.index) }
  }

  /// The names in the order of the file.
  var names: [String] {
    var firsts: [(name: String, index: Int)] = []
    for node in nodes where firsts.last?.name != node.name { firsts.append(node) }
    return firsts.sorted { $0.index < $1.index }.map(\.name)
  }

  /// The nodes of a name, ascending.
  subscript(name: String) -> [Int] {
    nodes[nodes.firstIndexOfSorted { $0.name >= name }...].prefix { $0.name == name }.map(\.index)
  }
}
