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
    for core in shape.cores(ofLLC: llc) {
      let nodes = shape.cpus(ofCore: core).map { owner[Int($0)] }
      if let other = nodes.first(where: { $0 != nodes[0] }) { return Cut(index: core, nodes: (nodes[0], other)) }
    }
    return nil
  }

  /// The packages of each node that overlaps one in part, ascending: where a node is in a package, or a package in a
  /// node, there is nothing to say.
  func packagesOfNodesAcross() -> [(node: Int, packages: [UInt32])] {
    guard shape.packages > 1 else { return [] }
    // A million CPUs are few runs.
    var runs: [(node: Int, package: UInt32, count: UInt32)] = []
    for (cpu, node) in owner.enumerated() {
      let package = shape.package(ofCPU: UInt32(cpu))
      if let last = runs.last, last.node == node, last.package == package {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((node, package, 1))
      }
    }
    runs.sort { ($0.node, $0.package) < ($1.node, $1.package) }
    var across: [(node: Int, packages: [UInt32])] = []
    var first = 0
    while first < runs.count {
      let node = runs[first].node
      var packages: [UInt32] = []
      var isInPart = false
      while first < runs.count, runs[first].node == node {
        let package = runs[first].package
        var count: UInt32 = 0
        while first < runs.count, runs[first].node == node, runs[first].package == package {
          count += runs[first].count
          first += 1
        }
        packages.append(package)
        isInPart = isInPart || count < shape.cpuCount(ofPackage: package)
      }
      if packages.count > 1, isInPart { across.append((node, packages)) }
    }
    return across
  }

  /// Whether nodes go well with caches, cores and packages.
  var isClean: Bool {
    packagesOfNodesAcross().isEmpty && cutLLCs().isEmpty
  }
}
