import Diagnostics
import FirmwareTables
import MachineModel

/// The distances of SLIT for the nodes of a topology.
struct FoundDistances {
  /// The distances; those of a machine that says nothing where there is no SLIT, or one of other nodes.
  private(set) var matrix: DistanceMatrix

  /// - Parameters:
  ///   - table: What SLIT says; `nil` where there is none.
  ///   - domains: The domains of the nodes.
  init(_ table: SLIT?, _ domains: ProximityDomains) {
    matrix = DistanceMatrix(count: domains.nodeCount)
    guard let table, let count = Int(exactly: table.localities), count > 0, count <= Language.maximumNodes,
      table.distances.count >= count * count
    else { return }
    let order = domains.ascending
    // A row a domain, or a row a node, as where a table has none for domains that do not exist.
    let rows: [Int]
    if count == domains.nodeCount, !domains.areByPlace {
      var places = [Int](repeating: 0, count: count)
      for (row, node) in order.enumerated() { places[node] = row }
      rows = places
    } else {
      rows = (0..<domains.nodeCount).map { Int(domains[$0]) }
    }
    for from in 0..<domains.nodeCount where rows[from] < count {
      for to in 0..<domains.nodeCount where rows[to] < count {
        matrix[from, to] = table.distances[rows[from] * count + rows[to]]
      }
    }
    // That they are stated is to be seen in tables, too.
    matrix.origin = .beginning
  }
}
