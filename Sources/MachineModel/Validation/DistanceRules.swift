import Diagnostics

/// What distances may be, and that there is one for each pair of nodes.
enum DistanceRules {
  /// A distance: 10 on the diagonal, 11 to 255 elsewhere.
  ///
  /// - Parameter domains: What the text calls the nodes; `nil` where that is unclear.
  static func distance(_ value: UInt64, from: Int, to: Int, _ domains: ProximityDomains?) -> Breach? {
    if from == to {
      return value == DistanceMatrix.local
        ? nil
        : Breach(
          .distanceDiagonal,
          "\(domains?.word(from) ?? "node \(from)")'s distance to itself is \(value); it is 10 by definition")
    }
    if value <= DistanceMatrix.local {
      return Breach(
        .distanceTooShort, "distance \(value) is too short: 10 is a node's distance to itself, others are 11 to 255"
      )
    }
    return value <= DistanceMatrix.unreachable
      ? nil : Breach(.distanceTooLong, "distance \(value) is too long: SLIT has one byte, and 255 is unreachable")
  }

  /// The distance across a link, which is a part of a path and so never unreachable.
  static func link(_ value: UInt64) -> Breach? {
    if value <= DistanceMatrix.local {
      return Breach(.distanceTooShort, "distance \(value) is too short: a link's is 11 to 254")
    }
    return value < DistanceMatrix.unreachable
      ? nil : Breach(.distanceTooLong, "distance \(value) is too long: a link's is 11 to 254")
  }

  /// How many rows a matrix has.
  static func rows(_ rows: Int, forNodes count: Int) -> Breach? {
    rows == count
      ? nil
      : Breach(
        .distanceShape,
        "the matrix has \(rows) row\(rows == 1 ? "" : "s") for \(count) node\(count == 1 ? "" : "s")")
  }

  /// How many entries a row has.
  static func entries(_ entries: Int, inRow row: Int, forNodes count: Int) -> Breach? {
    entries == count
      ? nil
      : Breach(
        .distanceShape,
        "row \(row) has \(entries) entr\(entries == 1 ? "y" : "ies") for \(count) node\(count == 1 ? "" : "s")")
  }

  /// A matrix. Directions may differ: who sets single distances says which one is meant.
  static func matrix(_ matrix: DistanceMatrix, _ nodes: [MemoryNode]) -> [Breach] {
    let nodeCount = nodes.count
    if let breach = rows(matrix.count, forNodes: nodeCount) { return [breach] }
    if let row = matrix.oddRow, let breach = entries(row.entries, inRow: row.index, forNodes: nodeCount) {
      return [breach]
    }
    guard !matrix.hasOrdinaryValues else { return [] }
    let domains = ProximityDomains(of: nodes)
    return (0..<nodeCount).flatMap { from in
      (0..<nodeCount).compactMap { distance(UInt64(matrix[from, $0]), from: from, to: $0, domains) }
    }
  }
}

extension DistanceMatrix {
  /// Whether the diagonal alone has 10, and nothing has less; seen row by row and quickly, as there are many distances.
  fileprivate var hasOrdinaryValues: Bool {
    let values = values.span
    for row in 0..<count {
      let (start, own) = (row * count, row * count + row)
      guard values[own] == Self.local, Self.areFar(values.extracting(start..<own)),
        Self.areFar(values.extracting(own + 1..<start + count))
      else { return false }
    }
    return true
  }

  /// Whether distances are all of other nodes: each is looked at, so that several are at a time.
  private static func areFar(_ values: Span<UInt8>) -> Bool {
    var least = UInt8.max
    for index in values.indices { least = min(least, values[index]) }
    return least > local
  }
}
