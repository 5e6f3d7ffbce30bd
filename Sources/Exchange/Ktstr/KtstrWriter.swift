import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Writes a layout as constants of a test of ktstr.
struct KtstrWriter: TargetWriter {
  let machine: TargetMachine
  private(set) var refusals: ExportRefusals

  /// ktstr places nodes one behind the other, and nobody names its machine.
  static let target = ExportTarget(
    name: "ktstr", preset: GenericPlatform.self, mostCPUs: UInt64(UInt32.max), abilities: [.nodes, .localities])

  /// The constants; `nil` where the CPUs are none of ktstr's.
  mutating func text() -> String? {
    checkMemory()
    guard let processors = processors() else { return nil }
    let sizes = topology.nodes.indices.map { sizeInMiB(ofNode: $0) }
    let speeds = topology.nodes.indices.map { speed(ofNode: $0) }
    let caches = topology.nodes.indices.map { cache(ofNode: $0) }
    checkLocalities()
    let total = sizes.reduce(0, +)
    if total > UInt64(UInt32.max) {
      refusals.refuse(at: topology.origin, "ktstr has at most 2^32 - 1 MiB, not \(total) MiB")
    }
    let isUniform =
      Set(sizes).count == 1 && Set(processors.llcs).count == 1 && speeds.allSatisfy { $0 == nil }
      && caches.allSatisfy { $0 == nil }
    let distances = distances()
    let count = topology.nodes.count
    var names = ["Topology"]
    var lines: [String] = []
    if !isUniform {
      names.insert("NumaNode", at: 0)
      lines.append("const NODES: &[NumaNode] = &[")
      for node in topology.nodes.indices {
        let numbers = ["\(processors.llcs[node])", "\(sizes[node])"]
        var text =
          speeds[node].map {
            "NumaNode::with_hmat(\((numbers + ["\($0.latency)", "\($0.bandwidth)"]).joined(separator: ", ")))"
          }
          ?? "NumaNode::new(\(numbers.joined(separator: ", ")))"
        if let cache = caches[node] {
          text += ".with_cache(MemSideCache::new(\(cache)))"
          if !names.contains("MemSideCache") { names.insert("MemSideCache", at: 0) }
        }
        lines.append("    \(text),")
      }
      lines.append("];")
    }
    if let distances {
      names.insert("NumaDistance", at: names.first == "MemSideCache" ? 1 : 0)
      lines += ["const DISTANCES: &NumaDistance = &NumaDistance::new(\(count), &["]
      lines += distances.map { row in "    \(row.map { "\($0)," }.joined(separator: " "))" }
      lines.append("]);")
    }
    let cores = "\(processors.cores), \(processors.threads)"
    lines.append(
      "const TOPOLOGY: Topology = "
        + (isUniform
          ? "Topology::new(\(count), \(processors.llcs.reduce(0, +)), \(cores))"
          : "Topology::with_nodes(\(cores), NODES)") + (distances == nil ? "" : ".with_distances(DISTANCES)") + ";")
    lines.append("const MEMORY_MIB: u32 = \(total);")
    let header =
      names.count == 1
      ? "use ktstr::test_support::\(names[0]);" : "use ktstr::test_support::{\(names.joined(separator: ", "))};"
    return ([header, ""] + lines).map { "\($0)\n" }.joined()
  }

  // MARK: Memory

  /// Tells how memory is provided that ktstr provides in its own way, and where it lies.
  private mutating func checkMemory() {
    for memory in machine.layout.backedMemory {
      _ = refusals.reduced(topology.policy(of: memory), at: machine.origin(of: memory), for: [])
    }
    for node in machine.asked.nodes {
      guard let place = node.ranges.first?.origin ?? node.alignment?.origin else { continue }
      refusals.refuse(
        at: place, "ktstr places the memory of nodes one behind the other, wherever it is stated to lie")
    }
  }

  private mutating func sizeInMiB(ofNode node: Int) -> UInt64 {
    let size = machine.layout.sizes[node]
    if size % (1 << 20) != 0 {
      refusals.refuse(
        at: machine.origin(of: BackedMemory(node: node)),
        "ktstr's nodes have whole MiB, which \(Units.bytes(size)) are not")
    }
    return size >> 20
  }

  /// The distances, unless they are those that nodes have where nothing is said; `nil` also where ktstr has no such.
  private mutating func distances() -> [[UInt8]]? {
    let nodes = topology.nodes.indices
    let rows = nodes.map { row in nodes.map { topology.distances[row, $0] } }
    guard nodes.allSatisfy({ row in nodes.allSatisfy { rows[row][$0] == rows[$0][row] } }) else {
      refusals.refuse(
        at: topology.distances.origin ?? topology.origin, "ktstr's distances are the same in both directions")
      return nil
    }
    let isPlain = nodes.allSatisfy { row in
      nodes.allSatisfy { row == $0 || rows[row][$0] == DistanceMatrix.remote }
    }
    return isPlain ? nil : rows
  }

  // MARK: How fast memory is

  /// A node's latency in nanoseconds and its bandwidth in MB/s; `nil` where it states none.
  private mutating func speed(ofNode node: Int) -> (latency: UInt64, bandwidth: UInt64)? {
    guard let performance = topology.nodes[node].performance else { return nil }
    if let initiator = performance.initiator {
      refusals.refuse("way to say what memory is attached to", at: initiator.origin ?? performance.origin)
    }
    for attribute in LocalityAttribute.allCases
    where attribute != .accessLatency && attribute != .accessBandwidth {
      guard let value = performance[attribute] else { continue }
      refusals.refuse(at: value.origin, "ktstr has one latency and one bandwidth, for reading and writing alike")
    }
    let latency = value(of: .accessLatency, performance, step: KtstrFormat.latencyStep)
    let bandwidth = value(of: .accessBandwidth, performance, step: KtstrFormat.bandwidthStep)
    guard latency != nil || bandwidth != nil else { return nil }
    let isNear = !topology.cpusOfNodes[node].isEmpty
    let estimates = LocalityOptions.estimates
    return (
      (latency ?? (isNear ? estimates.latency.near : estimates.latency.far)) / 1000,
      bandwidth ?? (isNear ? estimates.bandwidth.near : estimates.bandwidth.far)
    )
  }

