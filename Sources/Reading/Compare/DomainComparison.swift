import Addresses

/// Compares how much memory each proximity domain has: of inputs that know of no nodes, what comes closest to them.
struct DomainComparison {
  private let old: [UInt32: UInt64]
  private let new: [UInt32: UInt64]
  private let origins: [UInt32: (origin: FactOrigin, isOld: Bool)]

  init(from old: MachineFacts, to new: MachineFacts) {
    self.old = Self.sizes(old)
    self.new = Self.sizes(new)
    var origins: [UInt32: (origin: FactOrigin, isOld: Bool)] = [:]
    for (facts, isOld) in [(old, true), (new, false)] {
      for fact in facts[.node] {
        if let domain = fact.domain, let origin = fact.origin { origins[domain] = (origin, isOld) }
      }
    }
    self.origins = origins
  }

  private static func sizes(_ facts: MachineFacts) -> [UInt32: UInt64] {
    var ranges: [UInt32: [AddressRange]] = [:]
    for fact in facts[.affinity] where fact.isThere {
      if let domain = fact.domain, let range = fact.range { ranges[domain, default: []].append(range) }
    }
    // A table and a kernel's log may say the same.
    return ranges.mapValues { AddressSet($0).size }
  }

  /// What differs, by ascending domain.
  var differences: [Difference] {
    Set(old.keys).union(new.keys).sorted().compactMap { domain in
      guard old[domain] != new[domain] else { return nil }
      func words(_ size: UInt64?) -> String { size.map { Units.bytes($0) } ?? "no memory" }
      var difference = Difference(
        .node, "proximity domain \(domain)", "\(words(old[domain])) → \(words(new[domain]))")
      difference.domain = domain
      (difference.origin, difference.isOld) = (origins[domain]?.origin, origins[domain]?.isOld ?? false)
      return difference
    }
  }
}
