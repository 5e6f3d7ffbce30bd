public import Addresses

/// A range of guest physical addresses that belongs to a proximity domain.
public struct MemoryAffinity: AddressRanged, Hashable, Sendable {
  /// The proximity domain.
  public var node: Int
  /// Guest physical addresses.
  public var range: AddressRange
  /// What kind of memory it is.
  package var traits: MemoryTraits = []
}
