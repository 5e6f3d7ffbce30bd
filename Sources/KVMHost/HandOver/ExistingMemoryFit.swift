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
    let takers = layout.nodesThatTakeExisting
    return layout.obstacles(
      .existingPrivate, nodes: takers.filter { layout.policy(ofNode: $0).backing == .private },
      // 'existing' here would leave the nodes out that do not say so.
      suggestion: "write 'backing: shared', as the other side has it", writingBacking: "shared"
    ) {
      "\($0) private, but \($1 ? "its" : "their") memory is to be taken over from another process"
    } + takers.flatMap(Comparison(layout, existing).obstacles)
  }

  private func needed(_ layout: Layout) -> [HandOverObstacle] {
    layout.obstacles(
      .existingNeeded,
      nodes: layout.sizes.indices.filter {
        layout.sizes[$0] > 0 && layout.policy(ofNode: $0).backing == .existing
      }, suggestion: "name the socket that hands it over: '--existing SOCKET'"
    ) { subject, _ in "\(subject) to take existing memory over, but there is none" }
  }
}

extension LayoutRule {
  package static let existingNeeded = LayoutRule(
    "existing-needed", "'backing: existing' is realized with memory to take over ('--existing')")
  package static let existingPrivate = LayoutRule(
    "existing-private", "a node that takes existing memory over is not private")
  package static let existingNodeMissing = LayoutRule(
    "existing-node-missing", "a node takes the memory of the same node of the other machine")
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

/// A layout and existing memory, node by node.
private struct Comparison {
  private let layout: Layout
  private let there: [Int: ExistingMemory.Node]
  /// The proximity domains that have memory, as a list for people.
  private let domains: String
  private let extents: [Int: [Extent]]

  init(_ layout: Layout, _ existing: ExistingMemory) {
    self.layout = layout
    there = existing.nodesByDomain
    domains = CPUList.text(there.keys.sorted().map { UInt32($0) })
    extents = Dictionary(grouping: layout.extents, by: \.node)
  }

  /// What stands in the way of a node.
  func obstacles(_ node: Int) -> [HandOverObstacle] {
    let policy = layout.policy(ofNode: node)
    let place = layout.memoryRange(ofNode: node)
    func obstacle(
      _ rule: LayoutRule, at range: SourceRange?, _ message: String, suggestion: String? = nil
    ) -> HandOverObstacle {
      HandOverObstacle(rule: rule, nodes: [node], message: message, suggestion: suggestion, range: range)
    }
    guard let found = there[node] else {
      return [
        obstacle(
          .existingNodeMissing, at: place,
          there.isEmpty
            ? "node \(node) takes existing memory, but no node of the other machine has any"
            : "node \(node) takes existing memory, but the other machine has memory in node"
              + "\(there.count == 1 ? "" : "s") \(domains) only")
      ]
    }
    guard found.kind == .memfd else {
      return [
        obstacle(
          .existingFile, at: policy.backingOrigin ?? place,
          "the existing memory of node \(node) is a file, which is not handed over",
          suggestion: "name the file, 'backing: {file: PATH}', as the other machine does")
      ]
    }
    var obstacles: [HandOverObstacle] = []
    if found.size != layout.sizes[node] {
      obstacles.append(
        obstacle(
          .existingSizeMismatch, at: place,
          "node \(node) has \(Units.bytes(layout.sizes[node])), but its existing memory is "
            + Units.bytes(found.size)))
    }
    if case .size(let size) = policy.hugepages.value, size != found.pageSize {
      obstacles.append(
        obstacle(
          .existingNotHugetlb, at: policy.hugepages.origin ?? place,
          "\(Units.bytes(size)) hugepages asked for, but the existing memory of node \(node) has "
            + (found.pageSize > Units.pageSize
              ? "hugepages of \(Units.bytes(found.pageSize))" : "small pages")))
    } else if let extent = extents[node]?.first(where: { !$0.isAligned(to: found.pageSize) }),
      policy.pageSize != found.pageSize
    {
      obstacles.append(
        obstacle(
          .existingUnaligned, at: place,
          "RAM range \(extent.range) (\(Units.bytes(extent.size))) is not aligned to the "
            + "\(Units.bytes(found.pageSize)) hugepages of the existing memory of node \(node); range start and "
            + "size must both be multiples of the hugepage size"))
    }
    if found.pageSize > Units.pageSize, policy.transparentHugepages == .on {
      obstacles.append(
        obstacle(
          .existingWithTHP, at: policy.backingOrigin ?? place,
          "the existing memory of node \(node) has hugepages of \(Units.bytes(found.pageSize)), which cannot be "
            + "transparent-huge as well", suggestion: "leave out 'thp: on'"))
    }
    // Of hugepages that are asked for it is told otherwise.
    if found.pageSize > Units.pageSize, policy.hugepages.value == .off, layout.nodesOfLegacySplit.contains(node) {
      obstacles.append(
        obstacle(
          .legacySplitOnHugepages, at: layout.topology.legacyX86.origin,
          LegacySplitOnHugepages.message(ofNode: node, pageSize: found.pageSize),
          suggestion: LegacySplitOnHugepages.suggestion))
    }
    return obstacles
  }
}
