import Addresses
import MachineModel

extension HMAT.MemorySideCache {
  /// A cache is in front of memory, has a size, and is of a kind that there is.
  ///
  /// - Parameter known: The proximity domains that there are; `nil` where that is not known.
  func check(_ known: LocalitiesOfSRAT?, _ violations: inout ViolationList) {
    let name = "HMAT's memory-side cache of level \(attributes.level) of proximity domain \(memory)"
    if known?.targets.containsSorted(memory) == false { violations.tell("\(name) is in front of no memory") }
    if size == 0 { violations.tell("\(name) has a size of 0") }
    if attributes.associativity == nil || attributes.policy == nil {
      violations.tell(
        "\(name) has associativity \(attributes.bits >> 8 & 15) and write policy \(attributes.bits >> 12 & 15), "
          + "where both are 0 to 2")
    }
  }
}

/// The caches of one proximity domain, which stand side by side: of the levels from 1 on, each once, and each says how many
/// there are. Domains ascend.
struct HMATCacheRun {
  private var domain: UInt32?
  /// The level of each.
  private var levels: [UInt8] = []
  /// How many each says there are.
  private var counts: [UInt8] = []

  /// Adds the next cache of the table.
  mutating func add(_ cache: HMAT.MemorySideCache, _ violations: inout ViolationList) {
    if cache.memory != domain {
      end(&violations)
      if let domain, cache.memory < domain {
        violations.tell(
          "HMAT has memory-side caches of proximity domain \(cache.memory) behind those of domain \(domain)")
      }
      domain = cache.memory
    }
    levels.append(cache.attributes.level)
    counts.append(cache.attributes.levels)
  }

  /// Tells what does not hold of the caches of the domain that was last.
  mutating func end(_ violations: inout ViolationList) {
    defer {
      levels.removeAll(keepingCapacity: true)
      counts.removeAll(keepingCapacity: true)
    }
    guard let domain, !levels.isEmpty else { return }
    let count = levels.count
    if count > MemorySideCache.highestLevel {
      violations.tell(
        "HMAT has \(count) memory-side caches of proximity domain \(domain), where there are at most "
          + "\(MemorySideCache.highestLevel)")
    } else if !counts.allSatisfy({ $0 == count }) || !levels.indices.allSatisfy({ levels[$0] == $0 + 1 }) {
      let found = zip(levels, counts).map { "\($0) of \($1)" }.joined(separator: ", ")
      let expected = (1...count).map { "\($0) of \(count)" }.joined(separator: ", ")
      violations.tell(
        "HMAT's memory-side caches of proximity domain \(domain) are of level \(found), not \(expected)")
    }
  }
}
