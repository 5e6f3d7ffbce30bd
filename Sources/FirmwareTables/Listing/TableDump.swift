package import FieldCoding

/// A table for people to read: every field with its place, its length and its meaning, as `iasl -d` shows them.
///
/// ```
/// SRAT memory affinity #2: [mem 0x0000000080000000-0x00000000bfffffff] proximity domain 1
///   [0x00c0  1] type                     : 1
///   [0x00c1  1] length                   : 40
/// ```
package struct TableDump: Sendable {
  /// What the table is.
  package var kind: TableKind { listing.kind }
  /// What is wrong with the table; what could be read is shown all the same.
  package let issues: [DecodingIssue]
  /// The records in the order of their bytes, found anew.
  package var records: [TableRecord] { TableOutline(listing.bytes, as: kind).records }

  private let listing: TableListing

  /// Reads a table as what its signature says; `nil` where ``TableKind/init(signatureOf:)`` knows none.
  package init?(_ bytes: [UInt8]) {
    guard let kind = TableKind(signatureOf: bytes) else { return nil }
    self.init(bytes, as: kind)
  }

  /// Reads bytes as what they are said to be.
  package init(_ bytes: [UInt8], as kind: TableKind) {
    listing = TableListing(bytes, as: kind)
    issues = TableOutline.issues(of: bytes, as: kind).issues
  }

  /// Reads bytes as what they are said to be, for what is asked of them: what is wrong with them is not looked for.
  package init(unjudged bytes: [UInt8], as kind: TableKind) {
    listing = TableListing(bytes, as: kind)
    issues = []
  }

  /// What people call a record: `SRAT memory affinity #2`.
  package func title(of record: TableRecord) -> String {
    listing.title(of: record)
  }

  /// The fields of a record in the order of their bytes.
  package func fields(of record: TableRecord) -> [TableField] {
    listing.fields(of: record)
  }

  /// A record in a few words, where its fields say more together than one by one.
  package func summary(of record: TableRecord) -> String? {
    listing.summary(of: record)
  }

  /// What a record says in terms that all tables have in common; `nil` for nothing.
  package func fact(of record: TableRecord) -> RecordFact? {
    guard let fact = record.kind.fact else { return nil }
    var decoder = ByteDecoder(listing.bytes, from: record.offset, to: record.offset + record.length)
    return fact(&decoder)
  }

  /// The distances of a row of SLIT; `nil` for other records.
  package func distances(of record: TableRecord) -> ArraySlice<UInt8>? { listing.row(record) }

  /// Gives the records in the order of their bytes, one after the other.
  package func forEachRecord<Failure: Error>(_ body: (TableRecord) throws(Failure) -> Void) throws(Failure) {
    // What is wrong was found when the dump was made.
    var issues = IssueList()
    try kind.format.forEachRecord(in: listing.bytes, &issues, body)
  }

  /// Gives the fields of a record one after the other.
  package func forEachField<Failure: Error>(
    of record: TableRecord, _ body: (TableField) throws(Failure) -> Void
  ) throws(Failure) {
    var lister = FieldLister(listing.bytes)
    try listing.forEachField(of: record, &lister, body)
  }

  /// Writes the listing, record by record: it is many times longer than the table, and is never there as a whole.
  ///
  /// - Parameter sink: Takes a part of the text as UTF-8, at most some 64 KiB of it.
  package func write<Failure: Error>(_ sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var writer = ListingWriter(listing)
    try forEachRecord { (record) throws(Failure) in try writer.write(record, to: sink) }
    try writer.flush(to: sink)
  }
}

extension TableDump: CustomStringConvertible {
  /// The listing as one text.
  package var description: String {
    var text: [UInt8] = []
    write { text += $0 }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Writes the lines of records into a buffer that is handed on whenever it is full.
private struct ListingWriter {
  private static let longestPart = 1 << 16

  private let listing: TableListing
  private var lister: FieldLister
  private var text = ListingText()

  init(_ listing: TableListing) {
    self.listing = listing
    lister = FieldLister(listing.bytes)
  }

  /// Hands on what is there.
  mutating func flush<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    guard !text.bytes.isEmpty else { return }
    try sink(text.bytes)
    text.removeAll()
  }

  private mutating func flushIfFull<Failure: Error>(
    to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    if text.bytes.count >= Self.longestPart { try flush(to: sink) }
  }

  /// Writes what a record is and what its fields say.
  mutating func write<Failure: Error>(
    _ record: TableRecord, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    listing.appendTitle(of: record, to: &text)
    listing.appendSummary(of: record, behind: ": ", to: &text)
    text.append("\n")
    if !record.kind.isDecoded {
      text.append("  the contents of ")
      text.append(listing.kind.name)
      text.append(" are not decoded by this version\n")
    }
    try writeFields(of: record, to: sink)
    if let row = listing.row(record) {
      beginLine("distances", at: record.offset, length: record.length)
      for (place, distance) in zip(0..., row) {
        if place > 0 { text.append(" ") }
        text.decimal(distance)
        try flushIfFull(to: sink)
      }
      text.append("\n")
    }
    let plain = listing.plainBytes(of: record)
    for offset in stride(from: plain.lowerBound, to: plain.upperBound, by: TableListing.bytesPerField) {
      let line = listing.bytes[offset..<min(offset + TableListing.bytesPerField, plain.upperBound)]
      beginLine("bytes", at: offset, length: line.count)
      text.hexadecimal(line)
      text.append("\n")
      try flushIfFull(to: sink)
    }
    try flushIfFull(to: sink)
  }

  private mutating func writeFields<Failure: Error>(
    of record: TableRecord, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    lister.list(record)
    for entry in lister.entries {
      try flushIfFull(to: sink)
      let row: Int? = if case .row(let number) = entry.elements { number } else { nil }
      beginLine(entry.name, row: row, at: entry.offset, length: entry.length)
      text.append(lister.words(entry.text))
      if let detail = entry.detail {
        text.append(" (")
        text.append(lister.words(detail))
        text.append(")")
      }
      text.append("\n")
    }
  }

  /// Writes a line up to what the field says: `  [0x0024  4] localities               : `.
  private mutating func beginLine(_ name: StaticString, row: Int? = nil, at offset: Int, length: Int) {
    text.append("  [")
    text.hexadecimal(UInt64(offset), digits: 4)
    text.append(length < 10 ? "  " : " ")
    text.decimal(length)
    text.append("] ")
    let start = text.bytes.count
    text.append(name)
    if let row {
      text.append(" ")
      text.decimal(row)
    }
    text.pad(to: start + 24)
    text.append(" : ")
  }
}
