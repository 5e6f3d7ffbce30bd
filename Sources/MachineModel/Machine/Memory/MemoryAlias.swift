public import Diagnostics

/// A mirror of the guest's RAM in the address space of the more privileged level, at `offset` + address.
public struct MemoryAlias: Equatable, Sendable {
  /// A label for reports.
  public var name: String?
  /// What is added to an address, a multiple of 4 KiB, never 0.
  public var offset: UInt64
  /// Where it is stated.
  public var origin: SourceRange?
  /// Where the offset is stated.
  public var offsetOrigin: SourceRange?

  /// Creates an alias.
  public init(name: String? = nil, offset: UInt64, origin: SourceRange? = nil) {
    self.name = name
    self.offset = offset
    self.origin = origin
  }
}
