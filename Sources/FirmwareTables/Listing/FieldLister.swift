import Addresses
import FieldCoding
import MachineModel

/// Notes where the fields of records lie and what they mean, for people to read and for comparing by meaning.
///
/// One lister serves for all the records of a table, one after the other: it keeps the memory that they took.
struct FieldLister: FieldCoder {
  /// A field whose words lie in the lister's text.
  struct Entry {
    let name: StaticString
    let offset: Int
    let length: Int
    let text: Range<Int>
    let detail: Range<Int>?
    /// What its words are.
    var elements = FieldElements.one
    /// The number that it is; `nil` for text.
    var number: UInt64?
    /// Whether it has no meaning.
    var isReserved = false
    /// Bytes of each value, where it is several.
    var elementWidth = 0
  }

  /// The fields of the record.
  private(set) var entries: [Entry] = []
  private var text = ListingText()
  private var decoder: ByteDecoder

  /// Creates a lister of a table's records.
  init(_ bytes: [UInt8]) {
    decoder = ByteDecoder(bytes)
  }

  /// Lists the fields of a record that have names of their own, as far as they are there.
  mutating func list(_ record: TableRecord) {
    entries.removeAll(keepingCapacity: true)
    text.removeAll()
    decoder.move(to: record.offset, length: record.length)
    record.kind.describe?(&self)
  }

  /// The fields of the record, with texts of their own.
  var fields: [TableField] {
    entries.map { entry in
      TableField(
        name: entry.title, elements: entry.elements, offset: entry.offset, length: entry.length,
        text: String(decoding: words(entry.text), as: UTF8.self),
        detail: entry.detail.map { String(decoding: words($0), as: UTF8.self) }, number: entry.number,
        numbers: numbers(of: entry))
    }
  }

  /// The values of a list or of a row of a matrix; `nil` for a field that is one.
  private func numbers(of entry: Entry) -> [UInt64]? {
    guard entry.elementWidth > 0 else { return nil }
    return (0..<entry.length / entry.elementWidth).map { index in
      let offset = entry.offset + index * entry.elementWidth
      return UInt64(littleEndianBytes: decoder.bytes[offset..<offset + entry.elementWidth])
    }
  }

  /// The words of a field as UTF-8.
  func words(_ range: Range<Int>) -> ArraySlice<UInt8> { text.bytes[range] }

