import Addresses

/// The host's NUMA nodes, as far as this process can have memory of them.
package struct HostNodes: Equatable, Sendable {
  /// What all numbers of nodes are below: MAX_NUMNODES of Linux.
  package static let limit: UInt32 = 1024

  /// Nodes that have memory, ascending: `/sys/devices/system/node/has_memory`.
  package let withMemory: [UInt32]
  /// Nodes that the process may have memory of, ascending: `Mems_allowed_list` of `/proc/self/status`.
  package let allowed: [UInt32]

  /// Creates what is known of the nodes.
  package init(withMemory: [UInt32], allowed: [UInt32]) {
    self.withMemory = withMemory
    self.allowed = allowed
  }

  /// Asks the host; a kernel without NUMA has node 0 alone.
  package static func read() -> HostNodes { read(.this, status: HostRoot.this.fields("/proc/self/status")) }

  /// - Parameters:
  ///   - root: Where the host's files are.
  ///   - status: What `/proc/self/status` says.
  package static func read(_ root: HostRoot, status: HostFields) -> HostNodes {
    let withMemory = root.list("/sys/devices/system/node/has_memory", below: limit)?.numbers ?? [0]
    return HostNodes(
      withMemory: withMemory, allowed: status.list("Mems_allowed_list") ?? withMemory)
  }

  /// The nodes that memory can come from, ascending.
  package var usable: [UInt32] { withMemory.filter { allowed.contains($0) } }

  /// Which of some nodes memory cannot come from, and why; `nil` where it can come from all.
  ///
  /// mbind(2) does not tell: of a set it takes what is there and forgets the rest.
  package func objection(to nodes: [UInt32]) -> String? {
    let absent = nodes.filter { !withMemory.contains($0) }
    let forbidden = nodes.filter { withMemory.contains($0) && !allowed.contains($0) }
    var reasons: [String] = []
    if !absent.isEmpty {
      reasons.append("the host has no \(Self.name(absent)) with memory (it has \(Self.name(withMemory)))")
    }
    if !forbidden.isEmpty {
      reasons.append("this process may not use \(Self.name(forbidden)) (Mems_allowed is \(Self.name(allowed)))")
    }
    return reasons.isEmpty ? nil : reasons.joined(separator: ", and ")
  }

  /// `node 1`, `nodes 0, 2`.
  package static func name(_ nodes: [UInt32]) -> String {
    let list = nodes.map { "\($0)" }.joined(separator: ", ")
    return nodes.count == 1 ? "node \(list)" : nodes.isEmpty ? "no node" : "nodes \(list)"
  }
}
