package import FieldCoding

/// Tables in the text that ACPICA's `acpidump` prints and its `acpixtract` reads: for each a line such as
/// `SRAT @ 0x000000007FFE1234`, and behind it lines of an offset, of up to sixteen bytes in hexadecimal, and of the same
/// bytes as characters.
package struct AcpidumpText: Sendable {
  /// A table of the text.
  package struct Table: Sendable {
    /// What the text calls it: the signature, or `RSD PTR`.
    package let name: FixedText
    /// Where it lay in memory; `nil` where the text does not tell, as in `SSDT @ (nil)`.
    package let address: UInt64?
    /// The line that names it, from 1.
    package let line: Int
    /// Where its bytes lie among all that were read.
    fileprivate let range: Range<Int>
  }

  /// The tables, in the order of the text; those without any bytes are left out.
  package private(set) var tables: [Table] = []
  /// The bytes of all tables behind each other: a hostile text has a table in every other line.
  private var bytes: [UInt8] = []

  /// The bytes of a table.
  package func bytes(of table: Table) -> [UInt8] { Array(bytes[table.range]) }

  /// Whether a line of a text names a table.
  package static func isSuchText(_ text: [UInt8]) -> Bool {
    var lines = TextLines(text)
    while let line = lines.next() {
      if AcpidumpLine(text, line).heading() != nil { return true }
    }
    return false
  }

  /// Reads a text as far as it goes: a line that does not follow the one before it ends its table.
  package static func decode(_ text: [UInt8]) -> Decoded<AcpidumpText> {
    var reader = AcpidumpReader()
    var lines = TextLines(text)
    while let line = lines.next() { reader.read(AcpidumpLine(text, line), number: lines.number) }
    reader.endTable()
    if reader.result.tables.isEmpty, reader.issues.issues.isEmpty {
      reader.issues.append("no line names a table, as 'SRAT @ 0x7FFE1234' does", at: .whole)
    }
    return Decoded(reader.result, reader.issues)
  }

  fileprivate mutating func append(_ table: Table) { tables.append(table) }
  fileprivate mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
  fileprivate var byteCount: Int { bytes.count }
  fileprivate func signature(at range: Range<Int>) -> ArraySlice<UInt8> { bytes[range].prefix(4) }
}

/// Puts the lines of a text together.
private struct AcpidumpReader {
  /// The line that names a table.
  private struct Heading {
    let name: FixedText
    let address: UInt64?
    let line: Int
    let start: Int
  }

  var result = AcpidumpText()
  var issues = IssueList()
  private var heading: Heading?
  /// Whether what follows up to the next name belongs to no table.
  private var skips = false

  mutating func read(_ line: AcpidumpLine, number: Int) {
    if let (name, address) = line.heading() {
      endTable()
      heading = Heading(name: FixedText(bytes: name), address: address, line: number, start: result.byteCount)
      skips = false
      return
    }
    guard heading != nil, !skips else { return }
    guard let (offset, digits) = line.row() else {
      // Anything but an empty line ends the table.
      if !line.isBlank { skips = true }
      return
    }
    append(offset, digits, number)
  }

  private mutating func append(_ offset: UInt64, _ digits: AcpidumpLine.Row, _ number: Int) {
    guard let heading else { return }
    let count = result.byteCount - heading.start
    guard offset == UInt64(count) else {
      skips = true
      return issues.append(
        "the row is of offset 0x\(String(offset, radix: 16)) in \(heading.name), but "
          + "0x\(String(count, radix: 16)) bytes stand before it", at: .line(number))
    }
    result.append(digits.bytes)
    guard let refused = digits.refused else { return }
    skips = true
    issues.append("'\(refused)' is not a byte in two hexadecimal digits", at: .line(number))
  }

  mutating func endTable() {
    guard let heading else { return }
    self.heading = nil
    let range = heading.start..<result.byteCount
    guard !range.isEmpty else {
      return issues.append("no bytes follow the name of \(heading.name)", at: .line(heading.line))
    }
    let signature = result.signature(at: range)
    if signature.count == 4, !heading.name.bytes.starts(with: signature) {
      issues.append(
        "the text calls the table \(heading.name), but its signature is \"\(FixedText(bytes: Array(signature)))\"",
        at: .line(heading.line))
    }
    result.append(
      AcpidumpText.Table(name: heading.name, address: heading.address, line: heading.line, range: range))
  }
}

