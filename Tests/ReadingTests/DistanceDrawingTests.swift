import MachineModel
import TestSupport
import Testing

@testable import Reading

/// Distances as shades, and as links.
@Suite("Distances drawn")
struct DistanceDrawingTests {
  private static let ring: [[UInt8]] = [
    [10, 16, 22, 28, 22, 16], [16, 10, 16, 22, 28, 22], [22, 16, 10, 16, 22, 28], [28, 22, 16, 10, 16, 22],
    [22, 28, 22, 16, 10, 16], [16, 22, 28, 22, 16, 10],
  ]

  @Test("the nearest, the middle and the farthest have shades of their own")
  func shades() throws {
    let shades = try #require(DistanceShades(Self.ring, most: 16))
    #expect(shades.rows == Self.ring)
    #expect(shades.rows[0].map { shades.shade(of: $0) } == [0, 1, 2, 3, 2, 1])
    #expect(shades.legend.map(\.text) == ["10", "16 to 18", "19 to 24", "25 to 28"])
    #expect(shades.legend.map(\.shade) == [0, 1, 2, 3])
  }

  @Test("no way has a shade of its own, and is not the farthest")
  func unreachable() throws {
    let shades = try #require(DistanceShades([[10, 255, 20], [255, 10, 20], [20, 20, 10]], most: 16))
    #expect(shades.rows[0].map { shades.shade(of: $0) } == [0, 4, 1])
    #expect(shades.legend.map(\.text) == ["10", "20", "no way"])
  }

  @Test("of many, a shade is the farthest of several")
  func blocks() throws {
    let shades = try #require(DistanceShades(Self.ring, most: 3))
    #expect(shades.block == 2)
    #expect(shades.rows == [[16, 28, 28], [28, 16, 28], [28, 28, 16]])
    #expect(shades.farthest == 28)
    let odd = try #require(DistanceShades(Self.ring, most: 5))
    #expect(odd.rows.count == 3)
  }

  @Test(
    "there is none of a single node, of nothing, and of rows that are no square",
    arguments: [nil, [[10]], [[10, 20], [20]]])
  func none(distances: [[UInt8]]?) {
    #expect(DistanceShades(distances, most: 8) == nil)
    #expect(DistanceLinks(distances) == nil)
  }

  @Test("links are found from the shortest paths that they made")
  func links() throws {
    let links = try #require(DistanceLinks(Self.ring))
    #expect(links.all.map { [$0.from, $0.to] } == [[0, 1], [0, 5], [1, 2], [2, 3], [3, 4], [4, 5]])
    #expect(Set(links.all.map(\.text)) == ["16"])
  }

  @Test("those of random networks are found again, or what is as short without them")
  func randomNetworks() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      let count = Int.random(in: 2...9, using: &generator)
      var matrix = [[Int]](repeating: [Int](repeating: 1000, count: count), count: count)
      for node in 0..<count { matrix[node][node] = 0 }
      for node in 1..<count {
        let other = Int.random(in: 0..<node, using: &generator)
        (matrix[node][other], matrix[other][node]) = (node + 2, node + 2)
      }
      func closed(_ matrix: [[Int]]) -> [[Int]] {
        var matrix = matrix
        for via in 0..<count {
          for from in 0..<count {
            for to in 0..<count { matrix[from][to] = min(matrix[from][to], matrix[from][via] + matrix[via][to]) }
          }
        }
        return matrix
      }
      let paths = closed(matrix)
      let links = try #require(DistanceLinks(paths.map { $0.map { UInt8($0 + 10) } }))
      // Of a tree each link is found, as no other way is there.
      #expect(links.all.count == count - 1)
      var again = [[Int]](repeating: [Int](repeating: 1000, count: count), count: count)
      for node in 0..<count { again[node][node] = 0 }
      for link in links.all {
        again[link.from][link.to] = Int(link.distance) - 10
        again[link.to][link.from] = Int(link.back) - 10
      }
      #expect(closed(again) == paths)
    }
  }
}
