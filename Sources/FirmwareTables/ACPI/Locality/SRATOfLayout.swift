import Addresses
import FieldCoding
import Lowering
import MachineModel
import Platforms

/// The structures of SRAT that a layout makes, group by group, or node by node.
struct LayoutAffinities {
  private(set) var affinities: [SRAT.Affinity] = []
  /// Where the structures come from.
  private(set) var origins: [RecordOrigin] = []
  private let layout: Layout
  private let style: TableStyle
  private let nodes: [RecordOrigin]
  private let domains: ProximityDomains

  init(_ layout: Layout) {
    self.layout = layout
    style = layout.tableStyle
    nodes = layout.topology.nodeOrigins
    domains = layout.topology.proximityDomains
    let count = layout.topology.cpus.count + layout.affinities.count
    affinities.reserveCapacity(count)
    origins.reserveCapacity(count)
    let topology = layout.topology
    let all = Members(
      cpus: Array(topology.cpus.indices), memory: layout.affinitiesInOrder, initiators: topology.initiators,
      ports: topology.ports)
    for members in style.areAffinitiesByNode ? all.byNode(domains, topology.cpus) : [all] {
      for group in style.affinities { append(group, of: members) }
    }
  }

  /// What structures are of, of all nodes or of one.
  private struct Members {
    /// The numbers of CPUs.
    var cpus: [Int] = []
    /// Memory and hot-pluggable space, each group in SRAT's order.
    var memory: [MemoryAffinity] = []
    var initiators: [GenericDevice] = []
    var ports: [GenericDevice] = []

    /// The members of each node, by ascending proximity domain.
    func byNode(_ domains: ProximityDomains, _ processors: [CPU]) -> [Members] {
      var members = [Members](repeating: Members(), count: domains.nodeCount)
      for number in cpus { members[Int(processors[number].node)].cpus.append(number) }
      for range in memory { members[range.node].memory.append(range) }
      for device in initiators { members[device.node].initiators.append(device) }
      for device in ports { members[device.node].ports.append(device) }
      return domains.ascending.map { members[$0] }
    }
  }

  /// Appends a group behind those that are there.
  private mutating func append(_ group: TableStyle.AffinityGroup, of members: Members) {
    switch group {
    case .processors: appendProcessors(members.cpus)
    case .memoryByAddress: append(members.memory) { _ in true }
    case .memory: append(members.memory) { $0.isDisjoint(with: [.hotPluggable, .persistent]) }
    case .persistentMemory: append(members.memory) { $0.contains(.persistent) && !$0.contains(.hotPluggable) }
    case .hotPluggableSpace: append(members.memory) { $0.contains(.hotPluggable) }
    case .padding: pad(to: layout.topology.nodes.count + style.spareMemoryAffinities)
    case .initiators:
      for device in members.initiators {
        affinities.append(
          .initiator(SRAT.GenericInitiatorAffinity(SRAT.DeviceAffinity(device, domain: domains[device.node]))))
        origins.append(RecordOrigin(node: device.node, device.origin))
      }
    case .ports:
      for device in members.ports {
        affinities.append(
          .port(SRAT.GenericPortAffinity(SRAT.DeviceAffinity(device, domain: domains[device.node]))))
        origins.append(RecordOrigin(node: device.node, device.origin))
      }
    }
  }

  private mutating func appendProcessors(_ numbers: [Int]) {
    let topology = layout.topology
    let isX2APIC = layout.hasX2APICsOnly
    for number in numbers {
      let cpu = topology.cpus[number]
      affinities.append(
        SRAT.Affinity(
          of: cpu, domain: domains[Int(cpu.node)], uid: topology.uid(ofCPU: number), topology.architecture,
          isX2APIC: isX2APIC))
      origins.append(nodes[Int(cpu.node)])
    }
  }

  private mutating func append(_ memory: [MemoryAffinity], where isWanted: (MemoryTraits) -> Bool) {
    for range in memory where isWanted(range.traits) {
      affinities.append(
        .memory(
          SRAT.MemoryAffinity(
            proximityDomain: domains[range.node], base: range.start, length: range.end - range.start,
            flags: SRAT.MemoryAffinity.Flags(range.traits))))
      origins.append(nodes[range.node])
    }
  }

  private mutating func pad(to count: Int) {
    var isThere = affinities.count { $0.subject == .memory }
    while isThere < count {
      affinities.append(.memory(SRAT.MemoryAffinity(proximityDomain: 0, base: 0, length: 0, flags: [])))
      origins.append(.none)
      isThere += 1
    }
  }
}
