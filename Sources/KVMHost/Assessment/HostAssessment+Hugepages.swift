import Addresses
import HostFiles
import Lowering
import MachineModel

// Hugepages are counted where they must come from: mmap(2) counts the pool of the whole host, and a page that is missing
// when it is touched is a SIGBUS, whatever the policy of the memory.
extension HostAssessment {
  /// Hugepages that a node or a zone needs.
  private struct Demand {
    let memory: BackedMemory
    let pages: UInt64
    let places: [UInt32]
    let isBound: Bool
  }

  /// A pool of which this layout's pages are taken, node by node and zone by zone.
  private struct Stock {
    let pool: HugepagePool
    /// What is left, by host node; where the kernel is without NUMA all of it lies on the first one.
    var allotment: Allotment
    /// What control groups allow.
    let limits: [GroupLimit]
    /// Pages that this layout has taken.
    var taken: UInt64 = 0

    /// Stands for pages that the kernel may add to the pool, of which nobody knows where they will lie.
    static let surplus = UInt32.max

    init(_ pool: HugepagePool, _ supply: HostSupply) {
      self.pool = pool
      limits = supply.hugepageLimits(of: pool.pageSize)
      let all = supply.nodes.withMemory
      var free = pool.shares.reduce(into: [:]) { $0[$1.node] = $1.free }
      if free.isEmpty, let first = all.first { free[first] = pool.free }
      allotment = Allotment(free.merging([Self.surplus: pool.surplus]) { $1 })
      // Where pages lie that other processes were promised is not known: wherever they leave most.
      _ = allotment.give(min(pool.reserved, pool.free), from: all)
    }

    /// Pages that control groups leave to this layout.
    var allowed: UInt64 {
      limits.map { $0.left / pool.pageSize }.min().map { $0 - min(taken, $0) } ?? .max
    }
  }

  /// Counts the hugepages that nodes and zones ask for, then chooses those that are left to the host.
  ///
  /// - Returns: What is missing, by ascending node and zone.
  mutating func placeHugepages() -> [HostError] {
    var large: Stock?
    var shortages: [HostError] = []
    let automatic = memory.filter { memory, policy in
      policy.hugepages.value == .auto && pages[memory] == nil && !policy.backing.isPreexisting
    }
    for pool in supply.pools {
      let demands = demands(of: pool.pageSize)
      let isLarge = pool.pageSize == Units.largePage
      // A pool that nobody takes from need not be divided.
      guard !demands.isEmpty || (isLarge && !automatic.isEmpty) else { continue }
      var stock = Stock(pool, supply)
      shortages += place(demands, in: &stock)
      if isLarge { large = stock }
    }
    for (memory, policy) in automatic { pages[memory] = automaticPages(of: policy, memory, &large) }
    let first = BackedMemory(node: 0)
    return shortages.sorted { $0.subject.memory ?? first < $1.subject.memory ?? first }
  }

  private func demands(of pageSize: UInt64) -> [Demand] {
    memory.compactMap { memory, policy in
      guard policy.hugepages.value == .size(pageSize), !policy.backing.isPreexisting, taken[memory] == nil,
        pages[memory] != nil
      else { return nil }
      let places = places(of: policy)
      return Demand(
        memory: memory, pages: layout.size(of: memory) / pageSize, places: places.nodes, isBound: places.isBound)
    }
  }

  private func place(_ demands: [Demand], in stock: inout Stock) -> [HostError] {
    let (pool, needed) = (stock.pool, demands.reduce(0) { $0 + $1.pages })
    if let shortage = HugepageLimitShortage(needed, of: pool.pageSize, in: stock.limits), let first = demands.first
    {
      stock.taken = needed
      return [HostError(shortage.kind, before: .mmap, .init(memory: first.memory), shortage.text)]
    }
    var errors: [HostError] = []
    var told: Set<BackedMemory> = []
    for demand in demands where !told.contains(demand.memory) {
      let places = demand.isBound ? demand.places : demand.places + [Stock.surplus]
      stock.taken += demand.pages
      guard let found = stock.allotment.give(demand.pages, from: places) else { continue }
      let few = found.filter { $0 != Stock.surplus }
      // All who need pages from there are told of at once, so that what is advised is enough for them together.
      let others = demands.filter { $0.places.allSatisfy { few.contains($0) } }
      told.formUnion(others.map(\.memory))
      errors.append(shortage(of: others.reduce(0) { $0 + $1.pages }, on: few, pool, demand))
    }
    return errors
  }

  private func shortage(of pages: UInt64, on few: [UInt32], _ pool: HugepagePool, _ demand: Demand) -> HostError {
    // Of a host's only node, that node is named to who named it.
    let isHost = pool.shares.isEmpty || supply.isWhole(few) && (few.count > 1 || !demand.isBound)
    let isConfined = demand.isBound || !supply.isWhole(demand.places)
    let shortage = HugepageShortage(
      pool: pool, needed: pages, free: isHost ? pool.available : pool.available(on: few), nodes: isHost ? nil : few,
      home: isConfined ? demand.places.first : nil,
      confinement: demand.isBound ? "" : supply.confinement(to: few))
    return HostError(.contention, before: .mmap, .init(memory: demand.memory), shortage.text)
  }

  private func automaticPages(
    of policy: MemoryPolicy, _ memory: BackedMemory, _ stock: inout Stock?
  ) -> PageChoice {
    let size = Units.largePage
    func small(_ reason: String) -> PageChoice {
      PageChoice(pageSize: Units.pageSize, reason: "small pages: \(reason)")
    }
    if let extent = extent(of: memory, unalignedTo: size) {
      let range = extent.range.description
      return small("RAM range \(range) is not aligned to \(Units.bytes(size)) hugepages")
    }
    guard var found = stock else { return small("the host has no hugepages of \(Units.bytes(size))") }
    let needed = layout.size(of: memory) / size
    let hugepages = "\(needed) hugepages of \(Units.bytes(size)) needed"
    let places = places(of: policy)
    let free = found.allotment.room(on: places.nodes)
    guard free >= needed else {
      let confinement = places.isBound ? "" : supply.confinement(to: places.nodes)
      return small("\(hugepages), \(free) free\(confinement)")
    }
    let allowed = found.allowed
    if needed > allowed, let limit = found.limits.min(by: { $0.left < $1.left }) {
      return small("\(hugepages), \(allowed) left in the control group (\(limit.file))")
    }
    _ = found.allotment.give(needed, from: places.nodes)
    found.taken += needed
    stock = found
    return PageChoice(
      pageSize: size, reason: "\(Units.bytes(size)) hugepages: \(needed) needed, \(min(free, allowed)) free")
  }
}
