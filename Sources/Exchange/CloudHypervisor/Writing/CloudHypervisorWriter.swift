import Addresses
import Diagnostics
import Lowering
import MachineModel
import Platforms

/// Makes of a layout what Cloud Hypervisor is to be told.
struct CloudHypervisorWriter: TargetWriter {
  let machine: TargetMachine
  /// What can be told of how the host provides memory.
  private var reduced: [BackedMemory: MemoryPolicy] = [:]
  private(set) var refusals: ExportRefusals

  /// What Cloud Hypervisor can be told.
  static let target = ExportTarget(
    name: "Cloud Hypervisor", preset: CloudHypervisor.self, mostCPUs: CloudHypervisorFormat.mostCPUs,
    abilities: [.nodes, .domains, .zones, .hotplug, .physicalBits, .absentCPUs])

  private static let abilities: PolicyAbilities = [
    .sharing, .files, .largePages, .allPages, .binding, .populating, .reserving, .merging, .advice, .noAdvice,
  ]

  init(machine: TargetMachine, refusals: ExportRefusals) {
    self.machine = machine
    self.refusals = refusals
  }

  /// What it is told.
  mutating func stated() -> CloudHypervisorMachine {
    var stated = CloudHypervisorMachine()
    stated.cpus = cpus()
    let pieces = pieces()
    let isDivided =
      topology.nodes.count > 1 || pieces.count > 1
      || pieces.contains { $0.zone.file != nil || $0.zone.hostNode != nil }
    if isDivided {
      stated.memory.size = Located(0)
      stated.zones = zones(pieces)
      if pieces.contains(where: { $0.zone.hotplugSize != nil }) {
        stated.memory.hotplugMethod = Located(.virtioMem)
      }
    } else if let piece = pieces.first {
      stated.memory = piece.zone
    }
    stated.memory.transparentHugepages = transparentHugepages().map { Located($0) }
    if topology.nodes.count > 1 || !topology.proximityDomains.areByPlace {
      stated.nodes = nodes(pieces, stated.zones?.compactMap(\.id) ?? [Located(CloudHypervisorFormat.zoneOfAll)])
    }
    checkPlaces(pieces)
    return stated
  }

  // MARK: Memory

  /// Memory of one backing that lies in one piece, but for gaps.
  private struct Piece {
    let memory: BackedMemory
    var zone: CloudHypervisorMachine.Memory
  }

  /// The pieces in the order of their addresses, and behind them nodes that have none and space for some.
  private mutating func pieces() -> [Piece] {
    var pieces: [Piece] = []
    var told: Set<BackedMemory> = []
    for extent in machine.layout.extents {
      if let last = pieces.indices.last, pieces[last].memory == extent.memory {
        pieces[last].zone.size?.value += extent.size
        continue
      }
      let isFirst = told.insert(extent.memory).inserted
      var zone = backing(of: extent.memory, isFirst: isFirst)
      zone.size = Located(extent.size)
      pieces.append(Piece(memory: extent.memory, zone: zone))
    }
    for (index, node) in topology.nodes.enumerated() {
      guard let space = node.hotplug else { continue }
      guard let piece = pieces.firstIndex(where: { $0.memory.node == index }) else {
        refusals.refuse(
          at: space.origin ?? node.origin,
          "Cloud Hypervisor plugs memory into zones that have some, and node \(index) has none")
        continue
      }
      pieces[piece].zone.hotplugSize = Located(space.size)
    }
    return pieces
  }

