import MachineModel

/// Distances as a matrix of shades, of which each stands for several where there are too many.
package struct DistanceShades: Sendable {
  /// Shades from that of a node itself, over the nearest and the farthest, to no way at all.
  package static let count = 5

  /// Rows of the matrix, at the most as many as were asked for.
  package let rows: [[UInt8]]
  /// How many proximity domains a row or column stands for; a shade is that of the farthest.
  package let block: Int
  /// How many proximity domains there are.
  package let domains: Int
  /// The nearest of others; `nil` where there are none.
  package let nearest: UInt8?
  /// The farthest that can be reached.
  package let farthest: UInt8?
  /// Whether some cannot be reached.
  package let hasUnreachable: Bool

  /// Creates the matrix; `nil` for none, or for a single node.
  package init?(_ distances: [some Collection<UInt8>]?, most: Int) {
    guard let distances, distances.count > 1, distances.allSatisfy({ $0.count == distances.count }) else {
      return nil
    }
    domains = distances.count
    block = (distances.count + most - 1) / most
    let size = (domains + block - 1) / block
    var rows: [[UInt8]] = []
    rows.reserveCapacity(size)
    var seen = [Bool](repeating: false, count: 256)
    for first in stride(from: 0, to: domains, by: block) {
      var cells = [UInt8](repeating: 0, count: size)
      for from in first..<min(first + block, domains) {
        var (cell, left) = (0, block)
        for distance in distances[from] {
          seen[Int(distance)] = true
          if distance > cells[cell] { cells[cell] = distance }
          left -= 1
          if left == 0 { (cell, left) = (cell + 1, block) }
        }
      }
      rows.append(cells)
    }
    self.rows = rows
    let others = (0..<255).filter { seen[$0] && $0 != Int(DistanceMatrix.local) }
    nearest = others.first.map { UInt8($0) }
    farthest = others.last.map { UInt8($0) }
    hasUnreachable = seen[Int(DistanceMatrix.unreachable)]
  }

  /// The shade of a distance.
  package func shade(of distance: UInt8) -> Int {
    if distance == DistanceMatrix.local { return 0 }
    if distance == DistanceMatrix.unreachable { return 4 }
    guard let nearest, let farthest, farthest > nearest, distance > nearest else { return 1 }
    return 1 + (2 * Int(distance - nearest) + Int(farthest - nearest) / 2) / Int(farthest - nearest)
  }

  /// The distances of each shade that some have, in words.
  package var legend: [(shade: Int, text: String)] {
    var found: [(Int, String)] = [(0, "\(DistanceMatrix.local)")]
    if let nearest, let farthest {
      var ranges: [Int: (UInt8, UInt8)] = [:]
      for distance in nearest...farthest where distance != DistanceMatrix.local {
        let shade = shade(of: distance)
        ranges[shade] = (ranges[shade]?.0 ?? distance, distance)
      }
      for shade in 1...3 {
        guard let range = ranges[shade] else { continue }
        found.append((shade, range.0 == range.1 ? "\(range.0)" : "\(range.0) to \(range.1)"))
      }
    }
    if hasUnreachable { found.append((4, "no way")) }
    return found
  }
}
