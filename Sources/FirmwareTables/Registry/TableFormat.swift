package import FieldCoding
package import Lowering

/// What memc writes into a file of its own.
package protocol ArtifactFormat: Sendable {
  /// What `--emit`, `--as` and the key in a list of artifacts call it: `srat`.
  static var name: String { get }
  /// The name of its file: `srat.bin`.
  static var fileName: String { get }
  /// Whether it is written without being asked for by `--emit`.
  static var isWrittenByDefault: Bool { get }
  /// What describes it: `ACPI 6.5, section 5.2.16`.
  static var specification: String { get }
}

extension ArtifactFormat {
  package static var isWrittenByDefault: Bool { true }
}

/// A table or a map in bytes that memc makes of a layout and reads back. What is listed in ``tableFormats`` is made,
/// dumped, compared, checked and fuzzed.
///
/// It asks nothing of the standard library's protocols, though every format is `Equatable`: the runtime would make a table
/// of functions for each format when memc starts, where the compiler has made it already.
package protocol TableFormat: ArtifactFormat, RecordFormat {
  /// What an ACPI image has of the format.
  static var imageRole: ImageRole { get }

  /// The table of a layout; `nil` where the layout has none.
  init?(_ layout: Layout)

  /// The table that a layout's files and image have: that of the layout, unless its platform does without.
  ///
  /// - Parameter tables: What is encoded already, as it lies in the layout's ACPI image; `nil` where nothing is.
  static func make(of layout: Layout, _ tables: ImageTables?) -> Self?

  /// Writes the table of a layout; `nil` where the layout has none.
  ///
  /// - Parameter tables: What is encoded already, as it lies in the layout's ACPI image; `nil` where nothing is.
  static func encoder(of layout: Layout, _ tables: ImageTables?, keepsOrigins: Bool) -> RecordEncoder?

  /// Writes the table, record by record, each with its origin.
  func encode(to encoder: inout RecordEncoder)

  /// Reads a table as far as it goes.
  static func decode(_ bytes: [UInt8]) -> Decoded<Self>

  /// Reads a table as far as it goes, but for what is another table of the same machine's, as far as that is read anyway.
  static func decode(_ bytes: [UInt8], beside others: [EncodedTable]) -> Decoded<Self>

  /// Reads a table as ``decode(_:beside:)`` does, and gives it as what it is in a list of tables: by code that knows its type,
  /// which the runtime need not describe.
  static func read(_ bytes: [UInt8], beside others: [EncodedTable]) -> (table: any TableFormat, issues: IssueList)

  /// Tells what does not hold between the table, the slots and the other tables.
  static func check(_ table: Self, in set: TableSet, _ violations: inout ViolationList)

  /// The formats that say what this one says: where a table of theirs is another one, this one is too.
  static var repeated: [any TableFormat.Type] { get }

  /// Why a layout has no such table, behind the name of its topology; `nil` where it has one.
  static func absence(in layout: Layout) -> String?
}

extension TableFormat {
  package static var fileName: String { "\(name).bin" }

  /// Whatever begins with a signature of ACPI's lies in the image.
  package static var imageRole: ImageRole { signature?.isOfACPI == true ? .listed : .none }

  package static func decode(_ bytes: [UInt8], beside _: [EncodedTable]) -> Decoded<Self> { decode(bytes) }

  package static func read(
    _ bytes: [UInt8], beside others: [EncodedTable]
  ) -> (table: any TableFormat, issues: IssueList) {
    let decoded = decode(bytes, beside: others)
    return (decoded.value, decoded.list)
  }

  package static func make(of layout: Layout, _: ImageTables?) -> Self? { Self(layout) }

  package static func check(_: Self, in _: TableSet, _: inout ViolationList) {}

  package static func absence(in _: Layout) -> String? { nil }

  package static var repeated: [any TableFormat.Type] { [] }

  /// The table's bytes.
  package func encodedBytes() -> [UInt8] {
    var encoder = RecordEncoder()
    encode(to: &encoder)
    return encoder.bytes
  }

  /// Writes the table of a layout; `nil` where the layout has none.
  package static func encoder(of layout: Layout, keepsOrigins: Bool = false) -> RecordEncoder? {
    encoder(of: layout, nil, keepsOrigins: keepsOrigins)
  }

  package static func encoder(
    of layout: Layout, _ tables: ImageTables?, keepsOrigins: Bool
  ) -> RecordEncoder? {
    guard let table = make(of: layout, tables) else { return nil }
    var encoder = RecordEncoder(keepsOrigins: keepsOrigins)
    table.encode(to: &encoder)
    return encoder
  }

  /// What bytes decode to, written again, and what was wrong with them.
  static func rewritten(_ bytes: [UInt8]) -> (bytes: [UInt8], issues: [DecodingIssue]) {
    let decoded = decode(bytes)
    return (decoded.value.encodedBytes(), decoded.issues)
  }
}
