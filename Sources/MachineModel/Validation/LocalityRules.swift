import Addresses
import Diagnostics

/// What HMAT can hold of latencies, bandwidths and caches, and that each is stated once and of memory that is there.
enum LocalityRules {
  // MARK: Single values

  /// A latency or a bandwidth.
  ///
  /// - Parameter name: The value as it stands in a sentence.
  static func quantity(_ value: UInt64, _ quantity: Quantity, named name: String) -> Breach? {
    if value == 0 {
      return Breach(
        .localityZero,
        "\(name) comes to 0\(quantity == .latency ? " ps" : " MB/s"), which HMAT takes for a value that is not known",
        suggestion: "leave it out where it is not known")
    }
    return value <= Quantity.maximum
      ? nil
      : Breach(
        .localityTooLarge,
        "\(name) is \(quantity.text(value)); Linux reads at most \(quantity.text(Quantity.maximum)) of HMAT")
  }

  /// What an entry of 1 stands for.
  static func base(_ value: UInt64, _ quantity: Quantity, named name: String) -> Breach? {
    guard value == 0 else { return self.quantity(value, quantity, named: name) }
    return Breach(
      .localityZero, "\(name) comes to 0, in which nothing can be counted",
      suggestion: "write at least \(quantity == .latency ? "1ps" : "1MB/s"), or leave it out")
  }

  /// An entry of a matrix that states a value.
  static func entry(_ value: UInt64, _ quantity: Quantity) -> Breach? {
    var breach = self.quantity(value, quantity, named: "an entry")
    if value == 0 { breach?.suggestion = "write 'none' where it is not known" }
    return breach
  }

  /// The values of a matrix that was made by a program.
  static func values(_ matrix: StatedLocalities, _ attribute: LocalityAttribute) -> Breach? {
    guard matrix.rows.reduce(0, { $0 + $1.count }) == matrix.values.count else {
      return Breach(.localityShape, "the matrix of '\(attribute.rawValue)' has rows of other lengths than it says")
    }
    let highest = matrix.values.reduce(0) { $1 == StatedLocalities.unreachable ? $0 : max($0, $1) }
    return highest == 0 ? nil : quantity(highest, attribute.quantity, named: "an entry")
  }

  /// The size of a cache.
  static func cacheSize(_ size: UInt64) -> Breach? {
    size == 0
      ? Breach(
        .localityZero, "the cache has no size",
        suggestion: "leave the cache out where there is none")
      : nil
  }

  // MARK: Caches of a node

  /// That the caches of a node have levels from 1 on, each once.
  static func caches(_ caches: [MemorySideCache]) -> [Breach] {
    let highest = Int(MemorySideCache.highestLevel)
    if caches.count > highest {
      return [
        Breach(
          .cacheLevel, at: caches[highest].origin,
          "there are \(caches.count) memory-side caches; a node has at most \(highest), of the levels 1 to \(highest)"
        )
      ]
    }
    let levels = caches.levels
    return caches.indices.compactMap { index in
      let (cache, level) = (caches[index], levels[index])
      let origin = cache.level?.origin ?? cache.origin
      if let first = levels[..<index].firstIndex(of: level) {
        return Breach(
          .cacheLevel, at: origin, "the node has a memory-side cache of level \(level) already",
          suggestion: "each level from 1 on has one",
          notes: .init("which is stated here", at: caches[first].level?.origin ?? caches[first].origin))
      }
      return level > 1 && !levels.contains(level - 1)
        ? Breach(
          .cacheLevel, at: origin,
          "the node has a memory-side cache of level \(level), but none of level \(level - 1)",
          suggestion: "levels count from 1 on") : nil
    }
  }

  // MARK: Values together

