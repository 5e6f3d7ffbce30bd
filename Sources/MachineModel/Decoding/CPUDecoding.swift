import Addresses
import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// What the root says of CPUs.
  enum CPUDeclaration {
    case absent
    case count(Located<UInt32>)
    case shape(Located<CPUShape>, ProcessorOptions)
  }

  /// The CPUs with their nodes; `nil` where they cannot be told, after saying why.
  mutating func cpus(_ declaration: CPUDeclaration, _ declared: [NodeDeclaration]) -> [CPU]? {
    guard !declared.contains(where: \.areCPUsUnclear) else { return nil }
    let hasLists = declared.contains { $0.cpus != nil }
    let firstLLCs = declared.first { $0.llcs != nil }?.llcs
    if hasLists, let range = firstLLCs?.origin {
      // A node that has both has been reported already.
      if !declared.contains(where: { $0.llcs != nil && $0.cpus != nil }) {
        report(.llcsAndLists, at: range, "some nodes have 'llcs' and others 'cpus'; all have the same")
      }
      return nil
    }
    switch declaration {
    case .absent:
      if hasLists { return cpusOfLists(declared, total: nil, shape: nil) }
      if firstLLCs != nil { return cpusOfShape(Located(CPUShape()), declared) }
      return cpusInOrder(1, nodeCount: declared.count)
    case .count(let count):
      if hasLists { return cpusOfLists(declared, total: count, shape: nil) }
      if let range = firstLLCs?.origin {
        let shape = text(ofShapeFor: count.value, declared)
        report(
          .llcsWithoutShape, at: range, "'llcs' of a node counts caches of the CPU shape, and 'cpus' has none",
          suggestion: shape.map { "write 'cpus: \($0)' at the root" }
            ?? "give it one, with 'llcs' and 'cores_per_llc'",
          fix: shape.flatMap { shape in count.origin.map { Fix(writing: shape, at: $0) } },
          notes: [.init("a plain number of CPUs is stated here", at: count.origin)])
        return nil
      }
      return cpusInOrder(count.value, nodeCount: declared.count)
    case .shape(let shape, _):
      if hasLists {
        return cpusOfLists(declared, total: Located(shape.value.cpuCount, at: shape.origin), shape: shape.value)
      }
      return cpusOfShape(shape, declared)
    }
  }

  /// A shape of so many CPUs that has the nodes' caches; `nil` where the CPUs do not divide evenly.
  private func text(ofShapeFor count: UInt32, _ declared: [NodeDeclaration]) -> String? {
    let llcs = declared.reduce(UInt64(0)) { $0 + ($1.llcs?.value ?? 0) }
    guard llcs > 0, UInt64(count) % llcs == 0 else { return nil }
    return "{llcs: \(llcs), cores_per_llc: \(UInt64(count) / llcs)}"
  }

  // MARK: The root's key

  /// The root's key; `nil` where it cannot be read, after saying why.
  mutating func cpuDeclaration(_ root: Fields) -> CPUDeclaration? {
    guard !root.isUnclear("cpus") else { return nil }
    guard let id = root["cpus"] else { return .absent }
    if tree.kind(of: id) == .mapping { return cpuShape(id) }
    guard
      let count = scalar(
        id, wanted: "'cpus' is a number of CPUs, or a shape such as {llcs: 2, cores_per_llc: 4}",
        ScalarParser.number)
    else { return nil }
    guard isSound(CPURules.count(count), at: id) else { return nil }
    return .count(Located(UInt32(count), at: tree.range(of: id)))
  }

  private mutating func cpuShape(_ id: YAMLTree.NodeID) -> CPUDeclaration? {
    guard let fields = fields(of: id, Language.cpus) else { return nil }
    var shape = CPUShape()
    var options = ProcessorOptions()
    let unread = read(Language.cpuKeys, of: fields, into: &shape)
    read(Language.processorKeys, of: fields, into: &options)
    guard !fields.hasUnknownKey else { return nil }
    let list = shape.coresOfLLCs.flatMap { _ in fields["cores_per_llc"].map { tree.range(of: $0) } }
    // A list says how many caches there are where nothing else does.
    if let list = shape.coresOfLLCs, fields["llcs"] == nil { shape.llcs = UInt32(clamping: list.counts.count) }
    let breaches = CPURules.shape(
      shape, llcsAt: fields["llcs"].map { tree.range(of: $0) } ?? list,
      diesAt: fields["dies"].map { tree.range(of: $0) }, coresAt: list
    )
    // Nothing follows from caches that cannot be read.
    .filter { breach in
      let areCachesUnclear = unread.contains("llcs") || fields["llcs"] == nil && unread.contains("cores_per_llc")
      return !areCachesUnclear || breach.rule != .llcsUneven && breach.rule != .llcCoresMismatch
    }
    for breach in breaches { report(breach, at: id) }
    // How many CPUs there are does not hang on dies.
    guard unread.allSatisfy({ $0 == "dies" }), breaches.allSatisfy({ $0.rule == .diesUneven }) else { return nil }
    if !breaches.isEmpty { shape.dies = nil }
    return .shape(Located(shape, at: tree.range(of: id)), options)
  }

  // MARK: Assignment to nodes

  /// CPU k of N belongs to node ⌊k × nodes / N⌋.
  private func cpusInOrder(_ count: UInt32, nodeCount: Int) -> [CPU] {
    (0..<count).map { CPU(apicID: $0, node: UInt32(UInt64($0) * UInt64(nodeCount) / UInt64(count))) }
  }

  private mutating func cpusOfShape(_ shape: Located<CPUShape>, _ declared: [NodeDeclaration]) -> [CPU]? {
    let total = UInt64(shape.value.llcs)
    var llcs = declared.map { $0.llcs?.value ?? 0 }
    // Nodes that say nothing share the caches among those that say 0.
    let sharing = declared.indices.filter { declared[$0].llcs == nil }
    if !sharing.isEmpty, llcs.allSatisfy({ $0 == 0 }) {
      let nodes = sharing.count == declared.count ? "nodes" : "nodes that state no 'llcs'"
      let breach = CPURules.even(
        total, over: sharing.count, nodes, at: shape.origin, suggestion: "state 'llcs' in the nodes")
      guard isSound(breach, at: tree.root) else { return nil }
      for node in sharing { llcs[node] = total / UInt64(sharing.count) }
    }
    let sum = llcs.reduce(0, +)
    guard sum == total else {
      let last = declared.last { $0.llcs != nil }
      report(
        .llcSumMismatch, at: last?.llcs?.origin ?? .beginning,
        "the nodes' last-level caches add up to \(sum), but 'cpus' has \(total)",
        notes: shape.origin.map { [.init("the CPU shape is stated here", at: $0)] } ?? [])
      return nil
    }
    let nodeOfLLC = llcs.enumerated().flatMap { node, count in [Int](repeating: node, count: Int(count)) }
    let owner = (0..<shape.value.cpuCount).map { nodeOfLLC[Int(shape.value.llc(ofCPU: $0))] }
    warnOfCuts(CPUGrouping(shape: shape.value, owner: owner), shape.origin, declared)
    return cpus(of: owner, shape.value)
  }

  private mutating func cpusOfLists(
    _ declared: [NodeDeclaration], total: Located<UInt32>?, shape: CPUShape?
  ) -> [CPU]? {
    let highest = declared.compactMap { $0.cpus?.value.last }.max()
    guard let count = total?.value ?? highest.map({ $0 + 1 }) else {
      report(
        .noCPUs, at: declared.compactMap(\.cpus?.origin).first ?? .beginning,
        "no node has a CPU; a machine has at least one")
      return nil
    }
    let owner = owners(declared, Int(count), total)
    guard let owner else { return nil }
    if let shape { warnOfCuts(CPUGrouping(shape: shape, owner: owner), total?.origin, declared) }
    return cpus(of: owner, shape)
  }

  /// The node of every CPU; `nil` where a CPU has none or several, or does not exist, after saying so.
  private mutating func owners(
    _ declared: [NodeDeclaration], _ count: Int, _ total: Located<UInt32>?
  ) -> [Int]? {
    var owner = [Int](repeating: -1, count: count)
    let counts = SingleNumbers(declared)
    var isWhole = true
    for (node, declaration) in declared.enumerated() {
      guard let list = declaration.cpus, let range = list.origin else { continue }
      let unknown = list.value.filter { $0 >= count }
      if !unknown.isEmpty {
        isWhole = false
        report(
          .cpuUnknown, at: range,
          "node \(node) names CPU\(unknown.count == 1 ? "" : "s") \(CPUList.text(unknown).excerpt), but the CPUs are "
            + CPUList.text(0..<UInt32(count)),
          suggestion: counts?.advice(node),
          notes: total?.origin.map { [.init("they are counted here", at: $0)] } ?? [])
      }
      let taken = list.value.filter { $0 < count && owner[Int($0)] >= 0 }
      if let first = taken.first {
        isWhole = false
        let other = owner[Int(first)]
        report(
          .cpuTwice, at: range,
          "CPU\(taken.count == 1 ? "" : "s") \(CPUList.text(taken).excerpt) of node \(node) belong"
            + "\(taken.count == 1 ? "s" : "") to node \(other) already",
          suggestion: counts?.advice(node),
          notes: [
            .init(
              "node \(other) names CPU \(first) here" + (counts.map { "; \($0.advice(other))" } ?? ""),
              at: declared[other].cpus?.origin)
          ])
      }
      for cpu in list.value where cpu < count && owner[Int(cpu)] < 0 { owner[Int(cpu)] = node }
    }
    // Where counts were taken for CPUs, which was told, it is no news that CPUs are missing.
    guard isWhole || counts == nil else { return nil }
    let missing = owner.indices.filter { owner[$0] < 0 }.map(UInt32.init)
    guard !missing.isEmpty else { return isWhole ? owner : nil }
    report(
      .cpuMissing, at: total?.origin ?? declared.compactMap(\.cpus?.origin).last ?? .beginning,
      "CPU\(missing.count == 1 ? "" : "s") \(CPUList.text(missing).excerpt) belong"
        + "\(missing.count == 1 ? "s" : "") to no node",
      suggestion: declared.lastIndex { $0.cpus != nil }.flatMap { counts?.advice($0) })
    return nil
  }

  private func cpus(of owner: [Int], _ shape: CPUShape?) -> [CPU] {
    owner.enumerated().map { number, node in
      let apicID = shape?.apicID(ofCPU: UInt32(number)) ?? UInt32(number)
      return CPU(apicID: apicID, node: UInt32(node))
    }
  }
}

/// The lists of nodes that name one number each, as if it were a count of CPUs.
private struct SingleNumbers {
  /// For each node, its number and the sum of those before it.
  private var counts: [(number: UInt32, first: UInt64)] = []

  /// `nil` where a node has no list, or one that is no single number.
  init?(_ declared: [NodeDeclaration]) {
    var first: UInt64 = 0
    for declaration in declared {
      guard let number = declaration.singleCPU else { return nil }
      counts.append((number, first))
      first += UInt64(number)
    }
  }

  /// What to write for so many CPUs in a node.
  func advice(_ node: Int) -> String {
    let (number, first) = counts[node]
    guard number > 0 else { return "one number is that CPU; for none leave 'cpus' out" }
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    let count = number <= words.count ? words[Int(number) - 1] : "\(number)"
    let list = number == 1 ? "\(first)" : "\(first)-\(first + UInt64(number) - 1)"
    return "one number is that CPU; \(count) CPU\(number == 1 ? " is" : "s are") '\(list)'"
  }
}
