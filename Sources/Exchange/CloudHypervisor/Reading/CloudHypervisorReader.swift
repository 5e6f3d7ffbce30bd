import Addresses
import Diagnostics
import MachineModel
import Platforms

/// Makes a topology of what Cloud Hypervisor is told.
struct CloudHypervisorReader: FormatReader {
  let machine: CloudHypervisorMachine
  var sink: DiagnosticSink
  /// Whether it cannot be told how much memory there is, of which nothing more is to be said.
  var isMemoryUnclear = false

  init(_ machine: CloudHypervisorMachine, _ sink: DiagnosticSink) {
    self.machine = machine
    self.sink = sink
  }

  mutating func topology() -> Topology? {
    let zones = zones()
    let nodes = nodes(of: zones)
    guard !nodes.isEmpty else { return nil }
    var topology = Topology(nodes: nodes.map { node($0, zones) })
    // Nodes whose numbers are their places need not say so.
    if topology.proximityDomains.areByPlace {
      for index in topology.nodes.indices { topology.nodes[index].domain = nil }
    }
    topology.platform.preset = Located(CloudHypervisor.name, at: machine.memory.range ?? machine.cpus.range)
    topology.platform.physicalBits = machine.cpus.physicalBits.map {
      Located(UInt8(clamping: $0.value), at: $0.origin)
    }
    topology.origin = .beginning
    if isMemoryUnclear { topology.unclear.insert(.memory) }
    setCPUs(of: &topology, nodes)
    setDistances(of: &topology, nodes)
    settlePlaces(of: &topology, nodes, zones)
    return topology
  }

  // MARK: Nodes

  /// A node of the topology.
  struct Node {
    /// What is stated of it; `nil` for the one node of a machine of which no nodes are stated.
    var stated: CloudHypervisorMachine.Node?
    /// Its zones by their places among all, ascending.
    var zones: [Int]

    /// Whether zones of others lie between its own.
    var isApart: Bool { zip(zones, zones.dropFirst()).contains { $0 + 1 != $1 } }
  }

  /// The nodes in the order of their numbers; in that in which their memory lies where it lies in another one. Where nodes have
  /// zones in turn there is no such order, and they say where it lies.
  private mutating func nodes(of zones: [Zone]) -> [Node] {
    guard var stated = machine.nodes, !stated.isEmpty else {
      return [Node(stated: nil, zones: Array(zones.indices))]
    }
    stated = stated.enumerated().sorted { ($0.element.id.value, $0.offset) < ($1.element.id.value, $1.offset) }
      .map(\.element)
    let places = Dictionary(zones.enumerated().map { ($1.id, $0) }) { first, _ in first }
    lazy var names = zones.prefix(20).map { "'\($0.id)'" }.joined(separator: ", ").excerpt
    var owner = [Int?](repeating: nil, count: zones.count)
    for (index, node) in stated.enumerated() {
      for name in node.zones ?? [] {
        guard let zone = places[name.value] else {
          report(
            .malformedInput, at: name.origin,
            "there is no zone '\(name.value.excerpt)'; \(zones.count == 1 ? "the only one is" : "there are") \(names)"
          )
          continue
        }
        if let other = owner[zone] {
          report(
            .malformedInput, at: name.origin,
            "the zone '\(name.value.excerpt)' belongs to node \(stated[other].id.value) already")
          continue
        }
        owner[zone] = index
      }
      tellLost(node)
    }
    for zone in zones.indices where owner[zone] == nil {
      report(
        .notImported, at: zones[zone].memory.range,
        "the zone '\(zones[zone].id.excerpt)' belongs to no node; here it belongs to node \(stated[0].id.value)")
      owner[zone] = 0
    }
    var nodes = stated.map { Node(stated: $0, zones: []) }
    for (zone, node) in owner.enumerated() { if let node { nodes[node].zones.append(zone) } }
    let order = nodes.compactMap(\.zones.first)
    guard order != order.sorted(), !nodes.contains(where: \.isApart) else { return nodes }
    return nodes.enumerated().sorted {
      ($0.element.zones.first ?? .max, $0.offset) < ($1.element.zones.first ?? .max, $1.offset)
    }.map(\.element)
  }

