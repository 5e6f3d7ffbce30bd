import Diagnostics
import MachineModel

/// A latency or a bandwidth between two nodes, as `-numa hmat-lb` says it.
private struct QEMULocality {
  let initiator: Int
  let target: Int
  let attribute: LocalityAttribute
  /// In picoseconds or MB/s; 0 where it is not known.
  let value: UInt64
  let range: SourceRange
}

extension QEMUReader {
  /// What `-machine hmat=on` and options of HMAT say, put into a topology whose nodes and CPUs are known.
  mutating func readLocalities(into topology: inout Topology, _ nodes: [QEMUNode]) {
    let switched = statement.machine["hmat"]
    let options = numaOptions("hmat-lb") + numaOptions("hmat-cache")
    guard toggle(switched, "'hmat'") == true else {
      let first = nodes.first { $0.initiator != nil }?.initiator?.origin ?? options.first?.range
      if let first {
        report(
          .malformedInput, at: first, "there is no HMAT without 'hmat=on'", suggestion: "write it into '-machine'")
      }
      return
    }
    var localities = LocalityOptions()
    localities.origin = switched?.range
    topology.localities = localities
    readInitiators(nodes, &topology)
    let values = numaOptions("hmat-lb").compactMap { locality($0, nodes.count) }
    if let first = values.first { topology.localities?.origin = first.range }
    let domains = LocalityDomains(topology)
    for attribute in LocalityAttribute.allCases {
      topology.localities?[attribute] = matrix(values.filter { $0.attribute == attribute }, domains)
    }
    for option in numaOptions("hmat-cache") { readCache(option, &topology) }
  }

  /// What the memory of nodes without CPUs is attached to.
  private mutating func readInitiators(_ nodes: [QEMUNode], _ topology: inout Topology) {
    for (index, node) in nodes.enumerated() {
      guard let initiator = node.initiator else { continue }
      guard initiator.value < UInt64(nodes.count) else {
        report(.malformedInput, at: initiator.origin, "there is no node \(initiator.value)")
        continue
      }
      // Memory beside CPUs is theirs in any case.
      guard Int(initiator.value) != index, topology.nodes[index].memory?.value != 0 else { continue }
      var performance = topology.nodes[index].performance ?? MemoryPerformance()
      performance.initiator = Located(Int(initiator.value), at: initiator.origin)
      performance.origin = initiator.origin
      topology.nodes[index].performance = performance
    }
  }

  // MARK: Latencies and bandwidths

  private static let attributes: [(String, LocalityAttribute)] = [
    ("access-latency", .accessLatency), ("read-latency", .readLatency), ("write-latency", .writeLatency),
    ("access-bandwidth", .accessBandwidth), ("read-bandwidth", .readBandwidth),
    ("write-bandwidth", .writeBandwidth),
  ]

  private mutating func locality(_ option: QEMUProperties, _ count: Int) -> QEMULocality? {
    guard let initiator = node(option, "initiator", count), let target = node(option, "target", count),
      let type = required(option, "data-type"), let hierarchy = required(option, "hierarchy"),
      let attribute = word(type, "'data-type'", of: Self.attributes)
    else { return nil }
    let levels = ["memory", "first-level", "second-level", "third-level"].map { ($0, $0) }
    guard let level = word(hierarchy, "'hierarchy'", of: levels) else { return nil }
    guard level == "memory" else {
      report(
        .notImported, at: hierarchy.range,
        "how fast a cache in front of memory is has no place in a topology, which says that of memory")
      return nil
    }
    let value: UInt64
    switch attribute.quantity {
    case .latency:
      guard let latency = required(option, "latency").flatMap({ number($0, "'latency'") }) else { return nil }
      // QEMU counts nanoseconds.
      let (picoseconds, isTooLarge) = latency.value.multipliedReportingOverflow(by: 1000)
      value = isTooLarge ? .max - 1 : min(picoseconds, .max - 1)
    case .bandwidth:
      let stated = required(option, "bandwidth")
      guard let bandwidth = size(stated, "'bandwidth'", plain: .bytes) else { return nil }
      guard bandwidth.value % (1 << 20) == 0 else {
        report(
          .malformedInput, at: bandwidth.origin, "'bandwidth' is whole MB/s, each of 2^20 bytes",
          suggestion: "write it with 'M' or 'G'")
        return nil
      }
      value = bandwidth.value >> 20
    }
    return QEMULocality(
      initiator: initiator, target: target, attribute: attribute, value: value, range: option.range)
  }

