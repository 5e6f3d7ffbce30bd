import CLinux
import Lowering
import SystemPackage
import Topology

/// What a node's memory is made of on this host, after everything that only the host could tell is settled.
struct NodeBacking: Sendable {
  /// The proximity domain.
  let node: Int
  /// Bytes of the node.
  let size: UInt64
  /// What was declared.
  let policy: MemoryPolicy
  /// Bytes of a page of the memory's pool, or 4 KiB.
  let pageSize: UInt64
  /// Which kind of pages was taken, where that was left to the host: a sentence without a full stop.
  let choice: String?
  /// The memfd or file, one a node; `nil` for anonymous memory.
  let object: OwnedDescriptor?

  /// Whether the memory is of a hugetlb pool.
  var isHugetlb: Bool { pageSize > Units.pageSize }

  /// Whether the memory was taken over from another process.
  var isExisting = false

  /// The word for it: `private`, `shared`, `file`, `existing`.
  var word: String { (isExisting ? .existing : policy.backing).name }

  /// Whether the memory is a file that has a path.
  var isFile: Bool { policy.backing.isFile }

  /// Whether the memory's contents were there before.
  var isPreexisting: Bool { isFile || isExisting }
}

/// Settles backings node by node, and makes the objects behind them.
struct BackingChooser {
  private let layout: Layout
  private let nodes: HostNodes
  private let existing: TakenMemory?
  /// Nodes that take memory over, with what they take.
  private let taken: [Int: ExistingMemory.Node]
  /// Hugepages that nodes before were promised; what they are mapped from later is still free now.
  private var promises: [(pageSize: UInt64, hostNodes: [UInt32], pages: UInt64)] = []

  /// - Parameter existing: Memory that is there already and fits the layout; `nil` where all is new.
  init(layout: Layout, nodes: HostNodes, existing: TakenMemory? = nil) {
    self.layout = layout
    self.nodes = nodes
    self.existing = existing
    let takers = existing == nil ? [] : Set(layout.nodesThatTakeExisting)
    taken = existing?.memory.nodesByDomain.filter { takers.contains($0.key) } ?? [:]
  }

  /// The backing of a node that has memory.
  mutating func backing(ofNode node: Int) throws(HostError) -> NodeBacking {
    let policy = layout.topology.nodes[node].policy
    let subject = HostError.Subject(node: node)
    if let taken = taken[node] {
      return NodeBacking(
        node: node, size: taken.size, policy: policy, pageSize: taken.pageSize, choice: nil,
        object: existing?.object(ofNode: node), isExisting: true)
    }
    if case .file(let path) = policy.backing {
      let (object, pageSize) = try file(path, node: node)
      return NodeBacking(
        node: node, size: layout.sizes[node], policy: policy, pageSize: pageSize, choice: nil, object: object)
    }
    let (pageSize, choice) = try pages(of: policy, node: node)
    var object: OwnedDescriptor?
    if policy.backing == .shared {
      object = try Self.memfd(
        named: "memc node \(node)", size: layout.sizes[node], pageSize: pageSize, subject
      ) { () -> String in
        guard let pool = HugepagePool.read(pageSize: pageSize, nodes: nodes) else { return "" }
        return pool.shortage(of: layout.sizes[node] / pageSize, on: boundNodes(policy))
      }
    }
    try checkPages(of: policy, pageSize: pageSize, subject)
    if pageSize > Units.pageSize {
      promises.append((pageSize, boundNodes(policy), layout.sizes[node] / pageSize))
    }
    return NodeBacking(
      node: node, size: layout.sizes[node], policy: policy, pageSize: pageSize, choice: choice, object: object)
  }

  /// The host nodes that memory may come from alone; empty where others will do too.
  private func boundNodes(_ policy: MemoryPolicy) -> [UInt32] {
    policy.mode == .bind || policy.mode == .interleave ? policy.hostNodes : []
  }

  // MARK: Page sizes

  private func pages(of policy: MemoryPolicy, node: Int) throws(HostError) -> (size: UInt64, choice: String?) {
    switch policy.hugepages.value {
    case .off: return (Units.pageSize, nil)
    case .size(let size):
      guard HugepagePool.read(pageSize: size, nodes: nodes) != nil else {
        throw Self.missingPageSize(size, nodes: nodes, HostError.Subject(node: node))
      }
      try checkAlignment(to: size, node: node)
      return (size, nil)
    case .auto: return automaticPages(of: policy, node: node)
    }
  }

