import Addresses
import HostFiles
import Lowering
import MachineModel

extension HostAssessment {
  /// Memory that a node or a zone needs.
  struct MemoryDemand {
    /// The node or the zone.
    let memory: BackedMemory
    /// Bytes.
    let bytes: UInt64
    /// Whether they are hugepages, which are taken out of memory before.
    let isHuge: Bool
    /// Whether they are taken before the guest runs, and not only as it touches them.
    let isTaken: Bool
    /// Host nodes that they can come from.
    let places: [UInt32]
    /// Whether they were bound to these.
    let isBound: Bool
  }

  /// What each node or zone needs whose memory is new.
  func memoryDemands() -> [MemoryDemand] {
    memory.compactMap { memory, policy in
      guard taken[memory] == nil, !policy.backing.isPreexisting, let pages = pages[memory] else { return nil }
      let places = places(of: policy)
      let isHuge = pages.pageSize > Units.pageSize
      return MemoryDemand(
        memory: memory, bytes: layout.size(of: memory), isHuge: isHuge,
        isTaken: isHuge || policy.prefault || policy.pin || !options.devices.isEmpty,
        places: places.nodes, isBound: places.isBound)
    }
  }

  /// Demands that some host nodes together cannot meet.
  private struct Bottleneck {
    /// Who needs memory from there and from nowhere else.
    let demands: [MemoryDemand]
    /// The host nodes; `nil` where they are all that the host has.
    let nodes: [UInt32]?
    /// Why the memory cannot come from elsewhere: a clause that begins with a comma, or nothing.
    let confinement: String

    var bytes: UInt64 { demands.reduce(0) { $0 + $1.bytes } }
    /// The first that needs some, where what they need is not the whole host.
    var memory: BackedMemory? { nodes == nil ? nil : demands.first?.memory }
    /// `the host`, `host node 1`.
    var place: String { nodes.map { "host \(HostNodes.name($0))" } ?? "the host" }
    /// `the host has`, `host nodes 1, 2 have`.
    var owner: String { nodes?.count ?? 1 > 1 ? "\(place) have" : "\(place) has" }
  }

  /// Stands for memory of which nobody knows on which host node it will lie.
  private static let elsewhere = UInt32.max

  /// Whether every host node that is asked has enough for all, so that nothing needs to be divided.
  private func isPlentiful(for demands: [MemoryDemand], _ capacity: (NodeMemory) -> UInt64) -> Bool {
    let sum = demands.reduce(0) { $0 + $1.bytes }
    return demands.allSatisfy { demand in
      demand.places.contains { node in supply.nodeMemory[node].map { capacity($0) >= sum } ?? false }
    }
  }

  /// Who cannot be served, where each host node has so much.
  private func bottlenecks(
    of demands: [MemoryDemand], elsewhere: UInt64, _ capacity: (NodeMemory) -> UInt64
  ) -> [Bottleneck] {
    guard !isPlentiful(for: demands, capacity) else { return [] }
    var bytes = [Self.elsewhere: elsewhere]
    for node in supply.nodeMemory.nodes { bytes[node] = supply.nodeMemory[node].map(capacity) }
    var allotment = Allotment(bytes)
    var bottlenecks: [Bottleneck] = []
    var told: Set<BackedMemory> = []
    for demand in demands where !told.contains(demand.memory) {
      // A node whose memory is not known is taken to have enough.
      guard demand.places.allSatisfy({ supply.nodeMemory[$0] != nil }),
        let found = allotment.give(demand.bytes, from: demand.places + [Self.elsewhere])
      else { continue }
      let few = found.filter { $0 != Self.elsewhere }
      let others = demands.filter { $0.places.allSatisfy { few.contains($0) } }
      told.formUnion(others.map(\.memory))
      bottlenecks.append(
        Bottleneck(
          demands: others, nodes: supply.isWhole(few) ? nil : few,
          confinement: demand.isBound ? "" : supply.confinement(to: few)))
    }
    return bottlenecks
  }

  /// Bytes that some host nodes have altogether, or the host.
  private func total(of nodes: [UInt32]?) -> UInt64? {
    guard let nodes else { return supply.memory }
    return nodes.reduce(supply.unplacedMemory) { $0 + (supply.nodeMemory[$1]?.total ?? 0) }
  }

  // MARK: What cannot be

