import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// Warns of nodes that lie across packages, caches and cores, which is how lists look that were made for CPUs in
  /// another order.
  ///
  /// - Parameters:
  ///   - grouping: The nodes.
  ///   - shape: Where the shape is stated.
  ///   - declared: The nodes as written.
  mutating func warnOfCuts(_ grouping: CPUGrouping, _ shape: SourceRange?, _ declared: [NodeDeclaration]) {
    // One node has all of everything.
    guard declared.count > 1 else { return }
    let across = grouping.packagesOfNodesAcross()
    let cuts = grouping.cutLLCs()
    guard !across.isEmpty || !cuts.isEmpty else { return }
    let advice = adviceOnNumbering(grouping, declared)
    let cpus = Dictionary(grouping: grouping.owner.indices.map(UInt32.init)) { grouping.owner[Int($0)] }
    for (node, packages) in across {
      report(
        .nodeAcrossPackages, at: declared[node].cpus?.origin ?? declared[node].llcs?.origin ?? shape ?? .beginning,
        "node \(node), CPUs \(CPUList.text(cpus[node] ?? []).excerpt), lies in packages \(CPUList.text(packages)), "
          + "of which other nodes have a part too",
        suggestion: advice?.words, fix: advice?.fix)
    }
    for cut in cuts {
      let core = grouping.cutCore(inLLC: cut.index)
      let (left, right) = core?.nodes ?? cut.nodes
      report(
        .llcCut, at: declared[cut.nodes.1].cpus?.origin ?? .beginning,
        "last-level cache \(cut.index), CPUs \(CPUList.text(grouping.shape.cpus(ofLLC: cut.index)).excerpt), "
          + (core.map { core in
            "with core \(core.index), CPUs \(CPUList.text(grouping.shape.cpus(ofCore: core.index)).excerpt), "
          } ?? "") + "is cut between nodes \(min(left, right)) and \(max(left, right))",
        suggestion: advice?.words, fix: advice?.fix)
    }
  }

  /// How CPUs are numbered, which is what lists of other programs get wrong, and what to write if that is the cause.
  private func adviceOnNumbering(
    _ grouping: CPUGrouping, _ declared: [NodeDeclaration]
  ) -> (words: String, fix: Fix?)? {
    guard grouping.shape.threadsPerCore > 1, declared.contains(where: { $0.cpus != nil }) else { return nil }
    let numbering = grouping.shape.numbering
    var words =
      numbering == .threadsFirst
      ? "the threads of a core are numbered next to each other"
      : "the first threads of all cores are numbered before the second ones"
    var other = grouping.shape
    other.numbering = numbering.other
    guard CPUGrouping(shape: other, owner: grouping.owner).isClean else { return (words, nil) }
    words += "; where the list is in \(numbering == .threadsFirst ? "Linux's" : "the other") order, write "
    words += "'numbering: \(other.numbering.rawValue)' in 'cpus'"
    return (words, shapeID.flatMap { fix(setting: "numbering", to: other.numbering.rawValue, in: $0) })
  }

  /// The root's CPU shape, where it has one.
  private var shapeID: YAMLTree.NodeID? {
    tree.entries(of: tree.root).first { tree.string(of: $0.key) == "cpus" }?.value
  }
}
