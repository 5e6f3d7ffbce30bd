import FieldCoding

/// Counts the bytes that a record claims to have: what its lists would take if they were as long as they say.
struct ClaimedLength: FieldCoder {
  private(set) var count = 0
  private var decoder: ByteDecoder

  init(_ bytes: [UInt8], from start: Int, to end: Int) {
    decoder = ByteDecoder(bytes, from: start, to: end)
  }

  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    decoder.number(name, &value, width: width, as: style)
    count += width
  }

  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ name: StaticString, _ expected: Value) {
    var value = expected
    field(name, &value)
  }

  mutating func length<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _: @autoclosure () -> Int, as _: Value.Type
  ) {
    var value: Value = 0
    field(name, &value)
  }

  mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags) {
    decoder.flags(name, &flags)
    count += Flags.RawValue.bitWidth / 8
  }

  mutating func text(_ name: StaticString, _ value: inout FixedText) {
    count += value.bytes.count
    decoder.text(name, &value)
  }

  mutating func reserved(_ count: Int) {
    decoder.reserved(count)
    self.count += count
  }

  mutating func list<Element>(
    _: inout [Element], count: Int, blank: Element, _ describe: (inout Self, inout Element) -> Void
  ) {
    let start = self.count
    guard count > 0 else { return }
    var element = blank
    describe(&self, &element)
    // The others are as long as the first, and need not be there: hostile bytes may claim any number.
    let (all, overflow) = (self.count - start).multipliedReportingOverflow(by: count)
    let (sum, isTooLong) = start.addingReportingOverflow(all)
    self.count = overflow || isTooLong ? .max : sum
  }
}
