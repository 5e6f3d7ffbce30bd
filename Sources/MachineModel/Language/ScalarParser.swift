import Addresses
import Diagnostics

/// What is wrong with a scalar.
struct ScalarProblem: Error, Equatable {
  var rule: LanguageRule
  var message: String
  var suggestion: String?
  /// What to write in place of the whole scalar; `nil` where only a person knows.
  var replacement: String?
  /// Whether the replacement only spells a unit as the language does.
  var isSpelling = false

  /// A problem, and at most words of what to do about it.
  init(rule: LanguageRule, message: String, suggestion: String? = nil) {
    self.rule = rule
    self.message = message
    self.suggestion = suggestion
  }

  /// A problem that another text in place of the whole scalar solves.
  init(rule: LanguageRule, message: String, writing replacement: String) {
    self.init(rule: rule, message: message, suggestion: "write '\(replacement.excerpt)'")
    self.replacement = replacement
  }

  /// A problem that another spelling of the unit solves.
  init(rule: LanguageRule, message: String, spelling replacement: String, isCertain: Bool = true) {
    self.init(rule: rule, message: message, writing: replacement)
    isSpelling = isCertain
  }
}

/// Reads numbers and sizes from the bytes of a scalar, never by YAML's implicit typing.
enum ScalarParser {
  private static let binaryUnits: [(name: String, shift: Int)] = [
    ("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("K", 10), ("M", 20), ("G", 30), ("T", 40),
  ]
  private static let decimalUnits = ["kB", "KB", "MB", "GB", "TB"]

  // MARK: Numbers

  /// A number: `42`, `0x2a`, `1_000_000`.
  static func number(_ bytes: ArraySlice<UInt8>) throws(ScalarProblem) -> UInt64 {
    let text = String(decoding: bytes, as: UTF8.self).excerpt
    try checkStart(bytes, text, what: "a number")
    if let digits = hexDigits(bytes) { return try integer(digits, radix: 16, text, .invalidNumber) }
    return try integer(bytes, radix: 10, text, .invalidNumber)
  }

  /// Says what is wrong with a scalar that has no value, or a negative one.
  static func checkStart(
    _ bytes: ArraySlice<UInt8>, _ text: String, what: String
  ) throws(ScalarProblem) {
    guard let first = bytes.first else {
      throw ScalarProblem(rule: .emptyValue, message: "there is no value; \(what) is needed")
    }
    if first == UInt8(ascii: "-"), bytes.dropFirst().first.map(isDigit) == true {
      throw ScalarProblem(rule: .negativeNumber, message: "'\(text)' is negative")
    }
  }

  private static func hexDigits(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    bytes.starts(with: "0x".utf8) ? bytes.dropFirst(2) : nil
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  private static func integer(
    _ digits: ArraySlice<UInt8>, radix: UInt64, _ text: String, _ rule: LanguageRule
  ) throws(ScalarProblem) -> UInt64 {
    let kind = rule == .invalidSize ? "a size" : "a number"
    let underscore = UInt8(ascii: "_")
    var value: UInt64 = 0
    var previous = underscore
    var overflows = false
    for byte in digits {
      if byte == underscore, previous != underscore {
        previous = byte
        continue
      }
      guard let digit = digit(byte), digit < radix else {
        throw ScalarProblem(rule: rule, message: "'\(text)' is not \(kind)")
      }
      let (product, carry) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry2) = product.addingReportingOverflow(digit)
      overflows = overflows || carry || carry2
      value = sum
      previous = byte
    }
    guard previous != underscore else { throw ScalarProblem(rule: rule, message: "'\(text)' is not \(kind)") }
    if radix == 10, digits.first == UInt8(ascii: "0"), digits.count > 1 {
      let significant = digits.drop { $0 == UInt8(ascii: "0") || $0 == underscore }
      throw ScalarProblem(
        rule: .leadingZero, message: "'\(text)' has a leading zero, which some readers of YAML take for octal",
        writing: significant.isEmpty ? "0" : String(decoding: significant, as: UTF8.self))
    }
    if overflows {
      throw ScalarProblem(rule: .numberOverflow, message: "'\(text)' does not fit into 64 bits")
    }
    return value
  }

  // MARK: Sizes

  /// A size in bytes: `4GiB`, `512 MiB`, `4G`, `1.5GiB`, `4096`, `0x1000`.
  static func size(_ bytes: ArraySlice<UInt8>) throws(ScalarProblem) -> UInt64 {
    let text = String(decoding: bytes, as: UTF8.self).excerpt
    try checkStart(bytes, text, what: "a size such as '4GiB'")
    if let digits = hexDigits(bytes) { return try hexadecimalSize(digits, text) }
    let (number, unit) = numberAndUnit(bytes)
    let shift = try shift(ofUnit: unit, number: number, text)
    let point = number.firstIndex(of: UInt8(ascii: "."))
    let integers = number[..<(point ?? number.endIndex)]
    let whole: UInt64
    do throws(ScalarProblem) {
      whole = try integer(integers, radix: 10, text, .invalidSize)
    } catch {
      guard let digits = error.replacement else { throw error }
      // What stands behind the number stays.
      let rest = String(decoding: bytes[integers.endIndex...], as: UTF8.self)
      throw ScalarProblem(rule: error.rule, message: error.message, writing: digits + rest)
    }
    var total = UInt128(whole) << shift
    if let point {
      total += UInt128(try fraction(number[(point + 1)...], shift: shift, text))
    }
    guard let size = UInt64(exactly: total) else {
      throw ScalarProblem(rule: .numberOverflow, message: "'\(text)' does not fit into 64 bits")
    }
    return size
  }

  /// The digits, underscores and points that a scalar begins with, and what stands behind them and a space.
  static func numberAndUnit(_ bytes: ArraySlice<UInt8>) -> (number: ArraySlice<UInt8>, unit: String) {
    let end =
      bytes.firstIndex { !isDigit($0) && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: ".") } ?? bytes.endIndex
    var unit = bytes[end...]
    if unit.count > 1, unit.first == UInt8(ascii: " ") { unit = unit.dropFirst() }
    return (bytes[..<end], String(decoding: unit, as: UTF8.self))
  }

