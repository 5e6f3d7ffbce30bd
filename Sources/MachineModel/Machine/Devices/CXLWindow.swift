package import Diagnostics

/// How the addresses of a node's memory reach CXL devices: by which host bridges, page by page in turn.
package struct CXLWindow: Sendable {
  /// What windows begin and end at multiples of, or Linux does without them.
  package static let alignment: UInt64 = 256 << 20
  /// How many bridges one window may have: those numbers that CXL can take turns by.
  package static let ways = [1, 2, 3, 4, 6, 8, 12, 16]
  /// The least and the most bytes that are of one bridge in turn.
  package static let granularities: ClosedRange<UInt64> = 256...16384

  /// The bridges by their `_UID`, in the order of their turns.
  package var bridges: [UInt32]
  /// How many bytes are of one bridge before the next one's turn: a power of two.
  package var granularity: UInt64
  /// Where the window is stated.
  package var origin: SourceRange?
  /// Where its bridges are stated.
  package var bridgesOrigin: SourceRange?

  /// Creates a window.
  package init(bridges: [UInt32], granularity: UInt64 = 256, origin: SourceRange? = nil) {
    self.bridges = bridges
    self.granularity = granularity
    self.origin = origin
  }
}
