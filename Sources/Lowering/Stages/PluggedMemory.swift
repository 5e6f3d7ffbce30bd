import Addresses
package import MachineModel
package import Platforms

extension Geography {
  /// Which nodes have hot-pluggable space.
  package var pluggableSpace: PluggableSpaceRule {
    PlatformRegistry.preset(named: name)?.pluggableSpace ?? .ofEachNode
  }

  /// What hot-pluggable space is aligned to at the least where it says nothing of its place.
  var hotplugAlignment: UInt64 {
    (PlatformRegistry.preset(named: name) ?? GenericPlatform.self).hotplugAlignment
  }
}

extension PluggableSpaceRule {
  /// Whether a node's memory lies in hot-pluggable space, as what is plugged in when the machine starts.
  package func isPlugged(_ node: MemoryNode) -> Bool { self == .ofQEMU && node.isPersistent.value }

  /// Bytes of a node's hot-pluggable space, with what is plugged into it; `nil` where it has none.
  func size(ofNode node: Int, _ topology: Topology, _ sizes: [UInt64]) -> UInt64? {
    let declared = topology.nodes[node].hotplug
    guard self == .ofQEMU, node == topology.nodes.count - 1 else { return declared?.size }
    let plugged = topology.nodes.indices.filter { sizes[$0] > 0 && isPlugged(topology.nodes[$0]) }
    guard declared != nil || !plugged.isEmpty else { return nil }
    let alignment = alignment(ofPluggedIn: topology)
    let slots = plugged.count + (declared.map { Int($0.slots?.value ?? 1) } ?? 0)
    return (declared?.size ?? 0) + UInt64(slots) * Self.bytesPerSlot
      + plugged.reduce(0) { $0 + sizes[$1].roundedUp(to: alignment) }
  }

  /// What memory that is plugged in begins at a multiple of: the largest that one of its nodes has.
  func alignment(ofPluggedIn topology: Topology) -> UInt64 {
    topology.nodes.indices.filter { isPlugged(topology.nodes[$0]) }
      .reduce(Self.pluggedAlignment) { max($0, topology.alignment(ofNode: $1)) }
  }
}

extension Layout {
  /// For each node, whether its memory lies in hot-pluggable space, as what is plugged in when the machine starts.
  var nodesArePlugged: [Bool] {
    let rule = geography.pluggableSpace
    return topology.nodes.map(rule.isPlugged)
  }
}