  /// How the host is to provide memory.
  ///
  /// - Parameter isFirst: Whether nothing of it was stated yet.
  private mutating func backing(of memory: BackedMemory, isFirst: Bool) -> CloudHypervisorMachine.Memory {
    var zone = CloudHypervisorMachine.Memory()
    let place = machine.origin(of: memory)
    var policy = topology.policy(of: memory)
    if policy.backing.isFile, !isFirst {
      refusals.refuse(
        at: policy.backingOrigin ?? place,
        "Cloud Hypervisor has the file of \(memory) in one piece, and what lies between its addresses is of others")
      policy.backing = .private
    }
    policy = isFirst ? refusals.reduced(policy, at: place, for: Self.abilities) : reduced[memory] ?? policy
    reduced[memory] = policy
    if case .file(let path) = policy.backing { zone.file = Located(path) }
    if policy.backing != .private { zone.isShared = Located(true) }
    if case .size(let size) = policy.hugepages.value {
      zone.hugepages = Located(true)
      zone.hugepageSize = Located(size)
    }
    if policy.prefault { zone.prefault = Located(true) }
    if policy.reserve { zone.reserve = Located(true) }
    if policy.mergeable { zone.mergeable = Located(true) }
    if let node = policy.hostNodes.first {
      if policy.backing.isFile {
        refusals.refuse(at: place, "Cloud Hypervisor binds no memory of files that it shares")
      } else {
        zone.hostNode = Located(UInt64(node))
      }
    }
    return zone
  }

  /// What Cloud Hypervisor is told of all memory that has no hugepages; `nil` for nothing.
  private mutating func transparentHugepages() -> Bool? {
    let small = machine.layout.backedMemory.filter { topology.policy(of: $0).hugepages.value == .off }
    guard let first = small.first.map({ topology.policy(of: $0).transparentHugepages }) else { return nil }
    for memory in small where topology.policy(of: memory).transparentHugepages != first {
      refusals.refuse(
        at: machine.origin(of: memory),
        "Cloud Hypervisor treats all memory alike in 'thp', which is '\(first.rawValue)' for the first and "
          + "'\(topology.policy(of: memory).transparentHugepages.rawValue)' for \(memory)")
    }
    return first == .default ? nil : first == .on
  }

  /// The pieces with names, those that they have where they can be told.
  private func zones(_ pieces: [Piece]) -> [CloudHypervisorMachine.Memory] {
    let names = pieces.map { piece in
      piece.memory.zone.flatMap { topology.nodes[piece.memory.node].zones[$0].name }.flatMap {
        Self.isName($0) ? $0 : nil
      }
    }
    var taken: [String: Int] = [:]
    for name in names.compactMap({ $0 }) { taken[name, default: 0] += 1 }
    return zip(pieces, names).enumerated().map { index, pair in
      let (piece, name) = pair
      var zone = piece.zone
      let own = name.flatMap { taken[$0] == 1 ? $0 : nil }
      var number = index
      while own == nil, taken["mem\(number)"] != nil { number += pieces.count }
      zone.id = Located(own ?? "mem\(number)")
      return zone
    }
  }

