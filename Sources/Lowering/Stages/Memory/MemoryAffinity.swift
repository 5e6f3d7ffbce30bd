public import Addresses

/// A range of guest physical addresses that belongs to a node.
public struct MemoryAffinity: AddressRanged, Hashable, Sendable {
  /// The node, by its place in the topology.
  public var node: Int
  /// Guest physical addresses.
  public var range: AddressRange
  /// What kind of memory it is.
  package var traits: MemoryTraits = []
}
