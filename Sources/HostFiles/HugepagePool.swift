/// The host's hugepages of one size.
package struct HugepagePool: Equatable, Sendable {
  /// Pages of the pool on one host node.
  package struct Share: Equatable, Sendable {
    /// The host node.
    package let node: UInt32
    /// Pages in the pool.
    package let total: UInt64
    /// Pages that no one uses; some of them may be promised to mappings.
    package let free: UInt64

    /// Creates a share.
    package init(node: UInt32, total: UInt64, free: UInt64) {
      self.node = node
      self.total = total
      self.free = free
    }
  }

  /// Bytes of a page.
  package let pageSize: UInt64
  /// Pages in the pool.
  package let total: UInt64
  /// Pages that no one uses.
  package let free: UInt64
  /// Free pages that are promised to mappings.
  package let reserved: UInt64
  /// Pages that the kernel may add to the pool when they are asked for: `nr_overcommit_hugepages`, less what it added.
  package let surplus: UInt64
  /// The pool by host node, ascending; empty where the kernel is without NUMA.
  package let shares: [Share]

  /// Creates a pool.
  package init(
    pageSize: UInt64, total: UInt64, free: UInt64, reserved: UInt64, surplus: UInt64 = 0, shares: [Share]
  ) {
    self.pageSize = pageSize
    self.total = total
    self.free = free
    self.reserved = reserved
    self.surplus = surplus
    self.shares = shares
  }

  /// Pages that a new mapping can have.
  package var available: UInt64 { free - min(reserved, free) }

  /// Pages that a new mapping can have when it takes them from some nodes only.
  ///
  /// - Parameter nodes: Host nodes; empty for all.
  package func available(on nodes: [UInt32]) -> UInt64 {
    guard !nodes.isEmpty, !shares.isEmpty else { return available }
    return min(available, shares.map { nodes.contains($0.node) ? $0.free : 0 }.saturatingSum)
  }

  /// Asks the host for every size that it has, ascending: `/sys/kernel/mm/hugepages`.
  package static func readAll(nodes: HostNodes) -> [HugepagePool] { readAll(nodes: nodes, .this) }

  package static func readAll(nodes: HostNodes, _ root: HostRoot) -> [HugepagePool] {
    // Linux has none below 64 KiB, and none above 16 GiB.
    (16...34).compactMap { read(pageSize: 1 << UInt64($0), nodes: nodes, root) }
  }

  /// Asks the host for one size; `nil` where it does not have it.
  package static func read(pageSize: UInt64, nodes: HostNodes, _ root: HostRoot = .this) -> HugepagePool? {
    let folder = "hugepages/hugepages-\(pageSize >> 10)kB"
    let global = "/sys/kernel/mm/\(folder)"
    guard let total = root.number("\(global)/nr_hugepages") else { return nil }
    let most = root.number("\(global)/nr_overcommit_hugepages") ?? 0
    // Of a pool without pages that may have none, no more is to be known.
    guard total > 0 || most > 0 else {
      return HugepagePool(
        pageSize: pageSize, total: 0, free: 0, reserved: 0, surplus: 0,
        shares: nodes.withMemory.map { Share(node: $0, total: 0, free: 0) })
    }
    let shares = nodes.withMemory.compactMap { node -> Share? in
      let path = "/sys/devices/system/node/node\(node)/\(folder)"
      guard let total = root.number("\(path)/nr_hugepages") else { return nil }
      return Share(node: node, total: total, free: root.number("\(path)/free_hugepages") ?? 0)
    }
    return HugepagePool(
      pageSize: pageSize, total: total, free: root.number("\(global)/free_hugepages") ?? 0,
      reserved: root.number("\(global)/resv_hugepages") ?? 0,
      surplus: most - min(root.number("\(global)/surplus_hugepages") ?? 0, most), shares: shares)
  }
}

extension [UInt64] {
  /// The sum, or the largest number where it has more than 64 bits.
  package var saturatingSum: UInt64 {
    reduce(0) { sum, value in
      let (sum, isTooLarge) = sum.addingReportingOverflow(value)
      return isTooLarge ? .max : sum
    }
  }
}
