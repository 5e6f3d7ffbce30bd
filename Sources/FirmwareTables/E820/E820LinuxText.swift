public import FieldCoding
import Topology

extension E820Map {
  /// The map as Linux prints it, a line an entry.
  public var linuxText: String {
    entries.map { "\($0)\n" }.joined()
  }

  /// Reads a map as Linux prints it: lines such as `[mem 0x0000000000000000-0x000000000009fbff] usable`, whose
  /// end is inclusive.
  ///
  /// A time stamp or anything that ends with `BIOS-e820:` may stand before an entry. Lines without `[mem` are
  /// passed over; other lines that are no entries are issues.
  public static func decode(linuxText text: String) -> Decoded<E820Map> {
    var map = E820Map()
    var issues = IssueList()
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      do {
        if let entry = try LinuxMapLine.entry(in: Array(line)) { map.entries.append(entry) }
      } catch {
        issues.append(error.message, at: .line(index + 1))
      }
    }
    return Decoded(map, issues)
  }
}

/// Reads one line of a map as Linux prints it.
private struct LinuxMapLine {
  struct Failure: Error {
    let message: String

    init(_ message: String) {
      self.message = message
    }
  }

  private static let opening = Array("[mem ".utf8)
  private static let space = UInt8(ascii: " ")

  private var rest: ArraySlice<UInt8>

  /// The entry that a line states; `nil` for a line that speaks of something else.
  static func entry(in line: [UInt8]) throws(Failure) -> E820Entry? {
    guard let start = firstIndex(of: opening, in: line) else { return nil }
    let prefix = trimmed(line[..<start])
    guard prefix.isEmpty || prefix.last == UInt8(ascii: "]") || prefix.ends(with: "BIOS-e820:".utf8) else {
      throw Failure("'\(quoted(prefix))' stands before '[mem', where only a time stamp and 'BIOS-e820:' may")
    }
    var parser = LinuxMapLine(rest: line[(start + opening.count)...])
    guard let base = parser.hexadecimal(), parser.skip(UInt8(ascii: "-")), let last = parser.hexadecimal(),
      parser.skip(UInt8(ascii: "]"))
    else { throw Failure("the range is not of the form [mem 0xSTART-0xEND]") }
    guard base <= last else {
      throw Failure("the range ends at \(Units.address(last)), before it begins at \(Units.address(base))")
    }
    guard last - base < .max else { throw Failure("an e820 entry cannot have 2^64 bytes") }
    return E820Entry(base: base, length: last - base + 1, type: try type(of: parser.rest))
  }

  /// A number of 64 bits behind `0x`.
  private mutating func hexadecimal() -> UInt64? {
    guard skip(UInt8(ascii: "0")), skip(UInt8(ascii: "x")) else { return nil }
    let digits = rest.prefix { Self.isHexadecimalDigit($0) }
    rest = rest.dropFirst(digits.count)
    return UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// The type that the words behind a range tell. Linux 6.1 prints `usable` and `reserved`; later ones may print a
  /// size first, and then `System RAM` and `device reserved`.
  private static func type(of text: ArraySlice<UInt8>) throws(Failure) -> E820Type {
    var words = String(decoding: trimmed(text), as: UTF8.self).lowercased().split(separator: " ")
    if words.count > 2, words[0].utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }),
      ["b", "kb", "mb", "gb", "tb"].contains(words[1])
    {
      words.removeFirst(2)
    }
    switch words.joined(separator: " ") {
    case "usable", "system ram": return .usable
    case "reserved", "device reserved": return .reserved
    case "acpi data": return .acpi
    case "acpi nvs": return .nvs
    case "unusable": return .unusable
    case "persistent (type 7)", "persistent ram (type 7)": return .persistent
    case "persistent (type 12)", "persistent ram (type 12)": return .persistentBeforeACPI6
    case "soft reserved": return .softReserved
    default: break
    }
    if words.count == 2, words[0] == "type", words[1].utf8.allSatisfy(isDigit), let number = UInt32(words[1]) {
      return E820Type(rawValue: number)
    }
    throw Failure(
      words.isEmpty ? "no type stands behind the range" : "unknown type '\(quoted(trimmed(text)))'")
  }

  // MARK: Bytes

  private static func firstIndex(of pattern: [UInt8], in line: [UInt8]) -> Int? {
    guard line.count >= pattern.count else { return nil }
    return (0...line.count - pattern.count).first {
      line[$0] == pattern[0] && line[$0..<$0 + pattern.count].elementsEqual(pattern)
    }
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text.drop(while: isSpace)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isHexadecimalDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
  }

  /// Text for a message: not more than a line of it, and nothing that a terminal would obey.
  private static func quoted(_ text: ArraySlice<UInt8>) -> String {
    FixedText(bytes: Array(text.prefix(60))).description + (text.count > 60 ? "…" : "")
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with suffix: String.UTF8View) -> Bool {
    self.suffix(suffix.count).elementsEqual(suffix)
  }
}
