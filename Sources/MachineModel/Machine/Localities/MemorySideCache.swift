package import Diagnostics

/// A cache in front of a node's memory.
package struct MemorySideCache: Sendable {
  /// How addresses find their lines.
  package enum Associativity: String, CaseIterable, Sendable {
    case none, direct, complex
  }

  /// When what is written reaches memory.
  package enum WritePolicy: String, CaseIterable, Sendable {
    case none
    case writeBack = "write-back"
    case writeThrough = "write-through"
  }

  /// The highest level of a cache.
  package static let highestLevel: UInt8 = 3

  /// Bytes; never 0.
  package var size: UInt64
  /// Which of the node's caches it is, from 1; `nil` for its place among them.
  package var level: Located<UInt8>?
  /// How addresses find their lines.
  package var associativity = Associativity.direct
  /// When what is written reaches memory.
  package var policy = WritePolicy.writeBack
  /// Bytes of a line.
  package var lineSize: UInt16 = 64
  /// Where the cache is stated.
  package var origin: SourceRange?

  /// Creates a cache.
  package init(size: UInt64, level: UInt8? = nil, origin: SourceRange? = nil) {
    self.size = size
    self.level = level.map { Located($0) }
    self.origin = origin
  }
}

extension [MemorySideCache] {
  /// The level of each cache: what it states, or else its place.
  package var levels: [Int] { enumerated().map { $1.level.map { Int($0.value) } ?? $0 + 1 } }
}
