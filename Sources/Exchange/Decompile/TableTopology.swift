import Addresses
import Diagnostics
import FirmwareTables
import Lowering
import MachineModel

/// A topology of what tables and maps alone say: memory where it lies, on a platform without anything that is not said.
struct TableTopology {
  /// The topology.
  private(set) var topology: Topology

  /// The range below 1 MiB that no memory affinity of a PC covers, VGA memory and firmware.
  private static let lowHole = AddressRange(0xa0000, 0x100000)
  /// What the extended BIOS data area below the hole begins above.
  private static let ebdaLimit: UInt64 = 0x80000

  init(_ machine: FoundMachine) {
    topology = Topology(nodes: [])
    topology.architecture = machine.architecture
    let domains = Self.domains(of: machine)
    let places = Dictionary(domains.enumerated().map { ($1, $0) }) { first, _ in first }
    let (memory, hasLowHole) = Self.fused(Self.memory(of: machine))
    topology.nodes = domains.enumerated().map { place, domain in
      Self.node(domain, place, memory.filter { $0.domain == domain })
    }
    state(machine, places)
    statePlatform(machine, memory, hasLowHole)
    if let table = machine.hmat { FoundLocalities(table).state(in: &topology) }
    stateWindows(machine)
  }

  // MARK: Nodes

  private static func domains(of machine: FoundMachine) -> [UInt32] {
    var domains = Set(machine.memory.map(\.domain))
    domains.formUnion(machine.processors.compactMap(\.domain))
    domains.formUnion(machine.initiators.map(\.domain) + machine.ports.map(\.domain))
    if let slit = machine.slit, slit.localities <= UInt64(Language.maximumNodes) {
      // A row a domain, or, where they are as many as there are domains, a row a domain that there is.
      if slit.localities != UInt64(domains.count) { domains.formUnion(0..<UInt32(slit.localities)) }
    }
    return domains.isEmpty ? [0] : domains.sorted().prefix(Language.maximumNodes).map { $0 }
  }

  /// Memory with its domains; where nothing tells of any, what the map says is all of the only one.
  private static func memory(of machine: FoundMachine) -> [FoundMachine.Memory] {
    guard machine.memory.isEmpty else { return machine.memory }
    var ranges: [AddressRange] = []
    for entry in machine.map where entry.type.isRAM {
      // What a PC has between 640 KiB and 1 MiB hides RAM.
      if let last = ranges.last, last.end >= entry.range.start || isLowHole(from: last.end, to: entry.range.start) {
        ranges[ranges.count - 1] = AddressRange(last.start, max(last.end, entry.range.end))
      } else {
        ranges.append(entry.range)
      }
    }
    return ranges.map { FoundMachine.Memory(domain: 0, range: $0) }
  }

  private static func isLowHole(from start: UInt64, to end: UInt64) -> Bool {
    end == lowHole.end && start >= ebdaLimit && start <= lowHole.start
  }

  /// Memory with the hole below 1 MiB taken for RAM that is not reported, as it is.
  private static func fused(_ memory: [FoundMachine.Memory]) -> ([FoundMachine.Memory], hasLowHole: Bool) {
    var memory = memory
    guard let upper = memory.firstIndex(where: { $0.start == lowHole.end }), upper > 0,
      memory[upper - 1].range.end == lowHole.start, memory[upper - 1].domain == memory[upper].domain
    else { return (memory, false) }
    let range = AddressRange(memory[upper - 1].start, memory[upper].range.end)
    memory[upper - 1] = FoundMachine.Memory(domain: memory[upper].domain, range: range)
    memory.remove(at: upper)
    return (memory, true)
  }

  private static func node(_ domain: UInt32, _ place: Int, _ memory: [FoundMachine.Memory]) -> MemoryNode {
    var node = MemoryNode()
    if Int(domain) != place { node.domain = Located(domain) }
    let there = memory.filter { !$0.isPluggable }
    node.ranges = there.map { MemoryRange(start: $0.start, end: $0.range.end) }
    node.memory = Located(Units.sum(of: there.lazy.map(\.range.size)))
    node.isPersistent.value = !there.isEmpty && there.allSatisfy(\.isPersistent)
    node.isSpecialPurpose.value = !there.isEmpty && there.allSatisfy(\.isSpecialPurpose)
    let spaces = memory.filter { $0.isPluggable }
    if let first = spaces.first, let last = spaces.last {
      // Memory that is plugged in already lies at its beginning.
      let start = max(first.start, there.filter { first.range.contains($0.start) }.map(\.range.end).max() ?? 0)
      if start < last.range.end { node.hotplug = HotplugSpace(size: last.range.end - start, start: Located(start)) }
    }
    return node
  }

