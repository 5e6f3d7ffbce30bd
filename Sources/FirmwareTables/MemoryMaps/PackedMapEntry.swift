import Addresses
import FieldCoding

/// An entry of a memory map that is nothing but such entries behind each other.
protocol PackedMapEntry: ByteRecord {
  /// What its records are called.
  static var kind: RecordKind { get }
  /// What stands before that in a sentence: `a` or `an`.
  static var article: String { get }
  /// The first address.
  var base: UInt64 { get }
  /// Bytes.
  var length: UInt64 { get }
  /// Whether the entry claims addresses above 2^64 − 1.
  var isTooLong: Bool { get }
}

extension PackedMapEntry {
  var isTooLong: Bool { length != 0 && base > UInt64.max - (length - 1) }

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
    let places = places ?? bytes.indices
    let size = byteCount
    var decoder = ByteDecoder(bytes)
    for number in 0..<places.count / size {
      let record = TableRecord(
        kind: kind, index: first + number, offset: places.lowerBound + number * size, length: size)
      decoder.move(to: record.offset, length: size)
      let entry = decoder.read(Self.self)
      if entry.isTooLong {
        issues.append(
          "\(kind.title) #\(record.index + 1) begins at \(Units.address(entry.base)) and has "
            + "\(Units.bytes(entry.length)): it ends above 2^64", at: record.offset)
      }
      try body(record, entry)
    }
    let rest = places.count % size
    if rest != 0 {
      issues.append(
        "\(article) \(kind.title) has \(size) bytes, but \(rest) \(rest == 1 ? "is" : "are") left at the end",
        at: places.upperBound - rest)
    }
  }
}
