import Addresses
import FieldCoding
import Lowering
import MachineModel
import Platforms

/// The structures of SRAT that a layout makes, group by group.
struct LayoutAffinities {
  private(set) var affinities: [SRAT.Affinity] = []
  /// Where the structures come from.
  private(set) var origins: [RecordOrigin] = []
  private let layout: Layout
  private let nodes: [RecordOrigin]
  private let domains: ProximityDomains

  init(_ layout: Layout) {
    self.layout = layout
    nodes = layout.topology.nodeOrigins
    domains = layout.topology.proximityDomains
    let count = layout.topology.cpus.count + layout.affinities.count
    affinities.reserveCapacity(count)
    origins.reserveCapacity(count)
  }

  /// Appends a group behind those that are there.
  mutating func append(_ group: TableStyle.AffinityGroup, _ style: TableStyle) {
    switch group {
    case .processors: appendProcessors()
    case .memoryByAddress: appendMemory { _ in true }
    case .memory: appendMemory { $0.isDisjoint(with: [.hotPluggable, .persistent]) }
    case .persistentMemory: appendMemory { $0.contains(.persistent) && !$0.contains(.hotPluggable) }
    case .hotPluggableSpace: appendMemory { $0.contains(.hotPluggable) }
    case .padding: pad(to: layout.topology.nodes.count + style.spareMemoryAffinities)
    case .initiators:
      for device in layout.topology.initiators {
        affinities.append(.initiator(SRAT.GenericInitiatorAffinity(SRAT.DeviceAffinity(device, domain: domains[device.node]))))
        origins.append(RecordOrigin(node: device.node, device.origin))
      }
    case .ports:
      for device in layout.topology.ports {
        affinities.append(.port(SRAT.GenericPortAffinity(SRAT.DeviceAffinity(device, domain: domains[device.node]))))
        origins.append(RecordOrigin(node: device.node, device.origin))
      }
    }
  }

  private mutating func appendProcessors() {
    let topology = layout.topology
    let isX2APIC = topology.processors.x2APIC.value
    for (number, cpu) in topology.cpus.enumerated() {
      affinities.append(
        SRAT.Affinity(
          of: cpu, domain: domains[Int(cpu.node)], uid: topology.uid(ofCPU: number), topology.architecture,
          isX2APIC: isX2APIC))
      origins.append(nodes[Int(cpu.node)])
    }
  }

  private mutating func appendMemory(where isWanted: (MemoryTraits) -> Bool) {
    for range in layout.affinities where isWanted(range.traits) {
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
