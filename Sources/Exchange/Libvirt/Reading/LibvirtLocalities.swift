import Diagnostics
import MachineModel

/// A latency or a bandwidth between two cells.
private struct LibvirtLocality {
  let initiator: Int
  let target: Int
  let attribute: LocalityAttribute
  /// In picoseconds or MB/s; 0 where it is not known.
  let value: UInt64
  let place: SourceRange
}

extension LibvirtReader {
  /// What cells say of caches, and `<interconnects>` of latencies and bandwidths, put into a topology whose nodes and CPUs are
  /// known.
  mutating func readLocalities(_ cells: [LibvirtCell], into topology: inout Topology) {
    let interconnects = domain.first("cpu")?.first("numa")?.first("interconnects")
    let hasCaches = cells.contains { $0.element.first("cache") != nil }
    guard
      let origin = interconnects.map(place)
        ?? cells.first(where: { $0.element.first("cache") != nil }).map({ place($0.element) })
    else { return }
    guard interconnects?.children.isEmpty == false || hasCaches else { return }
    var localities = LocalityOptions()
    localities.origin = origin
    topology.localities = localities
    let values = (interconnects?.children ?? []).compactMap { locality($0, cells.count) }
    let domains = LocalityDomains(topology)
    for attribute in LocalityAttribute.allCases {
      topology.localities?[attribute] = matrix(values.filter { $0.attribute == attribute }, domains)
    }
    let haveCPUs = topology.nodesHaveCPUs
    for (index, cell) in cells.enumerated() {
      var performance = MemoryPerformance()
      performance.origin = place(cell.element)
      for element in cell.element.all("cache") {
        if let cache = cache(element), performance.caches.count <= Int(MemorySideCache.highestLevel) {
          performance.caches.append(cache)
        }
      }
      if topology.nodes[index].memory?.value != 0, !haveCPUs[index] {
        let best = best(for: index, values)
        performance.initiator = (best?.initiator ?? haveCPUs.firstIndex(of: true)).map {
          Located($0, at: best?.place ?? place(cell.element))
        }
      }
      if !performance.caches.isEmpty || performance.initiator != nil {
        topology.nodes[index].performance = performance
      }
    }
  }

  /// The cell that memory without CPUs is attached to: the one that reaches it soonest, or else with the highest bandwidth
  /// (libvirt's src/conf/numa_conf.c, `virDomainNumaGetNodeInitiator`); `nil` for the first one with CPUs.
  private func best(for node: Int, _ values: [LibvirtLocality]) -> LibvirtLocality? {
    var (soonest, widest): (LibvirtLocality?, LibvirtLocality?)
    for value in values where value.target == node {
      switch value.attribute.quantity {
      case .latency: if value.value < soonest?.value ?? .max { soonest = value }
      case .bandwidth: if value.value > widest?.value ?? 0 { widest = value }
      }
    }
    return soonest ?? widest
  }

  // MARK: Latencies and bandwidths

  private mutating func locality(_ element: XMLElement, _ count: Int) -> LibvirtLocality? {
    let isLatency = element.name == "latency"
    guard isLatency || element.name == "bandwidth" else { return nil }
    let attributes: [(String, LocalityAttribute)] =
      isLatency
      ? [("access", .accessLatency), ("read", .readLatency), ("write", .writeLatency)]
      : [("access", .accessBandwidth), ("read", .readBandwidth), ("write", .writeBandwidth)]
    guard let initiator = required(element, "initiator").flatMap({ cell($0, count) }),
      let target = required(element, "target").flatMap({ cell($0, count) }), let type = required(element, "type"),
      let attribute = word(type, "'type'", of: attributes), let stated = required(element, "value")
    else { return nil }
    if let cache = value(element, "cache"), cache.text != "0" {
      report(
        .notImported, at: cache.range,
        "how fast a cache in front of memory is has no place in a topology, which says that of memory")
      return nil
    }
    let value: UInt64
    if isLatency {
      guard let latency = number(stated, "'value'") else { return nil }
      // libvirt counts nanoseconds.
      let (picoseconds, isTooLarge) = latency.value.multipliedReportingOverflow(by: 1000)
      value = isTooLarge ? .max - 1 : min(picoseconds, .max - 1)
    } else {
      guard let bandwidth = size(stated, self.value(element, "unit"), "'value'") else { return nil }
      guard bandwidth.value % (1 << 20) == 0 else {
        report(.malformedInput, at: bandwidth.origin, "a bandwidth is whole MiB a second, as QEMU takes no other")
        return nil
      }
      value = bandwidth.value >> 20
    }
    return LibvirtLocality(
      initiator: initiator, target: target, attribute: attribute, value: value, place: place(element))
  }

