import Addresses
public import Diagnostics
public import MachineModel

/// What a guest is told a stretch of its physical addresses is.
public struct MemoryMapEntry: Hashable, Sendable {
  /// The kind of a stretch.
  public enum Kind: Hashable, Sendable {
    /// RAM for the guest to use: e820 type 1.
    case usable
    /// Spoken for: never a hole, which has no entry.
    case reserved(ReservedRange.Kind)

    /// The word under which reports speak of it.
    public var name: String {
      switch self {
      case .usable: "usable"
      case .reserved(let kind): kind.name
      }
    }
  }

  /// The first address.
  public var start: UInt64
  /// The address just behind the stretch.
  public var end: UInt64
  /// What it is.
  public var kind: Kind
  /// Where the node or the reserved range is written; `nil` for a preset's.
  public var range: SourceRange?
}

/// A stretch of guest physical addresses that belongs to a proximity domain.
public struct AffinityRange: Hashable, Sendable {
  /// The proximity domain.
  public var node: Int
  /// The first address.
  public var start: UInt64
  /// The address just behind the stretch.
  public var end: UInt64
}

/// What stands after ``MapCarving``: what the guest is told of its RAM.
public struct MappedNodes: Sendable {
  /// Where the nodes lie.
  public let placed: PlacedNodes
  /// The memory map, ascending and disjoint, adjacent entries of one kind merged.
  public let memoryMap: [MemoryMapEntry]
  /// Which RAM belongs to which proximity domain, ascending and disjoint.
  public let affinities: [AffinityRange]
}

extension MappedNodes: CustomStringConvertible {
  /// A line an entry of the map, then a line an affinity.
  public var description: String {
    memoryMap.map { "map \(Units.range($0.start, $0.end)) \($0.kind.name)\n" }.joined()
      + affinities.map { "affinity \(Units.range($0.start, $0.end)) node \($0.node)\n" }.joined()
  }
}
