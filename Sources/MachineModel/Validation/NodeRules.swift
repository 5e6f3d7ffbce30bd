import Diagnostics

/// How many nodes a machine has, and what each of them has.
enum NodeRules {
  /// The most nodes that Linux has on x86_64 and on aarch64, where CONFIG_NODES_SHIFT is 10.
  private static let linuxNodes = 1024

  /// How many nodes there may be, and are of use.
  static func count(_ count: Int) -> Breach? {
    if count == 0 { return Breach(.noNodes, "there are no nodes; a machine has at least one") }
    if count > Language.maximumNodes {
      return Breach(.tooManyNodes, "there are \(count) nodes; at most \(Language.maximumNodes) are allowed")
    }
    return count > linuxNodes
      ? Breach(
        .manyNodes,
        "there are \(count) nodes; Linux has room for \(linuxNodes), and does without NUMA where there are more")
      : nil
  }

  /// A node's name, by which other sections name it.
  static func name(_ name: String) -> Breach? {
    if let breach = ValueRules.text(name, of: "name") { return breach }
    guard (try? ScalarParser.number(Array(name.utf8)[...])) != nil else { return nil }
    return Breach(
      .nodeNameNumber, "the name '\(name.excerpt)' is a number, which names the node that it is the number of",
      suggestion: "write a word such as 'node\(name.excerpt)'")
  }

  /// Nodes that are one proximity domain, and domains that Linux does not read.
  static func domains(_ nodes: [MemoryNode]) -> [Breach] {
    let domains = ProximityDomains(of: nodes)
    guard !domains.areByPlace else { return [] }
    let ascending = domains.ascending
    var breaches: [Breach] = []
    var first: Int?
    for node in ascending {
      guard let known = first, domains[known] == domains[node] else {
        first = node
        continue
      }
      // A node that states nothing is what it is by its place: told is the one that states the domain.
      let (stated, other) = nodes[node].domain == nil ? (known, node) : (node, known)
      let isByPlace = nodes[other].domain == nil
      breaches.append(
        Breach(
          .domainTwice, at: nodes[stated].domain?.origin ?? nodes[stated].origin,
          "nodes \(min(stated, other)) and \(max(stated, other)) are both proximity domain \(domains[node])"
            + (isByPlace ? ", node \(other) by its place" : ""),
          notes: .init(
            isByPlace ? "node \(other) stands here" : "which is stated here",
            at: nodes[other].domain?.origin ?? nodes[other].origin)))
    }
    if nodes.count <= linuxNodes, let last = ascending.last, domains[last] >= linuxNodes {
      breaches.append(
        Breach(
          .manyNodes, at: nodes[last].domain?.origin ?? nodes[last].origin,
          "node \(last) is proximity domain \(domains[last]); Linux takes 0 to \(linuxNodes - 1), and does without NUMA where there is "
            + "a higher one"))
    }
    return breaches
  }

  /// Nodes that have neither memory nor CPUs nor anything else, where it is known whose the CPUs are.
  static func empty(_ topology: Topology) -> [Breach] {
    let (nodes, cpus) = (topology.nodes, topology.cpus)
    guard !cpus.isEmpty, nodes.contains(where: { $0.memory?.value == 0 }) else { return [] }
    var hasAny = nodes.map { $0.memory?.value != 0 || $0.hotplug != nil }
    for cpu in cpus { hasAny[Int(cpu.node)] = true }
    for device in topology.initiators + topology.ports { hasAny[device.node] = true }
    return nodes.indices.filter { !hasAny[$0] }.map { index in
      Breach(
        .emptyNode, at: nodes[index].origin, "node \(index) has neither memory nor CPUs; Linux does not online it")
    }
  }

  /// Kinds of memory that exclude each other, or that a node has no memory for.
  static func memoryKinds(_ nodes: [MemoryNode]) -> [Breach] {
    nodes.enumerated().flatMap { index, node -> [Breach] in
      var breaches: [Breach] = []
      if node.memory?.value == 0 {
        for (key, kind) in [("persistent", node.isPersistent), ("special_purpose", node.isSpecialPurpose)]
        where kind.value {
          breaches.append(
            Breach(
              .kindWithoutMemory, at: kind.origin ?? node.origin,
              "node \(index) has no memory that could be '\(key)'",
              suggestion: "leave it out, or state 'memory'",
              notes: .init("which is stated here", at: node.memory?.origin)))
        }
      }
      if node.isPersistent.value, node.isSpecialPurpose.value {
        breaches.append(
          Breach(
            .conflictingKeys, at: node.isSpecialPurpose.origin ?? node.origin,
            "'special_purpose' does not go with 'persistent': a guest is told of special-purpose memory as usable, "
              + "of persistent memory as persistent",
            notes: .init("'persistent' stands here", at: node.isPersistent.origin)))
      }
      if node.isSoftReserved.value, !node.isSpecialPurpose.value, !node.isPersistent.value {
        breaches.append(
          Breach(
            .softReservedNeedsPurpose, at: node.isSoftReserved.origin ?? node.origin,
            "only special-purpose memory is soft reserved", suggestion: "write 'special_purpose: on' beside it",
            fix: node.insertion?.fix("special_purpose: on")))
      }
      return breaches
    } + allPersistent(nodes)
  }

  private static func allPersistent(_ nodes: [MemoryNode]) -> [Breach] {
    let withMemory = nodes.filter { $0.memory?.value != 0 }
    guard let first = withMemory.first, withMemory.allSatisfy(\.isPersistent.value) else { return [] }
    return [
      Breach(
        .noVolatileMemory, at: first.isPersistent.origin ?? first.origin,
        "all memory is persistent, so that a guest has none to run in")
    ]
  }
}
