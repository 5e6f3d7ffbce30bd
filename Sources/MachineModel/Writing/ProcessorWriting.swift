import Addresses

/// The CPUs of a topology as a document has them: the root's `cpus`, and what each node says of its own.
struct ProcessorWriting {
  /// The root's `cpus`; `nil` where it says nothing that lists of nodes do not.
  private(set) var root: DocumentValue?
  /// For each node its `llcs` or `cpus`; `nil` where it says nothing.
  private(set) var nodes: [DocumentValue.Entry?]

  init(_ topology: Topology) {
    nodes = [DocumentValue.Entry?](repeating: nil, count: topology.nodes.count)
    let count = topology.cpus.count
    let options = DocumentValue(Language.processorKeys, of: topology.processors).entries
    // What tables say of CPUs besides can be told of a shape only: one cache, whose APIC IDs are the numbers.
    let shape = topology.cpuShape ?? (options.isEmpty ? nil : CPUShape(coresPerLLC: UInt32(clamping: count)))
    if let shape {
      root = DocumentValue(Language.cpuKeys, of: shape).adding(options)
      state(of: shape, topology)
    } else if topology.cpus.enumerated().allSatisfy({ Int($1.node) == $0 * topology.nodes.count / count }) {
      root = count == 1 ? nil : .number(count)
    } else {
      stateLists(topology)
    }
  }

  private mutating func state(of shape: CPUShape, _ topology: Topology) {
    let counts = nodesInOrder(of: shape, topology)
    guard let counts else { return stateLists(topology) }
    // Where all say nothing, caches are shared equally.
    if counts.allSatisfy({ $0 == counts.first }) { return }
    for node in nodes.indices { nodes[node] = .init("llcs", .number(counts[node])) }
  }

  /// How many caches each node has, where those of each follow those of the one before; `nil` where they do not.
  private func nodesInOrder(of shape: CPUShape, _ topology: Topology) -> [Int]? {
    guard topology.cpus.count == Int(shape.cpuCount) else { return nil }
    var owners = [Int?](repeating: nil, count: Int(shape.llcs))
    for (number, cpu) in topology.cpus.enumerated() {
      let cache = Int(shape.llc(ofCPU: UInt32(number)))
      guard owners.indices.contains(cache), (owners[cache] ?? Int(cpu.node)) == Int(cpu.node) else { return nil }
      owners[cache] = Int(cpu.node)
    }
    var counts = [Int](repeating: 0, count: nodes.count)
    var last = 0
    for owner in owners {
      guard let owner, owner >= last, counts.indices.contains(owner) else { return nil }
      counts[owner] += 1
      last = owner
    }
    return counts
  }

  private mutating func stateLists(_ topology: Topology) {
    for (node, list) in topology.cpusOfNodes.enumerated() {
      let text = list.text
      if !text.isEmpty { nodes[node] = .init("cpus", .scalar(text)) }
    }
  }
}
