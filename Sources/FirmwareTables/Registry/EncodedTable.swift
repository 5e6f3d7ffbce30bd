import FieldCoding
public import Lowering

/// A table's bytes, with what they are.
public struct EncodedTable: Equatable, Sendable {
  /// What they are.
  public let kind: TableKind
  /// The bytes.
  public let bytes: [UInt8]

  /// Keeps a table.
  public init(_ kind: TableKind, _ bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }

  /// Whether the table begins with a signature, as ACPI tables do.
  package var isACPI: Bool { kind.format.signature?.isOfACPI == true }

  /// The tables that a layout has, of those that are written without being asked for.
  public static func all(of layout: Layout) -> [EncodedTable] {
    tableFormats.filter { $0.isWrittenByDefault }.compactMap { format in
      format.encoder(of: layout).map { EncodedTable(TableKind(format), $0.bytes) }
    }
  }
}
