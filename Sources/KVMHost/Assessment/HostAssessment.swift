import Addresses
import CLinux
import Diagnostics
import Lowering
import MachineModel

/// A layout held against what a host has: every refusal and every warning that is known before anything is made.
///
/// A realization ends with the first of the errors; `memc check --host` tells all of them.
struct HostAssessment {
  let layout: Layout
  let supply: HostSupply
  let options: RealizationOptions
  /// Nodes that take memory over, with what they take.
  let taken: [Int: ExistingMemory.Node]

  /// What the realization would end with, gravest first.
  var errors: [HostError] = []
  /// What it would warn of.
  var warnings: Set<HostWarning> = []
  /// Which pages each node has, by proximity domain; `nil` for one without memory and one of which there is an error.
  var pages: [PageChoice?]
  /// The files behind nodes, open.
  var files: [Int: BackingFile] = [:]

  /// Asks nothing but files that back nodes: all else was asked when the supply was read.
  ///
  /// - Parameters:
  ///   - layout: The layout.
  ///   - supply: What the host can give.
  ///   - slotTables: What KVM itself needs.
  ///   - options: What the caller of a realization decides.
  init(_ layout: Layout, on supply: HostSupply, slotTables: SlotTables, options: RealizationOptions) {
    self.layout = layout
    self.supply = supply
    self.options = options
    pages = layout.sizes.map { _ in nil }
    let takers = options.existing == nil ? [] : Set(layout.nodesThatTakeExisting)
    taken = options.existing?.memory.nodesByDomain.filter { takers.contains($0.key) } ?? [:]

    if let error = slotTables.objection(to: layout, total: supply.memory, available: supply.budget()) {
      errors.append(error)
    }
    if let error = HostPages.own.objection(to: layout) { errors.append(error) }
    if let warning = HostPages.own.warning(of: layout) { warnings.insert(warning) }
    checkHostNodes()
    checkAccounting()
    chooseStatedPages()
    // Pages that are left to the host are chosen among those that nobody needs.
    let shortages = placeHugepages()
    checkLegacySplit()
    adviseOnPages()
    let demands = memoryDemands()
    let impossible = memoryThatIsNowhere(demands.filter { $0.isTaken })
    // What can never be is not also told as what cannot be now.
    errors += impossible.isEmpty ? shortages + memoryThatIsTaken(demands.filter { $0.isTaken }) : impossible
    errors += memoryBeyondLimits()
    if impossible.isEmpty { warnOfOvercommitment(demands) }
  }

  /// The nodes that get memory, with what was declared of it.
  var nodes: [(node: Int, policy: MemoryPolicy)] {
    layout.sizes.enumerated().compactMap { node, size in size > 0 ? (node, layout.policy(ofNode: node)) : nil }
  }

  /// Where a node's memory can come from, ascending, and whether it is bound to that.
  func places(of policy: MemoryPolicy) -> (nodes: [UInt32], isBound: Bool) {
    if let bound = supply.nodes.bound(policy) { return (bound.sorted(), true) }
    return (supply.nodes.usable, false)
  }

  // MARK: Host nodes

  private mutating func checkHostNodes() {
    for (node, policy) in nodes {
      guard let objection = supply.nodes.objection(to: policy.hostNodes) else { continue }
      if options.allowsUnbound {
        warnings.insert(HostWarning("unbound-node", node: node, "not bound: \(objection)"))
      } else {
        errors.append(
          HostError(
            .defect, before: .mbind, .init(node: node), "\(objection); '--allow-unbound' takes memory from anywhere"
          ))
      }
    }
  }

  // MARK: Accounting

  /// The kernel accounts mapping by mapping, and shared memory page by page; the sum is for memc to see.
  private mutating func checkAccounting() {
    var reserved: UInt64 = 0
    for (node, size) in layout.sizes.enumerated() {
      let policy = layout.policy(ofNode: node)
      guard policy.reserve else { continue }
      reserved += size
      if policy.backing != .private, policy.hugepages.value == .off {
        warnings.insert(
          HostWarning(
            "reserve-shared", node: node,
            "the kernel accounts for shared memory as it is touched, so 'reserve: on' guarantees nothing more"))
      }
    }
    guard reserved > 0, let memory = supply.memory, reserved > memory + supply.swap else { return }
    errors.append(
      HostError(
        .defect, before: .mmap, .init(),
        "'reserve: on' asks for \(Units.bytes(reserved)), but the host has \(Units.roughly(memory)) of memory "
          + "and \(Units.roughly(supply.swap)) of swap"))
  }

