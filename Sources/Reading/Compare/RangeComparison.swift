import Addresses

/// Compares what two inputs say of each address: maps of them may have other entries and say the same.
struct RangeComparison {
  /// Where something is said of addresses up to the next change.
  private struct Stretch: Equatable {
    let start: UInt64
    let fact: Fact?

    /// What is compared: of RAM whose it is, of all else what is said of it.
    var meaning: String? { fact.map { RangeComparison.words($0) } }

    static func == (left: Stretch, right: Stretch) -> Bool {
      left.start == right.start && left.meaning == right.meaning
    }
  }

  private let layer: FactLayer
  private let old: [Stretch]
  private let new: [Stretch]

  init(_ layer: FactLayer, from old: [Fact], to new: [Fact]) {
    self.layer = layer
    self.old = Self.stretches(old)
    self.new = Self.stretches(new)
  }

  /// What is said of all addresses, from 0 up; of those that overlap, the one that begins later.
  private static func stretches(_ facts: [Fact]) -> [Stretch] {
    var stretches = [Stretch(start: 0, fact: nil)]
    func append(_ start: UInt64, _ fact: Fact?) {
      if let last = stretches.last, last.start >= start { stretches.removeLast() }
      if let last = stretches.last, last.meaning == fact.map(words), last.fact?.node == fact?.node { return }
      stretches.append(Stretch(start: start, fact: fact))
    }
    var end: UInt64 = 0
    for fact in facts.sorted(by: { ($0.range?.start ?? 0) < ($1.range?.start ?? 0) }) {
      guard let range = fact.range, !range.isEmpty else { continue }
      if range.start > end { append(end, nil) }
      append(range.start, fact)
      end = max(end, range.end)
    }
    append(end, nil)
    return stretches
  }

  /// What differs, by ascending address.
  var differences: [Difference] {
    var differences: [Difference] = []
    var (left, right) = (0, 0)
    var start: UInt64 = 0
    while left < old.count, right < new.count {
      let ends = (
        left + 1 < old.count ? old[left + 1].start : .max, right + 1 < new.count ? new[right + 1].start : UInt64.max
      )
      let end = min(ends.0, ends.1)
      if start < end { tell(AddressRange(start, end), old[left].fact, new[right].fact, &differences) }
      start = end
      if ends.0 == end { left += 1 }
      if ends.1 == end { right += 1 }
    }
    return differences
  }

  private func tell(_ range: AddressRange, _ before: Fact?, _ after: Fact?, _ differences: inout [Difference]) {
    guard before.map(Self.words) != after.map(Self.words) else { return }
    let size = Units.bytes(range.size)
    let change: String =
      switch (before, after) {
      case (let before?, let after?): "\(range) (\(size)) \(Self.words(before)) → \(Self.words(after))"
      case (nil, let after?): "\(range) (\(size)) is now \(Self.words(after))"
      case (let before?, nil): "\(range) (\(size)) is no longer \(Self.words(before))"
      case (nil, nil): ""
      }
    var difference = Difference(layer, layer == .ram ? "memory" : layer.rawValue, change)
    if let fact = after ?? before { difference = difference.of(fact, isOld: after == nil) }
    difference.range = range
    differences.append(difference)
  }

  /// What is said of addresses; of RAM, whose it is.
  private static func words(_ fact: Fact) -> String {
    switch fact.layer {
    case .ram, .kernelNode: fact.title
    case .affinity: "in \(fact.meaning)"
    default: fact.meaning
    }
  }
}
