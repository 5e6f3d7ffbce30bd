/// Which node each CPU of a shape belongs to, as far as it can be judged by caches, cores and packages.
struct CPUGrouping {
  /// A core or last-level cache whose CPUs belong to several nodes.
  struct Cut {
    /// The core or the cache, counted over the whole machine.
    let index: UInt32
    /// The node of its first CPU, and that of the first other one.
    let nodes: (Int, Int)
  }

  let shape: CPUShape
  /// The node of each CPU, by number.
  let owner: [Int]

  /// The last-level caches whose CPUs belong to several nodes, ascending.
  func cutLLCs() -> [Cut] {
    var nodes = [(first: Int, other: Int)](repeating: (-1, -1), count: Int(shape.llcs))
    for (cpu, node) in owner.enumerated() {
      let llc = Int(shape.llc(ofCPU: UInt32(cpu)))
      if nodes[llc].first < 0 {
        nodes[llc].first = node
      } else if nodes[llc].other < 0, node != nodes[llc].first {
        nodes[llc].other = node
      }
    }
    return nodes.indices.filter { nodes[$0].other >= 0 }
      .map { Cut(index: UInt32($0), nodes: (nodes[$0].first, nodes[$0].other)) }
  }

  /// The first core of a last-level cache whose threads belong to several nodes.
  func cutCore(inLLC llc: UInt32) -> Cut? {
    for core in llc * shape.coresPerLLC..<(llc + 1) * shape.coresPerLLC {
      let nodes = shape.cpus(ofCore: core).map { owner[Int($0)] }
      if let other = nodes.first(where: { $0 != nodes[0] }) { return Cut(index: core, nodes: (nodes[0], other)) }
    }
    return nil
  }

  /// The packages of each node that overlaps one in part, ascending: where a node is in a package, or a package in a
  /// node, there is nothing to say.
  func packagesOfNodesAcross() -> [(node: Int, packages: [UInt32])] {
    guard shape.packages > 1 else { return [] }
    var counts: [Int: [UInt32: UInt32]] = [:]
    var run: (node: Int, package: UInt32, count: UInt32) = (-1, 0, 0)
    func close(_ run: (node: Int, package: UInt32, count: UInt32)) {
      guard run.count > 0 else { return }
      counts[run.node, default: [:]][run.package, default: 0] += run.count
    }
    // A million CPUs are few runs.
    for (cpu, node) in owner.enumerated() {
      let package = shape.package(ofCPU: UInt32(cpu))
      if node == run.node, package == run.package {
        run.count += 1
      } else {
        close(run)
        run = (node, package, 1)
      }
    }
    close(run)
    let whole = shape.cpuCount / shape.packages
    return counts.filter { $0.value.count > 1 && $0.value.values.contains { $0 < whole } }
      .map { ($0.key, $0.value.keys.sorted()) }.sorted { $0.node < $1.node }
  }

  /// Whether nodes go well with caches, cores and packages.
  var isClean: Bool {
    packagesOfNodesAcross().isEmpty && cutLLCs().isEmpty
  }
}
