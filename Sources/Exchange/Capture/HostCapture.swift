import Addresses
import Diagnostics
import HostFiles
import Lowering
package import MachineModel
import Platforms

/// Makes a topology of a host: its memory, its CPUs and its nodes, as far as they are known and a topology can say it.
package struct HostCapture {
  private let tree: HostTree

  /// - Parameter tree: The host.
  package init(_ tree: HostTree) {
    self.tree = tree
  }

  /// The topology, which compiles.
  ///
  /// - Parameter findings: Told of what is not known, and of what a topology cannot say.
  package func topology(reportingTo findings: inout CaptureFindings) -> Topology? {
    if let topology = HostTables(tree).topology(reportingTo: &findings) {
      findings.tell(tree, for: [.addresses])
      return topology
    }
    findings.tell(tree)
    let places = tree.nodes.indices.filter { place in
      let node = tree.nodes[place]
      return node.hasMemory || node.cpus?.isEmpty == false || !node.blocks.isEmpty
    }
    let idle = tree.nodes.indices.filter { !places.contains($0) }.compactMap { tree.nodes[$0].number }
    if !idle.isEmpty {
      findings.report(
        .unfitHost,
        "host node\(idle.count == 1 ? "" : "s") \(CPUList.text(idle).excerpt) ha\(idle.count == 1 ? "s" : "ve") neither "
          + "memory nor CPUs, and \(idle.count == 1 ? "is" : "are") left out")
    }
    let base = machine(of: places, &findings)
    // What is told best comes first; what does not compile, as a host may be of any kind, is told with less.
    for candidate in candidates(base, places, &findings) where Self.errors(of: candidate) == nil {
      return candidate
    }
    findings.report(
      .noHost, "what is known of the host makes no machine: \(Self.errors(of: base) ?? "it has no memory")")
    return nil
  }

  /// The first thing that is wrong with a topology; `nil` where it compiles.
  static func errors(of topology: Topology) -> String? {
    var sink = DiagnosticSink(source: nil)
    let layout = LoweringPipeline().run(topology, reportingTo: &sink)
    if let error = sink.diagnostics.first(where: { $0.severity == .error }) { return error.message }
    return layout == nil ? "it has no layout" : nil
  }

  // MARK: Nodes and CPUs

  /// The machine with all but the addresses of its memory.
  ///
  /// - Parameter places: Which of the host's nodes are its nodes.
  private func machine(of places: [Int], _ findings: inout CaptureFindings) -> Topology {
    var nodes = places.enumerated().map { place, index -> MemoryNode in
      let host = tree.nodes[index]
      var node = MemoryNode(memory: Located(host.memory.map { Self.whole($0.total) } ?? 0))
      if let number = host.number, Int(number) != place { node.domain = Located(number) }
      return node
    }
    let owners = HostCPUOwners(tree, places)
    let found = HostShape(tree.cpus)
    if let obstacle = found.obstacle {
      findings.report(
        .unfitHost,
        "no CPU shape says how the host's CPUs are grouped, as \(obstacle): each node lists its CPUs, and caches are lost"
      )
    }
    let cpus = tree.cpus.indices.map { place in
      CPU(apicID: found.shape?.apicID(ofCPU: UInt32(place)) ?? UInt32(place), node: UInt32(owners[place] ?? 0))
    }
    if nodes.isEmpty { nodes = [MemoryNode(memory: Located(0))] }
    var topology = Topology(architecture: tree.architecture ?? .x8664, nodes: nodes, cpus: cpus)
    // Of a single CPU there is nothing to say.
    topology.cpuShape = cpus.count > 1 ? found.shape : nil
    topology.platform.physicalBits = tree.physicalBits.map { Located($0) }
    topology.distances = distances(of: places) ?? topology.distances
    state(performanceOf: places, in: &topology)
    return topology
  }

  /// What the kernel has is less than a node's memory by what it took for itself, so that it is rounded up.
  private static func whole(_ bytes: UInt64) -> UInt64 {
    min(bytes, Units.addressLimit).roundedUp(to: 1 << 20)
  }

  /// How far nodes are from each other; `nil` where that is not known.
  func distances(of places: [Int]) -> DistanceMatrix? {
    guard places.count > 1, places.allSatisfy({ tree.nodes[$0].distances.count == tree.nodes.count }) else {
      return nil
    }
    return DistanceMatrix(rows: places.map { from in places.map { tree.nodes[from].distances[$0] } })
  }

  /// Says of nodes how fast their memory is, and what caches are in front of it.
  func state(performanceOf places: [Int], in topology: inout Topology) {
    let haveCPUs = topology.nodesHaveCPUs
    for (place, index) in places.enumerated() where topology.nodes[place].memory?.value != 0 {
      let host = tree.nodes[index]
      var performance = MemoryPerformance()
      for (attribute, value) in host.performance?.values ?? [] { performance[attribute] = Located(value) }
      performance.caches = host.caches
      guard host.performance != nil || !host.caches.isEmpty else { continue }
      if !haveCPUs[place] {
        let initiator = host.performance?.initiators.lazy.compactMap { number in
          places.firstIndex { tree.nodes[$0].number == number }
        }.first { haveCPUs[$0] }
        performance.initiator = initiator.map { Located($0) }
      }
      topology.nodes[place].performance = performance
    }
  }

  // MARK: Addresses

  /// Machines that say the same, those that say it in the fewest words first, and behind them those that say less.
  private func candidates(
    _ base: Topology, _ places: [Int], _ findings: inout CaptureFindings
  ) -> [Topology] {
    var plain = base
    for index in plain.nodes.indices { plain.nodes[index].performance = nil }
    guard let memory = HostMemory(tree) else { return [base, plain] }
    if memory.softReserved > 0 {
      findings.report(
        .unfitHost,
        "\(Units.bytes(memory.softReserved)) are soft reserved, and nobody knows which node's they are: left out")
    }
    var exact = base
    for (place, index) in places.enumerated() {
      let ranges = memory.ranges[index]
      exact.nodes[place].ranges = ranges.map { MemoryRange(start: $0.start, end: $0.end) }
      exact.nodes[place].memory = Located(Units.sum(of: ranges.lazy.map(\.size)))
    }
    let all = memory.ranges.flatMap { $0 }
    if base.architecture == .aarch64, let lowest = all.map(\.start).min() {
      exact.platform.dramBase = Located(lowest)
    }
    exact.platform.gaps = memory.gaps.map { Gap(start: $0.start, end: $0.end) }
    if let reserved = memory.reserved {
      exact.platform.reserved = reserved
      exact.platform.replacesReserved = true
    }
    guard let wanted = Self.layout(of: exact) else { return [base, plain] }
    let shorter = Self.shorter(than: exact).filter { candidate in
      Self.layout(of: candidate).map { $0.extents == wanted.extents && $0.memoryMap.says(wanted.memoryMap) }
        ?? false
    }
    return shorter + [exact, base, plain]
  }

  /// The same machine with less said of it, which may be another one then: the shortest first.
  private static func shorter(than exact: Topology) -> [Topology] {
    var sized = exact
    for index in sized.nodes.indices { sized.nodes[index].ranges = [] }
    var usual = sized
    usual.platform.gaps = nil
    var usualReserved = usual
    usualReserved.platform.reserved = []
    usualReserved.platform.replacesReserved = false
    // What is reserved besides what the platform has.
    let own = ReservedRange(start: PCMap.extendedBIOSData, end: PCMap.firstMegabyteEnd)
    var besides = usual
    besides.platform.reserved.removeAll { $0.range == own.range && $0.kind == own.kind }
    besides.platform.replacesReserved = false
    var besidesWithGaps = sized
    besidesWithGaps.platform = besides.platform
    besidesWithGaps.platform.gaps = sized.platform.gaps
    let all = [usualReserved, besides, besidesWithGaps, usual, sized]
    return all.map { topology in
      var topology = topology
      topology.platform.dramBase = nil
      return topology
    } + all
  }

  private static func layout(of topology: Topology) -> Layout? {
    var sink = DiagnosticSink(source: nil)
    let layout = LoweringPipeline().run(topology, reportingTo: &sink)
    return sink.hasErrors ? nil : layout
  }
}

extension [MemoryMapEntry] {
  /// Whether two maps say the same, wherever it is stated.
  fileprivate func says(_ other: [MemoryMapEntry]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.range == $1.range && $0.kind == $1.kind }
  }
}

extension CaptureFindings {
  /// Tells of what could not be read of a host.
  package mutating func tell(_ tree: HostTree) { tell(tree, for: [.addresses, .machine, .guest]) }

  /// Tells of what could not be read of a host, as far as it is of use for something.
  mutating func tell(_ tree: HostTree, for purposes: Set<MissingFact.Purpose>) {
    for fact in tree.missing where purposes.contains(fact.purpose) {
      report(.missingFact, in: tree.folder + fact.path, fact.loss, suggestion: fact.remedy)
    }
  }
}
