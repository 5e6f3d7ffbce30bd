package import Diagnostics

/// What a node says of how fast its memory is, and of what caches are in front of it.
package struct MemoryPerformance: Sendable {
  /// The caches, in the order in which they are stated.
  package var caches: [MemorySideCache] = []
  /// The node whose CPUs or devices the memory is attached to; `nil` for its own, or the nearest ones.
  package var initiator: Located<Int>?
  /// Where it is stated.
  package var origin: SourceRange?
  private var values = [Located<UInt64>?](repeating: nil, count: LocalityAttribute.allCases.count)

  /// A node that says nothing.
  package init() {}

  /// A value for initiators of the node itself, in picoseconds or in MB/s; `nil` where nothing is stated.
  package subscript(attribute: LocalityAttribute) -> Located<UInt64>? {
    get { values[attribute.index] }
    set { values[attribute.index] = newValue }
  }
}
