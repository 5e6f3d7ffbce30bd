import Addresses
import Diagnostics
public import MachineModel

/// A stretch of guest physical addresses that is RAM of one node.
public struct Extent: Hashable, Sendable {
  /// The proximity domain.
  public let node: Int
  /// The first address, on a 4 KiB page.
  public let start: UInt64
  /// Bytes, a multiple of 4 KiB, never 0.
  public let size: UInt64

  /// Creates an extent.
  public init(node: Int, start: UInt64, size: UInt64) {
    self.node = node
    self.start = start
    self.size = size
  }

  /// The address just behind the extent.
  public var end: UInt64 { start + size }

  /// Whether it begins and ends at multiples of a page size.
  public func isAligned(to pageSize: UInt64) -> Bool { start % pageSize == 0 && size % pageSize == 0 }
}

/// What stands after ``GapRelocation``: every node has its place.
public struct PlacedNodes: Sendable {
  /// What was declared.
  public let topology: Topology
  /// Bytes of each node.
  public let sizes: [UInt64]
  /// RAM in ascending address; no two overlap, and none overlaps a gap.
  public let extents: [Extent]
}

extension PlacedNodes: CustomStringConvertible {
  /// A line an extent.
  public var description: String {
    extents.map {
      "node \($0.node): \(Units.range($0.start, $0.end)) (\(Units.bytes($0.size)))\n"
    }.joined()
  }
}
