import Diagnostics
import YAMLTree

/// A node as written, with what says which CPUs are its own.
struct NodeDeclaration: Sendable {
  var node: MemoryNode
  var llcs: Located<UInt64>?
  var cpus: Located<[UInt32]>?
  /// The CPU where the list is one number, which is easily taken for a count; `nil` where it is not.
  var singleCPU: UInt32?
  /// Whether the node has a name that cannot be read.
  var isNameUnclear = false
  /// Whether the node has a proximity domain that cannot be read.
  var isDomainUnclear = false
  /// Whether what the node says of CPUs could not be read: then nothing more is to be said of any CPU.
  var areCPUsUnclear = false
}

extension TopologyDecoder {
  /// The section `nodes`; `nil` where not even their number is known.
  mutating func nodes(_ root: Fields, defaults: PolicyDeclaration) -> [NodeDeclaration]? {
    guard let id = root["nodes"] else {
      guard !root.isUnclear("nodes") else { return nil }
      return [NodeDeclaration(node: MemoryNode(policy: resolve(defaults)))]
    }
    switch tree.kind(of: id) {
    case .scalar:
      guard let value = scalar(id, wanted: "'nodes' is a list of nodes, or their number", ScalarParser.number)
      else {
        return nil
      }
      guard isSound(NodeRules.count(Int(clamping: value)), at: id) else { return nil }
      let policy = resolve(defaults)
      let node = NodeDeclaration(node: MemoryNode(policy: policy, origin: tree.range(of: id)))
      return [NodeDeclaration](repeating: node, count: Int(value))
    case .sequence:
      guard isSound(NodeRules.count(tree.count(of: id)), at: id) else { return nil }
      var declared: [NodeDeclaration] = []
      declared.reserveCapacity(tree.count(of: id))
      for element in tree.elements(of: id) { declared.append(node(element, defaults)) }
      return declared
    case .mapping:
      reportNoList(id, wanted: "'nodes' is a list of nodes, or their number", item: "node")
      return nil
    }
  }

  private mutating func node(_ id: YAMLTree.NodeID, _ defaults: PolicyDeclaration) -> NodeDeclaration {
    guard let fields = fields(of: id, Language.node) else {
      return NodeDeclaration(node: MemoryNode(origin: tree.range(of: id)), areCPUsUnclear: true)
    }
    // What is wrong with what says nothing else changes no place of memory.
    return judging(nil) { $0.node(fields, defaults, at: id) }
  }

  private mutating func node(
    _ fields: Fields, _ defaults: PolicyDeclaration, at id: YAMLTree.NodeID
  ) -> NodeDeclaration {
    var declaration = NodeDeclaration(node: MemoryNode(origin: tree.range(of: id)))
    for key in fields.stated(of: Language.nodeKeys) { _ = key.read?(&self, fields, &declaration) }
    if fields.entry("zones") == nil { declaration.node.policy = resolve(policy(fields, over: defaults)) }
    declaration.node.insertion = insertion(in: id)
    settleRanges(of: &declaration, fields)
    settleZones(of: &declaration, fields, over: defaults)
    if let list = fields["cpus"], tree.kind(of: list) == .scalar, declaration.cpus?.value.count == 1 {
      declaration.singleCPU = declaration.cpus?.value.first
    }
    declaration.isNameUnclear = fields.isUnclear("name") || fields["name"] != nil && declaration.node.name == nil
    declaration.isDomainUnclear =
      fields.isUnclear("domain") || fields["domain"] != nil && declaration.node.domain == nil
    declaration.areCPUsUnclear =
      fields["llcs"] != nil && declaration.llcs == nil || fields["cpus"] != nil && declaration.cpus == nil
      || fields["llcs"] == nil && fields["cpus"] == nil
        && !(fields.lacks("llcs") && fields.lacks("cpus"))
    if let llcs = fields.entry("llcs"), let cpus = fields.entry("cpus") {
      report(
        .llcsAndLists, at: cpus.key, "a node has 'llcs' or 'cpus', not both",
        notes: [.init("'llcs' stands here", at: tree.range(of: llcs.key))])
    }
    return declaration
  }
}
