/// Writes JSON text into a buffer of bytes, member by member, without building a tree first.
///
/// The writer puts commas, line breaks and indentation; the caller opens and closes objects and arrays in
/// pairs and names the members of objects in the order in which they shall stand. Strings are written as
/// UTF-8 with the escapes that RFC 8259 requires, and those that keep the text YAML too; integers in decimal.
///
/// ```swift
/// var json = JSONWriter(layout: .lines)
/// json.object {
///   $0.member("version", 1)
///   $0.member("name", "two-socket")
/// }
/// ```
@usableFromInline package struct JSONWriter: Sendable {
  /// How the text is laid out.
  @usableFromInline package enum TextLayout: Sendable {
    /// Members on lines of their own, indented by two spaces: for what people read.
    case lines
    /// As on lines, but each small record of a list on one line: for files that people compare.
    case records
    /// No white space between tokens: one value is one line.
    case compact
  }

  /// What was written so far.
  @usableFromInline package private(set) var bytes: [UInt8] = []

  private let layout: TextLayout
  private var depth = 0
  private var needsComma = false
  /// The depth of the outermost container that stands on one line.
  private var inlineDepth: Int?

  /// Creates an empty writer.
  @usableFromInline package init(layout: TextLayout) {
    self.layout = layout
  }

  /// The text that was written so far.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Ends the text with a line feed, as a text file does.
  @usableFromInline package mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  /// Hands over what was written, and forgets it: a long text need not be in memory as a whole.
  package mutating func takeBytes() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  // MARK: Containers

  /// Writes an object; `body` writes its members.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    beginObject()
    body(&self)
    endObject()
  }

  /// Writes an array; `body` writes its elements.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    beginArray()
    body(&self)
    endArray()
  }

  /// Opens an object; ``endObject()`` must close it.
  ///
  /// - Parameter isInline: Whether the object with all that is in it stands on one line, for long lists of small
  ///   objects; only where text is laid out in records.
  @usableFromInline package mutating func beginObject(isInline: Bool = false) {
    open(UInt8(ascii: "{"))
    if isInline, layout == .records, inlineDepth == nil { inlineDepth = depth }
  }

  /// Closes the innermost container, an object.
  @usableFromInline package mutating func endObject() {
    close(UInt8(ascii: "}"))
    if let inlineDepth, depth < inlineDepth { self.inlineDepth = nil }
  }

  /// Opens an array; ``endArray()`` must close it.
  @usableFromInline package mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// Closes the innermost container, an array.
  @usableFromInline package mutating func endArray() { close(UInt8(ascii: "]")) }

  private mutating func open(_ bracket: UInt8) {
    put(1) { $0.append(bracket) }
    depth += 1
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    depth -= 1
    // Only a container that has just been opened has nothing that a comma could follow.
    if needsComma, inlineDepth == nil { breakLine() }
    bytes.append(bracket)
    needsComma = true
  }

  // MARK: Members of objects

  /// Writes the name of a member; its value must be written next.
  @usableFromInline package mutating func name(_ name: String) {
    let text = name.utf8Span.span
    let isCompact = layout == .compact
    if Self.needsEscape(text) {
      put(0) { _ in }
      escape(name)
      bytes.append(contentsOf: (isCompact ? ":" : ": ").utf8)
    } else {
      put(text.count + 4) { output in
        Self.quote(text, in: &output)
        output.append(UInt8(ascii: ":"))
        if !isCompact { output.append(UInt8(ascii: " ")) }
      }
    }
    isAfterName = true
  }

  /// Writes a member that is an integer.
  package mutating func member(_ key: String, _ value: some BinaryInteger) {
    name(key)
    self.value(value)
  }

  /// Writes a member that is an integer; most are of this type, which need not be asked what it is.
  package mutating func member(_ key: String, _ value: UInt64) {
    name(key)
    self.value(value)
  }

  /// Writes a member that is a string.
  package mutating func member(_ key: String, _ value: String) {
    name(key)
    self.value(value)
  }

  /// Writes a member that is `true` or `false`.
  package mutating func member(_ key: String, _ value: Bool) {
    name(key)
    self.value(value)
  }

  // MARK: Values

  /// Writes an integer.
  package mutating func value(_ value: some BinaryInteger) {
    decimal(UInt64(value.magnitude), isNegative: value < 0)
  }

  /// Writes an integer.
  @usableFromInline package mutating func value(_ value: UInt64) { decimal(value, isNegative: false) }

  /// Writes a string.
  @usableFromInline package mutating func value(_ value: String) {
    let text = value.utf8Span.span
    // Names and nearly all values have nothing to escape.
    if Self.needsEscape(text) {
      put(0) { _ in }
      escape(value)
    } else {
      put(text.count + 2) { Self.quote(text, in: &$0) }
    }
    needsComma = true
  }

  /// Writes `true` or `false`.
  @usableFromInline package mutating func value(_ value: Bool) { word(value ? "true" : "false") }

  /// Writes `null`.
  package mutating func null() { word("null") }

  private mutating func word(_ word: String) {
    let text = word.utf8Span.span
    put(text.count) { output in
      for index in text.indices { output.append(text[index]) }
    }
    needsComma = true
  }

  // MARK: Text

  private var isAfterName = false

  /// Writes a value, or the name of a member, behind what separates it from what stands before it: all at once, as an
  /// array asks before each single byte whether it has room for it and is nobody else's.
  ///
  /// - Parameter count: How many bytes `body` writes at the most.
  @inline(__always)
  private mutating func put(_ count: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
    let (isNext, isFirst) = (needsComma, !isAfterName)
    let isOnLine = inlineDepth == nil && depth > 0 && layout != .compact
    let isInline = inlineDepth != nil
    let indent = 2 * depth
    bytes.append(addingCapacity: count + indent + 2) { output in
      if isFirst {
        if isNext { output.append(UInt8(ascii: ",")) }
        if isOnLine {
          output.append(UInt8(ascii: "\n"))
          for _ in 0..<indent { output.append(UInt8(ascii: " ")) }
        } else if isInline, isNext {
          output.append(UInt8(ascii: " "))
        }
      }
      body(&output)
    }
    if isFirst { needsComma = false }
    isAfterName = false
  }

  private static func quote(_ text: Span<UInt8>, in output: inout OutputSpan<UInt8>) {
    output.append(UInt8(ascii: "\""))
    for index in text.indices { output.append(text[index]) }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func breakLine() {
    guard layout != .compact else { return }
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<(2 * depth) { bytes.append(UInt8(ascii: " ")) }
  }

  private mutating func decimal(_ magnitude: UInt64, isNegative: Bool) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var start = digits.count
    var rest = magnitude
    repeat {
      start -= 1
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    put(21) { output in
      if isNegative { output.append(UInt8(ascii: "-")) }
      for index in start..<digits.count { output.append(digits[index]) }
    }
    needsComma = true
  }

  private mutating func escape(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case "\n": bytes.append(contentsOf: "\\n".utf8)
      case "\t": bytes.append(contentsOf: "\\t".utf8)
      // Terminals obey some; YAML, which JSON text is too, refuses others or takes them for line breaks.
      case _ where scalar.isTerminalControl, "\u{feff}", "\u{fffe}", "\u{ffff}":
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(hexDigit(UInt8(scalar.value >> UInt32(shift) & 0xf))) }
      case _ where scalar.isASCII: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      default: bytes.append(contentsOf: scalar.utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a byte among these is, or may be part of, a character to escape.
  private static func needsEscape(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      let byte = text[index]
      if byte < 0x20 || byte >= 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
    }
    return false
  }

  private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

extension JSONWriter: JSONCoder {
  /// Writes a member of a record, unless it is absent.
  @inlinable package mutating func member<Value: JSONMember>(
    _ name: String, _ value: inout Value, _ meaning: String?, values: @autoclosure () -> JSONMemberValues?
  ) {
    guard !value.isAbsent else { return }
    self.name(name)
    value.write(to: &self)
  }
}
