import Addresses
import Diagnostics
import MachineModel

/// Which alignments make hugepages fit that do not, found by placing the nodes anew.
struct AlignmentCures {
  /// Nodes of hugepages that do not fit all the same where each that does not and takes a key is aligned to its own pages.
  private let unalignedByPages: Set<Int>?
  private let trials: [Trial]

  /// Alignments of all extents.
  private struct Trial {
    let alignment: UInt64
    /// Nodes of hugepages that do not fit all the same.
    let unaligned: Set<Int>
  }

  /// Tries the nodes' own pages, and for all extents the page sizes that nodes ask for in vain.
  ///
  /// - Parameters:
  ///   - layout: The layout as it is.
  ///   - nodes: Nodes of hugepages with an extent that does not fit.
  init(of layout: Layout, where nodes: Set<Int>) {
    var byPages = layout.topology
    for node in nodes where byPages.takesAlignment(node) { byPages.nodes[node].alignment = Located(.auto) }
    unalignedByPages = Self.unalignedNodes(of: byPages)
    // What is to be stated for all extents is of use to those that state nothing of their own.
    let pageSizes = Set(
      nodes.filter { !layout.topology.takesAlignment($0) }.map { layout.policy(ofNode: $0).pageSize })
    trials = pageSizes.filter { $0 > layout.topology.placementAlignment }.sorted().compactMap { alignment in
      var topology = layout.topology
      topology.placementAlignment = alignment
      return Self.unalignedNodes(of: topology).map { Trial(alignment: alignment, unaligned: $0) }
    }
  }

  /// What makes a node fit; `nil` where nothing does. For all extents it is the least alignment that makes all nodes fit,
  /// or else this one.
  func cure(ofNode node: Int, in topology: Topology) -> AlignmentCure? {
    if topology.takesAlignment(node) { return unalignedByPages?.contains(node) == false ? .ofNode(node) : nil }
    return (trials.first { $0.unaligned.isEmpty } ?? trials.first { !$0.unaligned.contains(node) }).map {
      .ofAll($0.alignment)
    }
  }

  /// The nodes of hugepages that do not fit; `nil` where the machine cannot be had.
  private static func unalignedNodes(of topology: Topology) -> Set<Int>? {
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