  /// A row for each cell with CPUs, an entry for each with memory; `nil` where nothing is known.
  private mutating func matrix(_ values: [LibvirtLocality], _ domains: LocalityDomains) -> StatedLocalities? {
    guard let first = values.first else { return nil }
    var entries = [[LibvirtLocality?]](
      repeating: [LibvirtLocality?](repeating: nil, count: domains.targets.count), count: domains.initiators.count)
    for value in values {
      guard let row = domains.initiators.firstIndex(of: value.initiator) else {
        report(
          .malformedInput, at: value.place, "cell \(value.initiator) has no CPUs that could reach memory",
          suggestion: "'initiator' is a cell with CPUs")
        continue
      }
      guard let column = domains.targets.firstIndex(of: value.target) else {
        report(.notImported, at: value.place, "cell \(value.target) has no memory that anything could be said of")
        continue
      }
      if let other = entries[row][column] {
        report(
          .malformedInput, at: value.place,
          "the \(value.attribute.words) from cell \(value.initiator) to cell \(value.target) is stated twice",
          notes: .init("it stands here first", at: other.place))
        continue
      }
      entries[row][column] = value
    }
    guard entries.contains(where: { $0.contains { $0?.value ?? 0 > 0 } }) else { return nil }
    return StatedLocalities(
      rows: entries.map { $0.map { $0?.value ?? StatedLocalities.notStated } }, origin: first.place)
  }

  // MARK: Caches

  private mutating func cache(_ element: XMLElement) -> MemorySideCache? {
    let associativities: [(String, MemorySideCache.Associativity)] = [
      ("none", .none), ("direct", .direct), ("full", .complex),
    ]
    let policies: [(String, MemorySideCache.WritePolicy)] = [
      ("none", .none), ("writeback", .writeBack), ("writethrough", .writeThrough),
    ]
    guard
      let level = required(element, "level").flatMap({
        number($0, "'level'", in: 1...UInt64(MemorySideCache.highestLevel))
      }),
      let associativity = required(element, "associativity").flatMap({
        word($0, "'associativity'", of: associativities)
      }),
      let policy = required(element, "policy").flatMap({ word($0, "'policy'", of: policies) }),
      let bytes = element.first("size"),
      let size = required(bytes, "value").flatMap({ size($0, value(bytes, "unit"), "'value'") }),
      let line = element.first("line"),
      let lineSize = required(line, "value").flatMap({ self.size($0, value(line, "unit"), "'value'") })
    else {
      for child in ["size", "line"] where element.first(child) == nil {
        report(.malformedInput, at: place(element), "<cache> has no <\(child)>")
      }
      return nil
    }
    guard lineSize.value <= UInt64(UInt16.max) else {
      report(
        .malformedInput, at: lineSize.origin,
        "a line of a cache has up to \(UInt16.max) bytes, not \(lineSize.value)")
      return nil
    }
    var cache = MemorySideCache(size: size.value, level: UInt8(level.value), origin: place(element))
    cache.level?.origin = level.origin
    (cache.associativity, cache.policy, cache.lineSize) = (associativity, policy, UInt16(lineSize.value))
    return cache
  }
}
