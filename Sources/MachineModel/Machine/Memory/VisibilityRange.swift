public import Addresses
public import Diagnostics

/// The state in which a slot begins.
public struct VisibilityRange: AddressRanged, Equatable, Sendable {
  /// Guest physical addresses, on 4 KiB pages.
  public var range: AddressRange
  /// What the guest may do there.
  public var mode: Visibility
  /// Where the range is stated.
  public var origin: SourceRange?

  /// Creates a range.
  public init(start: UInt64, end: UInt64, mode: Visibility, origin: SourceRange? = nil) {
    range = AddressRange(start, end)
    self.mode = mode
    self.origin = origin
  }
}
