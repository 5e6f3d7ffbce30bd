import Addresses

/// Finds whose memory is at an address.
struct MemoryOwners {
  private let ranges: [(range: AddressRange, domain: UInt32)]

  init(_ facts: MachineFacts) {
    ranges = facts.all.compactMap { fact in
      guard fact.layer == .ram || fact.layer == .affinity, let range = fact.range, let domain = fact.domain else {
        return nil
      }
      return (range, domain)
    }.sorted { $0.range.start < $1.range.start }
  }

  /// The proximity domain; `nil` where no memory is known to be.
  func domain(at address: UInt64) -> UInt32? {
    let next = ranges.firstIndexOfSorted { $0.range.start > address }
    // RAM and the affinity that covers it begin at one address or close by.
    return ranges[..<next].suffix(4).last { $0.range.contains(address) }?.domain
  }
}
