package import Addresses

extension Topology {
  /// The CPUs of each node, by number.
  package var cpusOfNodes: [CPUList] {
    var lists = [CPUList](repeating: CPUList(), count: nodes.count)
    for number in cpus.indices { lists[Int(cpus[number].node)].append(UInt32(number)) }
    return lists
  }

  /// For each node whether it has CPUs.
  package var nodesHaveCPUs: [Bool] {
    var haveCPUs = [Bool](repeating: false, count: nodes.count)
    for cpu in cpus { haveCPUs[Int(cpu.node)] = true }
    return haveCPUs
  }

  /// The APIC IDs of each node's CPUs, in the order of the CPUs.
  package var apicIDsOfNodes: [CPUList] {
    var lists = [CPUList](repeating: CPUList(), count: nodes.count)
    for cpu in cpus { lists[Int(cpu.node)].append(cpu.apicID) }
    return lists
  }
}
