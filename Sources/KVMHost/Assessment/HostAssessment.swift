import Addresses
import CLinux
import Diagnostics
import HostFiles
import Lowering
import MachineModel

/// A layout held against what a host has: every refusal and every warning that is known before anything is made.
///
/// A realization ends with the first of the errors; `memc check --host` tells all of them.
struct HostAssessment {
  let layout: Layout
  let supply: HostSupply
  let options: RealizationOptions
  /// What takes memory over, with what it takes.
  let taken: [BackedMemory: ExistingMemory.Node]

  /// What the realization would end with, gravest first.
  var errors: [HostError] = []
  /// What it would warn of.
  var warnings: Set<HostWarning> = []
  /// What gets memory: nodes, or their zones, with what was declared of each.
  let memory: [(memory: BackedMemory, policy: MemoryPolicy)]
  /// The extents of each memory; of none where nothing asks for pages of a size, and nothing is a file.
  private let extents: [BackedMemory: [Extent]]
  /// Which pages memory has; none where there is an error of it.
  var pages: [BackedMemory: PageChoice] = [:]
  /// The files behind nodes and zones, open.
  var files: [BackedMemory: BackingFile] = [:]
  /// The files of windows, open, by their places among the topology's `devices`.
  var windowFiles: [Int: WindowFile] = [:]

  /// Asks nothing but files that back nodes and windows, and what stands between devices and memory: all else was asked when the
  /// supply was read.
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
    memory = layout.backedMemory.map { ($0, layout.policy(of: $0)) }
    extents =
      memory.contains { $0.policy.hugepages.value != .off || $0.policy.backing.isFile }
      ? Dictionary(grouping: layout.extents, by: \.memory) : [:]
    let takers = options.existing == nil ? [] : Set(layout.memoryThatTakesExisting)
    taken = options.existing?.memory.nodesByMemory.filter { takers.contains($0.key) } ?? [:]

