package import Diagnostics

/// Where a record of a table comes from: a line of the topology, and the node that the record speaks of.
///
/// A map of millions of records has as many of these: eight bytes each.
public struct RecordOrigin: Hashable, Sendable {
  /// What no line of the topology states: a preset's, and the headers of tables.
  public static let none = RecordOrigin(nil)

  private let nodeBelow: UInt32
  private let lineOrZero: UInt32

  /// The node, counted as in the topology; `nil` where the record speaks of none.
  package var node: Int? { nodeBelow == 0 ? nil : Int(nodeBelow - 1) }
  /// The line, from 1; `nil` where none states the record.
  package var line: UInt32? { lineOrZero == 0 ? nil : lineOrZero }

  /// Creates an origin.
  package init(node: Int? = nil, _ range: SourceRange?) {
    nodeBelow = node.map { UInt32(clamping: $0) + 1 } ?? 0
    lineOrZero = range?.start.line ?? 0
  }
}

/// The origins of a table's records in their order. They are no part of what the table is: any two lists are equal.
package struct RecordOrigins: Hashable, Sendable {
  private let origins: [RecordOrigin]

  /// Keeps a list; none for a table that was read.
  package init(_ origins: [RecordOrigin] = []) {
    self.origins = origins
  }

  /// The origin of a record, by its number.
  package subscript(index: Int) -> RecordOrigin { index < origins.count ? origins[index] : .none }

  package static func == (_: RecordOrigins, _: RecordOrigins) -> Bool { true }

  package func hash(into _: inout Hasher) {}
}
