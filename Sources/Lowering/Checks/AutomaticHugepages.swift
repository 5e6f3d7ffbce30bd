import Addresses
public import Diagnostics
public import MachineModel

/// `hugepages: auto` means small pages on memory that cannot hold large ones, which is said where it is so.
public struct AutomaticHugepages: LayoutCheck {
  /// Creates the check.
  public init() {}

  /// `hugepages-auto-small`.
  public var rules: [LayoutRule] { [.hugepagesAutoSmall] }
  /// Sizes that do not add up say nothing about alignment.
  public var prerequisites: [LayoutRule] { [.memorySumMismatch] }
  /// Where memory lies, and which nodes have hugepages.
  public var needs: Set<Topology.Aspect> { [.memory, .policy] }

  /// Notes the first extent of each node that cannot hold large pages.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let pageSize = Units.largePage
    for (node, extent) in layout.extentsTooSmallForAuto.sorted(by: { $0.key < $1.key }) {
      sink.report(
        LayoutRule.hugepagesAutoSmall, at: layout.topology.nodes[node].policy.hugepages.origin,
        "'auto' means small pages for node \(node): RAM range \(Units.range(extent.start, extent.end)) "
          + "(\(Units.bytes(extent.size))) is not aligned to \(Units.bytes(pageSize)) hugepages",
        suggestion: extent.start % pageSize == 0 || layout.topology.placementAlignment >= pageSize
          ? nil : "'placement: {align: \(Units.literal(pageSize))}' begins every extent at a multiple")
    }
  }
}

extension Layout {
  /// The pages that are asked for node by node, as far as a compiler can tell: `auto` is `off` where the host could not
  /// give the memory large pages however many it has.
  public var hugepages: [MemoryPolicy.Hugepages] {
    let small = extentsTooSmallForAuto
    return topology.nodes.enumerated().map { small[$0] == nil ? $1.policy.hugepages.value : .off }
  }

  /// For each node of new memory with `auto` that cannot have large pages, the first extent that cannot hold them. Memory
  /// that is there already, as that of a file, has the pages that it has.
  fileprivate var extentsTooSmallForAuto: [Int: Extent] {
    var first: [Int: Extent] = [:]
    for extent in extents where first[extent.node] == nil {
      let policy = topology.nodes[extent.node].policy
      guard policy.hugepages.value == .auto, !policy.backing.isPreexisting,
        !extent.isAligned(to: Units.largePage)
      else { continue }
      first[extent.node] = extent
    }
    return first
  }
}
