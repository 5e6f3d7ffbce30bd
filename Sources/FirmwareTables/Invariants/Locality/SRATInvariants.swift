import Addresses
import Platforms

extension SRAT {
  /// Usable memory has a proximity domain; memory affinities ascend and are disjoint; what is there lies in slots of
  /// its own node, hot-pluggable memory in none. Only non-volatile memory may be plugged in already: QEMU's tables have
  /// NVDIMMs, and then the whole space that they lie in.
  package static func check(_ srat: SRAT, in set: TableSet, _ violations: inout ViolationList) {
    if !set.style.hasSRAT { violations.tell("there is an SRAT, but the platform has none") }
    let memory = srat.memoryAffinities.enumerated().filter { $0.element.flags.contains(.enabled) }
    if srat.tableRevision != set.style.sratTableRevision {
      violations.tell("SRAT's table revision is \(srat.tableRevision), not \(set.style.sratTableRevision)")
    }
    if set.style.areAffinitiesByNode { checkNodes(srat, &violations) }
    checkOrder(memory, set.style, &violations)
    let map = set.table(E820Map.self)
    let usable = map?.usable ?? AddressSet([])
    for part in usable.subtracting(AddressSet(memory.map(\.element.range))).ranges {
      violations.tell("usable memory at \(part) lies in no enabled memory affinity")
    }
    checkPlaces(memory.map(\.element), in: set, &violations)
    checkKinds(memory.map(\.element), map, ram: set.ram, &violations)
  }

  /// The map calls memory that keeps its contents not usable, and does not speak of what is not there yet.
  private static func checkKinds(
    _ memory: [MemoryAffinity], _ map: E820Map?, ram: AddressSet, _ violations: inout ViolationList
  ) {
    guard let map, memory.contains(where: { $0.flags != .enabled }) else { return }
    let usable = map.usable
    // Where RAM is there after all, that is told.
    let told = AddressSet(map.entries.map(\.range)).subtracting(ram)
    for affinity in memory {
      let whole = AddressSet([affinity.range])
      let isPluggable = affinity.flags.contains(.hotPluggable)
      if isPluggable, told.gaps(in: affinity.range) != whole.ranges {
        violations.tell("SRAT calls \(affinity.range) hot-pluggable, but e820 has an entry there")
      } else if !isPluggable, affinity.flags.contains(.nonVolatile), usable.gaps(in: affinity.range) != whole.ranges
      {
        violations.tell("SRAT calls \(affinity.range) non-volatile, but e820 calls a part of it usable")
      }
    }
  }

  /// The structures of a proximity domain stand together, and domains ascend.
  private static func checkNodes(_ srat: SRAT, _ violations: inout ViolationList) {
    let domains = srat.affinities.compactMap(\.proximityDomain)
    for (domain, next) in zip(domains, domains.dropFirst()) where domain > next {
      violations.tell("SRAT has a structure of proximity domain \(next) behind one of \(domain)")
    }
  }

  /// Memory affinities ascend, within their proximity domains where structures stand by these, and but for those that the
  /// platform has in another order; they are not empty and do not overlap.
  private static func checkOrder(
    _ memory: [(offset: Int, element: MemoryAffinity)], _ style: TableStyle, _ violations: inout ViolationList
  ) {
    for (number, affinity) in memory {
      if affinity.length == 0 { violations.tell("SRAT memory affinity #\(number + 1) is enabled, but empty") }
      if affinity.length != 0, affinity.base > .max - (affinity.length - 1) {
        violations.tell("SRAT memory affinity #\(number + 1) ends above 2^64")
      }
    }
    let isOrdered = style.affinities.contains(.persistentMemory) && style.persistentOrder != .ascending
    if isOrdered { checkPersistent(memory.map(\.element).filter(\.isPlugged), style.persistentOrder, &violations) }
    for (lower, upper) in zip(memory, memory.dropFirst())
    where lower.element.base > upper.element.base && !(lower.element.isPlugged && upper.element.isPluggable)
      && (!style.areAffinitiesByNode || lower.element.proximityDomain == upper.element.proximityDomain)
      && !(isOrdered && lower.element.isPlugged)
    {
      violations.tell(
        "SRAT memory affinity #\(upper.offset + 1) begins at \(Units.address(upper.element.base)), below "
          + "the one before it")
    }
    forEachContradiction(of: memory) { tell($0, $1, &violations) }
  }

