package import Lowering
package import MachineModel

/// Memory of a machine realized before, as far as it decides whether a layout can take it over.
package struct ExistingMemory: Equatable, Sendable {
  /// What a node's memory is on the host.
  package enum Kind: Equatable, Sendable {
    /// A memfd, which is handed over as a descriptor.
    case memfd
    /// A file. It is not handed over: whoever knows its path can map it, and its owner can cut it at any time.
    case file
  }

  /// The memory of one node, or of a zone of it.
  package struct Node: Equatable, Sendable {
    /// The node, by its place in the topology.
    package var domain: Int
    /// The zone, by its place among the node's; `nil` where the node has none.
    package var zone: Int?
    /// Bytes.
    package var size: UInt64
    /// Bytes of a page of its hugetlb pool; 4 KiB for small pages.
    package var pageSize: UInt64
    /// What it is on the host.
    package var kind: Kind

    /// Creates a node.
    package init(domain: Int, zone: Int? = nil, size: UInt64, pageSize: UInt64, kind: Kind = .memfd) {
      self.domain = domain
      self.zone = zone
      self.size = size
      self.pageSize = pageSize
      self.kind = kind
    }

    /// Which memory it is.
    package var memory: BackedMemory { BackedMemory(node: domain, zone: zone) }
  }

  /// The nodes that have memory, or their zones.
  package var nodes: [Node]

  /// Creates a description.
  package init(nodes: [Node]) {
    self.nodes = nodes
  }

  /// The memory by what it is of, for those who ask for one after the other.
  package var nodesByMemory: [BackedMemory: Node] {
    Dictionary(nodes.map { ($0.memory, $0) }) { first, _ in first }
  }
}

extension Layout {
  /// What takes existing memory over where there is some: the nodes and zones that say `backing: existing`, or, where none
  /// says so, all of them but those that are files, whose contents are there anyway.
  ///
  /// So the topology that handed the memory over can be used as it is to take it.
  package var memoryThatTakesExisting: [BackedMemory] {
    let all = backedMemory
    let stated = all.filter { policy(of: $0).backing == .existing }
    return stated.isEmpty ? all.filter { !policy(of: $0).backing.isFile } : stated
  }
}
