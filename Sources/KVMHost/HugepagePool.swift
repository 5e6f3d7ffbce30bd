import Topology

/// The host's hugepages of one size.
public struct HugepagePool: Equatable, Sendable {
  /// Pages of the pool on one host node.
  public struct Share: Equatable, Sendable {
    /// The host node.
    public let node: UInt32
    /// Pages in the pool.
    public let total: UInt64
    /// Pages that no one uses; some of them may be promised to mappings.
    public let free: UInt64
  }

  /// Bytes of a page.
  public let pageSize: UInt64
  /// Pages in the pool.
  public let total: UInt64
  /// Pages that no one uses.
  public let free: UInt64
  /// Free pages that are promised to mappings.
  public let reserved: UInt64
  /// The pool by host node, ascending; empty where the kernel is without NUMA.
  public let shares: [Share]

  /// Pages that a new mapping can have.
  public var available: UInt64 { free - min(reserved, free) }

  /// Pages that a new mapping can have when it takes them from some nodes only.
  ///
  /// - Parameter nodes: Host nodes; empty for all.
  public func available(on nodes: [UInt32]) -> UInt64 {
    guard !nodes.isEmpty, !shares.isEmpty else { return available }
    return min(available, shares.reduce(0) { nodes.contains($1.node) ? $0 + $1.free : $0 })
  }

  /// Asks the host for every size that it has, ascending: `/sys/kernel/mm/hugepages`.
  public static func readAll(nodes: HostNodes) -> [HugepagePool] {
    (13...40).compactMap { read(pageSize: 1 << UInt64($0), nodes: nodes) }
  }

  /// Asks the host for one size; `nil` where it does not have it.
  static func read(pageSize: UInt64, nodes: HostNodes) -> HugepagePool? {
    let folder = "hugepages/hugepages-\(pageSize >> 10)kB"
    let global = "/sys/kernel/mm/\(folder)"
    guard let total = HostFile.number("\(global)/nr_hugepages") else { return nil }
    let shares = nodes.withMemory.compactMap { node -> Share? in
      let path = "/sys/devices/system/node/node\(node)/\(folder)"
      guard let total = HostFile.number("\(path)/nr_hugepages") else { return nil }
      return Share(node: node, total: total, free: HostFile.number("\(path)/free_hugepages") ?? 0)
    }
    return HugepagePool(
      pageSize: pageSize, total: total, free: HostFile.number("\(global)/free_hugepages") ?? 0,
      reserved: HostFile.number("\(global)/resv_hugepages") ?? 0, shares: shares)
  }

  /// What there is and the command that makes room, for a message.
  ///
  /// - Parameters:
  ///   - pages: Pages that are needed.
  ///   - nodes: Host nodes that they must come from; empty for any.
  func shortage(of pages: UInt64, on nodes: [UInt32]) -> String {
    let free = available(on: nodes)
    let place = nodes.isEmpty ? "the host" : "host \(HostNodes.name(nodes))"
    var text =
      "\(pages) hugepages of \(Units.bytes(pageSize)) needed, \(free) free on \(place) (\(total) in the pool); "
    let folder = "hugepages-\(pageSize >> 10)kB/nr_hugepages"
    if let node = nodes.first, !shares.isEmpty {
      let present = shares.first { $0.node == node }?.total ?? 0
      text +=
        "reserve them as root: echo \(present + pages - min(free, pages)) > "
        + "/sys/devices/system/node/node\(node)/hugepages/\(folder)"
    } else {
      text += "reserve them as root: echo \(total + pages - min(free, pages)) > /sys/kernel/mm/hugepages/\(folder)"
    }
    return text
  }
}
