import Addresses
import Diagnostics

/// Memory that says where it lies: its ranges ascend, and no node's lie over another's.
enum RangeRules {
  /// Each range of a node by itself.
  static func ends(of node: MemoryNode) -> [Breach] {
    node.ranges.flatMap { range in
      ValueRules.ends(of: range.range, onPages: true).map { breach in
        var breach = breach
        breach.origin = breach.origin ?? range.origin
        return breach
      }
    }
  }

  /// The ranges of a node one behind the other.
  static func ascending(_ node: MemoryNode, index: Int) -> [Breach] {
    zip(node.ranges, node.ranges.dropFirst()).compactMap { lower, upper in
      guard upper.start < lower.end else { return nil }
      return Breach(
        .memoryRangeOrder, at: upper.origin ?? node.origin,
        "the range \(upper.range) of node \(index) begins below the end of the one before it, \(lower.range)",
        notes: .init("which is stated here", at: lower.origin))
    }
  }

  /// The ranges of all nodes together.
  static func overlaps(_ nodes: [MemoryNode]) -> [Breach] {
    var all: [(node: Int, range: MemoryRange)] = []
    for (index, node) in nodes.enumerated() { all += node.ranges.map { (index, $0) } }
    all.sort { ($0.range.start, $0.node) < ($1.range.start, $1.node) }
    var breaches: [Breach] = []
    all.forEachOverlap(of: \.range.range) { lower, upper in
      guard lower.node != upper.node else { return }
      breaches.append(
        Breach(
          .memoryRangeOverlap, at: upper.range.origin ?? nodes[upper.node].origin,
          "the range \(upper.range.range) of node \(upper.node) overlaps \(lower.range.range) of node \(lower.node)",
          notes: .init("which is stated here", at: lower.range.origin)))
    }
    return breaches
  }
}

extension MemoryNode {
  /// Has the node's memory be as much as its ranges hold.
  mutating func sumUpRanges(at origin: SourceRange?) {
    guard !ranges.isEmpty else { return }
    memory = Located(Units.sum(of: ranges.lazy.map(\.size)), at: origin)
  }
}
