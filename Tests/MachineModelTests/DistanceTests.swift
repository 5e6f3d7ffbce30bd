import Artifacts
import Diagnostics
import TestSupport
import Testing

@testable import MachineModel

/// The distance matrix of each form, row by row.
@Suite("Distances") struct DistanceTests {
  @Test(
    "Each form gives a matrix",
    arguments: [
      ("nothing said", 3, "", ["10 20 20", "20 10 20", "20 20 10"]),
      ("one node", 1, "", ["10"]),
      ("a scalar for all others", 3, "{remote: 21}", ["10 21 21", "21 10 21", "21 21 10"]),
      ("the farthest scalar", 2, "{remote: 255}", ["10 255", "255 10"]),
      ("an empty mapping", 2, "{}", ["10 20", "20 10"]),
      (
        "pairs, both directions", 3,
        "{remote: 21, pairs: [{from: 0, to: 1, distance: 16}, {from: 2, to: 1, distance: 17}]}",
        ["10 16 21", "16 10 17", "21 17 10"]
      ),
      ("pairs, the rest by default", 2, "{pairs: []}", ["10 20", "20 10"]),
      (
        "pairs, one direction each", 2,
        "{asymmetric: true, pairs: [{from: 0, to: 1, distance: 16}, {from: 1, to: 0, distance: 18}]}",
        ["10 16", "18 10"]
      ),
      (
        "a pair of one direction", 2, "{asymmetric: on, pairs: [{from: 1, to: 0, distance: 18}]}",
        ["10 20", "18 10"]
      ),
      ("a pair of a node with itself", 2, "{pairs: [{from: 1, to: 1, distance: 10}]}", ["10 20", "20 10"]),
      (
        "a link that stands twice takes the shorter", 3,
        "{links: [{between: [0, 1], distance: 20}, {between: [1, 0], distance: 12}, {between: [0, 1], distance: 15}, "
          + "{between: [1, 2], distance: 13}]}",
        ["10 12 15", "12 10 13", "15 13 10"]
      ),
      ("a matrix", 2, "[[10, 21], [21, 10]]", ["10 21", "21 10"]),
      ("a matrix with numbers of any form", 2, "[[0xa, \"11\"], [0x0b, 1_0]]", ["10 11", "11 10"]),
      ("a matrix under its key", 2, "{matrix: [[10, 255], [255, 10]]}", ["10 255", "255 10"]),
      ("an asymmetric matrix", 2, "{asymmetric: true, matrix: [[10, 21], [31, 10]]}", ["10 21", "31 10"]),
      (
        "links in a chain", 3, "{links: [{between: [0, 1], distance: 16}, {between: [1, 2], distance: 20}]}",
        ["10 16 26", "16 10 20", "26 20 10"]
      ),
      (
        "a link that is longer than the way around it", 3,
        "{links: [{between: [0, 1], distance: 12}, {between: [1, 2], distance: 12}, {between: [0, 2], distance: 40}]}",
        ["10 12 14", "12 10 12", "14 12 10"]
      ),
      (
        "nodes that no link reaches", 3, "{links: [{between: [0, 1], distance: 16}]}",
        ["10 16 255", "16 10 255", "255 255 10"]
      ),
      ("no links at all", 2, "{links: []}", ["10 255", "255 10"]),
      ("the longest link", 2, "{links: [{between: [0, 1], distance: 254}]}", ["10 254", "254 10"]),
      ("the shortest link", 2, "{links: [{between: [1, 0], distance: 11}]}", ["10 11", "11 10"]),
      (
        "a path of exactly 254", 3, "{links: [{between: [0, 1], distance: 132}, {between: [1, 2], distance: 132}]}",
        ["10 132 254", "132 10 132", "254 132 10"]
      ),
    ])
  func forms(_ title: String, _ nodes: Int, _ distances: String, _ rows: [String]) throws {
    let compilation = Compilation(document(nodes, distances))
    #expect(compilation.text == "")
    #expect(try rowTexts(#require(compilation.topology).distances) == rows)
  }

