/// Counts the bytes of records.
@usableFromInline package struct ByteCounter: FieldCoder {
  /// The bytes of what was described so far.
  @inlinable package var count: Int { counted }

  @usableFromInline var counted = 0

  /// Creates a counter.
  @inlinable package init() {}

  @inlinable package mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _: StaticString, _: inout Value, width: Int, as _: FieldStyle
  ) {
    counted += width
  }

  @inlinable package mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(
    _: StaticString, _: Value
  ) {
    counted += Value.bitWidth / 8
  }

  @inlinable package mutating func length<Value: FixedWidthInteger & UnsignedInteger>(
    _: StaticString, _: @autoclosure () -> Int, as _: Value.Type
  ) {
    // Not asked: it is what is counted here.
    counted += Value.bitWidth / 8
  }

  @inlinable package mutating func flags<Flags: FlagSet>(_: StaticString, _: inout Flags) {
    counted += Flags.RawValue.bitWidth / 8
  }

  @inlinable package mutating func text(_: StaticString, _ value: inout FixedText) {
    counted += value.count
  }

  @inlinable package mutating func reserved(_ count: Int) {
    counted += count
  }

  @inlinable package mutating func list<Element>(
    _ elements: inout [Element], count _: Int, blank _: Element, _ describe: (inout Self, inout Element) -> Void
  ) {
    for index in elements.indices { describe(&self, &elements[index]) }
  }

  @inlinable package mutating func numbers<Value: FixedWidthInteger & UnsignedInteger>(
    _: StaticString, _ values: inout [Value], rows _: Int?, columns _: Int, as _: FieldStyle
  ) {
    counted += values.count * (Value.bitWidth / 8)
  }
}
