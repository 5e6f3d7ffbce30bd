package import Lowering
import MachineModel

/// Memory of a machine realized before, as far as it decides whether a layout can take it over.
package struct ExistingMemory: Equatable, Sendable {
  /// What a node's memory is on the host.
  package enum Kind: Equatable, Sendable {
    /// A memfd, which is handed over as a descriptor.
    case memfd
    /// A file. It is not handed over: whoever knows its path can map it, and its owner can cut it at any time.
    case file
  }

  /// The memory of one proximity domain.
  package struct Node: Equatable, Sendable {
    /// The proximity domain.
    package var domain: Int
    /// Bytes.
    package var size: UInt64
    /// Bytes of a page of its hugetlb pool; 4 KiB for small pages.
    package var pageSize: UInt64
    /// What it is on the host.
    package var kind: Kind

    /// Creates a node.
    package init(domain: Int, size: UInt64, pageSize: UInt64, kind: Kind = .memfd) {
      self.domain = domain
      self.size = size
      self.pageSize = pageSize
      self.kind = kind
    }
  }

  /// The proximity domains that have memory.
  package var nodes: [Node]

  /// Creates a description.
  package init(nodes: [Node]) {
    self.nodes = nodes
  }

  /// The memory by proximity domain, for those who ask for one after the other.
  package var nodesByDomain: [Int: Node] {
    Dictionary(nodes.map { ($0.domain, $0) }) { first, _ in first }
  }
}

extension Layout {
  /// The nodes that take existing memory over where there is some: those that say `backing: existing`, or, where no
  /// node says so, every node with memory but those that are files, whose contents are there anyway.
  ///
  /// So the topology that handed the memory over can be used as it is to take it.
  package var nodesThatTakeExisting: [Int] {
    let withMemory = sizes.indices.filter { sizes[$0] > 0 }
    let stated = withMemory.filter { policy(ofNode: $0).backing == .existing }
    if !stated.isEmpty { return stated }
    return withMemory.filter { !policy(ofNode: $0).backing.isFile }
  }
}