  /// More than host nodes, the host or a control group has altogether: that cannot be, now or later.
  func memoryThatIsNowhere(_ demands: [MemoryDemand]) -> [HostError] {
    var errors: [HostError] = []
    func refuse(_ demands: [MemoryDemand], of memory: BackedMemory?, _ finding: String) {
      let small = demands.filter { !$0.isHuge }.reduce(0) { $0 + $1.bytes }
      let huge = demands.filter(\.isHuge).reduce(0) { $0 + $1.bytes }
      var wanted: [String] = []
      if small > 0 { wanted.append("\(Units.bytes(small)) to populate") }
      if huge > 0 { wanted.append("\(Units.bytes(huge)) of hugepages") }
      errors.append(
        HostError(
          .defect, before: small > 0 ? .populate : .mmap, .init(memory: memory),
          "\(wanted.joined(separator: " and ")), but \(finding)"))
    }
    let sum = demands.reduce(0) { $0 + $1.bytes }
    if let memory = supply.memory, sum > memory {
      refuse(demands, of: nil, "the host has \(Units.roughly(memory)) of memory altogether")
      return errors
    }
    let bottlenecks = bottlenecks(of: demands, elsewhere: supply.unplacedMemory, \.total)
    for few in bottlenecks {
      guard let total = total(of: few.nodes) else { continue }
      refuse(
        few.demands, of: few.memory, "\(few.owner) \(Units.roughly(total)) of memory altogether\(few.confinement)")
    }
    let small = demands.filter { !$0.isHuge }
    if let limit = exceeded(by: small, { $0.limit }) {
      refuse(small, of: nil, "the control group allows \(Units.bytes(limit.limit)) (\(limit.file))")
    }
    return errors
  }

  /// The control group that is met first by small pages; hugepages are none of its memory.
  private func exceeded(by demands: [MemoryDemand], _ bytes: (GroupLimit) -> UInt64) -> GroupLimit? {
    let sum = demands.reduce(0) { $0 + ($1.isHuge ? 0 : $1.bytes) }
    guard let limit = supply.memoryLimits.min(by: { bytes($0) < bytes($1) }), sum > bytes(limit) else { return nil }
    return limit
  }

  // MARK: What cannot be now

  /// More small pages to populate or lock than can be had now; hugepages have a pool of their own.
  func memoryThatIsTaken(_ demands: [MemoryDemand]) -> [HostError] {
    let small = demands.filter { !$0.isHuge }
    let sum = small.reduce(0) { $0 + $1.bytes }
    func refusal(
      _ bytes: UInt64, of memory: BackedMemory?, _ budget: MemoryBudget, _ confinement: String = ""
    ) -> HostError {
      HostError(
        .contention, before: .populate, .init(memory: memory),
        "\(Units.bytes(bytes)) to populate, but \(budget)\(confinement)")
    }
    let everywhere = supply.budget(on: supply.nodes.withMemory)
    if let budget = everywhere, sum > budget.bytes { return [refusal(sum, of: nil, budget)] }
    return bottlenecks(of: small, elsewhere: supply.unplacedMemory, \.available).compactMap { few in
      // Of all nodes together the kernel knows better what it can give.
      guard let nodes = few.nodes, let budget = supply.budget(on: nodes) else { return nil }
      return refusal(few.bytes, of: few.memory, budget, few.confinement)
    }
  }

  // MARK: What may not be

  /// Memory that is given as it is touched, more than there is: whoever touches it last is killed.
  mutating func warnOfOvercommitment(_ demands: [MemoryDemand]) {
    let end = "a guest that touches all of it is killed (OOM)"
    let swap = supply.swap > 0 ? " and \(Units.roughly(supply.swap)) of swap" : ""
    func warn(_ bytes: UInt64, of memory: BackedMemory?, _ finding: String) {
      warnings.insert(
        HostWarning("memory-overcommitted", of: memory, "\(Units.bytes(bytes)) of memory, but \(finding): \(end)"))
    }
    let sum = demands.reduce(0) { $0 + $1.bytes }
    if let memory = supply.memory, sum > memory + supply.swap {
      return warn(sum, of: nil, "the host has \(Units.roughly(memory)) altogether\(swap)")
    }
    for few in bottlenecks(of: demands, elsewhere: supply.unplacedMemory + supply.swap, \.total) {
      guard let total = total(of: few.nodes) else { continue }
      warn(few.bytes, of: few.memory, "\(few.owner) \(Units.roughly(total)) altogether\(swap)\(few.confinement)")
    }
    if let limit = exceeded(by: demands, { $0.limit + min(supply.swap, .max - $0.limit) }) {
      let bytes = demands.reduce(0) { $0 + ($1.isHuge ? 0 : $1.bytes) }
      warn(bytes, of: nil, "the control group allows \(Units.bytes(limit.limit))\(swap) (\(limit.file))")
    }
  }
}
