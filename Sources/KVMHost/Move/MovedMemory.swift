import Addresses
public import MachineModel

/// What became of the pages of a node or of a zone that were to come to its host nodes.
public struct MovedMemory: Hashable, Sendable {
  /// The node, or the zone.
  public let memory: BackedMemory
  /// Bytes of a page of the memory's pool, or 4 KiB.
  public let pageSize: UInt64
  /// Pages that are there.
  public let pages: UInt64
  /// Pages of them that were on other host nodes.
  public let misplaced: UInt64
  /// Pages that still are: their host node has no room, a device holds them, or other processes have mapped them and this one may
  /// not move those (CAP_SYS_NICE).
  public let left: UInt64

  /// Pages that were moved.
  public var moved: UInt64 { misplaced - min(left, misplaced) }
}

extension MovedMemory: CustomStringConvertible {
  /// A line.
  public var description: String {
    let count = "\(memory): \(pages) pages of \(Units.bytes(pageSize))"
    guard misplaced > 0 else { return "\(count), none of them on other host nodes than it says" }
    return "\(count), \(misplaced) of them on other host nodes than it says: \(moved) moved, "
      + (left == 0 ? "none left there" : "\(left) could not be")
  }
}
