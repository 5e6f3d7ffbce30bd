public import Diagnostics
public import Topology

/// Memory of hugepages begins and ends at multiples of the page size, in total and extent by extent.
public struct HugepageAlignment: LayoutCheck {
  /// Creates the check.
  public init() {}

  /// `hugepage-alignment`.
  public var rules: [LayoutRule] { [.hugepageAlignment] }
  /// Sizes that do not add up say nothing about alignment.
  public var prerequisites: [LayoutRule] { [.memorySumMismatch] }
  /// Where memory lies, and which nodes have hugepages.
  public var needs: Set<Topology.Aspect> { [.memory, .policy] }

  /// Reports the total of each page size that is no multiple of it; where it is one, each extent that is not.
  public func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    var nodesOfSize: [UInt64: [Int]] = [:]
    for (index, node) in layout.topology.nodes.enumerated() {
      if case .size(let size) = node.policy.hugepages.value { nodesOfSize[size, default: []].append(index) }
    }
    var sizesWithUnalignedTotal: Set<UInt64> = []
    for (pageSize, nodes) in nodesOfSize.sorted(by: { $0.key < $1.key }) {
      let total = nodes.reduce(0) { $0 + layout.sizes[$1] }
      guard total % pageSize != 0 else { continue }
      sizesWithUnalignedTotal.insert(pageSize)
      let isWholeMachine = nodes.count == layout.sizes.count
      let declared = isWholeMachine ? layout.topology.memory?.range : nil
      sink.report(
        LayoutRule.hugepageAlignment, at: declared ?? layout.memoryRange(ofNode: nodes[nodes.count - 1]),
        "RAM size \(Units.bytes(total)) is not aligned to \(Units.bytes(pageSize)) hugepages; "
          + "choose a memory size that is a multiple of the hugepage size",
        notes: [note(layout, node: nodes[0], size: total, pageSize: pageSize)])
    }
    for extent in layout.extents {
      guard case .size(let pageSize) = layout.topology.nodes[extent.node].policy.hugepages.value,
        !sizesWithUnalignedTotal.contains(pageSize), !extent.isAligned(to: pageSize)
      else { continue }
      sink.report(
        LayoutRule.hugepageAlignment, at: layout.memoryRange(ofNode: extent.node),
        "RAM range \(Units.range(extent.start, extent.end)) (\(Units.bytes(extent.size))) is not aligned to "
          + "\(Units.bytes(pageSize)) hugepages; range start and size must both be multiples of the hugepage size",
        notes: [note(layout, node: extent.node, size: extent.size, pageSize: pageSize)])
    }
  }

  private func note(_ layout: Layout, node: Int, size: UInt64, pageSize: UInt64) -> Diagnostic.Note {
    let below = size / pageSize * pageSize
    var message = "\(Units.bytes(pageSize)) hugepages asked for here; "
    if size == below {
      message += "'placement: {align: \(Units.literal(pageSize))}' begins every extent at a multiple"
    } else if below == 0 {
      message += "the nearest size that fits is \(Units.bytes(pageSize))"
    } else {
      message += "the nearest sizes that fit are \(Units.bytes(below)) and \(Units.bytes(below + pageSize))"
    }
    return .init(message, at: layout.topology.nodes[node].policy.hugepages.range)
  }
}
