/// Whole units that are dealt out in proportion to what each taker can hold.
enum Apportionment {
  /// Deals units out: to each taker in proportion, rounded down, and what is left over one by one to those that lost most by
  /// that, of equal ones to the first (the largest remainders).
  ///
  /// - Parameters:
  ///   - units: How many; no more than all takers can hold.
  ///   - capacities: How many each can hold, of which none is given more.
  /// - Returns: How many each gets: all of them together.
  static func shares(of units: UInt64, _ capacities: [UInt64]) -> [UInt64] {
    let total = capacities.reduce(0) { $0 + UInt128($1) }
    guard total > 0 else { return capacities.map { _ in 0 } }
    let products = capacities.map { UInt128(units) * UInt128($0) }
    // Each quotient is at most the taker's capacity, and below it where anything is left over.
    var shares = products.map { UInt64(clamping: $0 / total) }
    let left = Int(clamping: units - shares.reduce(0, +))
    let order = products.indices.sorted { (products[$1] % total, $0) < (products[$0] % total, $1) }
    for index in order.prefix(left) { shares[index] += 1 }
    return shares
  }
}
