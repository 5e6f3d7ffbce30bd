package import Addresses
package import HostFiles
package import MachineModel

/// A NUMA node of a host.
package struct HostNode: Sendable {
  /// The kernel's number; `nil` where the kernel knows of no nodes.
  package let number: UInt32?
  /// Its CPUs that are online; `nil` where that is not known.
  package var cpus: CPUList? = CPUList()
  /// Its memory; `nil` where that is not known.
  package var memory: NodeMemory?
  /// How far it is to each node that is online, in their order; empty where that is not known.
  package var distances: [UInt8] = []
  /// The numbers of its blocks of memory, ascending.
  package var blocks = CPUList()
  /// How fast its memory is; `nil` where that is not known.
  package var performance: HostPerformance?
  /// The caches in front of its memory.
  package var caches: [MemorySideCache] = []

  /// Whether it has memory.
  var hasMemory: Bool { memory.map { $0.total > 0 } ?? false }
}

/// How fast memory of a node is for the CPUs that are nearest to it (Linux, Documentation/admin-guide/mm/numaperf.rst).
package struct HostPerformance: Sendable {
  /// Nodes whose CPUs are nearest, ascending.
  var initiators: [UInt32] = []
  /// Picoseconds and MB/s; what is not known is not there.
  var values: [(attribute: LocalityAttribute, value: UInt64)] = []
}
