import Addresses
import Diagnostics
package import Lowering
import MachineModel

/// What stands in the way of memory that one node or several take over from another process, or hand to one.
package struct HandOverObstacle: Sendable {
  /// The rule that is broken.
  package let rule: LayoutRule
  /// The proximity domains, ascending, never none.
  package let nodes: [Int]
  /// What was found and what is there.
  package let message: String
  /// What to write instead, as the end of the sentence.
  package let suggestion: String?
  /// The suggestion as a change of the source.
  var fix: Fix?

  let range: SourceRange?
}

extension Layout {
  /// What stands in the way of nodes for what their backing is, told once for nodes that one range of source states.
  ///
  /// - Parameters:
  ///   - rule: The rule that is broken.
  ///   - nodes: The nodes, ascending.
  ///   - suggestion: What to write instead.
  ///   - backing: The backing that cures it, a word of the language; `nil` where none does.
  ///   - message: Given the nodes with their verb, `node 1 is` or `nodes 0-3 are`, and whether it is one.
  func obstacles(
    _ rule: LayoutRule, nodes: [Int], suggestion: String, writingBacking backing: String? = nil,
    _ message: (String, Bool) -> String
  ) -> [HandOverObstacle] {
    var groups: [(range: SourceRange?, nodes: [Int])] = []
    for node in nodes {
      let range = policy(ofNode: node).backingOrigin ?? memoryRange(ofNode: node)
      if let last = groups.last, last.range == range {
        groups[groups.count - 1].nodes.append(node)
      } else {
        groups.append((range, [node]))
      }
    }
    return groups.map { range, nodes in
      let list = CPUList.text(nodes.map { UInt32($0) })
      let subject = nodes.count == 1 ? "node \(list) is" : "nodes \(list) are"
      return HandOverObstacle(
        rule: rule, nodes: nodes, message: message(subject, nodes.count == 1), suggestion: suggestion,
        fix: backing.flatMap { topology.fix(backing: $0, nodes: nodes) }, range: range)
    }
  }
}