  /// Tells what a node has that no node of a topology has.
  private mutating func tellLost(_ node: CloudHypervisorMachine.Node) {
    let number = node.id.value
    if let place = node.pciSegments {
      report(.notImported, at: place, "which PCI segments belong to node \(number) has no place in a topology")
    }
    if let place = node.device {
      report(
        .notImported, at: place,
        "the device of node \(number) is lost: a topology knows devices by their PCI addresses, which Cloud Hypervisor chooses",
        suggestion: "state it in the topology: 'initiators: [{node: \(number), pci: \"0000:00:05.0\"}]'")
    }
    if let place = node.sgx {
      report(.notImported, at: place, "memory for SGX has no place in a topology")
    }
  }

  /// A node with the memory of its zones.
  private func node(_ node: Node, _ zones: [Zone]) -> MemoryNode {
    let own = node.zones.map { zones[$0] }
    var result = MemoryNode(origin: node.stated?.range ?? machine.memory.range ?? own.first?.memory.range)
    if let id = node.stated?.id {
      // A higher one is told of by the rule for it.
      result.domain = Located(UInt32(clamping: id.value), at: id.origin)
    }
    let withMemory = own.filter { $0.size.value > 0 }
    if withMemory.count > 1 {
      result.zones = withMemory.map { zone in
        MemoryZone(name: zone.name, size: zone.size, policy: zone.policy, origin: zone.memory.range)
      }
      result.memory = Located(Units.sum(of: withMemory.lazy.map(\.size.value)), at: withMemory.first?.size.origin)
    } else {
      result.memory = withMemory.first?.size ?? Located(0, at: own.first?.size.origin ?? result.origin)
      result.policy = withMemory.first?.policy ?? own.first?.policy ?? MemoryPolicy()
    }
    let pluggable = own.compactMap(\.memory.hotplugSize)
    if let first = pluggable.first {
      result.hotplug = HotplugSpace(size: Units.sum(of: pluggable.lazy.map(\.value)), origin: first.origin)
    }
    return result
  }

  // MARK: Distances

  /// A distance that is stated one way only holds both ways (vmm/src/acpi.rs, `create_slit_table`).
  private mutating func setDistances(of topology: inout Topology, _ nodes: [Node]) {
    guard let origin = nodes.compactMap({ $0.stated?.distances.first?.range }).min(by: { $0.start < $1.start }),
      nodes.count <= Language.maximumNodes
    else { return }
    let places = Dictionary(
      nodes.enumerated().compactMap { index, node in node.stated.map { ($0.id.value, index) } }
    ) {
      first, _ in first
    }
    lazy var numbers = CPUList.text(places.keys.sorted().map { UInt32(clamping: $0) }).excerpt
    var matrix = DistanceMatrix(count: nodes.count)
    matrix.origin = origin
    var isStated: Set<[Int]> = []
    for (from, node) in nodes.enumerated() {
      for distance in node.stated?.distances ?? [] {
        guard let to = places[distance.destination] else {
          report(
            .malformedInput, at: distance.range,
            "there is no node \(distance.destination), nor so a distance to it; nodes are \(numbers)")
          continue
        }
        guard isStated.insert([from, to]).inserted else {
          report(
            .malformedInput, at: distance.range, "the distance to node \(distance.destination) is stated already")
          continue
        }
        guard from != to else {
          guard distance.distance != DistanceMatrix.local else { continue }
          report(
            .notImported, at: distance.range,
            "a node's distance to itself is 10, whatever is stated: \(distance.distance) is left out")
          continue
        }
        matrix[from, to] = UInt8(clamping: distance.distance)
        // What is wrong with one is told there.
        if distance.distance <= DistanceMatrix.local { matrix.origin = distance.range }
      }
    }
    for pair in isStated where !isStated.contains([pair[1], pair[0]]) {
      matrix[pair[1], pair[0]] = matrix[pair[0], pair[1]]
    }
    topology.distances = matrix
  }
}
