import Addresses
import Diagnostics
import YAMLTree

// How other sections speak of nodes.

extension TopologyDecoder {
  /// The node that a number or a name means; `nil` where there is none, after saying so, or where nobody can tell.
  ///
  /// A number is a proximity domain. What is a number is no name: quotes make no difference to what a scalar is.
  ///
  /// - Parameters:
  ///   - role: What the value is, as it stands in a sentence.
  ///   - names: The nodes.
  ///   - rule: What one that there is not breaks.
  mutating func knownNode(
    _ id: YAMLTree.NodeID, called role: String, _ names: NodeNames, _ rule: LanguageRule = .distanceUnknownNode
  ) -> Int? {
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: "\(role) is the number or the name of a node")
      return nil
    }
    let text = tree.string(of: id)
    let isNumeric = text.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D } == true
    if (try? ScalarParser.number(tree.bytes(of: id))) == nil, !isNumeric || !names[text].isEmpty {
      return node(named: text, at: id, names, rule)
    }
    guard let value = scalar(id, wanted: "\(role) is the number of a node", ScalarParser.number),
      let domains = names.domains
    else { return nil }
    guard let node = domains.node(ofDomain: value) else {
      report(rule, at: id, "there is no \(domains.noun) \(value): \(domains.noun)s are \(domains.list)")
      return nil
    }
    return node
  }

  private mutating func node(
    named name: String, at id: YAMLTree.NodeID, _ names: NodeNames, _ rule: LanguageRule
  ) -> Int? {
    guard !names.isUnclear, let domains = names.domains else { return nil }
    let nodes = names[name]
    guard let node = nodes.first else {
      let known = Self.list(Array(names.names.prefix(8)))
      let nearest = SpellingSuggestion.nearest(to: name, among: names.names)
      report(
        rule, at: id,
        "there is no node '\(name.excerpt)': \(domains.noun)s are \(domains.list)"
          + (names.names.isEmpty
            ? ", and none has a name" : ", by name \(known)\(names.names.count > 8 ? ", …" : "")"),
        suggestion: nearest.map { "did you mean '\($0.excerpt)'?" },
        fix: nearest.flatMap { fix(writing: $0, at: id) })
      return nil
    }
    guard nodes.count == 1 else {
      report(
        rule, at: id,
        "'\(name.excerpt)' is the name of several \(domains.noun)s, \(domains.list(nodes))",
        suggestion: "write the number of the one that is meant")
      return nil
    }
    return node
  }
}
