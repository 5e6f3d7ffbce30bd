package import Diagnostics

/// Where a record of a table comes from: a place in the topology, and the node that the record speaks of.
///
/// A map of millions of records has as many of these: eight bytes each.
public struct RecordOrigin: Hashable, Sendable {
  /// What no line of the topology states: a preset's, and the headers of tables.
  public static var none: RecordOrigin { RecordOrigin(packed: 0) }

  // A topology has fewer nodes, lines and columns than these bits can tell apart: it has 64 MiB at most.
  private static let (columnBits, lineBits, nodeBits) = (UInt64(24), UInt64(27), UInt64(13))

  @usableFromInline let packed: UInt64

  @usableFromInline init(packed: UInt64) { self.packed = packed }

  /// The node, counted as in the topology; `nil` where the record speaks of none.
  package var node: Int? { field(Self.nodeBits, above: Self.columnBits + Self.lineBits).map { Int($0) - 1 } }
  /// The line, from 1; `nil` where none states the record.
  package var line: UInt32? { field(Self.lineBits, above: Self.columnBits).map { UInt32($0) } }
  /// The column, from 1; `nil` where no line states the record.
  package var column: UInt32? { field(Self.columnBits, above: 0).map { UInt32($0) } }

  /// Creates an origin.
  package init(node: Int? = nil, _ range: SourceRange?) {
    let number = node.map { UInt64(clamping: $0) &+ 1 } ?? 0
    var packed = min(number, 1 << Self.nodeBits - 1) << (Self.columnBits + Self.lineBits)
    if let start = range?.start {
      packed |= min(UInt64(start.line), 1 << Self.lineBits - 1) << Self.columnBits
      packed |= min(UInt64(start.column), 1 << Self.columnBits - 1)
    }
    self.packed = packed
  }

  /// A part that is not 0.
  private func field(_ bits: UInt64, above shift: UInt64) -> UInt64? {
    let value = packed >> shift & (1 << bits - 1)
    return value == 0 ? nil : value
  }
}

/// The origins of a table's records in their order. They are no part of what the table is: any two lists are equal.
@usableFromInline package struct RecordOrigins: Hashable, Sendable {
  @usableFromInline let origins: [RecordOrigin]

  /// Keeps a list; none for a table that was read.
  package init(_ origins: [RecordOrigin] = []) {
    self.origins = origins
  }

  /// The origin of a record, by its number.
  @inlinable package subscript(index: Int) -> RecordOrigin {
    index < origins.count ? origins[index] : RecordOrigin(packed: 0)
  }

  @usableFromInline package static func == (_: RecordOrigins, _: RecordOrigins) -> Bool { true }

  @usableFromInline package func hash(into _: inout Hasher) {}
}
