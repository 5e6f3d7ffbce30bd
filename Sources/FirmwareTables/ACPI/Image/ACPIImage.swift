package import FieldCoding
package import Lowering

/// All tables of a machine but the root pointer as they lie in its memory: each on 16 bytes, with zeros between them.
package struct ACPIImage: Equatable, Sendable {
  /// The tables behind each other.
  package var bytes: [UInt8]

  /// Keeps the bytes of an image.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The image of a layout; `nil` where that has none.
  package init?(_ layout: Layout) {
    guard let tables = ImageTables(linkedFor: layout) else { return nil }
    bytes = tables.image
  }

  /// Where the tables lie in the image, as far as one can be found behind the other.
  package var tables: [TablePlace] { outline.tables }

  /// Where the tables lie, and what is wrong around them.
  package var outline: (tables: [TablePlace], issues: [DecodingIssue]) {
    var issues = IssueList()
    let tables = Self.tables(in: bytes, &issues).tables
    return (tables, issues.issues)
  }

  /// Whether bytes are several tables and nothing else.
  static func holdsSeveral(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 2 * ACPIHeader.byteCount, ACPIHeader.length(of: bytes, at: 0) < bytes.count else {
      return false
    }
    var issues = IssueList()
    let tables = tables(in: bytes, &issues).tables
    return tables.count > 1 && issues.issues.isEmpty
      && tables.allSatisfy {
        TableKind(signature: FixedText(bytes[$0.start..<$0.start + 4])) != nil
      }
  }

  /// Finds the tables.
  ///
  /// - Returns: Where the tables lie, and where what is none begins.
  private static func tables(in bytes: [UInt8], _ issues: inout IssueList) -> (tables: [TablePlace], end: Int) {
    var tables: [TablePlace] = []
    var offset = 0
    while offset < bytes.count {
      let left = bytes.count - offset
      // A signature and a length are all that every table has.
      guard left >= 8 else {
        issues.append("\(left) \(left == 1 ? "byte is" : "bytes are") left behind the last table", at: offset)
        return (tables, offset)
      }
      let length = ACPIHeader.length(of: bytes, at: offset)
      guard length >= ACPIHeader.byteCount, length <= left else {
        let problem = length <= left ? "less than its header" : "but \(left) bytes are left"
        issues.append(
          "length of the table at 0x\(String(offset, radix: 16)) is \(length), \(problem)", at: offset + 4)
        return (tables, offset)
      }
      tables.append(TablePlace(start: offset, count: length))
      let next = min(ImageTables.aligned(offset + length), bytes.count)
      if let place = bytes[offset + length..<next].firstIndex(where: { $0 != 0 }) {
        issues.append("a byte between two tables is not 0", at: place)
      }
      offset = next
    }
    return (tables, offset)
  }
}

extension ACPIImage: PlacedBytes {
  package static let name = "acpi"
  package static let title = "ACPI image"
  package static let specification = "ACPI 6.5, section 5.2"

  private static let rest = RecordKind("ACPI image rest", tail: .bytes(from: 0))

  /// Keeps all bytes, and tells what is wrong with them but for what is wrong with files beside the image.
  package static func decode(_ bytes: [UInt8], beside others: [EncodedTable]) -> Decoded<ACPIImage> {
    var issues = IssueList()
    for table in tables(in: bytes, &issues).tables {
      let contents = bytes.span.extracting(table.range)
      guard !others.contains(where: { $0.isACPI && contents.isAlike($0.bytes.span) }) else { continue }
      forEachRecord(of: table, in: bytes, &issues) { _ in }
    }
    return Decoded(ACPIImage(bytes: bytes), issues)
  }

  /// Gives the records of each table, then what is no table.
  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let (tables, end) = tables(in: bytes, &issues)
    for table in tables { try forEachRecord(of: table, in: bytes, &issues, body) }
    guard end < bytes.count else { return }
    try body(TableRecord(kind: rest, index: 0, offset: end, length: bytes.count - end))
  }

  private static func forEachRecord<Failure: Error>(
    of table: TablePlace, in bytes: [UInt8], _ issues: inout IssueList,
    _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    let contents = Array(bytes[table.range])
    let signature = FixedText(contents.prefix(4))
    let kind = TableKind(signature: signature) ?? TableKind(undecoded: signature)
    var found = IssueList()
    defer {
      for issue in found.issues {
        let place: DecodingIssue.Place =
          if case .byte(let offset) = issue.place { .byte(table.start + offset) } else { issue.place }
        issues.append("\(kind.name): \(issue.message)", at: place, isWarning: issue.isWarning)
      }
    }
    try kind.format.forEachRecord(in: contents, &found) { (record) throws(Failure) in
      try body(
        TableRecord(
          kind: record.kind, index: record.index, offset: table.start + record.offset, length: record.length))
    }
  }
}