  /// What nodes say of memory that they have not, or that a matrix says as well, and matrices that are not of these
  /// initiators and targets.
  ///
  /// - Returns: What is wrong, and the attributes whose matrix cannot be used.
  static func together(_ topology: Topology) -> (breaches: [Breach], unusable: [LocalityAttribute]) {
    var breaches: [Breach] = []
    for (index, node) in topology.nodes.enumerated() {
      guard let performance = node.performance else { continue }
      breaches += caches(performance.caches)
      if node.memory?.value == 0, node.hotplug == nil {
        breaches.append(
          Breach(
            .kindWithoutMemory, at: performance.origin ?? node.origin,
            "node \(index) has no memory that 'hmat' could be said of",
            suggestion: "leave 'hmat' out, or state 'memory' or 'hotplug'",
            notes: .init("which is stated here", at: node.memory?.origin)))
      }
      for attribute in LocalityAttribute.allCases {
        guard let value = performance[attribute], let matrix = topology.localities?[attribute] else { continue }
        breaches.append(
          Breach(
            .localityTwice, at: value.origin ?? performance.origin ?? node.origin,
            "the \(attribute.words) of node \(index) is stated by the root's 'hmat' as well, for every pair",
            suggestion: "leave one of them out", notes: .init("which stands here", at: matrix.origin)))
      }
    }
    let isAttached = topology.nodes.contains { $0.performance?.initiator != nil }
    guard isAttached || topology.localities != nil, topology.areLocalityDomainsClear else { return (breaches, []) }
    let (domains, numbers) = (LocalityDomains(topology), topology.proximityDomains)
    if isAttached {
      breaches += topology.nodes.indices.compactMap { initiator(ofNode: $0, topology, domains, numbers) }
    }
    guard let options = topology.localities else { return (breaches, []) }
    var unusable: [LocalityAttribute] = []
    for attribute in LocalityAttribute.allCases {
      guard let matrix = options[attribute] else { continue }
      let found = shape(of: matrix, attribute, domains, numbers)
      breaches += found
      if !found.isEmpty { unusable.append(attribute) }
    }
    return (breaches, unusable)
  }

  /// What is wrong with the node that a node's memory is attached to.
  private static func initiator(
    ofNode node: Int, _ topology: Topology, _ domains: LocalityDomains, _ numbers: ProximityDomains
  ) -> Breach? {
    guard let initiator = topology.nodes[node].performance?.initiator else { return nil }
    let origin = initiator.origin ?? topology.nodes[node].performance?.origin ?? topology.nodes[node].origin
    guard domains.isInitiator(initiator.value) else {
      return Breach(
        .localityInitiator, at: origin, "\(numbers.word(initiator.value)) has no CPUs and no initiators",
        suggestion: "memory is attached to one of \(numbers.list(domains.initiators))")
    }
    guard initiator.value != node, domains.isInitiator(node) else { return nil }
    return Breach(
      .localityInitiator, at: origin,
      "node \(node) has CPUs or initiators of its own, which its memory is attached to",
      suggestion: "leave 'initiator' out")
  }

  private static func shape(
    of matrix: StatedLocalities, _ attribute: LocalityAttribute, _ domains: LocalityDomains,
    _ numbers: ProximityDomains
  ) -> [Breach] {
    let (rows, columns) = (domains.initiators.count, domains.targets.count)
    let initiators = "\(numbers.noun)\(rows == 1 ? "" : "s") with CPUs or initiators"
    let targets = "\(numbers.noun)\(columns == 1 ? "" : "s") with memory"
    guard matrix.rows.count == rows else {
      return [
        Breach(
          .localityShape, at: matrix.origin,
          "the matrix of '\(attribute.rawValue)' has \(matrix.rows.count) row\(matrix.rows.count == 1 ? "" : "s") for "
            + "\(rows) \(initiators), \(numbers.list(domains.initiators))",
          suggestion: "write a row for each of them, with an entry for each node with memory")
      ]
    }
    return zip(matrix.rows, domains.initiators).filter { $0.0.count != columns }.map { row, initiator in
      Breach(
        .localityShape, at: row.origin ?? matrix.origin,
        "the row of \(numbers.word(initiator)) has \(row.count) entr\(row.count == 1 ? "y" : "ies") for "
          + "\(columns) \(targets), \(numbers.list(domains.targets))",
        suggestion: "write an entry for each of them, 'none' where nothing is known")
    }
  }
}

extension Topology {
  /// Whether it is known which nodes have initiators and memory.
  fileprivate var areLocalityDomainsClear: Bool {
    !cpus.isEmpty && !areInitiatorsUnclear && !nodes.isEmpty && !unclear.contains(.memory)
  }
}
