import Diagnostics

/// How many nodes a machine has, and what each of them has.
enum NodeRules {
  /// How many nodes there may be, and are of use.
  static func count(_ count: Int, _ architecture: Architecture) -> Breach? {
    if count == 0 { return Breach(.noNodes, "there are no nodes; a machine has at least one") }
    if count > Language.maximumNodes {
      return Breach(.tooManyNodes, "there are \(count) nodes; at most \(Language.maximumNodes) are allowed")
    }
    return count > 1024 && architecture == .x8664
      ? Breach(.manyNodes, "there are \(count) nodes; Linux on x86 reads 1024") : nil
  }

  /// Nodes that have neither memory nor CPUs, where it is known whose the CPUs are.
  static func empty(_ nodes: [MemoryNode], _ cpus: [CPU]) -> [Breach] {
    guard !cpus.isEmpty, nodes.contains(where: { $0.memory?.value == 0 }) else { return [] }
    var hasCPU = [Bool](repeating: false, count: nodes.count)
    for cpu in cpus { hasCPU[Int(cpu.node)] = true }
    return nodes.indices.filter { nodes[$0].memory?.value == 0 && !hasCPU[$0] }.map { index in
      Breach(
        .emptyNode, at: nodes[index].origin, "node \(index) has neither memory nor CPUs; Linux does not online it")
    }
  }
}
