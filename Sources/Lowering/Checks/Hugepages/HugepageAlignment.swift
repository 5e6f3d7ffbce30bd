import Addresses
package import Diagnostics
package import MachineModel

/// Memory of hugepages begins and ends at multiples of the page size, in total and extent by extent.
package struct HugepageAlignment: LayoutCheck {
  /// Creates the check.
  package init() {}

  /// `hugepage-alignment`.
  package var rules: [LayoutRule] { [.hugepageAlignment] }
  /// Sizes that do not add up say nothing about alignment.
  package var prerequisites: [LayoutRule] { [.memorySumMismatch] }
  /// Where memory lies, and which nodes have hugepages.
  package var needs: Topology.Aspects { [.memory, .policy] }

  /// Reports the total of each page size that is no multiple of it; where it is one, each extent that is not.
  package func check(_ layout: Layout, reportingTo sink: inout DiagnosticSink) {
    let asking = layout.topology.backedMemory.filter { memory in
      if case .size = layout.policy(of: memory).hugepages.value { true } else { false }
    }
    guard !asking.isEmpty else { return }
    let memoryOfSize = Dictionary(grouping: asking) { layout.policy(of: $0).pageSize }
    var sizesWithUnalignedTotal: Set<UInt64> = []
    for (pageSize, memory) in memoryOfSize.sorted(by: { $0.key < $1.key }) {
      let total = memory.reduce(0) { $0 + layout.size(of: $1) }
      guard total % pageSize != 0 else { continue }
      sizesWithUnalignedTotal.insert(pageSize)
      reportTotal(total, of: memory, pageSize, layout, &sink)
    }
    let unaligned = layout.extents.filter { extent in
      guard case .size(let pageSize) = layout.policy(of: extent.memory).hugepages.value else {
        return false
      }
      return !sizesWithUnalignedTotal.contains(pageSize) && !extent.isAligned(to: pageSize)
    }
    guard !unaligned.isEmpty else { return }
    let cures = AlignmentCures(of: layout, where: Set(unaligned.map(\.memory)))
    for extent in unaligned { report(extent, cures.cure(of: extent.memory, in: layout.topology), layout, &sink) }
  }

  // MARK: Totals

  /// Reports a total at every size that somebody wrote and that is no multiple, or else at the machine's memory, of
  /// which nodes have a share.
  private func reportTotal(
    _ total: UInt64, of all: [BackedMemory], _ pageSize: UInt64, _ layout: Layout, _ sink: inout DiagnosticSink
  ) {
    let topology = layout.topology
    let message =
      "RAM size \(Units.bytes(total)) is not aligned to \(Units.bytes(pageSize)) hugepages; "
      + "choose a memory size that is a multiple of the hugepage size"
    let written = all.filter { topology.nodes[$0.node].memory != nil && layout.size(of: $0) % pageSize != 0 }
    for part in written {
      let size = layout.size(of: part)
      let subject = size == total ? "" : "of the \(Units.bytes(size)) of \(part), "
      sink.report(
        LayoutRule.hugepageAlignment, at: layout.origin(of: part), message,
        notes: [request(of: part, layout, subject + nearestSizes(to: size, pageSize))])
    }
    guard written.isEmpty, let memory = topology.memory, let first = all.first else { return }
    // Whatever else there is takes its part of the memory all the same.
    let below = memory.value - total % pageSize
    let isWhole = memory.value == total
    sink.report(
      LayoutRule.hugepageAlignment, at: memory.origin, message,
      notes: [
        request(
          of: first, layout,
          isWhole
            ? nearestSizes(to: total, pageSize)
            : "with a 'memory' of \(below > 0 && total > pageSize ? "\(Units.bytes(below)) or " : "")"
              + "\(Units.bytes(below + pageSize)) the rest for these nodes is a multiple")
      ])
  }

  private func nearestSizes(to size: UInt64, _ pageSize: UInt64) -> String {
    let below = size / pageSize * pageSize
    return below == 0
      ? "the nearest size that fits is \(Units.bytes(pageSize))"
      : "the nearest sizes that fit are \(Units.bytes(below)) and \(Units.bytes(below + pageSize))"
  }

  private func request(of memory: BackedMemory, _ layout: Layout, _ advice: String) -> Diagnostic.Note {
    let policy = layout.policy(of: memory)
    return .init(
      "\(Units.bytes(policy.pageSize)) hugepages asked for here; \(advice)", at: policy.hugepages.origin)
  }

  // MARK: Extents

  /// Reports an extent; what to do about its start comes first, and of sizes is spoken to those who wrote one.
  private func report(
    _ extent: Extent, _ cure: AlignmentCure?, _ layout: Layout, _ sink: inout DiagnosticSink
  ) {
    let topology = layout.topology
    let pageSize = layout.policy(of: extent.memory).pageSize
    let size = layout.size(of: extent.memory)
    var advice: [String] = []
    if !topology.nodes[extent.node].ranges.isEmpty {
      advice.append("write ranges that begin and end at multiples")
    } else if cure != nil || extent.start % pageSize != 0 || size % pageSize == 0 {
      advice.append((cure ?? AlignmentCure(ofNode: extent.node, in: topology, pageSize: pageSize)).advice)
    }
    if cure == nil, size % pageSize != 0, topology.nodes[extent.node].ranges.isEmpty {
      advice.append(
        topology.nodes[extent.node].memory == nil
          ? "the node's share of 'memory' is \(Units.bytes(size)); state a multiple as its own"
          : nearestSizes(to: size, pageSize))
    }
    sink.report(
      LayoutRule.hugepageAlignment, at: layout.origin(of: extent.memory),
      "RAM range \(extent.range) (\(Units.bytes(extent.size))) is not aligned to "
        + "\(Units.bytes(pageSize)) hugepages; range start and size must both be multiples of the hugepage size",
      fix: cure?.fix(in: topology),
      notes: [request(of: extent.memory, layout, advice.joined(separator: "; "))])
  }
}

extension LayoutRule {
  package static let hugepageAlignment = LayoutRule(
    "hugepage-alignment", "memory of hugepages begins and ends at multiples of the hugepage size")
}
