import FieldCoding

/// Text that is put together part by part in one buffer, as UTF-8.
///
/// The listing of a large table has millions of lines; strings for the parts of each would take most of the time.
struct ListingText {
  /// The text.
  private(set) var bytes: [UInt8] = []

  /// The text as a string.
  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets the text, but keeps the memory that it needed.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ text: StaticString) {
    // A literal lies in the program's own memory, which nobody frees or changes.
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends UTF-8.
  mutating func append(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

  /// Appends a number in decimal.
  mutating func decimal(_ value: some FixedWidthInteger & UnsignedInteger) {
    digits(UInt64(value), radix: 10, atLeast: 1)
  }

  /// Appends a number in decimal.
  mutating func decimal(_ value: Int) { digits(UInt64(value), radix: 10, atLeast: 1) }

  /// Appends a number in at least `count` hexadecimal digits behind `0x`.
  mutating func hexadecimal(_ value: UInt64, digits count: Int) {
    append("0x")
    digits(value, radix: 16, atLeast: count)
  }

  /// Appends bytes in two hexadecimal digits each, with spaces between them.
  mutating func hexadecimal(_ values: ArraySlice<UInt8>) {
    for (place, value) in zip(values.indices, values) {
      if place > values.startIndex { bytes.append(UInt8(ascii: " ")) }
      digits(UInt64(value), radix: 16, atLeast: 2)
    }
  }

  /// Appends spaces up to a length.
  mutating func pad(to count: Int) {
    while bytes.count < count { bytes.append(UInt8(ascii: " ")) }
  }

  private mutating func digits(_ value: UInt64, radix: UInt64, atLeast count: Int) {
    var reversed = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
    var length = 0
    var rest = value
    while rest > 0 {
      let digit = UInt8(truncatingIfNeeded: rest % radix)
      reversed[length] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
      length += 1
      rest /= radix
    }
    for _ in 0..<max(0, count - length) { bytes.append(UInt8(ascii: "0")) }
    while length > 0 {
      length -= 1
      bytes.append(reversed[length])
    }
  }
}
