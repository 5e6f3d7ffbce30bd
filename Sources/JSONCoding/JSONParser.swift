/// Reads a JSON text from its first byte to its last.
struct JSONParser {
  /// How many containers may lie within each other: more than any file of ours has, and few enough for any stack.
  private static let depthLimit = 128

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The one value that a text is.
  mutating func text() throws(JSONValue.NotJSON) -> JSONValue {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw JSONValue.NotJSON() }
    return value
  }

  private mutating func value() throws(JSONValue.NotJSON) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try members())
    case UInt8(ascii: "["): return .array(try elements())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  // MARK: Bytes

  /// The next byte; at the end 0, which stands nowhere in JSON.
  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while true {
      switch next {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
      default: return
      }
    }
  }

  /// Passes a byte if it is the next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONValue.NotJSON) {
    guard take(character) else { throw JSONValue.NotJSON() }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONValue.NotJSON) -> JSONValue {
    for scalar in word.description.unicodeScalars { try expect(scalar) }
    return value
  }

  // MARK: Containers

  private mutating func open(_ bracket: Unicode.Scalar) throws(JSONValue.NotJSON) {
    try expect(bracket)
    depth += 1
    guard depth <= Self.depthLimit else { throw JSONValue.NotJSON() }
    skipSpace()
  }

  private mutating func close<Content>(
    _ bracket: Unicode.Scalar, _ content: Content
  ) throws(JSONValue.NotJSON) -> Content {
    try expect(bracket)
    depth -= 1
    return content
  }

  private mutating func members() throws(JSONValue.NotJSON) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    try open("{")
    guard next != UInt8(ascii: "}") else { return try close("}", members) }
    repeat {
      skipSpace()
      let name = try string()
      skipSpace()
      try expect(":")
      guard members.updateValue(try value(), forKey: name) == nil else { throw JSONValue.NotJSON() }
      skipSpace()
    } while take(",")
    return try close("}", members)
  }

  private mutating func elements() throws(JSONValue.NotJSON) -> [JSONValue] {
    var elements: [JSONValue] = []
    try open("[")
    guard next != UInt8(ascii: "]") else { return try close("]", elements) }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(",")
    return try close("]", elements)
  }

  // MARK: Numbers

  private mutating func number() throws(JSONValue.NotJSON) -> JSONValue {
    let start = position
    let isNegative = take("-")
    let integer = try integerPart()
    var isInteger = !isNegative
    if take(".") {
      isInteger = false
      try digits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    if isInteger, let integer { return .integer(integer) }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// The digits before a fraction: `nil` for more than 64 bits hold.
  private mutating func integerPart() throws(JSONValue.NotJSON) -> UInt64? {
    guard isDigit else { throw JSONValue.NotJSON() }
    if take("0") { return 0 }
    var value: UInt64? = 0
    while isDigit {
      let (product, isProductTooLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, isSumTooLarge) = product.addingReportingOverflow(UInt64(next - UInt8(ascii: "0")))
      value = value == nil || isProductTooLarge || isSumTooLarge ? nil : sum
      position += 1
    }
    return value
  }

  private mutating func digits() throws(JSONValue.NotJSON) {
    guard isDigit else { throw JSONValue.NotJSON() }
    while isDigit { position += 1 }
  }

  private var isDigit: Bool { next >= UInt8(ascii: "0") && next <= UInt8(ascii: "9") }

  // MARK: Strings

  private mutating func string() throws(JSONValue.NotJSON) -> String {
    try expect("\"")
    let first = try run()
    if take("\"") { return first }
    var text = first
    while !take("\"") {
      try expect("\\")
      text.unicodeScalars.append(try escaped())
      text += try run()
    }
    return text
  }

  /// The characters up to the next quote or escape.
  private mutating func run() throws(JSONValue.NotJSON) -> String {
    let start = position
    var bits: UInt8 = 0
    while next >= 0x20, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") {
      bits |= next
      position += 1
    }
    // ASCII, which nearly all of it is, cannot be wrong.
    if bits < 0x80 { return String(decoding: bytes[start..<position], as: UTF8.self) }
    guard let text = String(validating: bytes[start..<position], as: UTF8.self) else { throw JSONValue.NotJSON() }
    return text
  }

  private mutating func escaped() throws(JSONValue.NotJSON) -> Unicode.Scalar {
    let character = next
    position += 1
    switch character {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(character)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try codePoint()
    default: throw JSONValue.NotJSON()
    }
  }

  /// What four hexadecimal digits stand for, or twice four: a pair of surrogates is one character, half of one is none.
  private mutating func codePoint() throws(JSONValue.NotJSON) -> Unicode.Scalar {
    var value = try fourDigits()
    if UTF16.isLeadSurrogate(UInt16(value)) {
      try expect("\\")
      try expect("u")
      let trail = try fourDigits()
      guard UTF16.isTrailSurrogate(UInt16(trail)) else { throw JSONValue.NotJSON() }
      value = 0x1_0000 + (value & 0x3ff) << 10 + (trail & 0x3ff)
    }
    guard let scalar = Unicode.Scalar(value) else { throw JSONValue.NotJSON() }
    return scalar
  }

  private mutating func fourDigits() throws(JSONValue.NotJSON) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else { throw JSONValue.NotJSON() }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}
