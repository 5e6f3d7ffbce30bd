public import Diagnostics

/// A part of a node's memory that the host provides in a way of its own. A guest sees nothing of zones but that each has
/// slots and memory affinities of its own.
public struct MemoryZone: Sendable {
  /// A label for reports, which no other zone of the node has.
  public var name: String?
  /// Bytes, a multiple of 4 KiB; never 0.
  public var size: Located<UInt64>
  /// How the host provides the memory.
  public var policy: MemoryPolicy
  /// Where the zone is written.
  public var origin: SourceRange?
  /// Where the zone takes another key; `nil` where no text can be changed.
  package var insertion: KeyInsertion?

  /// Creates a zone.
  public init(
    name: String? = nil, size: Located<UInt64>, policy: MemoryPolicy = MemoryPolicy(), origin: SourceRange? = nil
  ) {
    self.name = name
    self.size = size
    self.policy = policy
    self.origin = origin
  }
}
