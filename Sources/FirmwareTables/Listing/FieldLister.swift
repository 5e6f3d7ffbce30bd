import FieldCoding
import Topology

/// Notes where the fields of records lie and what they mean, for people to read and for comparing by meaning.
struct FieldLister: FieldCoder {
  /// The fields so far.
  private(set) var fields: [TableField] = []
  private var decoder: ByteDecoder

  /// Creates a lister of a stretch of bytes.
  init(_ bytes: [UInt8], from start: Int, to end: Int) {
    decoder = ByteDecoder(bytes, from: start, to: end)
  }

  /// The fields of a record at the beginning of the stretch.
  static func fields<Record: ByteRecord>(
    of _: Record.Type, in bytes: [UInt8], from start: Int, to end: Int
  ) -> [TableField] {
    var lister = FieldLister(bytes, from: start, to: end)
    var record = Record()
    record.describe(&lister)
    return lister.fields
  }

  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    let start = decoder.offset
    decoder.number(name, &value, width: width, as: style)
    let detail = if case .bytes = style { Units.address(UInt64(value)) } else { nil as String? }
    note(name, from: start, style.text(UInt64(value), width: width), detail: detail)
  }

  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ name: StaticString, _: Value) {
    var value: Value = 0
    field(name, &value)
  }

  mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags) {
    let start = decoder.offset
    decoder.flags(name, &flags)
    note(name, from: start, flags.text)
  }

  mutating func text(_ name: StaticString, _ value: inout FixedText) {
    let start = decoder.offset
    decoder.text(name, &value)
    note(name, from: start, "\"\(value)\"")
  }

  mutating func reserved(_ count: Int) {
    // Reserved bytes are shown: nothing else tells two tables apart that differ there.
    let start = decoder.offset
    var value: UInt64 = 0
    decoder.number("reserved", &value, width: count, as: .hexadecimal)
    note("reserved", from: start, FieldStyle.hexadecimal.text(value, width: count))
  }

  /// Notes a field unless nothing of it is there.
  private mutating func note(_ name: StaticString, from start: Int, _ text: String, detail: String? = nil) {
    guard decoder.offset > start else { return }
    fields.append(
      TableField(
        name: "\(name)", offset: start, length: decoder.offset - start, text: text, detail: detail))
  }
}

extension FieldStyle {
  /// A number as people read it.
  fileprivate func text(_ value: UInt64, width: Int) -> String {
    switch self {
    case .decimal: "\(value)"
    case .hexadecimal: Hexadecimal.padded(value, digits: 2 * width)
    case .address: Units.address(value)
    case .bytes: Units.bytes(value)
    case .named(let text): text(value)
    }
  }
}

extension FlagSet {
  /// The names of the flags that are set, and what is left as a number: `0x9 (enabled, 0x8)`.
  var text: String {
    var rest = self
    var parts: [String] = []
    for (flag, name) in Self.names where isSuperset(of: flag) {
      parts.append(name)
      rest.subtract(flag)
    }
    guard !parts.isEmpty else { return Units.address(UInt64(rawValue)) }
    if rest.rawValue != 0 { parts.append(Units.address(UInt64(rest.rawValue))) }
    return "\(Units.address(UInt64(rawValue))) (\(parts.joined(separator: ", ")))"
  }
}
