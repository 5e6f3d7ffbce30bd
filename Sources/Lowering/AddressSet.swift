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
    var result: [Piece] = []
    var next = 0
    for piece in pieces {
      var start = piece.start
      while next < other.pieces.count, other.pieces[next].end <= start { next += 1 }
      var index = next
      while index < other.pieces.count, other.pieces[index].start < piece.end {
        if other.pieces[index].start > start { result.append(Piece(start, other.pieces[index].start)) }
        start = max(start, other.pieces[index].end)
        index += 1
      }
      if start < piece.end { result.append(Piece(start, piece.end)) }
    }
    return AddressSet(result)
  }
}
