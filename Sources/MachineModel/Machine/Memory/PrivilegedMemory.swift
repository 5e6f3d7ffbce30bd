public import Addresses
public import Diagnostics

/// RAM for a more privileged level, which the guest below it does not see: Virtual Trust Level 2.
public struct PrivilegedMemory: AddressRanged, Equatable, Sendable {
  /// Guest physical addresses, on 4 KiB pages; never empty. Where the place ``isLeftOpen``, only its size is known until it is
  /// lowered.
  public var range: AddressRange
  /// Whether the place is left to memc, which puts the memory above everything else.
  public var isLeftOpen = false
  /// Where it is stated.
  public var origin: SourceRange?
  /// Where the start is stated.
  public var startOrigin: SourceRange?

  /// Creates memory of a privileged level.
  public init(start: UInt64, size: UInt64, origin: SourceRange? = nil) {
    range = AddressRange(start: start, size: size)
    self.origin = origin
  }

  /// Creates memory of a privileged level above everything else.
  public init(size: UInt64, origin: SourceRange? = nil) {
    self.init(start: 0, size: size, origin: origin)
    isLeftOpen = true
  }
}
