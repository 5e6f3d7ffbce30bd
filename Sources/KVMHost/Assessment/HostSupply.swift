import HostFiles
import MachineModel

/// What a host can give, node by node, as it stands at one moment.
struct HostSupply: Equatable, Sendable {
  /// NUMA nodes.
  let nodes: HostNodes
  /// Hugepages of every size, ascending.
  let pools: [HugepagePool]
  /// Bytes of memory altogether: `MemTotal`; `nil` where that is not known.
  let memory: UInt64?
  /// Bytes that processes can have now: `MemAvailable`; `nil` where that is not known.
  let available: UInt64?
  /// Bytes of swap: `SwapTotal`.
  let swap: UInt64
  /// Bytes that can still be promised to mappings where the host promises no more than it has
  /// (`vm.overcommit_memory` is 2); `nil` elsewhere.
  let unpromised: UInt64?
  /// What this process may have.
  let process: ProcessLimits
  /// Memory of each host node, as far as it is known.
  let nodeMemory: HostNodeValues<NodeMemory>
  /// Who gets transparent huge pages.
  let transparentHugepages: TransparentHugepages
  /// Whether KSM is running.
  let mergesPages: Bool
  /// Whether the kernel weighs host nodes: `policy: weighted-interleave`, Linux 6.9.
  let weighsNodes: Bool
  /// What control groups allow of memory.
  let memoryLimits: [GroupLimit]
  /// What control groups allow of the hugepages of each of ``pools``.
  let hugepageLimits: [[GroupLimit]]

  /// Asks the host. Nothing here fails: what cannot be read limits nothing.
  static func read(_ root: HostRoot = .this) -> HostSupply {
    let status = root.fields("/proc/self/status")
    let nodes = HostNodes.read(root, status: status)
    let pools = HugepagePool.readAll(nodes: nodes, root)
    let fields = root.fields("/proc/meminfo")
    let groups = ControlGroups.read(root)
    return HostSupply(
      nodes: nodes, pools: pools, memory: fields["MemTotal"], available: fields["MemAvailable"],
      swap: fields["SwapTotal"] ?? 0, unpromised: unpromised(fields, root), process: .read(status: status),
      nodeMemory: HostNodeValues(nodes.withMemory) { NodeMemory.read(ofNode: $0, root) },
      transparentHugepages: .read(root), mergesPages: root.number("/sys/kernel/mm/ksm/run") != 0,
      weighsNodes: root.number("\(HostSupply.weights)/node\(nodes.withMemory.first ?? 0)") != nil,
      memoryLimits: GroupLimit.memory(of: groups, root),
      hugepageLimits: pools.map { GroupLimit.hugepages(of: $0.pageSize, groups, root) })
  }

  /// Where the kernel has how much each host node weighs, as long as it weighs them.
  private static let weights = "/sys/kernel/mm/mempolicy/weighted_interleave"

  private static func unpromised(_ fields: HostFields, _ root: HostRoot) -> UInt64? {
    guard root.number("/proc/sys/vm/overcommit_memory") == 2, let limit = fields["CommitLimit"],
      let promised = fields["Committed_AS"]
    else { return nil }
    return limit - min(promised, limit)
  }

  /// The pool of a page size; `nil` where the host has no such pages.
  func pool(_ pageSize: UInt64) -> HugepagePool? { pools.first { $0.pageSize == pageSize } }

  /// What control groups allow of hugepages of a size.
  func hugepageLimits(of pageSize: UInt64) -> [GroupLimit] {
    pools.firstIndex { $0.pageSize == pageSize }.map { hugepageLimits[$0] } ?? []
  }

  /// Memory that belongs to no host node yet: where it is plugged in as it is needed, the host has more than its nodes.
  var unplacedMemory: UInt64 {
    guard let memory, nodeMemory.nodes.count == nodes.withMemory.count else { return 0 }
    let placed = nodeMemory.values.reduce(0) { $0 + $1.total }
    return memory - min(placed, memory)
  }

  /// Whether some nodes are all that have memory.
  func isWhole(_ nodes: [UInt32]) -> Bool { self.nodes.withMemory.allSatisfy { nodes.contains($0) } }

  /// What the host can give to this process, from stated nodes or, with none stated, from anywhere that it may use.
  func budget(on nodes: [UInt32]? = nil) -> MemoryBudget? {
    var budgets = memoryLimits.map { MemoryBudget(bytes: $0.left, source: $0.file) }
    if let available { budgets.append(MemoryBudget(bytes: available, source: "MemAvailable of /proc/meminfo")) }
    let nodes = nodes ?? self.nodes.usable
    let shares = nodes.compactMap { nodeMemory[$0]?.available }
    if !isWhole(nodes), shares.count == nodes.count {
      let bytes = shares.reduce(unplacedMemory, +)
      budgets.append(MemoryBudget(bytes: bytes, source: "host \(HostNodes.name(nodes))"))
    }
    return budgets.min { $0.bytes < $1.bytes }
  }

  /// Said of nodes that are all a process may use, but not all that the host has.
  func confinement(to nodes: [UInt32]) -> String {
    nodes == self.nodes.usable && !isWhole(nodes) ? ", and this process may use no other (Mems_allowed)" : ""
  }
}
