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
    var left: Int
    var right: Int
    var length: UInt8
  }

  private let count: Int
  private var links: [Link] = []

  init(count: Int) {
    self.count = count
  }

  /// Joins two nodes, by a distance of 11 to 254.
  mutating func join(_ left: Int, _ right: Int, distance: UInt8) {
    links.append(Link(left: left, right: right, length: distance - DistanceMatrix.local))
  }

  /// Dijkstra's algorithm from every node.
  func shortestPaths() -> Paths {
    var matrix = DistanceMatrix(count: count, remote: DistanceMatrix.unreachable)
    var firstSaturated: (from: Int, to: Int)?
    var saturatedCount = 0
    let neighbours = Neighbours(links, count: count)
    // From the source on, every link makes each of its ends wait once at the most.
    var room = [Waiting](repeating: Waiting(node: 0, next: -1), count: 2 * links.count + 1)
    do {
      var values = matrix.values.mutableSpan
      var waiting = room.mutableSpan
      for source in 0..<count {
        let row = source * count
        let reached = neighbours.writeDistances(from: source, row: row, of: &values, waiting: &waiting)
        // What is joined and was not reached is too far away to be said.
        let tooFar = neighbours.joined(to: source) - reached
        guard tooFar > 0 else { continue }
        saturatedCount += tooFar
        if firstSaturated == nil {
          for node in 0..<count
          where values[row + node] == DistanceMatrix.unreachable && neighbours.areJoined(source, node) {
            firstSaturated = (source, node)
            break
          }
        }
        if reached + tooFar == count {
          for entry in row..<row + count { values[entry] = min(values[entry], Self.longest) }
        } else {
          for node in 0..<count where neighbours.areJoined(source, node) {
            values[row + node] = min(values[row + node], Self.longest)
          }
        }
      }
    }
    return Paths(matrix: matrix, firstSaturated: firstSaturated, saturatedCount: saturatedCount)
  }

  /// The longest distance that SLIT can say.
  private static let longest: UInt8 = 254

  /// A node that waits at a distance, and which of those that wait there is next; -1 behind the last.
  private struct Waiting {
    var node: UInt32
    var next: Int32
  }

  /// The links of every node, behind each other, and which nodes any way joins.
  private struct Neighbours {
    /// A link as one of its nodes has it.
    struct Way {
      /// Where it leads.
      var node: UInt32
      /// The distance that it adds.
      var length: UInt8
    }

    /// Where the links of a node begin in ``ways``; those of the last end at the last entry.
    let starts: [Int]
    /// The links of every node.
    let ways: [Way]
    /// The lowest of the nodes that a node is joined to.
    private let groups: [Int]
    /// How many nodes are joined to the lowest of them, itself among them.
    private let sizes: [Int]

    init(_ links: [Link], count: Int) {
      var ends = [Int](repeating: 0, count: count + 1)
      for link in links {
        ends[link.left + 1] += 1
        ends[link.right + 1] += 1
      }
      for node in 0..<count { ends[node + 1] += ends[node] }
      starts = ends
      var ways = [Way](repeating: Way(node: 0, length: 0), count: 2 * links.count)
      for link in links {
        for (from, to) in [(link.left, link.right), (link.right, link.left)] {
          ways[ends[from]] = Way(node: UInt32(to), length: link.length)
          ends[from] += 1
        }
      }
      self.ways = ways

      var groups = [Int](repeating: -1, count: count)
      var sizes = [Int](repeating: 0, count: count)
      var waiting: [Int] = []
      for first in 0..<count where groups[first] < 0 {
        groups[first] = first
        waiting.append(first)
        while let node = waiting.popLast() {
          sizes[first] += 1
          for way in ways[starts[node]..<starts[node + 1]] where groups[Int(way.node)] < 0 {
            groups[Int(way.node)] = first
            waiting.append(Int(way.node))
          }
        }
      }
      self.groups = groups
      self.sizes = sizes
    }

    /// How many nodes there is a way to, the node itself among them.
    func joined(to node: Int) -> Int { sizes[groups[node]] }

    func areJoined(_ left: Int, _ right: Int) -> Bool { groups[left] == groups[right] }

    /// Writes the distances from a node into its row, where those of others are unreachable before.
    ///
    /// - Parameters:
    ///   - waiting: Room for one node more than links have ends.
    /// - Returns: How many nodes a distance could be said of.
    func writeDistances(
      from source: Int, row: Int, of distances: inout MutableSpan<UInt8>, waiting: inout MutableSpan<Waiting>
    ) -> Int {
      // The nodes that wait at each distance, as lists; no distance is longer than 254, so that a queue sorted by it is
      // an array.
      var heads = InlineArray<255, Int32>(repeating: -1)
      heads[Int(DistanceMatrix.local)] = 0
      waiting[0] = Waiting(node: UInt32(source), next: -1)
      var used = 1
      var left = 1
      var reached = 0
      var distance = Int(DistanceMatrix.local)
      let (starts, ways) = (starts.span, ways.span)
      while left > 0 {
        var entry = Int(heads[distance])
        heads[distance] = -1
        while entry >= 0 {
          let node = Int(waiting[entry].node)
          entry = Int(waiting[entry].next)
          left -= 1
          // Of a node that waits twice, the shorter way was walked.
          guard Int(distances[row + node]) == distance else { continue }
          reached += 1
          for link in starts[node]..<starts[node + 1] {
            let way = ways[link]
            let sum = distance + Int(way.length)
            let place = row + Int(way.node)
            // Where nothing was reached stands 255, so that no sum is longer than SLIT can say.
            guard sum < Int(distances[place]) else { continue }
            distances[place] = UInt8(sum)
            waiting[used] = Waiting(node: way.node, next: heads[sum])
            heads[sum] = Int32(used)
            used += 1
            left += 1
          }
        }
        distance += 1
      }
      return reached
    }
  }
}
