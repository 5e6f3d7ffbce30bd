import Diagnostics
package import Lowering
package import MachineModel

/// What stands in the way of memory that nodes or zones take over from another process, or hand to one.
package struct HandOverObstacle: Sendable {
  /// The rule that is broken.
  package let rule: LayoutRule
  /// The nodes and zones, ascending, never none.
  package let memory: [BackedMemory]
  /// What was found and what is there.
  package let message: String
  /// What to write instead, as the end of the sentence.
  package let suggestion: String?
  /// The suggestion as a change of the source.
  var fix: Fix?

  let range: SourceRange?
}

extension Layout {
  /// What stands in the way of memory for what its backing is, told once for all that one range of source states.
  ///
  /// - Parameters:
  ///   - rule: The rule that is broken.
  ///   - memory: The nodes and zones, ascending.
  ///   - suggestion: What to write instead.
  ///   - backing: The backing that cures it, a word of the language; `nil` where none does.
  ///   - message: Given the memory with its verb, `node 1 is` or `nodes 0-3 are`, and whether it is one.
  func obstacles(
    _ rule: LayoutRule, of memory: [BackedMemory], suggestion: String, writingBacking backing: String? = nil,
    _ message: (String, Bool) -> String
  ) -> [HandOverObstacle] {
    var groups: [(range: SourceRange?, memory: [BackedMemory])] = []
    for part in memory {
      let range = policy(of: part).backingOrigin ?? origin(of: part)
      if let last = groups.last, last.range == range {
        groups[groups.count - 1].memory.append(part)
      } else {
        groups.append((range, [part]))
      }
    }
    return groups.map { range, memory in
      let subject = "\(BackedMemory.list(memory)) \(memory.count == 1 ? "is" : "are")"
      return HandOverObstacle(
        rule: rule, memory: memory, message: message(subject, memory.count == 1), suggestion: suggestion,
        fix: backing.flatMap { topology.fix(backing: $0, of: memory) }, range: range)
    }
  }
}