    if let error = slotTables.objection(to: layout, total: supply.memory, available: supply.budget()) {
      errors.append(error)
    }
    if let error = HostPages.own.objection(to: layout) { errors.append(error) }
    if let warning = HostPages.own.warning(of: layout) { warnings.insert(warning) }
    checkHostNodes()
    checkAccounting()
    chooseStatedPages()
    openWindowFiles()
    checkWeights()
    // Pages that are left to the host are chosen among those that nobody needs.
    let shortages = placeHugepages()
    checkLegacySplit()
    adviseOnPages()
    let demands = memoryDemands()
    let impossible = memoryThatIsNowhere(demands.filter { $0.isTaken })
    // What can never be is not also told as what cannot be now.
    errors += impossible.isEmpty ? shortages + memoryThatIsTaken(demands.filter { $0.isTaken }) : impossible
    errors += memoryBeyondLimits()
    if !options.devices.isEmpty { errors += memoryBeyondDevices() }
    if impossible.isEmpty { warnOfOvercommitment(demands) }
  }

  /// Where memory can come from, ascending, and whether it is bound to that.
  func places(of policy: MemoryPolicy) -> (nodes: [UInt32], isBound: Bool) {
    if let bound = supply.nodes.bound(policy) { return (bound.sorted(), true) }
    return (supply.nodes.usable, false)
  }

  // MARK: Host nodes

  private mutating func checkHostNodes() {
    for (memory, policy) in memory {
      guard let objection = supply.nodes.objection(to: policy.hostNodes) else { continue }
      if options.allowsUnbound {
        warnings.insert(HostWarning("unbound-node", of: memory, "not bound: \(objection)"))
      } else {
        errors.append(
          HostError(
            .defect, before: .mbind, .init(memory: memory),
            "\(objection); '--allow-unbound' takes memory from anywhere"
          ))
      }
    }
  }

  /// mbind(2) would refuse a mode that it does not know as it refuses many things.
  private mutating func checkWeights() {
    guard !supply.weighsNodes else { return }
    for (memory, policy) in memory where policy.mode == .weightedInterleave {
      errors.append(
        HostError(
          .unavailable, before: .mbind, .init(memory: memory),
          "the kernel does not weigh host nodes, as Linux does since 6.9; 'policy: interleave' takes pages from each in "
            + "equal parts"))
    }
  }

  // MARK: Accounting

  /// The kernel accounts mapping by mapping, and shared memory page by page; the sum is for memc to see.
  private mutating func checkAccounting() {
    var reserved: UInt64 = 0
    for (memory, policy) in memory where policy.reserve {
      reserved += layout.size(of: memory)
      if policy.backing != .private, policy.hugepages.value == .off {
        warnings.insert(
          HostWarning(
            "reserve-shared", of: memory,
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
    var owners: [RegularFile.Identity: BackedMemory] = [:]
    for (memory, policy) in memory {
      if let taken = taken[memory] {
        pages[memory] = PageChoice(pageSize: taken.pageSize)
        continue
      }
      do throws(HostError) {
        switch policy.backing {
        case .existing: break
        case .file(let path):
          let file = try BackingFile(path, of: memory, in: layout)
          if file.pageSize > Units.pageSize { try checkAlignment(to: file.pageSize, of: memory) }
          if let owner = owners.updateValue(memory, forKey: file.identity) {
            throw HostError(
              .layout, before: .mmap, .init(memory: memory),
              "backing file '\(path)' is that of \(owner), too, by another path: what a guest writes to one, it would read "
                + "from the other", as: .fileTwice)
          }
          files[memory] = file
          pages[memory] = PageChoice(pageSize: file.pageSize)
        case .private, .shared: try pages[memory] = statedPages(of: policy, memory)
        }
      } catch {
        errors.append(error)
      }
    }
  }

  private mutating func openWindowFiles() {
    for (index, window) in layout.topology.devices.enumerated() {
      do throws(HostError) { windowFiles[index] = try WindowFile(of: window) } catch { errors.append(error) }
    }
  }

  private func statedPages(of policy: MemoryPolicy, _ memory: BackedMemory) throws(HostError) -> PageChoice? {
    switch policy.hugepages.value {
    case .off: return PageChoice(pageSize: Units.pageSize)
    case .auto: return nil
    case .size(let size):
      guard supply.pool(size) != nil else {
        let sizes = supply.pools.map { Units.bytes($0.pageSize) }
        throw HostError(
          .defect, before: .mmap, .init(memory: memory),
          "the host has no hugepages of \(Units.bytes(size))"
            + (sizes.isEmpty ? ", nor of any other size" : "; it has \(sizes.joined(separator: ", "))"),
          as: .hugepageSizeMissing)
      }
      try checkAlignment(to: size, of: memory)
      return PageChoice(pageSize: size)
    }
  }

  /// What backs memory is known here for certain; of hugepages that the topology asks for, the compiler told.
  private mutating func checkLegacySplit() {
    guard let severity = options.legacySplitOnHugepages else { return }
    for memory in layout.memoryOfLegacySplit {
      guard let pageSize = pages[memory]?.pageSize, pageSize > Units.pageSize,
        layout.policy(of: memory).hugepages.value == .off
      else { continue }
      let rule = LayoutRule.legacySplitOnHugepages
      let message = LegacySplitOnHugepages.message(of: memory, pageSize: pageSize)
      if severity < .error {
        warnings.insert(HostWarning(rule.identifier, of: memory, message))
      } else {
        errors.append(
          HostError(
            .layout, before: .mmap, .init(memory: memory), "\(message); \(LegacySplitOnHugepages.suggestion)",
            identifier: rule.identifier))
      }
    }
  }

  /// Advice that the kernel takes, and does nothing about.
  private mutating func adviseOnPages() {
    for (memory, policy) in memory where pages[memory] != nil {
      // What a file gets is its file system's affair.
      if policy.transparentHugepages == .on, taken[memory] != nil || !policy.backing.isFile,
        let warning = supply.transparentHugepages.warning(
          of: memory, isShared: taken[memory] != nil || policy.backing != .private)
      {
        warnings.insert(warning)
      }
      if policy.mergeable, !supply.mergesPages {
        warnings.insert(
          HostWarning("ksm-not-running", of: memory, "nothing is merged while /sys/kernel/mm/ksm/run is 0"))
      }
    }
  }
}

/// Which pages memory of a node or of a zone has.
struct PageChoice: Equatable, Sendable {
  /// Bytes of a page: those of a hugetlb pool, or 4 KiB.
  let pageSize: UInt64
  /// Why, where that was left to the host: a sentence without a full stop.
  var reason: String?
}

extension HostAssessment {
  /// The first extent of memory that pages of a size do not fit into; `nil` where they fit into all.
  func extent(of memory: BackedMemory, unalignedTo pageSize: UInt64) -> Extent? {
    extents[memory]?.first { !$0.isAligned(to: pageSize) }
  }

  /// Refuses memory that pages of a size do not fit into.
  private func checkAlignment(to pageSize: UInt64, of memory: BackedMemory) throws(HostError) {
    guard let extent = extent(of: memory, unalignedTo: pageSize) else { return }
    throw HostError(
      .layout, before: .mmap, HostError.Subject(memory: memory, guest: extent.range),
      "RAM range \(extent.range) (\(Units.bytes(extent.size))) is not aligned to "
        + "\(Units.bytes(pageSize)) hugepages; range start and size must both be multiples of the hugepage size",
      identifier: LayoutRule.hugepageAlignment.identifier)
  }
}
