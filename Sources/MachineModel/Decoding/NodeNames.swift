/// The nodes of a machine by the names and numbers under which other sections speak of them.
struct NodeNames {
  /// How many nodes there are; `nil` where mistakes leave that unclear.
  let count: Int?
  /// Nodes by their names, in the order of the file. A label need not be one node's only.
  private var nodes: [String: [Int]] = [:]
  /// The names in the order of the file.
  private(set) var names: [String] = []
  /// Whether a node has a name that cannot be read.
  let isUnclear: Bool

  init(_ declared: [NodeDeclaration]?) {
    count = declared?.count
    isUnclear = declared?.contains(where: \.isNameUnclear) ?? true
    for (index, declaration) in (declared ?? []).enumerated() {
      guard let name = declaration.node.name else { continue }
      if nodes[name] == nil { names.append(name) }
      nodes[name, default: []].append(index)
    }
  }

  /// The nodes of a name, ascending.
  subscript(name: String) -> [Int] { nodes[name] ?? [] }
}