  // MARK: CPUs, devices, distances

  private mutating func state(_ machine: FoundMachine, _ places: [UInt32: Int]) {
    let processors = FoundProcessors(machine) { places[$0] }
    topology.cpus = processors.cpus
    topology.processors.firstUID = processors.firstUID.map { Located($0) }
    topology.processors.present = processors.present.map { Located($0) }
    topology.initiators = machine.initiators.compactMap { device in
      places[device.domain].map { GenericDevice(node: $0, handle: device.handle) }
    }
    topology.ports = machine.ports.compactMap { device in
      places[device.domain].map { GenericDevice(node: $0, handle: device.handle) }
    }
    topology.distances = FoundDistances(machine.slit, topology.proximityDomains).matrix
  }

  private mutating func stateWindows(_ machine: FoundMachine) {
    guard let cedt = machine.cedt else { return }
    topology.cxlBridges = cedt.hostBridges.map { CXLHostBridge(uniqueID: $0.uniqueID, registers: $0.registers) }
    for window in cedt.windows {
      let node = topology.nodes.firstIndex { node in
        node.ranges.contains { window.range.contains($0.range) }
          || node.hotplug?.start.map { window.range.contains($0.value) } == true
      }
      guard let node,
        let granularity = window.granularity
      else { continue }
      topology.nodes[node].cxl = CXLWindow(bridges: window.targets, granularity: granularity)
    }
  }

  // MARK: Platform

  private mutating func statePlatform(
    _ machine: FoundMachine, _ memory: [FoundMachine.Memory], _ hasLowHole: Bool
  ) {
    let there = memory.filter { !$0.isPluggable }
    topology.platform.replacesReserved = true
    topology.platform.reserved = Self.reserved(machine.map, there)
    if hasLowHole, !topology.platform.reserved.contains(where: { $0.range.overlaps(Self.lowHole) }) {
      topology.platform.reserved.append(
        ReservedRange(start: Self.lowHole.start, end: Self.lowHole.end, isInSRAT: false))
    } else if hasLowHole {
      topology.platform.reserved = topology.platform.reserved.flatMap { $0.cut(outOfSRAT: Self.lowHole) }
    }
    // Where RAM lies is said, and where none does is a gap below 4 GiB.
    var gaps: [Gap] = []
    var end: UInt64 = 0
    for range in there.map(\.range) {
      if range.start > end, end > 0, end < 4 << 30 { gaps.append(Gap(start: end, end: range.start)) }
      end = max(end, range.end)
    }
    if end > 0, end < 4 << 30, machine.architecture == .x8664 { gaps.append(Gap(start: end, end: 4 << 30)) }
    topology.platform.gaps = gaps
    topology.platform.dramBase = there.first.map { Located($0.start) }
  }

  /// What a map calls anything but usable, and RAM of which it says nothing.
  private static func reserved(_ map: [E820Entry], _ memory: [FoundMachine.Memory]) -> [ReservedRange] {
    guard !map.isEmpty else { return [] }
    let persistent = AddressSet(memory.filter(\.isPersistent).map(\.range))
    var reserved = map.compactMap { entry in
      ReservedRange.Kind(rawValue: entry.type.rawValue).flatMap { kind in
        kind == .hole || kind == .persistent && persistent.gaps(in: entry.range).isEmpty
          ? nil : ReservedRange(start: entry.range.start, end: entry.range.end, kind: kind)
      }
    }
    let said = AddressSet(map.map(\.range))
    for gap in memory.flatMap({ said.gaps(in: $0.range) }) {
      reserved.append(ReservedRange(start: gap.start, end: gap.end, kind: .hole))
    }
    return reserved.sorted { $0.start < $1.start }
  }
}

extension E820Type {
  /// Whether RAM lies there, usable or taken.
  fileprivate var isRAM: Bool {
    switch ReservedRange.Kind(rawValue: rawValue) {
    case .acpi?, .nvs?, .unusable?: true
    default: rawValue == 1
    }
  }
}

extension ReservedRange {
  /// The parts of the range in a hole of SRAT and beside it.
  fileprivate func cut(outOfSRAT hole: AddressRange) -> [ReservedRange] {
    guard let inside = range.intersection(hole) else { return [self] }
    let parts = [AddressRange(start, inside.start), inside, AddressRange(inside.end, range.end)]
    return parts.enumerated().filter { !$1.isEmpty }.map { place, part in
      ReservedRange(name: name, start: part.start, end: part.end, kind: kind, isInSRAT: place != 1)
    }
  }
}
