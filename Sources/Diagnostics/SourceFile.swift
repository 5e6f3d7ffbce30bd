/// A source text with the name under which diagnostics speak of it.
///
/// Lines end where YAML 1.1 ends them: at LF, CR LF, CR, NEL (U+0085), LS (U+2028) and PS (U+2029).
public final class SourceFile: Sendable {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// The name of what comes through standard input.
  package static let standardInputName = "<stdin>"

  /// The name as the user gave it: a path, or `<stdin>`.
  public let name: String
  /// The text as read, which need not be valid UTF-8, without the byte order mark that some editors begin it with.
  public let bytes: [UInt8]

  /// Creates a source from bytes that were read elsewhere.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes.starts(with: Self.byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// Creates a source from a string.
  public convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The text of a line without its line break, or `nil` where the text has no such line.
  ///
  /// Bytes that are not UTF-8 are shown as U+FFFD.
  ///
  /// - Parameter line: The line's number, from 1.
  package func line(_ line: UInt32) -> String? {
    lines([line])[line]
  }

  /// The texts of several lines without their line breaks, found in one walk through the source.
  ///
  /// - Parameter wanted: The lines' numbers, from 1; those that the text does not have are left out.
  package func lines(_ wanted: Set<UInt32>) -> [UInt32: String] {
    var found: [UInt32: String] = [:]
    var number: UInt32 = 1
    var start = 0
    while start <= bytes.count, found.count < wanted.count {
      var end = start
      while end < bytes.count, breakLength(at: end) == 0 { end += 1 }
      if wanted.contains(number) { found[number] = String(decoding: bytes[start..<end], as: UTF8.self) }
      start = end + max(1, breakLength(at: end))
      number += 1
    }
    return found
  }

  /// The text of a range within one line, or `nil` where it has several lines or lies outside of the source.
  public func text(in range: SourceRange) -> String? {
    guard range.start.line == range.end.line, range.start <= range.end, let line = line(range.start.line) else {
      return nil
    }
    let scalars = line.unicodeScalars
    guard range.end.column <= scalars.count + 1 else { return nil }
    var text = ""
    text.unicodeScalars.append(
      contentsOf: scalars.dropFirst(Int(range.start.column) - 1)
        .prefix(Int(range.end.column - range.start.column)))
    return text
  }

  /// Line and column of a byte, in text that need not be UTF-8: continuation bytes do not count as columns.
  ///
  /// - Parameter offset: The byte's place in ``bytes``.
  package func position(ofByte offset: Int) -> SourcePosition {
    var position = SourcePosition(line: 1, column: 1)
    var index = 0
    while index < min(offset, bytes.count) {
      let length = breakLength(at: index)
      if length > 0 {
        position.line += 1
        position.column = 1
      } else if bytes[index] & 0xC0 != 0x80 {
        position.column += 1
      }
      index += max(1, length)
    }
    return position
  }

  /// The bytes of the line break at an index, or 0 where there is none.
  package func breakLength(at index: Int) -> Int {
    guard index < bytes.count else { return 0 }
    switch bytes[index] {
    case 0x0A: return 1
    case 0x0D: return index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
    case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard index + 2 < bytes.count, bytes[index + 1] == 0x80 else { return 0 }
      return bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
  }
}
