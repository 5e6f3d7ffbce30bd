/// Writes the fields of records behind each other.
@usableFromInline package struct ByteEncoder: FieldCoder {
  @usableFromInline var written: [UInt8] = []

  /// What was written so far.
  @inlinable package var bytes: [UInt8] { written }

  /// Creates an encoder that will write about `capacity` bytes.
  @inlinable package init(capacity: Int) {
    written.reserveCapacity(capacity)
  }

  /// Makes room for so many bytes more.
  @inlinable package mutating func reserve(_ count: Int) {
    written.reserveCapacity(written.count + count)
  }

  /// Writes a record.
  @inlinable package mutating func append(_ record: some ByteRecord) {
    var record = record
    record.describe(&self)
  }

  /// Writes bytes as they are.
  @inlinable package mutating func append(contentsOf block: [UInt8]) {
    written.append(contentsOf: block)
  }

  /// Writes a byte anew, in place: a copy of a large table would cost more than all else about it.
  @inlinable package mutating func overwriteByte(at offset: Int, with byte: UInt8) {
    written[offset] = byte
  }

  @inlinable package mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    var rest = value
    for _ in 0..<width {
      written.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  @inlinable package mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ expected: Value
  ) {
    var value = expected
    field(name, &value)
  }

  @inlinable package mutating func length<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ byteCount: @autoclosure () -> Int, as _: Value.Type
  ) {
    var value = Value(clamping: byteCount())
    field(name, &value)
  }

  @inlinable package mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags) {
    var value = flags.rawValue
    field(name, &value)
  }

  @inlinable package mutating func text(_ name: StaticString, _ value: inout FixedText) {
    value.append(to: &written)
  }

  @inlinable package mutating func reserved(_ count: Int) {
    for _ in 0..<count { written.append(0) }
  }

  @inlinable package mutating func list<Element>(
    _ elements: inout [Element], count _: Int, blank _: Element, _ describe: (inout Self, inout Element) -> Void
  ) {
    for index in elements.indices { describe(&self, &elements[index]) }
  }

  @inlinable package mutating func numbers<Value: FixedWidthInteger & UnsignedInteger>(
    _: StaticString, _ values: inout [Value], rows _: Int?, columns _: Int, as _: FieldStyle
  ) {
    let width = Value.bitWidth / 8
    written.reserveCapacity(written.count + values.count * width)
    for value in values {
      var rest = value
      for _ in 0..<width {
        written.append(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      }
    }
  }
}
