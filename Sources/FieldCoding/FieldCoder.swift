/// Walks the fields of a byte format in their order.
///
/// A format is described once, in a record's ``ByteRecord/describe(_:)``, and what the description does depends
/// on the coder that it is given: ``ByteEncoder`` writes the fields, ``ByteDecoder`` reads them, and
/// others may note where each one lies. Numbers are little endian throughout.
@usableFromInline package protocol FieldCoder {
  /// A number of `width` bytes, which may be less than its type holds.
  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle)

  /// A number that the format prescribes.
  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ name: StaticString, _ expected: Value)

  /// The length of the record that it stands in. Whoever reads a record knows where it ends, and judges it there.
  mutating func length<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ byteCount: @autoclosure () -> Int, as type: Value.Type)

  /// A set of flags.
  mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags)

  /// Text of as many bytes as it has now.
  mutating func text(_ name: StaticString, _ value: inout FixedText)

  /// Bytes that are zero and that readers ignore.
  mutating func reserved(_ count: Int)

  /// Elements behind each other, as many as an earlier field says.
  ///
  /// - Parameters:
  ///   - elements: The elements; what is read takes their place.
  ///   - count: How many there are in the bytes.
  ///   - blank: An element to read into.
  ///   - describe: Names the fields of one element.
  mutating func list<Element>(
    _ elements: inout [Element], count: Int, blank: Element, _ describe: (inout Self, inout Element) -> Void)

  /// Numbers behind each other, each as wide as its type: a list, or a matrix row by row.
  ///
  /// - Parameters:
  ///   - name: What people call them.
  ///   - values: The numbers; what is read takes their place.
  ///   - rows: How many rows of a matrix there are in the bytes; `nil` for a list.
  ///   - columns: How many numbers the list, or each row, has.
  ///   - style: How each is written for people.
  mutating func numbers<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ values: inout [Value], rows: Int?, columns: Int, as style: FieldStyle)
}

extension FieldCoder {
  /// A number as wide as its type.
  @inlinable package mutating func field<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, as style: FieldStyle = .decimal
  ) {
    number(name, &value, width: Value.bitWidth / 8, as: style)
  }

  /// Records behind each other.
  @inlinable package mutating func list<Record: ByteRecord>(_ records: inout [Record], count: Int) {
    list(&records, count: count, blank: Record()) { coder, record in record.describe(&coder) }
  }

  /// Numbers behind each other, each as wide as its type.
  @inlinable package mutating func list<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ values: inout [Value], count: Int, as style: FieldStyle = .decimal
  ) {
    numbers(name, &values, rows: nil, columns: count, as: style)
  }

  /// A matrix of numbers row by row, each as wide as its type.
  @inlinable package mutating func matrix<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ values: inout [Value], rows: Int, columns: Int, as style: FieldStyle = .decimal
  ) {
    numbers(name, &values, rows: rows, columns: columns, as: style)
  }
}

/// A structure in a byte format.
@usableFromInline package protocol ByteRecord: SendableMetatype {
  /// Creates a record to decode into.
  init()

  /// Names every field in the order of the bytes: the one description of the format.
  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder)
}

extension ByteRecord {
  /// Bytes of a record whose lists are empty: of every record of the type, where it has no lists.
  @inlinable package static var byteCount: Int { Self().byteCount }

  /// Bytes of the record.
  @inlinable package var byteCount: Int {
    var record = self
    var counter = ByteCounter()
    record.describe(&counter)
    return counter.count
  }
}

/// How a field's number is written for people.
@usableFromInline package enum FieldStyle: Sendable {
  /// A plain number.
  case decimal
  /// As many digits as the field has, behind `0x`.
  case hexadecimal
  /// A guest physical address.
  case address
  /// A number of bytes.
  case bytes
  /// A number that stands for something, in words.
  case named(@Sendable (UInt64) -> String)
}

/// A set of flags whose members have names.
@usableFromInline package protocol FlagSet: OptionSet where RawValue: FixedWidthInteger & UnsignedInteger {
  /// The flags that have names, lowest first.
  static var names: [(flag: Self, name: String)] { get }
}
