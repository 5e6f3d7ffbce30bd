/// Nodes joined by links, from which distances are shortest paths: 10 + Σ (link − 10), at most 254.
struct LinkNetwork {
  /// What the shortest paths come to.
  struct Paths {
    var matrix: DistanceMatrix
    /// The first pair, row by row, whose path is longer than SLIT can say.
    var firstSaturated: (from: Int, to: Int)?
    var saturatedCount = 0
  }

  private struct Link {
    var to: Int
    var length: Int
  }

  /// The longest path that SLIT can say, less the 10 of a node's distance to itself.
  private static let longest = 254 - 10

  private var links: [[Link]]

  init(count: Int) {
    links = [[Link]](repeating: [], count: count)
  }

  mutating func join(_ left: Int, _ right: Int, distance: UInt8) {
    let length = Int(distance) - 10
    links[left].append(Link(to: right, length: length))
    links[right].append(Link(to: left, length: length))
  }

  /// Dijkstra's algorithm from every node. No path is longer than 245, which stands for all that is too long, so
  /// the queue is an array of buckets and each source costs its links and no logarithm.
  func shortestPaths() -> Paths {
    let count = links.count
    let tooLong = Self.longest + 1
    var paths = Paths(matrix: DistanceMatrix(count: count, remote: DistanceMatrix.unreachable))
    var buckets = [[Int]](repeating: [], count: tooLong + 1)
    var lengths = [Int](repeating: .max, count: count)
    for source in 0..<count where !links[source].isEmpty {
      for node in 0..<count { lengths[node] = .max }
      lengths[source] = 0
      buckets[0].append(source)
      for length in 0...tooLong {
        // Links out of the last bucket lead back into it, so it is walked while it grows.
        var next = 0
        while next < buckets[length].count {
          let node = buckets[length][next]
          next += 1
          guard lengths[node] == length else { continue }
          for link in links[node] {
            let sum = min(length + link.length, tooLong)
            if sum < lengths[link.to] {
              lengths[link.to] = sum
              buckets[sum].append(link.to)
            }
          }
        }
        buckets[length].removeAll(keepingCapacity: true)
      }
      for node in 0..<count where node != source && lengths[node] != .max {
        paths.matrix[source, node] = UInt8(10 + min(lengths[node], Self.longest))
        if lengths[node] == tooLong {
          paths.saturatedCount += 1
          if paths.firstSaturated == nil { paths.firstSaturated = (source, node) }
        }
      }
    }
    return paths
  }
}
