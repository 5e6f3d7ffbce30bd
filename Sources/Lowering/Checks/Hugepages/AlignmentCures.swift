import Diagnostics
import MachineModel

/// Which alignments of all extents make those of hugepages fit, found by placing the nodes anew.
struct AlignmentCures {
  private struct Trial {
    let alignment: UInt64
    /// Nodes of hugepages that do not fit all the same.
    let unaligned: Set<Int>
  }

  private let trials: [Trial]

  /// Tries the page sizes that nodes ask for in vain.
  ///
  /// - Parameters:
  ///   - layout: The layout as it is.
  ///   - nodes: Nodes of hugepages with an extent that does not fit.
  init(of layout: Layout, where nodes: Set<Int>) {
    let pageSizes = Set(nodes.map { layout.policy(ofNode: $0).pageSize })
    trials = pageSizes.filter { $0 > layout.topology.placementAlignment }.sorted().compactMap { alignment in
      Self.unalignedNodes(of: layout.topology, alignment).map { Trial(alignment: alignment, unaligned: $0) }
    }
  }

  /// The least alignment that makes all nodes fit, or else this one; `nil` where none does.
  func alignment(ofNode node: Int) -> UInt64? {
    (trials.first { $0.unaligned.isEmpty } ?? trials.first { !$0.unaligned.contains(node) })?.alignment
  }

  /// The nodes of hugepages that do not fit with an alignment; `nil` where then the machine cannot be had.
  private static func unalignedNodes(of topology: Topology, _ alignment: UInt64) -> Set<Int>? {
    var topology = topology
    topology.placementAlignment = alignment
    // Whatever else there is to say about such a machine, nobody has asked for it yet.
    var unread = DiagnosticSink(source: nil)
    guard let sized = NodeSizing().run(topology, reportingTo: &unread),
      let resolved = PlatformResolution().run(sized, reportingTo: &unread),
      let placed = GapRelocation().run(resolved, reportingTo: &unread), !unread.hasErrors
    else { return nil }
    return Set(
      placed.extents.filter { extent in
        guard case .size(let pageSize) = topology.nodes[extent.node].policy.hugepages.value else { return false }
        return !extent.isAligned(to: pageSize)
      }.map(\.node))
  }
}
