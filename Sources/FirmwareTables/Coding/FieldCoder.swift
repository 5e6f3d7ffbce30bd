import Topology

/// Walks the fields of a byte format in their order.
///
/// A format is described once, in a record's ``ByteRecord/describe(_:)``, and what the description does depends
/// on the coder that it is given: ``ByteEncoder`` writes the fields, ``ByteDecoder`` reads them, ``FieldLister``
/// notes where each one lies and what it means. Numbers are little endian throughout.
protocol FieldCoder {
  /// A number of `width` bytes, which may be less than its type holds.
  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle)

  /// A number that the format prescribes.
  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ name: StaticString, _ expected: Value)

  /// A set of flags.
  mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags)

  /// Text of as many bytes as it has now.
  mutating func text(_ name: StaticString, _ value: inout FixedText)

  /// Bytes that are zero and that readers ignore.
  mutating func reserved(_ count: Int)
}

extension FieldCoder {
  /// A number as wide as its type.
  mutating func field<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, as style: FieldStyle = .decimal
  ) {
    number(name, &value, width: Value.bitWidth / 8, as: style)
  }
}

/// A structure of fixed length in a byte format.
protocol ByteRecord {
  /// Its length in bytes.
  static var byteCount: Int { get }

  /// Creates a record to decode into.
  init()

  /// Names every field in the order of the bytes: the one description of the format.
  mutating func describe<Coder: FieldCoder>(_ coder: inout Coder)
}

/// How a field's number is written for people.
enum FieldStyle: Sendable {
  case decimal
  case hexadecimal
  /// A guest physical address.
  case address
  /// A number of bytes.
  case bytes
  /// The type of an e820 entry.
  case mapType

  func text(_ value: UInt64, width: Int) -> String {
    switch self {
    case .decimal: "\(value)"
    case .hexadecimal: Hexadecimal.padded(value, digits: 2 * width)
    case .address: Units.address(value)
    case .bytes: Units.bytes(value)
    case .mapType: E820Type(rawValue: UInt32(truncatingIfNeeded: value)).listing
    }
  }
}

/// A set of flags whose members have names.
protocol FlagSet: OptionSet where RawValue: FixedWidthInteger & UnsignedInteger {
  /// The flags that have names, lowest first.
  static var names: [(flag: Self, name: String)] { get }
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