/// A line of an acpidump text.
private struct AcpidumpLine {
  /// The bytes of a row.
  struct Row {
    var bytes: [UInt8] = []
    /// What stands where a byte should, as a message shows it.
    var refused: FixedText?
  }

  private static let space = UInt8(ascii: " ")
  private static let bytesPerRow = 16

  private let line: ArraySlice<UInt8>

  init(_ text: [UInt8], _ range: Range<Int>) {
    var line = text[range]
    while let last = line.last, last == Self.space || last == 9 || last == 13 { line.removeLast() }
    self.line = line
  }

  var isBlank: Bool { line.allSatisfy { $0 == Self.space || $0 == 9 } }

  /// The name and the address of `SRAT @ 0x7FFE1234`, of `RSD PTR @ 0xF6CD0` and of `SSDT @ (nil)`; `nil` for another line.
  func heading() -> (name: [UInt8], address: UInt64?)? {
    // Nearly every line is a row, which begins with a space.
    guard line.count >= 9, let first = line.first, first > Self.space, first < 0x7f else { return nil }
    for width in [4, 7] {
      let rest = line.dropFirst(width)
      guard rest.starts(with: [Self.space, UInt8(ascii: "@"), Self.space]) else { continue }
      let name = Array(line.prefix(width))
      guard name.allSatisfy({ (Self.space..<0x7f).contains($0) }), width == 4 || name.elementsEqual("RSD PTR".utf8)
      else { return nil }
      let place = rest.dropFirst(3)
      if place.elementsEqual("(nil)".utf8) { return (name, nil) }
      guard place.starts(with: "0x".utf8), let address = Self.number(place.dropFirst(2)) else { return nil }
      return (name, address)
    }
    return nil
  }

  /// The offset and the bytes of a row; `nil` for a line that does not begin with an offset.
  func row() -> (offset: UInt64, Row)? {
    let text = line.drop { $0 == Self.space || $0 == 9 }
    guard let colon = text.prefix(17).firstIndex(of: UInt8(ascii: ":")), let offset = Self.number(text[..<colon])
    else {
      return nil
    }
    var row = Row()
    var rest = text[(colon + 1)...].drop { $0 == Self.space }
    while row.bytes.count < Self.bytesPerRow, !rest.isEmpty {
      let word = rest.prefix(3)
      guard let byte = Self.number(word.prefix(2)), word.count > 1, word.count == 2 || word.last == Self.space
      else {
        row.refused = FixedText(bytes: Array(rest.prefix { $0 != Self.space }.prefix(20)))
        break
      }
      row.bytes.append(UInt8(truncatingIfNeeded: byte))
      rest = rest.dropFirst(3)
      // More than a space stands before the characters of a row that is not full.
      if rest.first == Self.space { break }
    }
    return (offset, row)
  }

  /// A number of at most sixteen hexadecimal digits.
  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty, digits.count <= 16 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt64(digit - UInt8(ascii: "A") + 10)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return value
  }
}

/// The lines of a text one after the other, without the line feeds between them.
private struct TextLines {
  private let text: [UInt8]
  private var start: Int
  private var isAtEnd = false
  /// The number of the line that was given last, from 1.
  private(set) var number = 0

  init(_ text: [UInt8]) {
    self.text = text
    // Some editors put a byte order mark before all text.
    start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private static func end(of start: Int, in text: Span<UInt8>) -> Int {
    var end = start
    while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
    return end
  }

  mutating func next() -> Range<Int>? {
    guard !isAtEnd else { return nil }
    let line = start..<Self.end(of: start, in: text.span)
    isAtEnd = line.upperBound == text.count
    number += 1
    start = line.upperBound + 1
    return line
  }
}

extension TableKind {
  /// The kind of bytes that are one table, whatever its signature.
  package init(ofTable bytes: [UInt8]) {
    if bytes.starts(with: RSDP.signature?.bytes ?? []) {
      self.init(RSDP.self)
    } else {
      let signature = FixedText(bytes: Array(bytes.prefix(4)))
      self = TableKind(signature: signature) ?? TableKind(undecoded: signature)
    }
  }
}
