/// Reads the fields of records, and goes on where bytes are missing or wrong.
///
/// What lies behind the end is read as zeros; the first field of which bytes are missing is an issue.
struct ByteDecoder: FieldCoder {
  /// Where the next field begins.
  private(set) var offset: Int
  /// What was found wrong.
  private(set) var issues = IssueList()

  private let bytes: [UInt8]
  private let end: Int
  private var isBehindEnd = false

  /// Creates a decoder of a stretch of bytes; of a stretch that is not all there, it reads what is.
  init(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil) {
    self.bytes = bytes
    self.end = min(end ?? bytes.count, bytes.count)
    offset = min(start, self.end)
  }

  /// Reads a record.
  mutating func read<Record: ByteRecord>(_: Record.Type) -> Record {
    var record = Record()
    record.describe(&self)
    return record
  }

  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: inout Value, width: Int, as style: FieldStyle
  ) {
    value = 0
    guard claim(width, name) else { return }
    for index in 0..<width {
      value |= Value(truncatingIfNeeded: bytes[offset + index]) << (8 * index)
    }
    offset += width
  }

  mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ name: StaticString, _ expected: Value) {
    let start = offset
    var value: Value = 0
    field(name, &value)
    if value != expected, !isBehindEnd { issues.append("\(name) is \(value), should be \(expected)", at: start) }
  }

  mutating func flags<Flags: FlagSet>(_ name: StaticString, _ flags: inout Flags) {
    var value: Flags.RawValue = 0
    field(name, &value)
    flags = Flags(rawValue: value)
  }

  mutating func text(_ name: StaticString, _ value: inout FixedText) {
    let width = value.bytes.count
    guard claim(width, name) else {
      value = FixedText(bytes: [UInt8](repeating: 0, count: width))
      return
    }
    value = FixedText(bytes: [UInt8](bytes[offset..<offset + width]))
    offset += width
  }

  mutating func reserved(_ count: Int) {
    guard claim(count, "reserved") else { return }
    offset += count
  }

  /// Whether so many bytes are left; if not, nothing is left from now on.
  private mutating func claim(_ count: Int, _ name: StaticString) -> Bool {
    guard !isBehindEnd, end - offset >= count else {
      if !isBehindEnd {
        let found = end - offset
        issues.append(
          "\(name) has \(count) \(count == 1 ? "byte" : "bytes"), but \(found) \(found == 1 ? "is" : "are") left",
          at: offset)
      }
      isBehindEnd = true
      offset = end
      return false
    }
    return true
  }
}
