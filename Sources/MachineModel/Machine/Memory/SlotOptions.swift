public import Diagnostics

/// How memory slots are numbered and cut.
public struct SlotOptions: Equatable, Sendable {
  /// Number of the first slot, up to 32,763.
  public var first: UInt32
  /// The longest slot in bytes, a multiple of 4 KiB up to 8 TiB − 4 KiB.
  public var maximumSize: UInt64
  /// The most slots allowed; `nil` for as many as KVM takes.
  public var maximumCount: Located<UInt32>?
  /// Guest physical addresses at which slots are cut besides, in any order, each on a page of ``pageSize``.
  public var cuts: [Located<UInt64>] = []
  /// The pages that the host maps memory by at the least, which slots are of: 4, 16 or 64 KiB.
  public var pageSize = Located(HostPageSize.small)
  /// Where the slots are spoken of.
  public var origin: SourceRange?

  /// Creates slot options.
  public init(
    first: UInt32 = 0, maximumSize: UInt64 = 4 << 40, maximumCount: Located<UInt32>? = nil,
    origin: SourceRange? = nil
  ) {
    self.first = first
    self.maximumSize = maximumSize
    self.maximumCount = maximumCount
    self.origin = origin
  }
}
