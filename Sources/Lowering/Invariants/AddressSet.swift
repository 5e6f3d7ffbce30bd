/// A set of addresses as ascending pieces that neither overlap nor touch, for comparing layouts.
public struct AddressSet: Equatable, Sendable {
  /// A stretch of addresses from `start` up to but not including `end`.
  public struct Piece: Hashable, Sendable {
    /// The first address.
    public var start: UInt64
    /// The address just behind the stretch.
    public var end: UInt64

    /// Creates a piece.
    public init(_ start: UInt64, _ end: UInt64) {
      self.start = start
      self.end = end
    }
  }

  /// The pieces.
  public private(set) var pieces: [Piece] = []

  /// The union of pieces in any order; empty ones count for nothing.
  public init(_ parts: [Piece]) {
    for part in parts.filter({ $0.start < $0.end }).sorted(by: { $0.start < $1.start }) {
      if let last = pieces.last, part.start <= last.end {
        pieces[pieces.count - 1].end = max(last.end, part.end)
      } else {
        pieces.append(part)
      }
    }
  }

  /// Whether no address is in the set.
  public var isEmpty: Bool { pieces.isEmpty }

  /// What is in this set and not in the other.
  public func subtracting(_ other: AddressSet) -> AddressSet {
    AddressSet(pieces.flatMap { other.gaps(in: $0) })
  }

  /// What of a stretch of addresses is not in this set, in ascending pieces.
  func gaps(in stretch: Piece) -> [Piece] {
    var gaps: [Piece] = []
    var start = stretch.start
    for piece in pieces[pieces.firstIndexOfSorted { $0.end > stretch.start }...] {
      guard piece.start < stretch.end else { break }
      if piece.start > start { gaps.append(Piece(start, piece.start)) }
      start = piece.end
    }
    if start < stretch.end { gaps.append(Piece(start, stretch.end)) }
    return gaps
  }
}
