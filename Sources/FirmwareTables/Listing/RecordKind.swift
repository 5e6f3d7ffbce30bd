import FieldCoding

/// What the records of one kind are called, and what their bytes say. Kinds of one title are the same.
package final class RecordKind: Hashable, Sendable {
  /// How a record is told from the others of its kind.
  enum Numbering {
    /// It is the only one.
    case none
    /// `SRAT memory affinity #2`, counted from 1.
    case ordinal
    /// `SLIT distances from node 0`, counted as nodes are.
    case node
  }

  /// What of a record no field describes.
  enum Tail: Equatable {
    /// Nothing.
    case none
    /// Bytes from an offset on, shown as they are.
    case bytes(from: Int)
    /// Numbers of a byte each, of which each is something to another node: `to node`.
    case distances(to: String)
  }

  /// What people call a record, without its number.
  package let title: String
  let numbering: Numbering
  let tail: Tail
  /// Fields that follow from the rest of a table that is well formed.
  let derivedFields: [String]
  /// Whether the bytes have a meaning to this version.
  let isDecoded: Bool
  let describe: (@Sendable (inout FieldLister) -> Void)?
  let summarize: (@Sendable (inout ByteDecoder, inout ListingText) -> Void)?
  let fact: (@Sendable (inout ByteDecoder) -> RecordFact?)?

  init(
    _ title: String, numbering: Numbering = .none, tail: Tail = .none, derivedFields: [String] = [],
    isDecoded: Bool = true, describe: (@Sendable (inout FieldLister) -> Void)? = nil,
    summarize: (@Sendable (inout ByteDecoder, inout ListingText) -> Void)? = nil,
    fact: (@Sendable (inout ByteDecoder) -> RecordFact?)? = nil
  ) {
    self.title = title
    self.numbering = numbering
    self.tail = tail
    self.derivedFields = derivedFields
    self.isDecoded = isDecoded
    self.describe = describe
    self.summarize = summarize
    self.fact = fact
  }

  /// Records of one type, with what says more together than field by field.
  convenience init<Record: ByteRecord>(
    _ title: String, _: Record.Type, summary: (@Sendable (Record, inout ListingText) -> Void)? = nil
  ) {
    self.init(
      title, numbering: .ordinal, describe: Self.description(of: Record.self),
      summarize: summary.map { Self.summary($0) })
  }

  /// Records of one type that say something in terms that all tables have in common.
  ///
  /// - Parameters:
  ///   - fact: What a record says; `nil` for nothing, as where it does not count.
  ///   - summary: Writes a record in a few words.
  convenience init<Record: ByteRecord>(
    _ title: String, _: Record.Type, fact: @escaping @Sendable (Record) -> RecordFact?,
    summary: (@Sendable (Record, inout ListingText) -> Void)? = nil
  ) {
    self.init(
      title, numbering: .ordinal, describe: Self.description(of: Record.self),
      summarize: summary.map { Self.summary($0) }, fact: Self.fact(fact))
  }

  /// The head of a table.
  static func head<Head: ByteRecord>(
    _ title: String, _: Head.Type, derivedFields: [String] = ["checksum", "length"]
  ) -> RecordKind {
    RecordKind(title, derivedFields: derivedFields, describe: description(of: Head.self))
  }

  /// Bytes behind all that a table's fields speak of.
  static func slack(of table: String) -> RecordKind { RecordKind("\(table) slack", tail: .bytes(from: 0)) }

  private static func summary<Record: ByteRecord>(
    _ summarize: @escaping @Sendable (Record, inout ListingText) -> Void
  ) -> @Sendable (inout ByteDecoder, inout ListingText) -> Void {
    { decoder, text in summarize(decoder.read(Record.self), &text) }
  }

  private static func fact<Record: ByteRecord>(
    _ fact: @escaping @Sendable (Record) -> RecordFact?
  ) -> @Sendable (inout ByteDecoder) -> RecordFact? {
    { decoder in fact(decoder.read(Record.self)) }
  }

  private static func description<Record: ByteRecord>(of _: Record.Type) -> @Sendable (inout FieldLister) -> Void {
    { lister in
      var record = Record()
      record.describe(&lister)
    }
  }

  /// By title.
  package static func == (left: RecordKind, right: RecordKind) -> Bool {
    left === right || left.title == right.title
  }

  /// Hashes the title.
  package func hash(into hasher: inout Hasher) { hasher.combine(title) }
}