  private mutating func value(
    of attribute: LocalityAttribute, _ performance: MemoryPerformance, step: UInt64
  ) -> UInt64? {
    guard let value = performance[attribute] else { return nil }
    guard value.value > 0, value.value % step == 0, value.value / step <= UInt64(UInt16.max) else {
      let quantity = attribute.quantity
      refusals.refuse(
        at: value.origin,
        "ktstr's \(quantity.rawValue) is a multiple of \(quantity.text(step)), which \(quantity.text(value.value)) is not"
      )
      return nil
    }
    return value.value
  }

  /// The arguments of a node's cache; `nil` where it has none.
  private mutating func cache(ofNode node: Int) -> String? {
    guard let performance = topology.nodes[node].performance, let cache = performance.caches.first else {
      return nil
    }
    if performance.caches.count > 1 || performance.caches.levels != [1] {
      refusals.refuse(
        at: performance.caches[performance.caches.count - 1].origin ?? performance.origin,
        "ktstr has one cache in front of a node's memory, of level 1")
    }
    let associativity: Int =
      switch cache.associativity {
      case .none: 0
      case .direct: 1
      case .complex: 2
      }
    let policy: Int =
      switch cache.policy {
      case .none: 0
      case .writeBack: 1
      case .writeThrough: 2
      }
    return "\(cache.size), \(associativity), \(policy), \(cache.lineSize)"
  }

  private mutating func checkLocalities() {
    let stated = topology.nodes.lazy.compactMap(\.performance?.origin).first ?? topology.localities?.origin
    if topology.speaksOfLocalities, topology.architecture == .aarch64 {
      refusals.refuse("HMAT on aarch64", at: stated ?? topology.origin)
    }
    guard let localities = topology.localities else { return }
    for attribute in LocalityAttribute.allCases {
      guard let matrix = localities[attribute] else { continue }
      refusals.refuse(
        at: matrix.origin ?? localities.origin,
        "ktstr takes latencies and bandwidths between nodes from their distances")
    }
    for base in [localities.latencyBase, localities.bandwidthBase].compactMap({ $0 }) {
      refusals.refuse("way to say what an entry of HMAT stands for", at: base.origin ?? localities.origin)
    }
  }

  // MARK: CPUs

  private struct Processors {
    /// Last-level caches of each node.
    var llcs: [Int]
    /// Cores of each of these.
    var cores: Int
    /// Threads of each of these.
    var threads: Int
  }

  /// The CPUs, which have their numbers node by node. Where nothing is said of caches, each node has one where all have as many
  /// CPUs, else as few as make all alike.
  private mutating func processors() -> Processors? {
    let place = machine.asked.cpuOrigin ?? topology.nodes.first?.origin ?? topology.origin
    let lists = topology.cpusOfNodes
    let counts = topology.nodes.indices.map { Int(lists[$0].count) }
    for (node, count) in counts.enumerated() where count > 0 && machine.layout.sizes[node] == 0 {
      refusals.refuse(
        at: topology.nodes[node].origin ?? topology.origin,
        "ktstr's nodes with CPUs have memory, and node \(node) has none")
    }
    var reason: String?
    if zip(topology.cpus, topology.cpus.dropFirst()).contains(where: { $0.node > $1.node }) {
      reason = "numbers CPUs node by node"
    }
    guard let shape = topology.cpuShape else {
      let common = counts.reduce(0, Self.commonDivisor)
      if topology.cpus.enumerated().contains(where: { $0.offset != Int($0.element.apicID) }) {
        reason = reason ?? "chooses APIC IDs itself, of caches, cores and threads"
      }
      if let reason { refusals.refuse(at: place, "ktstr \(reason)") }
      guard reason == nil, common > 0 else { return nil }
      return Processors(llcs: counts.map { $0 / common }, cores: common, threads: 1)
    }
    let cores = Int(shape.coresOfLLCs?.most ?? shape.coresPerLLC)
    let perLLC = cores * Int(shape.threadsPerCore)
    if shape.coresOfLLCs.map({ Set($0.counts).count > 1 }) == true {
      reason = "has as many cores in each last-level cache"
    } else if shape.packages > 1, shape.packages != shape.llcs {
      reason = "knows nothing between nodes and last-level caches: packages with several it cannot be told"
    } else if let dies = shape.dies, dies != shape.llcs {
      reason = "knows nothing between nodes and last-level caches: dies with several it cannot be told"
    } else if shape.numbering == .threadsLast, shape.threadsPerCore > 1 {
      reason = "numbers the threads of a core one behind the other"
    } else if perLLC > 0, counts.contains(where: { $0 % perLLC != 0 }) {
      reason = "has last-level caches within nodes"
    }
    if let reason { refusals.refuse(at: place, "ktstr \(reason)") }
    guard reason == nil, perLLC > 0 else { return nil }
    return Processors(llcs: counts.map { $0 / perLLC }, cores: cores, threads: Int(shape.threadsPerCore))
  }

  private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
    var (first, second) = (first, second)
    while second != 0 { (first, second) = (second, first % second) }
    return first
  }
}
