import Addresses
import Diagnostics

/// What of a machine's geography lies where: gaps above the base of RAM, ranges that do not overlap.
enum PlatformRules {
  /// Judges gaps together, and leaves what can be gaps, ascending.
  static func settleGaps(of platform: inout Platform) -> [Breach] {
    let base = platform.dramBase
    var breaches: [Breach] = []
    for index in platform.gaps.indices where platform.gaps[index].start < base {
      let gap = platform.gaps[index]
      breaches.append(
        Breach(
          .gapBelowDRAM, at: gap.startOrigin ?? gap.origin,
          "the gap starts at \(Units.address(gap.start)), below dram_base, \(Units.address(base))"))
      // What of it lies above the base is a gap all the same, where more mistakes are looked for.
      platform.gaps[index].range = AddressRange(base, gap.end)
    }
    platform.gaps.removeAll(where: \.range.isEmpty)
    platform.gaps.sort { $0.start < $1.start }
    return breaches
      + overlaps(of: platform.gaps) { lower, gap in
        Breach(
          .gapOverlap, at: gap.origin, "the gap \(gap.range) overlaps the gap \(lower.range)",
          notes: .init("which is stated here", at: lower.origin))
      }
  }

  /// Judges reserved ranges together, and leaves them ascending.
  ///
  /// - Parameter cure: What replaces the preset's ranges in the text.
  static func settleReserved(of platform: inout Platform, cure: Fix?) -> [Breach] {
    platform.reserved.sort { $0.start < $1.start }
    return overlaps(of: platform.reserved) { [name = platform.name] lower, upper in
      let (stated, other) = upper.origin == nil && lower.origin != nil ? (lower, upper) : (upper, lower)
      let message = "the reserved range \(stated.range) overlaps "
      // Where no text states either, nobody can tell which is the preset's.
      guard stated.origin != nil, other.origin == nil else {
        return Breach(
          .reservedOverlap, at: stated.origin, "\(message)\(other.range)",
          notes: .init("which is stated here", at: other.origin))
      }
      return Breach(
        .reservedOverlap, at: stated.origin, "\(message)that of platform '\(name)', \(other.range)",
        suggestion: "write 'reserved: {replace: true, list: […]}'", fix: cure)
    }
  }

  /// A breach for each range that overlaps one before it, with the one before it that reaches highest.
  private static func overlaps<Ranged: AddressRanged>(
    of ascending: [Ranged], _ breach: (Ranged, Ranged) -> Breach
  ) -> [Breach] {
    var breaches: [Breach] = []
    var highest = ascending.first
    for range in ascending.dropFirst() {
      if let lower = highest, lower.end > range.start { breaches.append(breach(lower, range)) }
      if range.end > highest?.end ?? 0 { highest = range }
    }
    return breaches
  }
}