  @Test("A path that is too long is 254, with a warning that counts them")
  func saturation() throws {
    let links =
      "{links: [{between: [0, 1], distance: 132}, {between: [1, 2], distance: 133}, {between: [2, 3], distance: 200}]}"
    let compilation = Compilation(document(4, links))
    #expect(compilation.identifiers == ["distance-saturated"])
    // 0-2, 0-3 and 1-3, in both directions.
    #expect(
      compilation.diagnostics.first?.message
        == "6 distances saturate at 254, the first from node 0 to node 2")
    #expect(
      try rowTexts(#require(compilation.topology).distances)
        == ["10 132 254 254", "132 10 133 254", "254 133 10 200", "254 254 200 10"])
  }

  @Test("A ring: the shorter way round")
  func ring() throws {
    let links = (0..<8).map { "{between: [\($0), \(($0 + 1) % 8)], distance: 15}" }.joined(separator: ", ")
    let distances = try #require(Compilation(document(8, "{links: [\(links)]}")).topology).distances
    #expect((0..<8).map { distances[0, $0] } == [10, 15, 20, 25, 30, 25, 20, 15])
    #expect((0..<8).map { distances[5, $0] } == [25, 30, 25, 20, 15, 10, 15, 20])
  }

  @Test("A ring of 1,024 nodes is no great matter", .timeLimit(.minutes(10)))
  func largeRing() {
    var network = LinkNetwork(count: 1024)
    for node in 0..<1024 { network.join(node, (node + 1) % 1024, distance: 11) }
    let paths = network.shortestPaths()
    for node in 0..<1024 {
      let hops = min(node, 1024 - node)
      #expect(paths.matrix[0, node] == UInt8(10 + min(hops, 244)))
      #expect(paths.matrix[(node + 700) % 1024, 700] == UInt8(10 + min(hops, 244)))
    }
    // From each node, 512 - 244 hops too far on either side, the opposite node once.
    #expect(paths.saturatedCount == 1024 * (2 * (511 - 244) + 1))
    #expect(paths.firstSaturated ?? (0, 0) == (0, 245))
  }

  @Test("Shortest paths are those of Floyd and Warshall", arguments: 0..<200)
  func floydWarshall(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let count = random.number(1...24)
    var network = LinkNetwork(count: count)
    var reference = [[Int?]](repeating: [Int?](repeating: nil, count: count), count: count)
    for node in 0..<count { reference[node][node] = 0 }
    let longest = random.one(of: [20, 120, 254])
    for _ in 0..<random.number(0...(2 * count)) where count > 1 {
      let left = random.number(0...(count - 1))
      let right = (left + random.number(1...(count - 1))) % count
      let distance = random.number(11...longest)
      network.join(left, right, distance: UInt8(distance))
      let length = min(distance - 10, reference[left][right] ?? .max)
      reference[left][right] = length
      reference[right][left] = length
    }
    for middle in 0..<count {
      for from in 0..<count {
        for to in 0..<count {
          guard let first = reference[from][middle], let second = reference[middle][to] else { continue }
          reference[from][to] = min(first + second, reference[from][to] ?? .max)
        }
      }
    }
    let paths = network.shortestPaths()
    var saturated: [(from: Int, to: Int)] = []
    for from in 0..<count {
      for to in 0..<count {
        let expected = reference[from][to].map { min(10 + $0, 254) } ?? 255
        #expect(Int(paths.matrix[from, to]) == expected, "seed \(seed), from \(from) to \(to)")
        if (reference[from][to] ?? 0) > 244 { saturated.append((from, to)) }
      }
    }
    #expect(paths.saturatedCount == saturated.count)
    #expect(paths.firstSaturated?.from == saturated.first?.from && paths.firstSaturated?.to == saturated.first?.to)
  }

  @Test("Every entry of a matrix that is wrong is reported at its place")
  func wrongEntries() {
    let compilation = Compilation(document(3, "[[11, 9, 256], [x, 10, 20], [0, 20, 1]]"))
    #expect(
      compilation.diagnostics.map { "\($0.range?.start.column ?? 0) \($0.identifier)" } == [
        "14 distance-diagonal", "18 distance-too-short", "21 distance-too-long", "28 invalid-number",
        "41 distance-too-short", "48 distance-diagonal",
      ])
  }

  @Test("Every entry that differs from its opposite is reported, and beyond a hundred counted")
  func asymmetry() {
    let rows = (0..<20).map { from in
      "[" + (0..<20).map { to in from == to ? "10" : from < to ? "20" : "21" }.joined(separator: ", ") + "]"
    }
    let compilation = Compilation(document(20, "[\(rows.joined(separator: ", "))]"))
    #expect(compilation.identifiers == Array(repeating: "distance-asymmetric", count: 100))
    #expect(
      compilation.diagnostics.last?.notes.last?.message == "and 90 more of [distance-asymmetric], not shown")
  }

  @Test("All that is wrong in one pair or link is reported")
  func wrongPairs() {
    let pairs = Compilation(document(2, "{pairs: [{from: 2, to: 3, distance: 9}, {from: 0, to: 1, distance: 16}]}"))
    #expect(pairs.identifiers == ["distance-unknown-node", "distance-unknown-node", "distance-too-short"])
    let links = Compilation(document(2, "{links: [{between: [5, x], distance: 10}, {between: 0, distance: 300}]}"))
    #expect(
      links.identifiers == [
        "distance-unknown-node", "distance-unknown-node", "distance-too-short", "wrong-type", "distance-too-long",
      ])
  }

  private func document(_ nodes: Int, _ distances: String) -> String {
    "memc: 1\nmemory: 8GiB\nnodes: \(nodes)\n" + (distances.isEmpty ? "" : "distances: \(distances)\n")
  }

  private func rowTexts(_ matrix: DistanceMatrix) -> [String] {
    (0..<matrix.count).map { from in
      (0..<matrix.count).map { "\(matrix[from, $0])" }.joined(separator: " ")
    }
  }
}