  /// A row for each node with CPUs or initiators, an entry for each with memory; `nil` where nothing is known.
  private mutating func matrix(_ values: [QEMULocality], _ domains: LocalityDomains) -> StatedLocalities? {
    guard let first = values.first else { return nil }
    let (rows, columns) = (Self.places(domains.initiators), Self.places(domains.targets))
    var entries = [[QEMULocality?]](
      repeating: [QEMULocality?](repeating: nil, count: columns.count), count: rows.count)
    for value in values {
      guard let row = rows[value.initiator] else {
        report(
          .malformedInput, at: value.range, "node \(value.initiator) has no CPUs that could reach memory",
          suggestion: "'initiator' is a node with CPUs")
        continue
      }
      guard let column = columns[value.target] else {
        if value.value > 0 {
          report(
            .notImported, at: value.range, "node \(value.target) has no memory that anything could be said of")
        }
        continue
      }
      if let other = entries[row][column] {
        report(
          .malformedInput, at: value.range,
          "the \(value.attribute.words) from node \(value.initiator) to node \(value.target) is stated twice",
          notes: .init("it stands here first", at: other.range))
        continue
      }
      entries[row][column] = value
    }
    guard entries.contains(where: { $0.contains { $0?.value ?? 0 > 0 } }) else { return nil }
    return StatedLocalities(
      rows: entries.map { $0.map { $0?.value ?? StatedLocalities.notStated } }, origin: first.range)
  }

  /// Where each node stands among some.
  private static func places(_ nodes: [Int]) -> [Int: Int] {
    var places: [Int: Int] = [:]
    for (place, node) in nodes.enumerated() { places[node] = place }
    return places
  }

  // MARK: Caches

  private mutating func readCache(_ option: QEMUProperties, _ topology: inout Topology) {
    let associativities: [(String, MemorySideCache.Associativity)] = [
      ("none", .none), ("direct", .direct), ("complex", .complex),
    ]
    let policies: [(String, MemorySideCache.WritePolicy)] = [
      ("none", .none), ("write-back", .writeBack), ("write-through", .writeThrough),
    ]
    guard let node = node(option, "node-id", topology.nodes.count),
      let size = required(option, "size").flatMap({ size($0, "'size'", plain: .bytes) }),
      let level = required(option, "level").flatMap({
        number($0, "'level'", in: 1...UInt64(MemorySideCache.highestLevel))
      }),
      let associativity = required(option, "associativity").flatMap({
        word($0, "'associativity'", of: associativities)
      }),
      let policy = required(option, "policy").flatMap({ word($0, "'policy'", of: policies) }),
      let line = required(option, "line").flatMap({ number($0, "'line'", in: 0...UInt64(UInt16.max)) })
    else { return }
    var cache = MemorySideCache(size: size.value, level: UInt8(level.value), origin: option.range)
    cache.level?.origin = level.origin
    cache.associativity = associativity
    cache.policy = policy
    cache.lineSize = UInt16(line.value)
    var performance = topology.nodes[node].performance ?? MemoryPerformance()
    // Of more than there can be, which a rule tells of, no more need be kept.
    if performance.caches.count <= Int(MemorySideCache.highestLevel) { performance.caches.append(cache) }
    performance.origin = performance.origin ?? option.range
    topology.nodes[node].performance = performance
  }
}
