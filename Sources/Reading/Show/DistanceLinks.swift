import MachineModel

/// The links by which distances can be had: those that no way over another node makes needless.
///
/// A layout does not keep the links that a topology states, and tables never have any; a link between two nodes is where no
/// third one lies on a way that is as short. Of a network whose distances are its shortest paths these are its links.
package struct DistanceLinks: Sendable {
  /// A link.
  package struct Link: Hashable, Sendable {
    /// A proximity domain.
    package let from: Int
    /// One with a greater number.
    package let to: Int
    /// The distance there.
    package let distance: UInt8
    /// The distance back.
    package let back: UInt8

    /// `21`, or `21/31` where it is farther back.
    package var text: String { distance == back ? "\(distance)" : "\(distance)/\(back)" }
  }

  /// The most proximity domains that somebody would look at a graph of.
  package static let mostDomains = 64

  /// How many proximity domains there are.
  package let domains: Int
  /// The links.
  package let all: [Link]

  /// Finds the links; `nil` for fewer than two proximity domains, and for very many.
  package init?(_ distances: [some Collection<UInt8>]?) {
    guard let rows = distances, 2...Self.mostDomains ~= rows.count, rows.allSatisfy({ $0.count == rows.count })
    else { return nil }
    let distances = rows.map { Array($0) }
    domains = distances.count
    let local = Int(DistanceMatrix.local)
    func isNeeded(_ from: Int, _ to: Int) -> Bool {
      guard distances[from][to] < DistanceMatrix.unreachable else { return false }
      let direct = Int(distances[from][to]) - local
      return !distances.indices.contains { via in
        via != from && via != to && Int(distances[from][via]) + Int(distances[via][to]) - 2 * local <= direct
      }
    }
    var links: [Link] = []
    for from in distances.indices {
      for to in distances.indices.dropFirst(from + 1) where isNeeded(from, to) || isNeeded(to, from) {
        links.append(Link(from: from, to: to, distance: distances[from][to], back: distances[to][from]))
      }
    }
    all = links
  }
}
