import FieldCoding

/// How long a structure is by its own counts: what they come to is computed, and no list is read.
struct CountedLength: FieldCoder {
  /// Bytes of all that was described so far; `nil` for 2^63 or more.
  private(set) var byteCount: Int? = 0
  private var decoder: ByteDecoder

  /// Looks at the structure that lies in a place.
  init<Structure: TableStructure>(of _: Structure.Type, _ bytes: [UInt8], at place: Range<Int>) {
    decoder = ByteDecoder(bytes, from: place.lowerBound, to: place.upperBound)
    var structure = Structure()
    structure.describe(&self)
  }

  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    decoder.number(name, &value, width: width, as: style)
    add(width)
  }

  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ name: StaticString, _: Value) {
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
    decoder.flags(name, &flags)
    add(Flags.RawValue.bitWidth / 8)
  }

  mutating func text(_ name: StaticString, _ value: inout FixedText) {
    decoder.text(name, &value)
    add(value.bytes.count)
  }

  mutating func reserved(_ count: Int) {
    decoder.reserved(count)
    add(count)
  }

  /// Elements are as long as the first, for which the bytes that follow are taken.
  mutating func list<Element>(
    _: inout [Element], count: Int, blank: Element, _ describe: (inout Self, inout Element) -> Void
  ) {
    guard count > 0 else { return }
    var element = blank
    let before = self
    byteCount = 0
    describe(&self, &element)
    let each = byteCount
    self = before
    skip(each, times: count)
  }

  mutating func numbers<Value: FixedWidthInteger & UnsignedInteger>(
    _: StaticString, _: inout [Value], rows: Int?, columns: Int, as _: FieldStyle
  ) {
    let (count, overflow) = max(0, rows ?? 1).multipliedReportingOverflow(by: max(0, columns))
    skip(Value.bitWidth / 8, times: overflow ? .max : count)
  }

  private mutating func skip(_ each: Int?, times count: Int) {
    guard count > 0 else { return }
    let (bytes, overflow) = each.map { $0.multipliedReportingOverflow(by: count) } ?? (0, true)
    decoder.reserved(overflow ? .max : bytes)
    if overflow { byteCount = nil } else { add(bytes) }
  }

  private mutating func add(_ count: Int) {
    guard let byteCount else { return }
    let (sum, overflow) = byteCount.addingReportingOverflow(count)
    self.byteCount = overflow ? nil : sum
  }
}
