import Addresses
import Diagnostics
import HostFiles
import MachineModel

/// What host nodes can give to a guest now.
struct GuestSupply {
  /// A host node that can give something.
  struct Node {
    /// Its place among the nodes of the host.
    let place: Int
    /// The kernel's number; `nil` where the kernel knows of no nodes.
    let number: UInt32?
    /// Bytes of small pages.
    let memory: UInt64
    /// Whether it has memory at all, be it taken or not.
    let hasMemory: Bool
    /// Its CPUs by cores, each by its place among those of the host.
    let cores: [[Int]]
  }

  /// The nodes, ascending.
  let nodes: [Node]
  /// The most bytes of small pages that all nodes can give together.
  let memory: UInt64
  private let tree: HostTree

  /// Counts what is free.
  ///
  /// - Parameters:
  ///   - wanted: The nodes that are asked for; `nil` for all.
  ///   - findings: Told of nodes that can give nothing: errors where they were asked for.
  init(_ tree: HostTree, on wanted: [UInt32]?, reportingTo findings: inout CaptureFindings) {
    self.tree = tree
    let allowed = tree.allowance?.nodes
    var unusable: [(number: UInt32, reason: String)] = []
    var found: [Node] = []
    let cores = Self.cores(tree)
    for (place, host) in tree.nodes.enumerated() {
      if let wanted, let number = host.number, !wanted.contains(number) { continue }
      let node = Node(
        place: place, number: host.number, memory: Self.free(host, tree), hasMemory: host.hasMemory,
        cores: cores[place])
      if let number = host.number, host.hasMemory, let allowed, !allowed.contains(number) {
        let list = CPUList.text(allowed)
        unusable.append((number, "this process may not have memory of it (Mems_allowed is \(list.excerpt))"))
      } else if host.hasMemory, node.memory == 0, !Self.hasPages(host, tree) {
        unusable.append((host.number ?? 0, "all of its memory is taken"))
      } else if host.hasMemory || !node.cores.isEmpty {
        found.append(node)
      } else if let number = host.number {
        unusable.append((number, "it has neither memory nor CPUs"))
      }
    }
    for number in wanted ?? [] where !tree.nodes.contains(where: { $0.number == number }) {
      let numbers = tree.nodes.compactMap(\.number)
      unusable.append(
        (
          number,
          numbers.isEmpty
            ? "the kernel knows of no nodes"
            : "the host has node\(numbers.count == 1 ? "" : "s") \(CPUList.text(numbers))"
        ))
    }
    for (number, reason) in unusable {
      findings.report(
        wanted == nil ? .emptyNode : .unusableNode,
        "host node \(number) can give nothing\(wanted == nil ? " and is left out" : ""): \(reason)")
    }
    nodes = found
    memory = Self.most(of: found, tree)
  }

  // MARK: CPUs

  /// The cores of each node, by ascending CPU: what the kernel says of a core that is of several nodes is believed thread by
  /// thread.
  private static func cores(_ tree: HostTree) -> [[[Int]]] {
    var cores = [[[Int]]](repeating: [], count: tree.nodes.count)
    var places: [CoreIdentity: Int] = [:]
    let owners = HostCPUOwners(tree, Array(tree.nodes.indices))
    for (index, cpu) in tree.cpus.enumerated() {
      guard let node = owners[index] else { continue }
      let identity = CoreIdentity(node: node, core: cpu.core)
      if let place = places[identity] {
        cores[node][place].append(index)
      } else {
        places[identity] = cores[node].count
        cores[node].append([index])
      }
    }
    return cores
  }

  private struct CoreIdentity: Hashable {
    let node: Int
    let core: UInt32
  }

  // MARK: Small pages

  /// Bytes that a node can give; of the only one that has memory, what the host can, which the kernel knows better.
  private static func free(_ node: HostNode, _ tree: HostTree) -> UInt64 {
    guard node.hasMemory else { return 0 }
    let isAlone = tree.nodes.count(where: \.hasMemory) == 1
    return isAlone ? tree.memory?.available ?? node.memory?.available ?? 0 : node.memory?.available ?? 0
  }

  /// What all nodes can give, as far as the host and control groups leave it.
  private static func most(of nodes: [Node], _ tree: HostTree) -> UInt64 {
    let limits = [tree.memory?.available].compactMap { $0 } + (tree.allowance?.memory.map(\.left) ?? [])
    return min(nodes.map(\.memory).saturatingSum, limits.min() ?? .max)
  }

  // MARK: Hugepages

  private static func hasPages(_ node: HostNode, _ tree: HostTree) -> Bool {
    tree.pools.contains { pool in pages(of: pool, on: node.number, tree) > 0 }
  }

  /// Free hugepages of a node; of a kernel without nodes, those of the host.
  private static func pages(of pool: HugepagePool, on node: UInt32?, _ tree: HostTree) -> UInt64 {
    guard let node, !pool.shares.isEmpty else { return pool.available }
    return min(pool.shares.first { $0.node == node }?.free ?? 0, pool.available)
  }

  /// How many pages of a pool each node has free, and how many of them can be had together.
  func pages(of pool: HugepagePool) -> (ofNodes: [UInt64], together: UInt64) {
    let free = nodes.map { $0.hasMemory ? Self.pages(of: pool, on: $0.number, tree) : 0 }
    let limits = (tree.allowance?.hugepages[pool.pageSize] ?? []).map { $0.left / pool.pageSize }
    return (free, min(free.saturatingSum, pool.available, limits.min() ?? .max))
  }

  /// The host's pools, those of the largest pages first.
  var pools: [HugepagePool] { tree.pools.reversed() }

  // MARK: Words

  /// Host nodes with what each has: `host node 0 has 3 GiB`.
  func words(_ amounts: [String]) -> String {
    let known = zip(nodes, amounts).filter { $0.0.hasMemory }
    guard known.count > 1 || nodes.first?.number != nil else { return "the host has \(amounts.first ?? "nothing")" }
    return known.map { node, amount in "host node \(node.number ?? 0) has \(amount)" }.joined(separator: ", ")
  }
}