  private static func hexadecimalSize(_ digits: ArraySlice<UInt8>, _ text: String) throws(ScalarProblem) -> UInt64 {
    let end = digits.firstIndex { digit($0) == nil && $0 != UInt8(ascii: "_") } ?? digits.endIndex
    var unit = digits[end...]
    if unit.first == UInt8(ascii: " ") { unit = unit.dropFirst() }
    guard end > digits.startIndex,
      let shift = binaryUnits.first(where: { $0.name.utf8.elementsEqual(unit) })?.shift,
      let number = try? integer(digits[..<end], radix: 16, text, .invalidSize)
    else { return try integer(digits, radix: 16, text, .invalidSize) }
    // Where the unit makes more of the number than addresses reach, it is what was not meant.
    let isBytes = number > Units.addressLimit >> UInt64(shift)
    let meant =
      isBytes ? "0x" + String(decoding: digits[..<end], as: UTF8.self) : Units.literal(number << UInt64(shift))
    throw ScalarProblem(
      rule: .invalidSize, message: "'\(text)' is not a size: hexadecimal counts bytes and takes no unit",
      suggestion: "write '\(meant.excerpt)'" + (isBytes ? ", which is \(Units.bytes(number))" : ""))
  }

  private static func shift(
    ofUnit unit: String, number: ArraySlice<UInt8>, _ text: String
  ) throws(ScalarProblem) -> Int {
    if unit.isEmpty { return 0 }
    if let known = binaryUnits.first(where: { $0.name == unit }) { return known.shift }
    let digits = String(decoding: number, as: UTF8.self)
    if decimalUnits.contains(unit) {
      let binary = "\(unit.prefix(1).uppercased())iB"
      let message = "'\(unit)' in '\(text)' is a power of ten; sizes have binary units"
      guard isSize(digits + binary) else { throw ScalarProblem(rule: .decimalUnit, message: message) }
      throw ScalarProblem(rule: .decimalUnit, message: message, spelling: digits + binary)
    }
    let nearest = binaryUnits.first { $0.name.lowercased() == unit.lowercased() }
    let message = "'\(text)' is not a size: units are KiB, MiB, GiB, TiB, or K, M, G, T"
    guard let nearest, isSize(digits + nearest.name) else {
      throw ScalarProblem(rule: .invalidSize, message: message)
    }
    throw ScalarProblem(rule: .invalidSize, message: message, spelling: digits + nearest.name)
  }

  /// Whether a text can be suggested for a size.
  private static func isSize(_ text: String) -> Bool { (try? size(Array(text.utf8)[...])) != nil }

  private static func fraction(
    _ digits: ArraySlice<UInt8>, shift: Int, _ text: String
  ) throws(ScalarProblem) -> UInt64 {
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else {
      throw ScalarProblem(rule: .invalidSize, message: "'\(text)' is not a size")
    }
    var decimals = digits.map { $0 - UInt8(ascii: "0") }
    while decimals.last == 0 { decimals.removeLast() }
    // The bits in front of the point come out one by one as the decimals are doubled. What ends in a digit
    // other than 0 after more places than the unit has bits cannot come out even.
    var bytes: UInt64 = 0
    if decimals.count <= shift {
      for _ in 0..<shift {
        var carry: UInt8 = 0
        for place in decimals.indices.reversed() {
          let doubled = decimals[place] * 2 + carry
          decimals[place] = doubled % 10
          carry = doubled / 10
        }
        bytes = bytes * 2 + UInt64(carry)
      }
    }
    guard decimals.allSatisfy({ $0 == 0 }) else {
      throw ScalarProblem(
        rule: .fractionalBytes, message: "'\(text)' is not a whole number of bytes",
        suggestion: "use a smaller unit")
    }
    return bytes
  }

  // MARK: Switches

  /// A switch: `on off true false yes no`.
  static func isOn(_ text: String) -> Bool? {
    switch text {
    case "on", "true", "yes": true
    case "off", "false", "no": false
    default: nil
    }
  }
}
