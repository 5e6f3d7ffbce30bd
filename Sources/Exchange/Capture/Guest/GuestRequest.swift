/// A guest that somebody wants in the shape of its host.
package struct GuestRequest: Sendable {
  /// Which pages of the host back its memory.
  package enum Pages: Equatable, Sendable {
    /// The largest of which the host has enough free, and every node with memory some, or else small ones.
    case auto
    /// Small ones.
    case small
    /// Hugepages of so many bytes.
    case huge(UInt64)
  }

  /// Bytes of memory; never 0.
  package let memory: UInt64
  /// CPUs; never 0.
  package let cpus: Int
  /// The host nodes that they come from, ascending; `nil` for all that can give some.
  package let nodes: [UInt32]?
  /// Which pages back the memory.
  package let pages: Pages

  /// Asks for a guest.
  package init(memory: UInt64, cpus: Int, nodes: [UInt32]? = nil, pages: Pages = .auto) {
    self.memory = memory
    self.cpus = cpus
    self.nodes = nodes
    self.pages = pages
  }
}
