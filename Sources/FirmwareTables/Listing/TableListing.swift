import FieldCoding

/// What people call the records of a table, and what their fields say.
struct TableListing {
  let bytes: [UInt8]
  let kind: TableKind

  init(_ bytes: [UInt8], as kind: TableKind) {
    self.bytes = bytes
    self.kind = kind
  }

  /// What people call a record: `SRAT memory affinity #2`, counted from 1; `SLIT distances from node 0`, counted
  /// as nodes are.
  func title(of record: TableRecord) -> String {
    var text = ListingText()
    appendTitle(of: record, to: &text)
    return text.string
  }

  /// A record in a few words, where its fields say more together than one by one.
  func summary(of record: TableRecord) -> String? {
    var text = ListingText()
    appendSummary(of: record, behind: "", to: &text)
    return text.bytes.isEmpty ? nil : text.string
  }

  /// Appends what people call a record.
  func appendTitle(of record: TableRecord, to text: inout ListingText) {
    text.append(record.kind.title)
    switch record.kind.numbering {
    case .none: break
    case .ordinal:
      text.append(" #")
      text.decimal(record.index + 1)
    case .node:
      text.append(" ")
      text.decimal(record.index)
    }
  }

  /// Appends a record in a few words behind others; nothing where its fields say all.
  func appendSummary(of record: TableRecord, behind words: StaticString, to text: inout ListingText) {
    guard let summarize = record.kind.summarize else { return }
    text.append(words)
    var decoder = ByteDecoder(bytes, from: record.offset, to: record.offset + record.length)
    summarize(&decoder, &text)
  }

  // MARK: Fields

  /// How many bytes stand on a line where they are shown as they are.
  static let bytesPerField = 16

  /// The fields of a record in the order of their bytes; fewer where the table is cut off.
  func fields(of record: TableRecord) -> [TableField] {
    var lister = FieldLister(bytes)
    var fields: [TableField] = []
    forEachField(of: record, &lister) { fields.append($0) }
    return fields
  }

  /// Gives the fields of a record one after the other: a table of one record may have millions.
  func forEachField<Failure: Error>(
    of record: TableRecord, _ lister: inout FieldLister, _ body: (TableField) throws(Failure) -> Void
  ) throws(Failure) {
    lister.list(record)
    for field in lister.fields { try body(field) }
    if let row = row(record) {
      let text = row.map { "\($0)" }.joined(separator: " ")
      try body(
        TableField(
          name: "distances", offset: record.offset, length: record.length, text: text,
          numbers: row.map { UInt64($0) })
      )
    }
    let plain = plainBytes(of: record)
    for offset in stride(from: plain.lowerBound, to: plain.upperBound, by: Self.bytesPerField) {
      let line = bytes[offset..<min(offset + Self.bytesPerField, plain.upperBound)]
      var text = ListingText()
      text.hexadecimal(line)
      try body(
        TableField(
          name: "bytes", offset: offset, length: line.count, text: text.string, numbers: line.map { UInt64($0) }))
    }
  }

  /// The distances of a row of SLIT; `nil` for other records.
  func row(_ record: TableRecord) -> ArraySlice<UInt8>? {
    guard case .distances = record.kind.tail else { return nil }
    return bytes[record.offset..<record.offset + record.length]
  }

  /// Where a record is shown as bytes; empty where it is not.
  func plainBytes(of record: TableRecord) -> Range<Int> {
    let end = record.offset + record.length
    guard case .bytes(let start) = record.kind.tail else { return end..<end }
    return min(record.offset + start, end)..<end
  }
}
