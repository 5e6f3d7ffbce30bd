import Topology

/// What can be populated before the kernel begins to kill processes.
struct MemoryBudget: Equatable, Sendable, CustomStringConvertible {
  /// Bytes that can be had.
  let bytes: UInt64
  /// What sets the limit, as it is named to people.
  let source: String

  /// `2 GiB are available (MemAvailable of /proc/meminfo)`.
  var description: String { "\(Units.bytes(bytes)) are available (\(source))" }

  /// What the host can give to this process, from stated nodes or, with none stated, from anywhere.
  static func available(on nodes: [UInt32]) -> MemoryBudget? {
    var budgets: [MemoryBudget] = []
    if let bytes = HostFile.fields("/proc/meminfo")["MemAvailable"] {
      budgets.append(MemoryBudget(bytes: bytes, source: "MemAvailable of /proc/meminfo"))
    }
    budgets += controlGroups(of: HostFile.text("/proc/self/cgroup") ?? "")
    let shares = nodes.compactMap { HostNodes.availableBytes(ofNode: $0) }
    if !nodes.isEmpty, shares.count == nodes.count {
      budgets.append(MemoryBudget(bytes: shares.reduce(0, +), source: "host \(HostNodes.name(nodes))"))
    }
    return budgets.min { $0.bytes < $1.bytes }
  }

  /// What the control groups of the process leave to it (version 2); beyond that its own processes are killed.
  private static func controlGroups(of membership: String) -> [MemoryBudget] {
    guard let line = membership.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return [] }
    var names = line.dropFirst(4).split(separator: "/")
    var budgets: [MemoryBudget] = []
    while true {
      let folder = "/sys/fs/cgroup/" + names.map { $0 + "/" }.joined()
      if let budget = controlGroup(folder) { budgets.append(budget) }
      if names.popLast() == nil { return budgets }
    }
  }

  /// What one group leaves; `nil` where it limits nothing.
  ///
  /// - Parameter folder: The path of its files, with a slash at the end.
  static func controlGroup(_ folder: String) -> MemoryBudget? {
    guard let limit = HostFile.number(folder + "memory.max"), let used = HostFile.number(folder + "memory.current")
    else { return nil }
    // Cached files go when memory is asked for.
    let line = (HostFile.text(folder + "memory.stat") ?? "").split(separator: "\n")
      .first { $0.hasPrefix("inactive_file ") }
    let cached = line.flatMap { UInt64($0.dropFirst(14)) } ?? 0
    let kept = used - min(cached, used)
    return MemoryBudget(bytes: limit - min(kept, limit), source: "\(folder)memory.max")
  }

  /// Refuses what the host does not have, before any page is touched.
  ///
  /// - Parameters:
  ///   - wanted: Bytes of small pages to populate or lock, by proximity domain, with the host nodes that they are
  ///     bound to.
  ///   - total: Bytes that the host has altogether.
  ///   - available: Asks the host; told of the nodes.
  static func check(
    _ wanted: [(node: Int, bytes: UInt64, hostNodes: [UInt32])], total: UInt64?,
    available: ([UInt32]) -> MemoryBudget?
  ) throws(HostError) {
    var groups: [[UInt32]: (bytes: UInt64, node: Int)] = [:]
    var sum: UInt64 = 0
    for (node, bytes, hostNodes) in wanted where bytes > 0 {
      sum += bytes
      if !hostNodes.isEmpty { groups[hostNodes, default: (0, node)].bytes += bytes }
    }
    if let total, sum > total {
      throw HostError(
        .defect, before: .populate, .init(),
        "\(Units.bytes(sum)) to populate, but the host has \(Units.bytes(total)) of memory altogether")
    }
    if sum > 0, let budget = available([]), sum > budget.bytes {
      throw HostError(
        .contention, before: .populate, .init(), "\(Units.bytes(sum)) to populate, but \(budget)")
    }
    for (hostNodes, (bytes, node)) in groups.sorted(by: { $0.value.node < $1.value.node }) {
      guard let budget = available(hostNodes), bytes > budget.bytes else { continue }
      throw HostError(
        .contention, before: .populate, .init(node: node), "\(Units.bytes(bytes)) to populate, but \(budget)")
    }
  }
}
