public import Addresses
public import Diagnostics

/// RAM of a node at addresses that a topology states.
public struct MemoryRange: AddressRanged, Equatable, Sendable {
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public var range: AddressRange
  /// Where the range is stated.
  public var origin: SourceRange?

  /// Creates a range.
  public init(start: UInt64, end: UInt64, origin: SourceRange? = nil) {
    range = AddressRange(start, end)
    self.origin = origin
  }
}
