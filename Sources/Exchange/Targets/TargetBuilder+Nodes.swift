import Addresses
import Diagnostics
import MachineModel

extension TargetBuilder {
  /// Leaves out what a target cannot be told of nodes.
  mutating func leaveOutNodes() {
    if !target.can(.nodes), topology.nodes.count > 1 { joinNodes() }
    let count = topology.nodes.count
    for index in topology.nodes.indices {
      let node = topology.nodes[index]
      if let domain = node.domain, !target.can(.domains), domain.value != index {
        refusals.refuse(
          at: domain.origin ?? node.origin,
          count == 1
            ? "\(target.name) tells a guest nothing of nodes, and so not that the only one is domain \(domain.value)"
            : "\(target.name) numbers nodes by their places, so that node \(index) is not \(domain.value)")
        topology.nodes[index].domain = nil
      }
      if !target.can(.zones), node.zones.count > 1 { joinZones(of: index) }
      leaveOutSpace(of: index)
    }
  }

  /// Makes one node of all, for who has no nodes.
  private mutating func joinNodes() {
    let count = topology.nodes.count
    refusals.refuse(
      at: topology.nodes[1].origin ?? topology.origin,
      "\(target.name) tells a guest nothing of nodes, and the machine has \(count)",
      suggestion: "state one node with all memory and CPUs")
    let first = topology.nodes.firstIndex { $0.memory?.value != 0 } ?? 0
    var node = topology.nodes[first]
    node.memory = Located(topology.nodes.reduce(0) { $0 + ($1.memory?.value ?? 0) }, at: node.memory?.origin)
    node.ranges = []
    node.domain = nil
    if let zone = node.zones.first { node.policy = zone.policy }
    node.zones = []
    node.hotplug = topology.nodes.lazy.compactMap(\.hotplug).first
    topology.nodes = [node]
    topology.distances = DistanceMatrix(count: 1)
    for cpu in topology.cpus.indices { topology.cpus[cpu].node = 0 }
  }

  private mutating func joinZones(of index: Int) {
    let zones = topology.nodes[index].zones
    refusals.refuse(
      "zones of memory: what a node has, it has in one way", at: zones[1].origin ?? topology.nodes[index].origin)
    topology.nodes[index].zones = []
    topology.nodes[index].policy = zones[0].policy
  }

  private mutating func leaveOutSpace(of index: Int) {
    guard let space = topology.nodes[index].hotplug else { return }
    if !target.can(.hotplug) {
      refusals.refuse("memory that is plugged in", at: space.origin ?? topology.nodes[index].origin)
      topology.nodes[index].hotplug = nil
    } else if let slots = space.slots, !target.can(.hotplugSlots) {
      refusals.refuse(
        at: slots.origin ?? space.origin, "\(target.name) decides itself by how many slots memory is plugged in")
      topology.nodes[index].hotplug?.slots = nil
    }
  }
}