  // MARK: Fields

  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    let start = decoder.offset
    decoder.number(name, &value, width: width, as: style)
    let number = UInt64(value)
    if case .bytes = style {
      note(
        name, from: start, number, { $0.append(Units.bytes(number)) }, detail: { $0.hexadecimal(number, digits: 1) }
      )
    } else {
      note(name, from: start, number, { $0.append(number, style, width: width) })
    }
  }

  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _: Value
  ) {
    var value: Value = 0
    field(name, &value)
  }

  mutating func length<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _: @autoclosure () -> Int, as _: Value.Type
  ) {
    var value: Value = 0
    field(name, &value)
  }

  mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags) {
    let start = decoder.offset
    decoder.flags(name, &flags)
    let flags = flags
    note(name, from: start, UInt64(flags.rawValue), { $0.append(flags) })
  }

  mutating func text(_ name: StaticString, _ value: inout FixedText) {
    let start = decoder.offset
    decoder.text(name, &value)
    let value = value
    note(name, from: start, nil, { $0.append("\"\(value)\"" as String) })
  }

  mutating func reserved(_ count: Int) {
    // Reserved bytes are shown: nothing else tells two tables apart that differ there.
    let start = decoder.offset
    var value: UInt64 = 0
    decoder.number("reserved", &value, width: count, as: .hexadecimal)
    let number = value
    note("reserved", from: start, number, isReserved: true, { $0.append(number, .hexadecimal, width: count) })
  }

  mutating func list<Element>(
    _: inout [Element], count: Int, blank: Element, _ describe: (inout Self, inout Element) -> Void
  ) {
    for _ in 0..<max(0, count) {
      let start = decoder.offset
      var element = blank
      describe(&self, &element)
      guard decoder.offset > start else { return }
    }
  }

  mutating func numbers<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _: inout [Value], rows: Int?, columns: Int, as style: FieldStyle
  ) {
    for row in 0..<max(0, rows ?? 1) {
      let start = decoder.offset
      let words = self.row(name, columns: columns, as: style, Value.self)
      guard decoder.offset > start else { return }
      entries.append(
        Entry(
          name: name, offset: start, length: decoder.offset - start, text: words, detail: nil,
          elements: rows == nil ? .list : .row(row), elementWidth: Value.bitWidth / 8))
    }
  }

  /// Writes numbers side by side, as many as there are, and gives where they stand in the text.
  private mutating func row<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, columns: Int, as style: FieldStyle, _: Value.Type
  ) -> Range<Int> {
    let start = text.bytes.count
    let width = Value.bitWidth / 8
    for _ in 0..<max(0, columns) {
      let offset = decoder.offset
      var value: Value = 0
      decoder.number(name, &value, width: width, as: style)
      guard decoder.offset == offset + width else { break }
      if text.bytes.count > start { text.append(" ") }
      text.append(UInt64(value), style, width: width)
    }
    return start..<text.bytes.count
  }

  /// Bytes that together say something.
  mutating func bytes(_ name: StaticString, _ count: Int, _ write: (ArraySlice<UInt8>, inout ListingText) -> Void) {
    let start = decoder.offset
    decoder.reserved(count)
    let bytes = decoder.bytes[start..<decoder.offset]
    note(name, from: start, nil, { write(bytes, &$0) })
  }

  /// Bytes that are not shown.
  mutating func skip(_ count: Int) { decoder.reserved(count) }

  /// Notes a field unless nothing of it is there.
  private mutating func note(
    _ name: StaticString, from start: Int, _ number: UInt64?, isReserved: Bool = false,
    _ write: (inout ListingText) -> Void,
    detail: ((inout ListingText) -> Void)? = nil
  ) {
    guard decoder.offset > start else { return }
    let words = written(write)
    let detail = detail.map { written($0) }
    entries.append(
      Entry(
        name: name, offset: start, length: decoder.offset - start, text: words, detail: detail, number: number,
        isReserved: isReserved))
  }

  /// Where in the text something stands after it was written there.
  private mutating func written(_ write: (inout ListingText) -> Void) -> Range<Int> {
    let start = text.bytes.count
    write(&text)
    return start..<text.bytes.count
  }
}

extension FieldLister.Entry {
  /// What people call the field.
  var title: String {
    if case .row(let number) = elements { "\(name) \(number)" } else { "\(name)" }
  }
}

extension ListingText {
  /// Appends a number as people read it.
  mutating func append(_ value: UInt64, _ style: FieldStyle, width: Int) {
    switch style {
    case .decimal: decimal(value)
    case .hexadecimal: hexadecimal(value, digits: 2 * width)
    case .address: hexadecimal(value, digits: 1)
    case .bytes: append(Units.bytes(value))
    case .named(let text): append(text(value))
    }
  }

  /// Appends the names of the flags that are set, and what is left as a number: `0x9 (enabled, 0x8)`.
  fileprivate mutating func append<Flags: FlagSet>(_ flags: Flags) {
    hexadecimal(UInt64(flags.rawValue), digits: 1)
    var rest = flags
    var isFirst = true
    for (flag, name) in Flags.names where flags.isSuperset(of: flag) {
      append(isFirst ? " (" : ", ")
      append(name)
      isFirst = false
      rest.subtract(flag)
    }
    guard !isFirst else { return }
    if rest.rawValue != 0 {
      append(", ")
      hexadecimal(UInt64(rest.rawValue), digits: 1)
    }
    append(")")
  }
}

extension FlagSet {
  /// The flags as a listing has them.
  var text: String {
    var text = ListingText()
    text.append(self)
    return text.string
  }
}