  /// Whether a text can be one of a list, and is none that Cloud Hypervisor keeps to itself (vmm/src/config.rs,
  /// `validate_identifier`).
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix("__")
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0))
      }
  }

  // MARK: Nodes

  /// - Parameter names: Those of the pieces.
  private mutating func nodes(_ pieces: [Piece], _ names: [Located<String>]) -> [CloudHypervisorMachine.Node] {
    let domains = topology.proximityDomains
    let cpus = topology.cpusOfNodes
    let withMemory = Set(pieces.map(\.memory.node))
    let told = domains.ascending.filter { index in
      if !cpus[index].isEmpty || withMemory.contains(index) { return true }
      refusals.refuse(
        at: topology.nodes[index].origin ?? topology.origin,
        "Cloud Hypervisor's nodes have CPUs or memory, and node \(index) has neither")
      return false
    }
    return told.map { index in
      var stated = CloudHypervisorMachine.Node(id: Located(UInt64(domains[index])), range: .beginning)
      if !cpus[index].isEmpty { stated.cpus = Located(Self.runs(cpus[index])) }
      let zones = pieces.indices.filter { pieces[$0].memory.node == index }.map { names[$0] }
      if !zones.isEmpty { stated.zones = zones }
      stated.distances = distances(from: index, to: told)
      return stated
    }
  }

  /// The distances to other ones of some nodes, but for those that nobody need state. Versions from before distances held both ways need
  /// both; and the other way a distance must be stated that would be had where there is nothing to be had.
  private func distances(from node: Int, to others: [Int]) -> [CloudHypervisorMachine.Distance] {
    let (matrix, domains) = (topology.distances, topology.proximityDomains)
    return others.filter { other in
      other != node
        && (matrix[node, other] != DistanceMatrix.remote || matrix[other, node] != DistanceMatrix.remote)
    }.map {
      .init(destination: UInt64(domains[$0]), distance: UInt64(matrix[node, $0]), range: .beginning)
    }
  }

  private static func runs(_ list: CPUList) -> [ClosedRange<UInt64>] {
    list.text.split(separator: ",").compactMap { run in
      let ends = run.split(separator: "-").compactMap { UInt64($0) }
      guard let first = ends.first, let last = ends.last else { return nil }
      return first...last
    }
  }

  // MARK: CPUs

  private mutating func cpus() -> CloudHypervisorMachine.CPUs {
    var cpus = CloudHypervisorMachine.CPUs()
    let count = topology.cpus.count
    let present = topology.processors.present.map { UInt64($0.value) } ?? UInt64(count)
    cpus.boot = Located(present)
    if present < count { cpus.max = Located(UInt64(count)) }
    cpus.topology = groups().map { Located($0) }
    cpus.physicalBits = topology.platform.physicalBits.map { Located(UInt64($0.value)) }
    return cpus
  }

  /// How the CPUs are grouped: a die has what shares a last-level cache, where nothing says what dies have.
  private mutating func groups() -> CloudHypervisorMachine.CPUTopology? {
    guard let shape = topology.cpuShape else {
      if topology.cpus.enumerated().contains(where: { $0.offset != Int($0.element.apicID) }) {
        refusals.refuse(
          at: machine.asked.cpuOrigin ?? topology.origin,
          "Cloud Hypervisor chooses APIC IDs itself: where nothing is said of cores, they are the CPUs' numbers")
      }
      return nil
    }
    let threads = shape.threadsPerCore
    var reason: String?
    if shape.coresOfLLCs.map({ Set($0.counts).count > 1 }) == true {
      reason = "has as many cores in each die: last-level caches of different numbers of them are none of its"
    } else if shape.dies != nil, shape.llcsPerDie > 1 {
      reason =
        "knows nothing within dies but cores: that \(shape.llcsPerDie) last-level caches are in each it cannot be told"
    } else if shape.numbering == .threadsLast, threads > 1 {
      reason = "numbers the threads of a core one behind the other"
    } else if threads > 2, topology.architecture == .x8664 {
      reason = "has cores of 1 or 2 threads, not of \(threads)"
    }
    if let reason {
      refusals.refuse(at: machine.asked.cpuOrigin ?? topology.origin, "Cloud Hypervisor \(reason)")
      return nil
    }
    let cores = shape.coresOfLLCs?.most ?? shape.coresPerLLC
    return .init(
      threadsPerCore: UInt64(threads), coresPerDie: UInt64(cores),
      diesPerPackage: UInt64(shape.llcs / max(shape.packages, 1)), packages: UInt64(shape.packages))
  }

  // MARK: Places

  private mutating func checkPlaces(_ pieces: [Piece]) {
    let zones = pieces.map { piece in
      CloudHypervisorPlacement.Zone(
        size: piece.zone.size?.value ?? 0, pageSize: piece.zone.hugepageSize?.value ?? Units.pageSize,
        pluggable: piece.zone.hotplugSize?.value ?? 0)
    }
    guard let placement = CloudHypervisorPlacement(zones, on: topology.architecture) else { return }
    var ranges: [BackedMemory: [AddressRange]] = [:]
    var spaces: [Int: AddressRange] = [:]
    for (index, piece) in pieces.enumerated() {
      ranges[piece.memory, default: []] += placement.ranges[index]
      if let space = placement.spaces[index] { spaces[piece.memory.node] = space }
    }
    machine.checkPlaces(ranges, &refusals)
    machine.checkSpaces(spaces, &refusals)
  }
}
