package import Addresses

/// How addresses become heights: bands between all addresses where something begins or ends, shared by every column of a
/// picture, so that what stands side by side is at the same addresses.
package struct AddressScale: Sendable {
  /// Addresses between two neighbouring ends.
  package struct Band: Equatable, Sendable {
    /// The addresses.
    package var range: AddressRange
    /// Whether nothing is there.
    package var isEmpty: Bool
    /// How many bands are left out here; 0 where this is one.
    package var leftOut = 0
  }

  /// A range with what it has in common with those that look alike.
  struct Mark {
    let range: AddressRange
    let likeness: UInt64
  }

  /// The bands, by ascending address, each of which begins where the one before ends.
  package let bands: [Band]

  /// Finds the bands.
  ///
  /// - Parameters:
  ///   - marks: Every range that is shown.
  ///   - mostBands: How many bands there may be. Where there are more, those in the middle of stretches that look alike
  ///     are left out first, then those in the middle of all.
  init(_ marks: [Mark], mostBands: Int) {
    let marks = marks.filter { !$0.range.isEmpty }
    let ends = Self.sorted(marks.flatMap { [$0.range.start, $0.range.end] })
    guard ends.count > 1 else {
      bands = []
      return
    }
    // What covers a band, as differences: a range adds where it begins and takes away where it ends.
    var covers = [Int](repeating: 0, count: ends.count)
    var likeness = [UInt64](repeating: 0, count: ends.count)
    for mark in marks {
      let first = ends.firstIndexOfSorted { $0 >= mark.range.start }
      let last = ends.firstIndexOfSorted { $0 >= mark.range.end }
      covers[first] += 1
      covers[last] -= 1
      likeness[first] &+= mark.likeness
      likeness[last] &-= mark.likeness
    }
    var all: [(band: Band, likeness: UInt64)] = []
    var (covering, like) = (0, UInt64(0))
    for index in 0..<ends.count - 1 {
      covering += covers[index]
      like &+= likeness[index]
      all.append((Band(range: AddressRange(ends[index], ends[index + 1]), isEmpty: covering == 0), like))
    }
    bands = Self.shortened(all, to: mostBands)
  }

  /// The bands of a range; those that are left out count as one, and are in it where any of them is.
  package func bands(of range: AddressRange) -> Range<Int> {
    let first = bands.firstIndexOfSorted { $0.range.end > range.start }
    let last = bands.firstIndexOfSorted { $0.range.start >= range.end }
    return first..<max(first, last)
  }

  private static func sorted(_ addresses: [UInt64]) -> [UInt64] {
    var ends: [UInt64] = []
    for address in addresses.sorted() where ends.last != address { ends.append(address) }
    return ends
  }

  // MARK: Leaving out

  private static func shortened(_ all: [(band: Band, likeness: UInt64)], to most: Int) -> [Band] {
    guard all.count > most else { return all.map(\.band) }
    // Bands at each end of what is left out that stay, as an example.
    let kept = max(2, most / 12)
    // The longest stretches of bands that look alike, or take turns: a gap between any two nodes is one of them.
    var stretches: [Range<Int>] = []
    var start = 0
    for index in all.indices.dropFirst(2) where all[index].likeness != all[index - 2].likeness {
      stretches.append(start..<index)
      start = index - 1
    }
    stretches.append(start..<all.count)
    var leftOut = [Bool](repeating: false, count: all.count)
    var count = all.count
    for stretch in stretches.sorted(by: { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) })
    where count > most {
      // All of one stretch or of none but for its ends, so that what is shown is whole.
      let middle = stretch.dropFirst(kept).dropLast(kept)
      guard middle.count > 1 else { break }
      for index in middle where !leftOut[index] {
        leftOut[index] = true
        count -= 1
      }
      count += 1
    }
    var bands = joined(all.map(\.band), leftOut)
    if bands.count > most {
      let half = max(1, most / 2)
      bands = joined(bands, bands.indices.map { $0 >= half && $0 < bands.count - half })
    }
    return bands
  }

  /// Bands with neighbours that are left out as one.
  private static func joined(_ all: [Band], _ leftOut: [Bool]) -> [Band] {
    var bands: [Band] = []
    for (index, band) in all.enumerated() {
      let count = max(1, band.leftOut)
      if leftOut[index], index > 0, leftOut[index - 1], let last = bands.last {
        bands[bands.count - 1] = Band(
          range: AddressRange(last.range.start, band.range.end), isEmpty: false, leftOut: last.leftOut + count)
      } else if leftOut[index] {
        bands.append(Band(range: band.range, isEmpty: false, leftOut: count))
      } else {
        bands.append(band)
      }
    }
    return bands
  }
}