  /// The error for a size of hugepages that the host does not have.
  static func missingPageSize(_ size: UInt64, nodes: HostNodes, _ subject: HostError.Subject) -> HostError {
    let sizes = HugepagePool.readAll(nodes: nodes).map { Units.bytes($0.pageSize) }
    return HostError(
      .defect, before: .mmap, subject,
      "the host has no hugepages of \(Units.bytes(size))"
        + (sizes.isEmpty ? ", nor of any other size" : "; it has \(sizes.joined(separator: ", "))"),
      as: .hugepageSizeMissing)
  }

  private func automaticPages(of policy: MemoryPolicy, node: Int) -> (size: UInt64, choice: String?) {
    let size: UInt64 = 2 << 20
    let needed = layout.sizes[node] / size
    if let extent = unaligned(to: size, node: node) {
      let range = Units.range(extent.start, extent.end)
      return (Units.pageSize, "small pages: RAM range \(range) is not aligned to \(Units.bytes(size)) hugepages")
    }
    guard let pool = HugepagePool.read(pageSize: size, nodes: nodes) else {
      return (Units.pageSize, "small pages: the host has no hugepages of \(Units.bytes(size))")
    }
    let free = unpromised(pool, on: boundNodes(policy))
    guard free >= needed else {
      return (
        Units.pageSize,
        "small pages: \(needed) hugepages of \(Units.bytes(size)) needed, \(free) free"
      )
    }
    return (size, "\(Units.bytes(size)) hugepages: \(needed) needed, \(free) free")
  }

  /// Hugepages that must come from stated host nodes are counted there: mmap(2) counts the whole pool, and
  /// a page that is missing at the time of a touch is a SIGBUS.
  private func checkPages(of policy: MemoryPolicy, pageSize: UInt64, _ subject: HostError.Subject) throws(HostError)
  {
    let bound = boundNodes(policy)
    guard pageSize > Units.pageSize, !bound.isEmpty, nodes.objection(to: bound) == nil,
      let pool = HugepagePool.read(pageSize: pageSize, nodes: nodes), let node = subject.node
    else { return }
    let needed = layout.sizes[node] / pageSize
    guard unpromised(pool, on: bound) >= needed else {
      // Nodes before need theirs from the same host nodes.
      let others = promises.filter { $0.pageSize == pageSize && $0.hostNodes == bound }.reduce(0) { $0 + $1.pages }
      throw HostError(.contention, before: .mmap, subject, pool.shortage(of: needed + others, on: bound))
    }
  }

  /// Pages of a pool that neither other processes nor nodes before have a claim to.
  private func unpromised(_ pool: HugepagePool, on nodes: [UInt32]) -> UInt64 {
    let claims = promises.filter { promise in
      promise.pageSize == pool.pageSize
        && (nodes.isEmpty || !promise.hostNodes.isEmpty && promise.hostNodes.allSatisfy { nodes.contains($0) })
    }
    let available = pool.available(on: nodes)
    return available - min(available, claims.reduce(0) { $0 + $1.pages })
  }

  private func unaligned(to pageSize: UInt64, node: Int) -> Extent? {
    layout.extents.first { $0.node == node && !$0.isAligned(to: pageSize) }
  }

  private func checkAlignment(to pageSize: UInt64, node: Int) throws(HostError) {
    guard let extent = unaligned(to: pageSize, node: node) else { return }
    throw HostError(
      .layout, before: .mmap, HostError.Subject(node: node, guest: extent.start..<extent.end),
      "RAM range \(Units.range(extent.start, extent.end)) (\(Units.bytes(extent.size))) is not aligned to "
        + "\(Units.bytes(pageSize)) hugepages; range start and size must both be multiples of the hugepage size",
      identifier: LayoutRule.hugepageAlignment.rawValue)
  }

  // MARK: Objects

