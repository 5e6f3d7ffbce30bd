/// What the ranges of a node's memory begin at multiples of.
public enum NodeAlignment: Equatable, Sendable {
  /// A power of two of at least 4 KiB.
  case size(UInt64)
  /// The node's largest pages: those of its hugepages, or of 4 KiB.
  case auto
}
