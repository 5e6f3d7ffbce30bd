import Addresses
package import Diagnostics
package import MachineModel

/// The first pass: how many bytes each node has.
///
/// What the root's `memory` leaves after the nodes that state theirs is shared among the others in whole MiB,
/// or in the largest alignment of theirs where that is larger, and the last of them takes what is left over: 100 MiB
/// over three nodes is 33, 33 and 34 MiB. With `share: even` the first ones have a unit more instead, and units
/// are the hugepages of those that have some: 34, 34 and 32 MiB.
package struct NodeSizing: Sendable {
  private static let shareUnit: UInt64 = 1 << 20
  /// What some kernels before Linux 6.7 take for a node at the least, NODE_MIN_SIZE.
  private static let smallestNode: UInt64 = 4 << 20

  /// The rules that the pass can report.
  static let rules: [LayoutRule] = [.memoryMissing, .memorySumMismatch, .emptyShare, .noMemory]

  /// Creates the pass.
  package init() {}

  /// Sizes the nodes; `nil` where some have no size, after saying why unless that was told already.
  package func run(_ topology: Topology, reportingTo sink: inout DiagnosticSink) -> SizedNodes? {
    guard !topology.unclear.contains(.memory), let sizes = sizes(topology, &sink) else { return nil }
    warnOfSmallNodes(topology, sizes, &sink)
    if !sizes.contains(where: { $0 > 0 }) {
      sink.report(
        LayoutRule.noMemory, at: topology.memory?.origin ?? topology.nodes.first?.origin ?? topology.origin,
        "the machine has no memory")
    }
    return SizedNodes(topology: topology, sizes: sizes)
  }

  /// The bytes of each node; `nil` where some have no size, after saying why.
  private func sizes(_ topology: Topology, _ sink: inout DiagnosticSink) -> [UInt64]? {
    guard let stated = sumOfStated(topology, &sink) else { return nil }
    let sharing = topology.nodes.indices.filter { topology.nodes[$0].memory == nil }
    var sizes = topology.nodes.map { $0.memory?.value ?? 0 }

    if let memory = topology.memory {
      // That nobody gets a share of nothing goes without saying.
      guard memory.value != 0 || stated > 0 else { return sizes }
      let leftOver = memory.value.subtractingReportingOverflow(stated)
      if leftOver.overflow || (sharing.isEmpty && leftOver.partialValue != 0) {
        reportMismatch(topology, stated: stated, total: memory, &sink)
        guard sharing.isEmpty else { return nil }
      } else if !sharing.isEmpty {
        guard share(leftOver.partialValue, among: sharing, of: topology, into: &sizes, &sink) else {
          return nil
        }
      }
    } else if let first = sharing.first {
      sink.report(
        LayoutRule.memoryMissing, at: topology.nodes[first].origin ?? topology.origin,
        sharing.count == topology.nodes.count
          ? "no memory is stated" : "node \(first) states no memory, and neither does the root",
        suggestion: "state 'memory' at the root\(sharing.count == 1 ? ", or in the node" : "")")
      return nil
    }
    return sizes
  }

  /// Nodes that one range of source states, as a number of equal nodes does, are told of at once.
  private func warnOfSmallNodes(_ topology: Topology, _ sizes: [UInt64], _ sink: inout DiagnosticSink) {
    var groups: [(range: SourceRange?, nodes: [Int])] = []
    for (node, size) in sizes.enumerated() where size > 0 && size < Self.smallestNode {
      let range = topology.memoryRange(ofNode: node)
      if range != nil, groups.last?.range == range {
        groups[groups.count - 1].nodes.append(node)
      } else {
        groups.append((range, [node]))
      }
    }
    for (range, nodes) in groups {
      let first = nodes[0]
      let found =
        nodes.count == 1
        ? "node \(first) has \(Units.bytes(sizes[first]))"
        : "nodes \(CPUList.text(nodes.map { UInt32($0) })) have less than \(Units.bytes(Self.smallestNode)) each"
      let advice = unitAdvice(topology.nodes[first].memory ?? topology.memory, sink.source)
      sink.report(
        LanguageRule.smallNode, at: range,
        "\(found); some kernels before 6.7 ignore a node of less than \(Units.bytes(Self.smallestNode))",
        suggestion: advice?.suggestion, fix: advice?.fix)
    }
  }

  /// What to say of a size that is a number without a unit.
  private func unitAdvice(_ memory: Located<UInt64>?, _ source: SourceFile?) -> UnitAdvice? {
    guard let memory, let range = memory.origin, let text = source?.text(in: range) else { return nil }
    let number = text.filter { $0 != "\"" && $0 != "'" }
    // In the formats of others, one without a unit may count something else.
    return UInt64(number) == memory.value ? UnitAdvice(number, at: range) : nil
  }

  private func sumOfStated(_ topology: Topology, _ sink: inout DiagnosticSink) -> UInt64? {
    var sum: UInt64 = 0
    for (index, node) in topology.nodes.enumerated() {
      guard let memory = node.memory else { continue }
      // Both are at most 2^52, so the sum does not overflow before it is too high.
      sum += min(memory.value, Units.addressLimit + 1)
      guard sum <= Units.addressLimit else {
        sink.report(
          LanguageRule.addressTooHigh, at: memory.origin,
          "with node \(index) the memory exceeds 2^52 bytes, the highest guest physical address")
        return nil
      }
    }
    return sum
  }

  private func reportMismatch(
    _ topology: Topology, stated: UInt64, total: Located<UInt64>, _ sink: inout DiagnosticSink
  ) {
    let last = topology.nodes.last { $0.memory != nil }
    sink.report(
      LayoutRule.memorySumMismatch, at: last?.memory?.origin ?? last?.origin,
      "node memory adds up to \(Units.bytes(stated)), but 'memory' says \(Units.bytes(total.value))",
      notes: [.init("total declared here", at: total.origin)])
  }

  private func share(
    _ rest: UInt64, among sharing: [Int], of topology: Topology, into sizes: inout [UInt64],
    _ sink: inout DiagnosticSink
  ) -> Bool {
    let unit = shareUnit(of: sharing, in: topology)
    let count = UInt64(sharing.count)
    let share = rest / count / unit * unit
    guard share > 0 || (count == 1 && rest > 0) else {
      let range = topology.nodes[sharing[0]].origin ?? topology.memory?.origin
      let advice = unitAdvice(topology.memory, sink.source)
      sink.report(
        LayoutRule.emptyShare, at: range,
        rest == 0
          ? "nothing is left for the \(count == 1 ? "node that states" : "\(count) nodes that state") no memory"
          : "\(Units.bytes(rest)) is left for \(count) nodes that state no memory, less than "
            + "\(Units.bytes(unit)) each",
        suggestion: advice?.suggestion, fix: advice?.fix,
        notes: topology.memory.map { [.init("total declared here", at: $0.origin)] } ?? [])
      return false
    }
    let units = topology.share == .even ? Int((rest - share * count) / unit) : 0
    for (place, node) in sharing.enumerated() { sizes[node] = share + (place < units ? unit : 0) }
    sizes[sharing[sharing.count - 1]] = rest - share * (count - 1) - unit * UInt64(units)
    return true
  }

  /// What memory is shared in.
  private func shareUnit(of sharing: [Int], in topology: Topology) -> UInt64 {
    let pages =
      topology.share == .even
      ? sharing.compactMap { topology.policy(of: BackedMemory(node: $0)).largePageSize }.max() : nil
    return max(pages ?? Self.shareUnit, sharing.map { topology.alignment(ofNode: $0) }.max() ?? Units.pageSize)
  }
}

extension LayoutRule {
  package static let memoryMissing = LayoutRule("memory-missing", "memory is stated by the root, or by every node")
  package static let memorySumMismatch = LayoutRule(
    "memory-sum-mismatch", "the nodes' memory adds up to the root's")
  package static let emptyShare = LayoutRule(
    "empty-share", "what the root's memory leaves gives every node that states none a share")
  package static let noMemory = LayoutRule("no-memory", "a machine has memory")
}
