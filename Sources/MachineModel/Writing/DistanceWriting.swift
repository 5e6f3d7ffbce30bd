extension DistanceMatrix {
  /// The root's `distances` in the shortest of its forms: what all others are apart, with pairs that are not, or all; `nil`
  /// where nothing is said of them.
  ///
  /// - Parameter domains: By which the document names nodes.
  func document(_ domains: ProximityDomains) -> DocumentValue? {
    guard isStated, count > 0, values.count == count * count else { return nil }
    let remote = mostFrequent
    let isSymmetric = isSymmetric
    // A diagonal that is no distance to itself, which rules tell of, can be said by a matrix only.
    let hasDiagonal = (0..<count).allSatisfy { self[$0, $0] == Self.local }
    let pairs = hasDiagonal && (11...255).contains(remote) ? self.pairs(besides: remote, isSymmetric, domains) : nil
    let stated: [(String, DocumentValue?)] =
      [("remote", .number(remote)), ("asymmetric", isSymmetric ? nil : .scalar("on"))]
    // A pair takes the room of some eight entries.
    guard let pairs, pairs.count * 8 <= count * count || pairs.isEmpty else {
      let order = domains.ascending
      let matrix = DocumentValue.list(order.map { from in .list(order.map { .number(self[from, $0]) }) })
      return isSymmetric ? matrix : .mapping(stating: [("asymmetric", .scalar("on")), ("matrix", matrix)])
    }
    return .mapping(stating: stated + [("pairs", DocumentValue.list(pairs).unlessEmpty)])
  }

  /// The distance that most pairs of two nodes have; of a single node, the usual one.
  private var mostFrequent: UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    for value in values { counts[Int(value)] += 1 }
    counts[Int(Self.local)] -= count
    let most = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
    return counts[most] > 0 ? UInt8(most) : Self.remote
  }

  /// The pairs that have another distance; `nil` where they are too many to be told one by one.
  private func pairs(besides remote: UInt8, _ isSymmetric: Bool, _ domains: ProximityDomains) -> [DocumentValue]? {
    var pairs: [DocumentValue] = []
    for from in 0..<count {
      for to in (isSymmetric ? from + 1 : 0)..<max(count, isSymmetric ? from + 1 : 0)
      where from != to && self[from, to] != remote {
        guard pairs.count < count * count / 8 + 1 else { return nil }
        pairs.append(
          .mapping(stating: [
            ("from", .number(domains[from])), ("to", .number(domains[to])), ("distance", .number(self[from, to])),
          ]))
      }
    }
    return pairs
  }
}
