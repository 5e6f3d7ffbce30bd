/// A set of addresses as ascending ranges that neither overlap nor touch.
package struct AddressSet: Equatable, Sendable {
  /// The ranges.
  package private(set) var ranges: [AddressRange] = []

  /// The union of ranges in any order; empty ones count for nothing.
  package init(_ parts: [AddressRange]) {
    for part in parts.filter({ !$0.isEmpty }).sorted(by: { $0.start < $1.start }) {
      if let last = ranges.last, part.start <= last.end {
        ranges[ranges.count - 1] = AddressRange(last.start, max(last.end, part.end))
      } else {
        ranges.append(part)
      }
    }
  }

  /// Whether no address is in the set.
  package var isEmpty: Bool { ranges.isEmpty }

  /// How many addresses there are: fewer than 2^64, as no range reaches beyond that and none overlaps another.
  package var size: UInt64 { ranges.reduce(0) { $0 + $1.size } }

  /// What is in this set and not in the other.
  package func subtracting(_ other: AddressSet) -> AddressSet {
    AddressSet(ranges.flatMap { other.gaps(in: $0) })
  }

  /// What of a range is not in this set, ascending.
  package func gaps(in range: AddressRange) -> [AddressRange] {
    var gaps: [AddressRange] = []
    var start = range.start
    for known in ranges[ranges.firstIndexOfSorted { $0.end > range.start }...] {
      guard known.start < range.end else { break }
      if known.start > start { gaps.append(AddressRange(start, known.start)) }
      start = known.end
    }
    if start < range.end { gaps.append(AddressRange(start, range.end)) }
    return gaps
  }
}
