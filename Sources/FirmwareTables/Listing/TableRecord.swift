/// What the words of a field are.
package enum FieldElements: Hashable, Sendable {
  /// One value.
  case one
  /// The values of a list.
  case list
  /// Those of one row of a matrix, counted from 0.
  case row(Int)
}

/// A field of a record: where it lies and what it says.
package struct TableField: Hashable, Sendable {
  /// What it is called.
  package let name: String
  /// What its words are.
  package let elements: FieldElements
  /// Where it begins, from the beginning of the table.
  package let offset: Int
  /// Bytes.
  package let length: Int
  /// What it says: sizes in the largest unit that divides them, addresses in hexadecimal.
  package let text: String
  /// The same said exactly, where ``text`` is an abbreviation.
  package let detail: String?
  /// The number that it is; `nil` for text, and for several numbers.
  package let number: UInt64?
  /// The numbers that it is where it is several: a list, a row of a matrix, bytes that are shown as they are.
  package let numbers: [UInt64]?

  init(
    name: String, elements: FieldElements = .one, offset: Int, length: Int, text: String, detail: String? = nil,
    number: UInt64? = nil, numbers: [UInt64]? = nil
  ) {
    self.name = name
    self.elements = elements
    self.offset = offset
    self.length = length
    self.text = text
    self.detail = detail
    self.number = number
    self.numbers = numbers
  }
}

/// A record of a table: a header, or one of the structures behind it.
package struct TableRecord: Hashable, Sendable {
  /// What it is.
  package let kind: RecordKind
  /// How many records of its kind stand before it.
  package let index: Int
  /// Where it begins, from the beginning of the table.
  package let offset: Int
  /// Bytes.
  package let length: Int
}
