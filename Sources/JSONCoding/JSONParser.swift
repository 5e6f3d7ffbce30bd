/// What a parser makes of a text: a tree, whatever it keeps of it.
protocol JSONTree {
  /// The members of an object.
  associatedtype Members: JSONTreeMembers<Self>
  /// A value that stands at some bytes of the text.
  init(_ content: JSONContent<Self>, at range: Range<Int>)
}

/// The members of an object, as a tree keeps them.
protocol JSONTreeMembers<Tree> {
  associatedtype Tree
  /// None.
  init()
  /// Adds a member, of which the name stands at some bytes of the text.
  ///
  /// - Returns: Whether none has its name yet.
  mutating func add(_ name: String, at nameRange: Range<Int>, _ value: Tree) -> Bool
}

/// What a value of a JSON text is made of.
enum JSONContent<Tree: JSONTree> {
  case null
  case bool(Bool)
  case integer(UInt64)
  case number(String)
  case string(String)
  case array([Tree])
  case object(Tree.Members)
}

/// Reads a JSON text from its first byte to its last.
struct JSONParser<Tree: JSONTree> {
  /// How many containers may lie within each other: more than any file of ours has, and few enough for any stack.
  private static var depthLimit: Int { 128 }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The one value that a text is.
  mutating func text() throws(NotJSON) -> Tree {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw expected("the end of the text") }
    return value
  }

  private mutating func value() throws(NotJSON) -> Tree {
    skipSpace()
    let start = position
    let content = try content()
    return Tree(content, at: start..<position)
  }

  private mutating func content() throws(NotJSON) -> JSONContent<Tree> {
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

  /// What is wrong here, where something else is expected.
  private func expected(_ what: String, at offset: Int? = nil) -> NotJSON {
    NotJSON(offset: offset ?? position, problem: "\(what) is expected")
  }

  /// Passes a byte if it is the next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar, or other: String = "") throws(NotJSON) {
    guard take(character) else { throw expected("\(other)'\(character)'") }
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONContent<Tree>
  ) throws(NotJSON) -> JSONContent<Tree> {
    let start = position
    for scalar in word.description.unicodeScalars where !take(scalar) { throw expected("'\(word)'", at: start) }
    return value
  }

  // MARK: Containers

  private mutating func open(_ bracket: Unicode.Scalar) throws(NotJSON) {
    try expect(bracket)
    depth += 1
    guard depth <= Self.depthLimit else {
      throw NotJSON(
        offset: position - 1, problem: "there are more than \(Self.depthLimit) containers within each other")
    }
    skipSpace()
  }

  private mutating func close<Content>(
    _ bracket: Unicode.Scalar, _ content: Content
  ) throws(NotJSON) -> Content {
    try expect(bracket, or: "',' or ")
    depth -= 1
    return content
  }

  private mutating func members() throws(NotJSON) -> Tree.Members {
    var members = Tree.Members()
    try open("{")
    guard next != UInt8(ascii: "}") else { return try close("}", members) }
    repeat {
      skipSpace()
      let start = position
      let name = try string()
      let nameRange = start..<position
      skipSpace()
      try expect(":")
      guard members.add(name, at: nameRange, try value()) else {
        throw NotJSON(offset: start, problem: "another member of the object has this name already")
      }
      skipSpace()
    } while take(",")
    return try close("}", members)
  }

  private mutating func elements() throws(NotJSON) -> [Tree] {
    var elements: [Tree] = []
    try open("[")
    guard next != UInt8(ascii: "]") else { return try close("]", elements) }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(",")
    return try close("]", elements)
  }

  // MARK: Numbers

  private mutating func number() throws(NotJSON) -> JSONContent<Tree> {
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
  private mutating func integerPart() throws(NotJSON) -> UInt64? {
    guard isDigit else {
      throw expected(position > 0 && bytes[position - 1] == UInt8(ascii: "-") ? "a digit" : "a value")
    }
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

  private mutating func digits() throws(NotJSON) {
    guard isDigit else { throw expected("a digit") }
    while isDigit { position += 1 }
  }

  private var isDigit: Bool { next >= UInt8(ascii: "0") && next <= UInt8(ascii: "9") }

  // MARK: Strings

  private mutating func string() throws(NotJSON) -> String {
    let start = position
    guard take("\"") else { throw expected("a string") }
    let first = try run()
    if take("\"") { return first }
    var text = first
    while !take("\"") {
      guard take("\\") else {
        throw position < bytes.count
          ? NotJSON(offset: position, problem: "a string has no control characters")
          : NotJSON(offset: start, problem: "the string does not end")
      }
      text.unicodeScalars.append(try escaped())
      text += try run()
    }
    return text
  }

  /// The characters up to the next quote or escape.
  private mutating func run() throws(NotJSON) -> String {
    let start = position
    var bits: UInt8 = 0
    while next >= 0x20, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") {
      bits |= next
      position += 1
    }
    // ASCII, which nearly all of it is, cannot be wrong.
    if bits < 0x80 { return String(decoding: bytes[start..<position], as: UTF8.self) }
    guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
      throw NotJSON(offset: start, problem: "the string is not UTF-8")
    }
    return text
  }

  private mutating func escaped() throws(NotJSON) -> Unicode.Scalar {
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
    default: throw NotJSON(offset: position - 2, problem: "there is no such escape")
    }
  }

  /// What four hexadecimal digits stand for, or twice four: a pair of surrogates is one character, half of one is none.
  private mutating func codePoint() throws(NotJSON) -> Unicode.Scalar {
    var value = try fourDigits()
    if UTF16.isLeadSurrogate(UInt16(value)) {
      try expect("\\")
      try expect("u")
      let trail = try fourDigits()
      guard UTF16.isTrailSurrogate(UInt16(trail)) else { throw halfCharacter }
      value = 0x1_0000 + (value & 0x3ff) << 10 + (trail & 0x3ff)
    }
    guard let scalar = Unicode.Scalar(value) else { throw halfCharacter }
    return scalar
  }

  private var halfCharacter: NotJSON {
    NotJSON(offset: position - 4, problem: "a surrogate stands for half a character")
  }

  private mutating func fourDigits() throws(NotJSON) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
        throw expected("a hexadecimal digit")
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}