  /// Gives overlaps as ``forEachOverlap(of:_:)`` does, but for those of hot-pluggable space with what keeps its contents:
  /// QEMU's NVDIMMs lie in that space from the start, and Linux looks at both for what may come only.
  static func forEachContradiction(
    of memory: [(offset: Int, element: MemoryAffinity)],
    _ body: (_ lower: (offset: Int, element: MemoryAffinity), _ upper: (offset: Int, element: MemoryAffinity)) ->
      Void
  ) {
    let hasPlugged = memory.contains { $0.element.isPlugged }
    forEachOverlap(of: hasPlugged ? memory.filter { !$0.element.isPlugged } : memory, body)
    guard hasPlugged else { return }
    forEachOverlap(of: memory.filter { !$0.element.isPluggable }) { lower, upper in
      if lower.element.isPlugged || upper.element.isPlugged { body(lower, upper) }
    }
  }

  /// Nodes of persistent memory stand in the order of the platform.
  private static func checkPersistent(
    _ memory: [MemoryAffinity], _ order: TableStyle.PersistentOrder, _ violations: inout ViolationList
  ) {
    var found: [UInt32] = []
    for affinity in memory where found.last != affinity.proximityDomain { found.append(affinity.proximityDomain) }
    let ascending = Set(found).sorted()
    let wanted = order.places(of: ascending.count).map { ascending[$0] }
    if let (domain, other) = zip(found, wanted).first(where: { $0 != $1 }) {
      violations.tell(
        "SRAT has persistent memory of proximity domain \(domain) where the platform has that of \(other)")
    } else if found.count > wanted.count {
      violations.tell("SRAT has persistent memory of proximity domain \(found[wanted.count]) in several places")
    }
  }

  private static func tell(
    _ lower: (offset: Int, element: MemoryAffinity), _ upper: (offset: Int, element: MemoryAffinity),
    _ violations: inout ViolationList
  ) {
    violations.tell(
      "SRAT memory affinities #\(min(lower.offset, upper.offset) + 1) and "
        + "#\(max(lower.offset, upper.offset) + 1) overlap at \(Units.address(upper.element.base))")
  }

  /// Gives each memory affinity that begins below the end of others, behind that of them which ends last.
  ///
  /// - Parameter memory: Memory affinities with their numbers, from 0; empty ones overlap none.
  static func forEachOverlap(
    of memory: [(offset: Int, element: MemoryAffinity)],
    _ body: (_ lower: (offset: Int, element: MemoryAffinity), _ upper: (offset: Int, element: MemoryAffinity)) ->
      Void
  ) {
    memory.filter { $0.element.length != 0 }.sorted { $0.element.base < $1.element.base }
      .forEachOverlap(of: \.element.range, body)
  }

  /// Memory that is there lies in slots of its own node, hot-pluggable memory in none.
  private static func checkPlaces(
    _ memory: [MemoryAffinity], in set: TableSet, _ violations: inout ViolationList
  ) {
    let slots = NodeAddresses(set.slots.map { ($0.node, $0.range) })
    var present: [(node: Int, range: AddressRange)] = []
    var pluggable: [AddressRange] = []
    for affinity in memory {
      if affinity.flags.contains(.hotPluggable) {
        pluggable.append(affinity.range)
      } else {
        present.append((Int(affinity.proximityDomain), affinity.range))
      }
    }
    let affinities = NodeAddresses(present)
    for node in affinities.nodes {
      for part in affinities[node].subtracting(slots[node]).ranges {
        violations.tell(
          "SRAT gives \(part) to proximity domain \(node), but no RAM slot of node \(node) is there")
      }
    }
    let space = AddressSet(pluggable)
    let unplugged = space.subtracting(AddressSet(memory.filter(\.isPlugged).map(\.range)))
    for part in unplugged.subtracting(unplugged.subtracting(set.ram)).ranges {
      violations.tell("SRAT calls \(part) hot-pluggable, but a RAM slot is there")
    }
  }

  /// One more than the highest proximity domain of a structure that counts and whose contents are known.
  var domainCount: Int {
    affinities.reduce(0) { count, affinity in
      guard affinity.isEnabled, let domain = affinity.proximityDomain else { return count }
      return max(count, Int(domain) + 1)
    }
  }
}

extension SRAT.MemoryAffinity {
  /// Whether memory may be plugged in there.
  fileprivate var isPluggable: Bool { flags.contains(.hotPluggable) }
  /// Whether it can be what is plugged into hot-pluggable space when the machine starts.
  fileprivate var isPlugged: Bool { flags.contains(.nonVolatile) && !isPluggable }
}
