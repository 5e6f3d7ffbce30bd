/// Divides what several host nodes have among takers that may each use only some of the nodes, so that all are served
/// wherever that is possible (a maximum flow): takers that can use another node make room.
struct Allotment {
  /// What each host node has.
  private let capacity: [UInt32: UInt64]
  /// What is left on each host node.
  private var left: [UInt32: UInt64]
  /// What was given, by the nodes that it may come from, then by the node that it comes from.
  private var given: [[UInt32]: [UInt32: UInt64]] = [:]

  /// - Parameter capacity: What each host node has.
  init(_ capacity: [UInt32: UInt64]) {
    self.capacity = capacity
    left = capacity
  }

  /// Gives an amount from some host nodes, or nothing at all.
  ///
  /// - Returns: `nil` where it was given; otherwise the nodes that are too few, ascending: all that they have is for
  ///   those who may have it from nowhere else, and for this amount. They are the stated ones where these are too few
  ///   by themselves.
  mutating func give(_ amount: UInt64, from nodes: [UInt32]) -> [UInt32]? {
    var trial = self
    var rest = amount
    guard let bottleneck = trial.give(&rest, from: nodes) else {
      self = trial
      return nil
    }
    let needed = given.filter { $0.key.allSatisfy(nodes.contains) }.reduce(amount) {
      $0 + $1.value.values.reduce(0, +)
    }
    return needed > nodes.reduce(0) { $0 + capacity[$1, default: 0] } ? nodes.sorted() : bottleneck
  }

  /// How much could be given from some host nodes, at most.
  func room(on nodes: [UInt32]) -> UInt64 {
    var trial = self
    let all = left.values.reduce(0, +)
    var rest = all
    _ = trial.give(&rest, from: nodes)
    return all - rest
  }

  private mutating func give(_ rest: inout UInt64, from nodes: [UInt32]) -> [UInt32]? {
    while rest > 0 {
      switch search(from: nodes) {
      case .stuck(let seen): return seen
      case .path(let end, let ways): give(&rest, from: nodes, to: end, ways)
      }
    }
    return nil
  }

  /// How the search came to a node: along an amount that others have from another node, and may have from this one too.
  private struct Way {
    let origin: UInt32
    let claimants: [UInt32]
  }

  private enum Search {
    /// A node that has something left, with the way to every node that was seen.
    case path(end: UInt32, ways: [UInt32: Way])
    /// The nodes that were seen, none of which has anything left.
    case stuck([UInt32])
  }

  /// Looks, nearest first, for a node with something left among those nodes and those that others can move to.
  private func search(from nodes: [UInt32]) -> Search {
    var ways: [UInt32: Way] = [:]
    var queue = nodes
    var seen = Set(nodes)
    var index = 0
    while index < queue.count {
      let node = queue[index]
      index += 1
      if left[node, default: 0] > 0 { return .path(end: node, ways: ways) }
      for (claimants, amounts) in given where amounts[node, default: 0] > 0 {
        for other in claimants where seen.insert(other).inserted {
          ways[other] = Way(origin: node, claimants: claimants)
          queue.append(other)
        }
      }
    }
    return .stuck(seen.sorted())
  }

  /// Moves along a way as much as fits through all of it.
  private mutating func give(
    _ rest: inout UInt64, from nodes: [UInt32], to end: UInt32, _ ways: [UInt32: Way]
  ) {
    var amount = min(rest, left[end, default: 0])
    var node = end
    while let way = ways[node] {
      amount = min(amount, given[way.claimants]?[way.origin] ?? 0)
      node = way.origin
    }
    left[end, default: 0] -= amount
    rest -= amount
    var place = end
    while let way = ways[place] {
      given[way.claimants, default: [:]][place, default: 0] += amount
      given[way.claimants, default: [:]][way.origin, default: 0] -= amount
      place = way.origin
    }
    given[nodes, default: [:]][place, default: 0] += amount
  }
}
