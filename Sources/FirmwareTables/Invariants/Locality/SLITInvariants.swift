import MachineModel
import Platforms

extension SLIT {
  /// There is a row for every proximity domain; a node is 10 from itself and farther from others.
  package static func check(_ slit: SLIT, in set: TableSet, _ violations: inout ViolationList) {
    let localities = slit.localities
    let ofSlots = set.slots.reduce(0) { max($0, $1.node < .max ? $1.node + 1 : .max) }
    let domains = max(ofSlots, set.table(SRAT.self)?.domainCount ?? 0)
    if let rows = set.localities, UInt64(clamping: rows) != localities {
      violations.tell("SLIT's number of localities is \(localities), but that of proximity domains is \(rows)")
    } else if UInt64(clamping: domains) > localities, !set.style.hasSLITOfNodesOnly {
      violations.tell(
        "SLIT's number of localities is \(localities), but that of proximity domains is at least \(domains)")
    }
    let distances = slit.distances
    guard let count = Int(exactly: localities), count > 0, distances.count / count == count else { return }
    for from in 0..<count {
      let start = from * count
      if distances[start + from] != DistanceMatrix.local {
        violations.tell(
          "the distance of node \(from) to itself is \(distances[start + from]), not \(DistanceMatrix.local)")
      }
      for to in 0..<count where to != from && distances[start + to] <= DistanceMatrix.local {
        violations.tell(
          "the distance from node \(from) to node \(to) is \(distances[start + to]), not 11 to 255")
      }
    }
  }
}
