public import FieldCoding

/// A table for people to read: every field with its place, its length and its meaning, as `iasl -d` shows them.
///
/// ```
/// SRAT memory affinity #2: [mem 0x0000000080000000-0x00000000bfffffff] proximity domain 1
///   [0x00c0  1] type                     : 1
///   [0x00c1  1] length                   : 40
/// ```
public struct TableDump: Sendable {
  /// What the table is.
  public var kind: TableKind { listing.outline.kind }
  /// What is wrong with the table; what could be read is shown all the same.
  public var issues: [DecodingIssue] { listing.outline.issues.issues }
  /// The records in the order of their bytes.
  public var records: [TableRecord] { listing.outline.records }

  private let listing: TableListing

  /// Reads a table as what its signature says; `nil` where ``TableKind/init(signatureOf:)`` knows none.
  public init?(_ bytes: [UInt8]) {
    guard let kind = TableKind(signatureOf: bytes) else { return nil }
    self.init(bytes, as: kind)
  }

  /// Reads bytes as what they are said to be.
  public init(_ bytes: [UInt8], as kind: TableKind) {
    listing = TableListing(bytes, as: kind)
  }

  /// What people call a record: `SRAT memory affinity #2`.
  public func title(of record: TableRecord) -> String {
    listing.title(of: record)
  }

  /// The fields of a record in the order of their bytes.
  public func fields(of record: TableRecord) -> [TableField] {
    listing.fields(of: record)
  }

  /// Writes the listing, record by record.
  public func write(to output: inout some TextOutputStream) {
    for record in records {
      let summary = listing.summary(of: record).map { ": \($0)" } ?? ""
      output.write("\(listing.title(of: record))\(summary)\n")
      if record.kind == .raw {
        output.write("  the contents of \(kind.name) are not decoded by this version\n")
      }
      for field in listing.fields(of: record) { output.write(Self.line(field)) }
    }
  }

  /// A field's line.
  private static func line(_ field: TableField) -> String {
    let detail = field.detail.map { " (\($0))" } ?? ""
    return "  [\(Hexadecimal.padded(UInt64(field.offset), digits: 4)) \(aligned("\(field.length)", right: 2))] "
      + "\(aligned(field.name, left: 24)) : \(field.text)\(detail)\n"
  }

  private static func aligned(_ text: String, right width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  private static func aligned(_ text: String, left width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }
}

extension TableDump: CustomStringConvertible {
  /// The listing as one text.
  public var description: String {
    var text = ""
    write(to: &text)
    return text
  }
}
