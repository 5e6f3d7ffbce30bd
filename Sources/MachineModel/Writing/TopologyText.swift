import Addresses

/// A topology as a file that a person would have written: what all nodes have in common once, equal nodes as a number, and
/// nothing that holds anyway.
package struct TopologyText: Sendable {
  /// The text.
  package let text: String

  /// Writes a topology that the rules have nothing to say against; what is unclear in another one is left out.
  ///
  /// - Parameters:
  ///   - topology: What is declared.
  ///   - comment: What stands at the top, a line each.
  package init(_ topology: Topology, comment: [String] = []) {
    let head = comment.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
    text = head + DocumentText(.mapping(Self.entries(topology))).text
  }

  private static func entries(_ topology: Topology) -> [DocumentValue.Entry] {
    let processors = ProcessorWriting(topology)
    let nodes = NodeWriting(topology, processors)
    let domains = topology.proximityDomains
    return Language.rootKeys.compactMap { key in
      let value: DocumentValue? =
        switch key.name {
        case "memc": .number(Language.version)
        case "platform": topology.platform.document
        case "memory": nodes.memory
        case "nodes": nodes.nodes
        case "cpus": processors.root
        case "distances": topology.distances.document(domains)
        case "defaults": nodes.defaults
        case "initiators": DocumentValue.list(topology.initiators.map { $0.document(domains) }).unlessEmpty
        case "ports": DocumentValue.list(topology.ports.map { $0.document(domains) }).unlessEmpty
        default: key.written(topology)
        }
      return value.map { .init(key.name, $0) }
    }
  }
}
