/// Reads the fields of records, and goes on where bytes are missing or wrong.
///
/// What lies behind the end is read as zeros; the first field of which bytes are missing is an issue.
@usableFromInline package struct ByteDecoder: FieldCoder {
  /// Where the next field begins.
  @inlinable package var offset: Int { next }
  /// What was found wrong.
  @inlinable package var issues: IssueList { found }

  @usableFromInline var next: Int
  @usableFromInline var found = IssueList()
  /// All bytes, those of other records among them.
  @usableFromInline package let bytes: [UInt8]
  @usableFromInline var end: Int
  @usableFromInline var isBehindEnd = false

  /// Creates a decoder of a range of bytes; of a range that is not all there, it reads what is.
  @inlinable package init(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil) {
    self.bytes = bytes
    self.end = min(end ?? bytes.count, bytes.count)
    next = min(start, self.end)
  }

  /// Goes on at another record; what was found so far stays found.
  @inlinable package mutating func move(to start: Int, length: Int) {
    end = min(start + length, bytes.count)
    next = min(start, end)
    isBehindEnd = false
  }

  /// Reads a record.
  @inlinable package mutating func read<Record: ByteRecord>(_: Record.Type) -> Record {
    var record = Record()
    record.describe(&self)
    return record
  }

  @inlinable package mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    var read: Value = 0
    if claim(width, name) {
      // From the highest byte on; a byte has nothing to be moved out of the way for. That all are there is looked at once.
      let start = next
      next += width
      let part = bytes.span.extracting(start..<start + width)
      var index = width
      while index > 0 {
        index -= 1
        read = (Value.bitWidth > 8 ? read &<< 8 : 0) | Value(truncatingIfNeeded: part[index])
      }
    }
    value = read
  }

  @inlinable package mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ expected: Value
  ) {
    let start = offset
    var value: Value = 0
    field(name, &value)
    if value != expected, !isBehindEnd { found.append("\(name) is \(value), should be \(expected)", at: start) }
  }

  @inlinable package mutating func length<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _: @autoclosure () -> Int, as _: Value.Type
  ) {
    var value: Value = 0
    field(name, &value)
  }

  @inlinable package mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags) {
    var value: Flags.RawValue = 0
    field(name, &value)
    flags = Flags(rawValue: value)
  }

  @inlinable package mutating func text(_ name: StaticString, _ value: inout FixedText) {
    let width = value.count
    guard claim(width, name) else {
      value = FixedText(zeros: width)
      return
    }
    value = FixedText(bytes[offset..<offset + width])
    next += width
  }

  @inlinable package mutating func reserved(_ count: Int) {
    guard claim(count, "reserved") else { return }
    next += count
  }

  @inlinable package mutating func list<Element>(
    _ elements: inout [Element], count: Int, blank: Element, _ describe: (inout Self, inout Element) -> Void
  ) {
    elements.removeAll()
    for _ in 0..<max(0, count) {
      var element = blank
      describe(&self, &element)
      // Not even one that is there in part: hostile bytes may claim any number.
      guard !isBehindEnd else { return }
      elements.append(element)
    }
  }

  @inlinable package mutating func numbers<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ values: inout [Value], rows: Int?, columns: Int, as style: FieldStyle
  ) {
    let width = Value.bitWidth / 8
    let (wanted, overflow) = max(0, rows ?? 1).multipliedReportingOverflow(by: max(0, columns))
    let count = overflow ? Int.max : wanted
    values.removeAll()
    // Hostile bytes may claim any number.
    values.reserveCapacity(min(count, (end - next) / width))
    for _ in 0..<count {
      var value: Value = 0
      number(name, &value, width: width, as: style)
      guard !isBehindEnd else { return }
      values.append(value)
    }
  }

  /// Whether so many bytes are left; if not, nothing is left from now on.
  @inlinable mutating func claim(_ count: Int, _ name: StaticString) -> Bool {
    if end - next >= count, !isBehindEnd { return true }
    if !isBehindEnd { tellMissing(count, name) }
    isBehindEnd = true
    next = end
    return false
  }

  @usableFromInline mutating func tellMissing(_ count: Int, _ name: StaticString) {
    let left = end - next
    found.append(
      "\(name) has \(count) \(count == 1 ? "byte" : "bytes"), but \(left) \(left == 1 ? "is" : "are") left",
      at: next)
  }
}
