import Addresses
public import MachineModel

extension Layout {
  /// How the host provides the memory of a node, as it was declared; what is of no node has the policy of a node that
  /// states none.
  public func policy(ofNode node: Int?) -> MemoryPolicy { node.map { topology.nodes[$0].policy } ?? MemoryPolicy() }

  /// The pages that are asked for node by node, as far as a compiler can tell: `auto` is `off` where the host could not
  /// give the memory large pages however many it has.
  public var hugepages: [MemoryPolicy.Hugepages] {
    let small = extentsTooSmallForAuto
    return topology.nodes.enumerated().map { small[$0] == nil ? $1.policy.hugepages.value : .off }
  }

  /// For each node of new memory with `auto` that cannot have large pages, the first extent that cannot hold them. Memory
  /// that is there already, as that of a file, has the pages that it has.
  var extentsTooSmallForAuto: [Int: Extent] {
    var first: [Int: Extent] = [:]
    for extent in extents where first[extent.node] == nil {
      let policy = policy(ofNode: extent.node)
      guard policy.hugepages.value == .auto, !policy.backing.isPreexisting, !extent.isAligned(to: Units.largePage)
      else { continue }
      first[extent.node] = extent
    }
    return first
  }
}
