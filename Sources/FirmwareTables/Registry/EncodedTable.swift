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
  public static func all(of layout: Layout) -> [EncodedTable] { all(of: layout, ImageTables(linkedFor: layout)) }

  /// The tables that a layout has, of those that are written without being asked for.
  ///
  /// - Parameter tables: What is encoded already, as it lies in the layout's ACPI image.
  package static func all(of layout: Layout, _ tables: ImageTables?) -> [EncodedTable] {
    tableFormats.indices.compactMap { index in
      guard tableFormats[index].isWrittenByDefault else { return nil }
      return ImageTables.bytes(of: index, layout, tables).map { EncodedTable(TableKind(tableFormats[index]), $0) }
    }
  }
}
