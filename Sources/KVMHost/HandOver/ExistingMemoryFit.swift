import Addresses
package import Diagnostics
package import Lowering
package import MachineModel

/// The nodes that take existing memory over are as that memory is: nothing of it can be changed any more.
package struct ExistingMemoryFit: LayoutCheck {
  private let existing: ExistingMemory?

  /// Creates the check.
  ///
  /// - Parameter existing: The memory; `nil` where there is none to take.
  package init(_ existing: ExistingMemory?) {
    self.existing = existing
  }

  /// `existing-needed`, `existing-private`, `existing-node-missing`, `existing-file`, `existing-size-mismatch`,
  /// `existing-not-hugetlb`, `existing-unaligned`, `existing-with-thp`, `legacy-split-on-hugepages`.
  package var rules: [LayoutRule] {
    [
      .existingNeeded, .existingPrivate, .existingNodeMissing, .existingFile, .existingSizeMismatch,
      .existingNotHugetlb, .existingUnaligned, .existingWithTHP, .legacySplitOnHugepages,
    ]
  }
  /// Sizes that do not add up say nothing about what was meant.
  package var prerequisites: [LayoutRule] { [.memorySumMismatch] }
  /// How much memory the nodes have, and what it is.
  package var needs: Topology.Aspects { [.memory, .policy] }

  /// Reports every node that cannot take what is there.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    for obstacle in obstacles(to: layout) {
      sink.report(
        obstacle.rule, at: obstacle.range, obstacle.message, suggestion: obstacle.suggestion, fix: obstacle.fix)
    }
  }

  /// What stands in the way, for those who have no source to point into.
  package func obstacles(to layout: Layout) -> [HandOverObstacle] {
    guard let existing else { return needed(layout) }
    let takers = layout.memoryThatTakesExisting
    return layout.obstacles(
      .existingPrivate, of: takers.filter { layout.policy(of: $0).backing == .private },
      // 'existing' here would leave the nodes out that do not say so.
      suggestion: "write 'backing: shared', as the other side has it", writingBacking: "shared"
    ) {
      "\($0) private, but \($1 ? "its" : "their") memory is to be taken over from another process"
    } + takers.flatMap(Comparison(layout, existing).obstacles)
  }

  private func needed(_ layout: Layout) -> [HandOverObstacle] {
    layout.obstacles(
      .existingNeeded,
      of: layout.backedMemory.filter { layout.policy(of: $0).backing == .existing },
      suggestion: "name the socket that hands it over: '--existing SOCKET'"
    ) { subject, _ in "\(subject) to take existing memory over, but there is none" }
  }
}

extension LayoutRule {
  package static let existingNeeded = LayoutRule(
    "existing-needed", "'backing: existing' is realized with memory to take over ('--existing')")
  package static let existingPrivate = LayoutRule(
    "existing-private", "a node that takes existing memory over is not private")
  package static let existingNodeMissing = LayoutRule(
    "existing-node-missing", "a node or zone takes the memory of the same one of the other machine")
  package static let existingFile = LayoutRule(
    "existing-file", "memory that is a file is opened by its path, not handed over")
  package static let existingSizeMismatch = LayoutRule(
    "existing-size-mismatch", "a node is as large as the memory that it takes over")
  package static let existingNotHugetlb = LayoutRule(
    "existing-not-hugetlb", "a node that asks for hugepages takes memory over that has them")
  package static let existingUnaligned = LayoutRule(
    "existing-unaligned", "memory of hugepages that is taken over begins and ends at multiples of their size")
  package static let existingWithTHP = LayoutRule(
    "existing-with-thp", "memory of hugepages that is taken over cannot be transparent-huge as well")
}

/// A layout and existing memory, node by node and zone by zone.
private struct Comparison {
  private let layout: Layout
  private let there: [BackedMemory: ExistingMemory.Node]
  /// The nodes and zones that have memory, as a list for people.
  private let list: String
  private let extents: [BackedMemory: [Extent]]

  init(_ layout: Layout, _ existing: ExistingMemory) {
    self.layout = layout
    there = existing.nodesByMemory
    list = BackedMemory.list(there.keys.sorted())
    extents = Dictionary(grouping: layout.extents, by: \.memory)
  }

  /// What stands in the way of a node or of a zone.
  func obstacles(_ memory: BackedMemory) -> [HandOverObstacle] {
    let policy = layout.policy(of: memory)
    let place = layout.origin(of: memory)
    let size = layout.size(of: memory)
    func obstacle(
      _ rule: LayoutRule, at range: SourceRange?, _ message: String, suggestion: String? = nil
    ) -> HandOverObstacle {
      HandOverObstacle(rule: rule, memory: [memory], message: message, suggestion: suggestion, range: range)
    }
    guard let found = there[memory] else {
      return [
        obstacle(
          .existingNodeMissing, at: place,
          there.isEmpty
            ? "\(memory) takes existing memory, but no node of the other machine has any"
            : "\(memory) takes existing memory, but the other machine has memory in \(list) only")
      ]
    }
    guard found.kind == .memfd else {
      return [
        obstacle(
          .existingFile, at: policy.backingOrigin ?? place,
          "the existing memory of \(memory) is a file, which is not handed over",
          suggestion: "name the file, 'backing: {file: PATH}', as the other machine does")
      ]
    }
    var obstacles: [HandOverObstacle] = []
    if found.size != size {
      obstacles.append(
        obstacle(
          .existingSizeMismatch, at: place,
          "\(memory) has \(Units.bytes(size)), but its existing memory is "
            + Units.bytes(found.size)))
    }
    if case .size(let pageSize) = policy.hugepages.value, pageSize != found.pageSize {
      obstacles.append(
        obstacle(
          .existingNotHugetlb, at: policy.hugepages.origin ?? place,
          "\(Units.bytes(pageSize)) hugepages asked for, but the existing memory of \(memory) has "
            + (found.pageSize > Units.pageSize
              ? "hugepages of \(Units.bytes(found.pageSize))" : "small pages")))
    } else if let extent = extents[memory]?.first(where: { !$0.isAligned(to: found.pageSize) }),
      policy.pageSize != found.pageSize
    {
      obstacles.append(
        obstacle(
          .existingUnaligned, at: place,
          "RAM range \(extent.range) (\(Units.bytes(extent.size))) is not aligned to the "
            + "\(Units.bytes(found.pageSize)) hugepages of the existing memory of \(memory); range start and "
            + "size must both be multiples of the hugepage size"))
    }
    if found.pageSize > Units.pageSize, policy.transparentHugepages == .on {
      obstacles.append(
        obstacle(
          .existingWithTHP, at: policy.backingOrigin ?? place,
          "the existing memory of \(memory) has hugepages of \(Units.bytes(found.pageSize)), which cannot be "
            + "transparent-huge as well", suggestion: "leave out 'thp: on'"))
    }
    // Of hugepages that are asked for it is told otherwise.
    if found.pageSize > Units.pageSize, policy.hugepages.value == .off, layout.memoryOfLegacySplit.contains(memory)
    {
      obstacles.append(
        obstacle(
          .legacySplitOnHugepages, at: layout.topology.legacyX86.origin,
          LegacySplitOnHugepages.message(of: memory, pageSize: found.pageSize),
          suggestion: LegacySplitOnHugepages.suggestion))
    }
    return obstacles
  }
}
