public import Addresses
public import Diagnostics

/// RAM for a more privileged level, which the guest below it does not see: Virtual Trust Level 2.
public struct PrivilegedMemory: AddressRanged, Equatable, Sendable {
  /// Guest physical addresses, on 4 KiB pages; never empty.
  public var range: AddressRange
  /// Where it is stated.
  public var origin: SourceRange?
  /// Where the start is stated.
  public var startOrigin: SourceRange?

  /// Creates memory of a privileged level.
  public init(start: UInt64, size: UInt64, origin: SourceRange? = nil) {
    range = AddressRange(start: start, size: size)
    self.origin = origin
  }
}
