/// Numbers in hexadecimal with leading zeros.
package enum Hexadecimal {
  /// At least `count` lower-case digits.
  package static func digits(_ value: UInt64, count: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  /// At least `digits` digits behind `0x`.
  package static func padded(_ value: UInt64, digits count: Int) -> String {
    "0x" + digits(value, count: count)
  }
}
