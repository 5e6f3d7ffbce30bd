/// A field of a record: where it lies and what it says.
public struct TableField: Hashable, Sendable {
  /// What it is called.
  public let name: String
  /// Where it begins, from the beginning of the table.
  public let offset: Int
  /// Bytes.
  public let length: Int
  /// What it says: sizes in the largest unit that divides them, addresses in hexadecimal.
  public let text: String
  /// The same said exactly, where ``text`` is an abbreviation.
  public let detail: String?
}

/// A record of a table: a header, or one of the structures behind it.
public struct TableRecord: Hashable, Sendable {
  /// What it is.
  public let kind: RecordKind
  /// How many records of its kind stand before it.
  public let index: Int
  /// Where it begins, from the beginning of the table.
  public let offset: Int
  /// Bytes.
  public let length: Int
}