  /// A memfd of a size that no one can make shorter or longer.
  ///
  /// - Parameter shortage: Says what a hugetlb pool lacks, for the message of a failure.
  static func memfd(
    named name: String, size: UInt64, pageSize: UInt64, _ subject: HostError.Subject, shortage: () -> String
  ) throws(HostError) -> OwnedDescriptor {
    let isHugetlb = pageSize > Units.pageSize
    let circumstance: Circumstance = isHugetlb ? .hugetlb : .any
    var flags = MEMC_MFD_CLOEXEC | MEMC_MFD_ALLOW_SEALING
    if isHugetlb {
      flags |= MEMC_MFD_HUGETLB | UInt32(pageSize.trailingZeroBitCount) << UInt32(MEMC_HUGE_SHIFT)
    }
    var call = KernelCall.memfdCreate
    do throws(Errno) {
      let object = OwnedDescriptor(returned: try create(name, flags))
      call = .ftruncate
      _ = try kernel { memc_ftruncate(object.descriptor.rawValue, size) }
      call = .addSeals
      let seals = MEMC_SEAL_SHRINK | MEMC_SEAL_GROW | MEMC_SEAL_SEAL
      _ = try kernel { memc_fcntl(object.descriptor.rawValue, MEMC_ADD_SEALS, seals) }
      return object
    } catch {
      let detail = isHugetlb && error == .noMemory ? shortage() : "\(Units.bytes(size)) of shared memory"
      throw HostError(call, error, circumstance, subject, detail)
    }
  }

  private static func create(_ name: String, _ flags: UInt32) throws(Errno) -> Int64 {
    do {
      // The name is copied by the kernel.
      return try kernel { unsafe memc_memfd_create(name, flags | MEMC_MFD_NOEXEC_SEAL) }
    } catch {
      // Before Linux 6.3 the flag is unknown.
      guard error == .invalidArgument else { throw error }
      return try kernel { unsafe memc_memfd_create(name, flags) }
    }
  }

  /// Opens a file that backs a node: a regular one or one of a hugetlbfs, long enough.
  private func file(_ path: String, node: Int) throws(HostError) -> (OwnedDescriptor, pageSize: UInt64) {
    let subject = HostError.Subject(node: node)
    let policy = layout.topology.nodes[node].policy
    let object: OwnedDescriptor
    do {
      object = try OwnedDescriptor.open(path, .readWrite)
    } catch {
      throw HostError(.open, error, .any, subject, "backing file '\(path)'")
    }
    let facts = memc_file_facts(object.descriptor.rawValue)
    guard facts.result == 0 else {
      throw HostError(.fstat, Errno(rawValue: CInt(-facts.result)), .any, subject, "backing file '\(path)'")
    }
    guard facts.mode & MEMC_FILE_TYPE == MEMC_REGULAR_FILE else {
      throw HostError(
        .layout, before: .mmap, subject, "backing file '\(path)' is not a regular file", as: .fileNotRegular)
    }
    let needed = layout.sizes[node]
    guard facts.size >= needed else {
      throw HostError(
        .layout, before: .mmap, subject,
        "backing file '\(path)' holds \(Units.bytes(facts.size)), but the node has \(Units.bytes(needed))",
        as: .fileTooShort)
    }
    let isHugetlb = facts.file_system == Int64(MEMC_HUGETLBFS_MAGIC)
    let pageSize = isHugetlb ? facts.block_size : Units.pageSize
    switch policy.hugepages.value {
    case .off, .auto: break
    case .size(let size):
      guard size == pageSize else {
        throw HostError(
          .layout, before: .mmap, subject,
          isHugetlb
            ? "backing file '\(path)' has hugepages of \(Units.bytes(pageSize)), not of \(Units.bytes(size))"
            : "backing file '\(path)' does not lie on a hugetlbfs, so it cannot have hugepages",
          as: isHugetlb ? .filePageSize : .fileNotHugetlbfs)
      }
    }
    if !isHugetlb, !policy.hostNodes.isEmpty {
      throw HostError(
        .layout, before: .mbind, subject,
        "'host_nodes' has no effect on the regular file '\(path)': its page cache ignores the policy of a mapping",
        as: .fileHostNodes)
    }
    if isHugetlb, policy.transparentHugepages == .on {
      throw HostError(
        .layout, before: .madvise, subject,
        "backing file '\(path)' has hugepages of \(Units.bytes(pageSize)), which cannot be transparent-huge as well",
        as: .fileWithTHP)
    }
    if isHugetlb { try checkAlignment(to: pageSize, node: node) }
    return (object, pageSize)
  }
}
