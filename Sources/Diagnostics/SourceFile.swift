/// A source text with the name under which diagnostics speak of it.
public final class SourceFile: Sendable {
  /// The name as the user gave it: a path, or `<stdin>`.
  public let name: String
  /// The text as read, which need not be valid UTF-8.
  public let bytes: [UInt8]

  /// Creates a source from bytes that were read elsewhere.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
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
  public func line(_ line: UInt32) -> String? {
    lines([line])[line]
  }

  /// The texts of several lines, found in one walk through the source.
  func lines(_ wanted: Set<UInt32>) -> [UInt32: String] {
    var found: [UInt32: String] = [:]
    var number: UInt32 = 1
    var start = 0
    while start <= bytes.count, found.count < wanted.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if wanted.contains(number) {
        var line = bytes[start..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        found[number] = String(decoding: line, as: UTF8.self)
      }
      start = end + 1
      number += 1
    }
    return found
  }
}
