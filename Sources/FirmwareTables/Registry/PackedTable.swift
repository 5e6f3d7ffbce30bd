package import FieldCoding

/// A record that stands behind others of its kind, all of one length.
package protocol PackedEntry: ByteRecord {
  /// What its records are called.
  static var kind: RecordKind { get }
  /// What stands before that in a sentence: `a` or `an`.
  static var article: String { get }
  /// What is wrong with the entry, behind its name; `nil` for nothing.
  var problem: String? { get }
}

extension PackedEntry {
  package static var article: String { "a" }

  package var problem: String? { nil }

  /// Gives entries one after the other, and tells of bytes that are left behind the last one.
  ///
  /// - Parameters:
  ///   - bytes: What has them.
  ///   - places: Where they lie in it; `nil` for all of it.
  ///   - first: How many entries lie elsewhere before them.
  static func forEach<Failure: Error>(
    in bytes: [UInt8], at places: Range<Int>? = nil, first: Int = 0, _ issues: inout IssueList,
    _ body: (TableRecord, Self) throws(Failure) -> Void
  ) throws(Failure) {
    let kind = kind
    try forEachEntry(in: bytes, at: places, first: first, &issues) { (index, offset, entry) throws(Failure) in
      try body(TableRecord(kind: kind, index: index, offset: offset, length: byteCount), entry)
    }
  }

  /// Gives entries one after the other, each with its number and where it begins: who reads a table needs no record of it,
  /// and nothing of what records are shown by.
  static func forEachEntry<Failure: Error>(
    in bytes: [UInt8], at places: Range<Int>? = nil, first: Int = 0, _ issues: inout IssueList,
    _ body: (_ index: Int, _ offset: Int, Self) throws(Failure) -> Void
  ) throws(Failure) {
    let places = places ?? bytes.indices
    let size = byteCount
    var decoder = ByteDecoder(bytes)
    for number in 0..<places.count / size {
      let (index, offset) = (first + number, places.lowerBound + number * size)
      decoder.move(to: offset, length: size)
      let entry = decoder.read(Self.self)
      if let problem = entry.problem { issues.append("\(kind.title) #\(index + 1) \(problem)", at: offset) }
      try body(index, offset, entry)
    }
    let rest = places.count % size
    if rest != 0 {
      issues.append(
        "\(article) \(kind.title) has \(size) bytes, but \(rest) \(rest == 1 ? "is" : "are") left at the end",
        at: places.upperBound - rest)
    }
  }
}

/// A format that is nothing but entries of one length behind each other.
package protocol PackedTable: TableFormat {
  /// What it is made of.
  associatedtype Entry: PackedEntry

  /// The entries.
  var entries: [Entry] { get }
  /// Where the entries come from.
  var origins: RecordOrigins { get }

  /// Creates a table.
  init(entries: [Entry])
}

extension PackedTable {
  package static var signature: FixedText? { nil }

  package func encode(to encoder: inout RecordEncoder) {
    encoder.reserve(entries.count * Entry.byteCount)
    for (index, entry) in entries.enumerated() { encoder.append(entry, from: origins[index]) }
  }

  package static func decode(_ bytes: [UInt8]) -> Decoded<Self> { read(bytes) }

  /// Reads entries up to the last whole one.
  static func read(_ bytes: [UInt8]) -> Decoded<Self> {
    var entries: [Entry] = []
    var issues = IssueList()
    entries.reserveCapacity(bytes.count / Entry.byteCount)
    Entry.forEachEntry(in: bytes, &issues) { _, _, entry in entries.append(entry) }
    return Decoded(Self(entries: entries), issues)
  }

  package static func forEachRecord<Failure: Error>(
    in bytes: [UInt8], _ issues: inout IssueList, _ body: (TableRecord) throws(Failure) -> Void
  ) throws(Failure) {
    try Entry.forEach(in: bytes, &issues) { (record, _) throws(Failure) in try body(record) }
  }
}
