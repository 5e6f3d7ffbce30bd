/// Writes the fields of records behind each other.
struct ByteEncoder: FieldCoder {
  /// What was written so far.
  private(set) var bytes: [UInt8] = []

  /// Creates an encoder that will write about `capacity` bytes.
  init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  /// Writes a record.
  mutating func append(_ record: some ByteRecord) {
    var record = record
    record.describe(&self)
  }

  /// Writes bytes as they are.
  mutating func append(contentsOf block: [UInt8]) {
    bytes.append(contentsOf: block)
  }

  /// Writes a byte anew, in place: a copy of a large table would cost more than all else about it.
  mutating func overwriteByte(at offset: Int, with byte: UInt8) {
    bytes[offset] = byte
  }

  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    var rest = value
    for _ in 0..<width {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ name: StaticString, _ expected: Value) {
    var value = expected
    field(name, &value)
  }

  mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags) {
    var value = flags.rawValue
    field(name, &value)
  }

  mutating func text(_ name: StaticString, _ value: inout FixedText) {
    bytes.append(contentsOf: value.bytes)
  }

  mutating func reserved(_ count: Int) {
    for _ in 0..<count { bytes.append(0) }
  }
}
