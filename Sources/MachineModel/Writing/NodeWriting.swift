import Addresses

/// The nodes of a topology as a document has them, and what they share.
struct NodeWriting {
  /// What all memory has in common of how the host provides it.
  private(set) var defaults: DocumentValue?
  /// The root's `memory`.
  private(set) var memory: DocumentValue?
  /// The root's `nodes`; `nil` for one node that says nothing.
  private(set) var nodes: DocumentValue?

  init(_ topology: Topology, _ processors: ProcessorWriting) {
    let shared = Self.shared(topology)
    defaults = DocumentValue.mapping(shared).unlessEmpty
    let domains = topology.proximityDomains
    let written = topology.nodes.indices.map { number in
      Self.document(topology.nodes[number], processors.nodes[number], besides: shared, domains)
    }
    memory = topology.memory.map { .scalar(Units.literal($0.value)) }
    if let total = Self.totalOfEqual(topology, written) {
      memory = .scalar(Units.literal(total))
      nodes = written.count == 1 ? nil : .number(written.count)
    } else {
      // What all nodes state adds up without being said.
      if topology.nodes.allSatisfy({ $0.memory != nil || !$0.ranges.isEmpty || !$0.zones.isEmpty }) { memory = nil }
      nodes = .list(written)
    }
  }

  // MARK: Equal nodes

  /// How much memory nodes have together of which nothing else is to be said than that there are so many, and that share it
  /// equally; `nil` for others.
  private static func totalOfEqual(_ topology: Topology, _ written: [DocumentValue]) -> UInt64? {
    guard written.allSatisfy({ value in value.entries.allSatisfy { $0.key == "memory" } }),
      let first = topology.nodes.first
    else { return nil }
    guard let size = first.memory?.value else {
      return topology.nodes.allSatisfy { $0.memory == nil } ? topology.memory?.value : nil
    }
    // Memory is dealt in whole MiB, or in what nodes are aligned to.
    let unit = max(1 << 20, topology.placementAlignment)
    let (total, isTooMuch) = size.multipliedReportingOverflow(by: UInt64(written.count))
    let isDealtEvenly = written.count == 1 || size % unit == 0 && topology.share == .last
    guard isDealtEvenly, size > 0, !isTooMuch, topology.nodes.allSatisfy({ $0.memory?.value == size }) else {
      return nil
    }
    return total
  }

  // MARK: Policies

  /// What all memory states alike, where there is more than one.
  private static func shared(_ topology: Topology) -> [DocumentValue.Entry] {
    let memory = topology.backedMemory.filter { memory in
      memory.zone != nil || topology.nodes[memory.node].memory?.value != 0
    }
    guard let first = memory.first else { return [] }
    let candidates = policy(topology.policy(of: first))
    guard memory.count > 1 else {
      return topology.nodes.count == 1 && topology.nodes[0].zones.isEmpty ? candidates : []
    }
    let others = memory.dropFirst().map { policy(topology.policy(of: $0)) }
    // The mode is of host nodes, and both are stated in one place.
    return candidates.filter { entry in others.allSatisfy { $0.contains(entry) } }
  }

  private static func policy(_ policy: MemoryPolicy) -> [DocumentValue.Entry] {
    var policy = policy
    // That is what host nodes mean.
    if !policy.hostNodes.isEmpty, policy.mode == .bind { policy.mode = nil }
    return DocumentValue(Language.policyKeys, of: policy).entries
  }

  // MARK: A node

  private static func document(
    _ node: MemoryNode, _ processors: DocumentValue.Entry?, besides shared: [DocumentValue.Entry],
    _ domains: ProximityDomains
  ) -> DocumentValue {
    var declaration = NodeDeclaration(node: node)
    // Ranges and zones add up to the node's memory, which is then not said.
    if !node.ranges.isEmpty || !node.zones.isEmpty { declaration.node.memory = nil }
    var entries = DocumentValue(Language.nodeKeys, of: declaration).entries
    if !node.zones.isEmpty {
      let zones = node.zones.map { zone in
        DocumentValue(Language.zoneKeys, of: zone).adding(policy(zone.policy).filter { !shared.contains($0) })
      }
      entries.append(.init("zones", .list(zones)))
    }
    if let initiator = node.performance?.initiator?.value,
      let index = entries.firstIndex(where: { $0.key == "hmat" })
    {
      entries[index].value = entries[index].value.adding([.init("initiator", .number(domains[initiator]))])
    }
    if node.zones.isEmpty { entries += policy(node.policy).filter { !shared.contains($0) } }
    if let processors { entries.append(processors) }
    let order = Language.node.keys.map(\.name)
    return .mapping(
      entries.enumerated().sorted {
        (order.firstIndex(of: $0.element.key) ?? 0, $0.offset) < (
          order.firstIndex(of: $1.element.key) ?? 0, $1.offset
        )
      }.map(\.element))
  }
}
