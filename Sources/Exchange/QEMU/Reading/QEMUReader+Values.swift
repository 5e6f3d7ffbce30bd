import Addresses
import Diagnostics
import MachineModel

// How values of properties are written.

extension QEMUReader {
  /// What a size without a suffix counts.
  enum PlainSize {
    case bytes, mebibytes
  }

  // MARK: Numbers

  /// A whole number as C writes it: decimal, hexadecimal behind `0x`, octal behind `0` (QEMU's util/cutils.c, `parse_uint`).
  ///
  /// - Parameter role: What it is, as it stands in a sentence.
  mutating func number(
    _ property: QEMUProperty?, _ role: String, in range: ClosedRange<UInt64> = 0...UInt64.max
  ) -> Located<UInt64>? {
    guard let property else { return nil }
    guard let number = Self.number(property.value) else {
      report(
        .malformedInput, at: property.range, "\(role) is a whole number, not '\(property.value.excerpt)'",
        suggestion: Self.advice(on: property.value))
      return nil
    }
    guard range.contains(number) else {
      let allowed =
        range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      report(.malformedInput, at: property.range, "\(role) is \(number); it is \(allowed)")
      return nil
    }
    return Located(number, at: property.range)
  }

  /// `nil` for what is no number, or has more than 64 bits.
  static func number(_ text: some StringProtocol) -> UInt64? {
    guard let first = text.utf8.first, isDigit(first) else { return nil }
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
    return UInt64(text, radix: first == UInt8(ascii: "0") ? 8 : 10)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  // MARK: Sizes

  /// A number of bytes, as QEMU reads it (its util/cutils.c, `do_strtosz`): with a fraction, with a suffix of any case, or
  /// hexadecimal without both. A fraction of a byte is rounded.
  mutating func size(_ property: QEMUProperty?, _ role: String, plain: PlainSize) -> Located<UInt64>? {
    guard let property else { return nil }
    guard let size = Self.size(property.value, plain: plain) else {
      report(
        .malformedInput, at: property.range,
        "\(role) is a size such as '4G' or '512M' of less than 16 EiB, not '\(property.value.excerpt)'",
        suggestion: Self.advice(on: property.value))
      return nil
    }
    return Located(size, at: property.range)
  }

  /// `nil` for what is no size, or has more than 64 bits.
  static func size(_ text: String, plain: PlainSize) -> UInt64? {
    var unit = plain == .bytes ? 0 : 20
    var digits = text[...]
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      guard let number = number(text) else { return nil }
      return scaled(UInt128(number), unit)
    }
    if let last = text.utf8.last, !isDigit(last) {
      guard let shift = shift(ofSuffix: last) else { return nil }
      unit = shift
      digits = text.dropLast()
    }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty || parts.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }), digits.utf8.contains(where: isDigit)
    else { return nil }
    // Leading zeros are none of C's here.
    let significant = whole.drop { $0 == "0" }
    guard significant.utf8.count <= 20, let number = significant.isEmpty ? 0 : UInt64(significant),
      let size = scaled(UInt128(number), unit)
    else { return nil }
    guard parts.count == 2 else { return size }
    // More decimals than these change no byte.
    var (fraction, scale): (UInt128, UInt128) = (0, 1)
    for digit in parts[1].utf8.prefix(18) {
      fraction = fraction * 10 + UInt128(digit - UInt8(ascii: "0"))
      scale *= 10
    }
    // Below 2^60 each: they multiply within 128 bits.
    let rest = (fraction << UInt128(unit)).dividedRoundingHalfUp(by: scale)
    return UInt64(exactly: UInt128(size) + rest)
  }

  private static func scaled(_ number: UInt128, _ shift: Int) -> UInt64? {
    UInt64(exactly: number << UInt128(shift))
  }

  private static func shift(ofSuffix suffix: UInt8) -> Int? {
    switch suffix {
    case UInt8(ascii: "b"), UInt8(ascii: "B"): 0
    case UInt8(ascii: "k"), UInt8(ascii: "K"): 10
    case UInt8(ascii: "m"), UInt8(ascii: "M"): 20
    case UInt8(ascii: "g"), UInt8(ascii: "G"): 30
    case UInt8(ascii: "t"), UInt8(ascii: "T"): 40
    case UInt8(ascii: "p"), UInt8(ascii: "P"): 50
    case UInt8(ascii: "e"), UInt8(ascii: "E"): 60
    default: nil
    }
  }

  // MARK: Switches and words

  /// A switch (QEMU's qapi/qobject-input-visitor.c, `qobject_input_type_bool_keyval`); `nil` where nothing is said.
  mutating func toggle(_ property: QEMUProperty?, _ role: String) -> Bool? {
    guard let property else { return nil }
    switch property.value {
    case "on", "yes", "true", "y": return true
    case "off", "no", "false", "n": return false
    default:
      report(
        .malformedInput, at: property.range, "\(role) is 'on' or 'off', not '\(property.value.excerpt)'",
        suggestion: Self.advice(on: property.value))
      return nil
    }
  }

  /// One of several words.
  mutating func word<Value>(_ property: QEMUProperty?, _ role: String, of words: [(String, Value)]) -> Value? {
    guard let property else { return nil }
    if let known = words.first(where: { $0.0 == property.value }) { return known.1 }
    let list = words.map { "'\($0.0)'" }
    report(
      .malformedInput, at: property.range,
      "\(role) is \(list.dropLast().joined(separator: ", ")) or \(list.last ?? ""), not '\(property.value.excerpt)'",
      suggestion: Self.advice(on: property.value))
    return nil
  }

  // MARK: Lists

  /// Numbers from a first to a last one: `3` or `0-3`.
  mutating func run(_ property: QEMUProperty, _ role: String) -> ClosedRange<UInt64>? {
    let ends = property.value.split(separator: "-", omittingEmptySubsequences: false).map { Self.number($0) }
    guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
      report(
        .malformedInput, at: property.range,
        "\(role) are a number or a range such as '0-3', not '\(property.value.excerpt)'",
        suggestion: Self.advice(on: property.value))
      return nil
    }
    return first...last
  }

  /// What to do about a value that a shell would have put another one in place of.
  private static func advice(on value: String) -> String? {
    value.contains("$") || value.contains("`") ? "memc runs no shell: write out what it stands for" : nil
  }
}