  // MARK: Pages

  /// Pages that were stated, or that are what they are already.
  private mutating func chooseStatedPages() {
    for (node, policy) in nodes {
      if let taken = taken[node] {
        pages[node] = PageChoice(pageSize: taken.pageSize)
        continue
      }
      do throws(HostError) {
        switch policy.backing {
        case .existing: break
        case .file(let path):
          let file = try BackingFile(path, ofNode: node, in: layout)
          files[node] = file
          pages[node] = PageChoice(pageSize: file.pageSize)
        case .private, .shared: try pages[node] = statedPages(of: policy, node: node)
        }
      } catch {
        errors.append(error)
      }
    }
  }

  private func statedPages(of policy: MemoryPolicy, node: Int) throws(HostError) -> PageChoice? {
    switch policy.hugepages.value {
    case .off: return PageChoice(pageSize: Units.pageSize)
    case .auto: return nil
    case .size(let size):
      guard supply.pool(size) != nil else {
        let sizes = supply.pools.map { Units.bytes($0.pageSize) }
        throw HostError(
          .defect, before: .mmap, .init(node: node),
          "the host has no hugepages of \(Units.bytes(size))"
            + (sizes.isEmpty ? ", nor of any other size" : "; it has \(sizes.joined(separator: ", "))"),
          as: .hugepageSizeMissing)
      }
      try layout.checkAlignment(to: size, node: node)
      return PageChoice(pageSize: size)
    }
  }

  /// What backs a node is known here for certain; of hugepages that the topology asks for, the compiler told.
  private mutating func checkLegacySplit() {
    guard let severity = options.legacySplitOnHugepages else { return }
    for node in layout.nodesOfLegacySplit {
      guard let pageSize = pages[node]?.pageSize, pageSize > Units.pageSize,
        layout.policy(ofNode: node).hugepages.value == .off
      else { continue }
      let rule = LayoutRule.legacySplitOnHugepages
      let message = LegacySplitOnHugepages.message(ofNode: node, pageSize: pageSize)
      if severity < .error {
        warnings.insert(HostWarning(rule.identifier, node: node, message))
      } else {
        errors.append(
          HostError(
            .layout, before: .mmap, .init(node: node), "\(message); \(LegacySplitOnHugepages.suggestion)",
            identifier: rule.identifier))
      }
    }
  }

  /// Advice that the kernel takes, and does nothing about.
  private mutating func adviseOnPages() {
    for (node, policy) in nodes where pages[node] != nil {
      // What a file gets is its file system's affair.
      if policy.transparentHugepages == .on, taken[node] != nil || !policy.backing.isFile,
        let warning = supply.transparentHugepages.warning(
          node: node, isShared: taken[node] != nil || policy.backing != .private)
      {
        warnings.insert(warning)
      }
      if policy.mergeable, !supply.mergesPages {
        warnings.insert(
          HostWarning("ksm-not-running", node: node, "nothing is merged while /sys/kernel/mm/ksm/run is 0"))
      }
    }
  }
}

/// Which pages a node's memory has.
struct PageChoice: Equatable, Sendable {
  /// Bytes of a page: those of a hugetlb pool, or 4 KiB.
  let pageSize: UInt64
  /// Why, where that was left to the host: a sentence without a full stop.
  var reason: String?
}

extension Layout {
  /// The first extent of a node that pages of a size do not fit into; `nil` where they fit into all.
  func extent(ofNode node: Int, unalignedTo pageSize: UInt64) -> Extent? {
    extents.first { $0.node == node && !$0.isAligned(to: pageSize) }
  }

  /// Refuses a node that pages of a size do not fit into.
  func checkAlignment(to pageSize: UInt64, node: Int) throws(HostError) {
    guard let extent = extent(ofNode: node, unalignedTo: pageSize) else { return }
    throw HostError(
      .layout, before: .mmap, HostError.Subject(node: node, guest: extent.range),
      "RAM range \(extent.range) (\(Units.bytes(extent.size))) is not aligned to "
        + "\(Units.bytes(pageSize)) hugepages; range start and size must both be multiples of the hugepage size",
      identifier: LayoutRule.hugepageAlignment.identifier)
  }
}
