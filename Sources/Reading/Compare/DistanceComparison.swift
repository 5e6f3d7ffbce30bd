/// Compares distances between proximity domains.
struct DistanceComparison {
  private let old: [ArraySlice<UInt8>]
  private let new: [ArraySlice<UInt8>]

  init(from old: [ArraySlice<UInt8>], to new: [ArraySlice<UInt8>]) {
    self.old = old
    self.new = new
  }

  /// What differs: how many domains there are, or the distances of pairs.
  var differences: [Difference] {
    guard old.count == new.count else {
      return [Difference(nil, "SLIT", "\(old.count) → \(new.count) proximity domains")]
    }
    var differences: [Difference] = []
    for from in old.indices where old[from] != new[from] {
      let (before, after) = (Array(old[from]), Array(new[from]))
      guard before.count == after.count else { continue }
      for to in before.indices where before[to] != after[to] {
        // The way back is told with the way there, where both changed alike.
        if to < from, isSame(to, from, before[to], after[to]) { continue }
        let isBoth = from != to && isSame(to, from, before[to], after[to])
        differences.append(
          Difference(
            nil, "distance from \(from) to \(to)\(isBoth ? " and back" : "")", "\(before[to]) → \(after[to])"))
      }
    }
    return differences
  }

  private func isSame(_ from: Int, _ to: Int, _ before: UInt8, _ after: UInt8) -> Bool {
    guard old[from].count > to, new[from].count > to else { return false }
    return old[from][old[from].startIndex + to] == before && new[from][new[from].startIndex + to] == after
  }
}
