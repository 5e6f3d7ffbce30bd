import Addresses
import Diagnostics
import MachineModel

/// Which alignments make hugepages fit that do not, found by placing the nodes anew.
struct AlignmentCures {
  /// Memory of hugepages that does not fit all the same where each node that has some and takes a key is aligned to its own
  /// pages.
  private let unalignedByPages: Set<BackedMemory>?
  private let trials: [Trial]

  /// Alignments of all extents.
  private struct Trial {
    let alignment: UInt64
    /// Memory of hugepages that does not fit all the same.
    let unaligned: Set<BackedMemory>
  }

  /// Tries the nodes' own pages, and for all extents the page sizes that nodes ask for in vain.
  ///
  /// - Parameters:
  ///   - layout: The layout as it is.
  ///   - memory: Memory of hugepages with an extent that does not fit.
  init(of layout: Layout, where memory: Set<BackedMemory>) {
    var byPages = layout.topology
    for node in Set(memory.map(\.node)) where byPages.takesAlignment(node) {
      byPages.nodes[node].alignment = Located(.auto)
    }
    unalignedByPages = Self.unalignedMemory(of: byPages)
    // What is to be stated for all extents is of use to those that state nothing of their own.
    let pageSizes = Set(
      memory.filter { !layout.topology.takesAlignment($0.node) }.map { layout.policy(of: $0).pageSize })
    trials = pageSizes.filter { $0 > layout.topology.placementAlignment }.sorted().compactMap { alignment in
      var topology = layout.topology
      topology.placementAlignment = alignment
      return Self.unalignedMemory(of: topology).map { Trial(alignment: alignment, unaligned: $0) }
    }
  }

  /// What makes memory fit; `nil` where nothing does. For all extents it is the least alignment that makes all of it fit,
  /// or else this.
  func cure(of memory: BackedMemory, in topology: Topology) -> AlignmentCure? {
    if topology.takesAlignment(memory.node) {
      return unalignedByPages?.contains(memory) == false ? .ofNode(memory.node) : nil
    }
    return (trials.first { $0.unaligned.isEmpty } ?? trials.first { !$0.unaligned.contains(memory) }).map {
      .ofAll($0.alignment)
    }
  }

  /// The memory of hugepages that does not fit; `nil` where the machine cannot be had.
  private static func unalignedMemory(of topology: Topology) -> Set<BackedMemory>? {
    // Whatever else there is to say about such a machine, nobody has asked for it yet.
    var unread = DiagnosticSink(source: nil)
    guard let sized = NodeSizing().run(topology, reportingTo: &unread),
      let resolved = PlatformResolution().run(sized, reportingTo: &unread),
      let placed = GapRelocation().run(resolved, reportingTo: &unread), !unread.hasErrors
    else { return nil }
    return Set(
      placed.extents.filter { extent in
        guard case .size(let pageSize) = topology.policy(of: extent.memory).hugepages.value else { return false }
        return !extent.isAligned(to: pageSize)
      }.map(\.memory))
  }
}
