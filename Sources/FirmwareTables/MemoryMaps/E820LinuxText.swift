import Addresses
public import FieldCoding
import MachineModel

extension E820Map {
  /// The map as Linux prints it, a line an entry.
  public var linuxText: String {
    entries.map { "\($0.linuxLine)\n" }.joined()
  }

  /// Reads a map as Linux prints it: lines such as `[mem 0x0000000000000000-0x000000000009fbff] usable`, whose
  /// end is inclusive, or, as it was before Linux 3.9, `0000000000000000 - 000000000009fc00 (usable)`, whose end is
  /// exclusive.
  ///
  /// Where `BIOS-e820:` stands in any line, the text is a kernel's log, and only lines with it are looked at, in either
  /// form: others speak of ranges too, in many ways. Of a log of several boots the last one's map is read, after a warning.
  /// Elsewhere lines without `[mem` are passed over, and only a time
  /// stamp may stand before it. Other lines that are no entries are issues, and so is a text without any entry.
  public static func decode(linuxText text: String) -> Decoded<E820Map> {
    let decoded = decodeLines(ofLinuxText: text)
    return Decoded(E820Map(entries: decoded.value.map(\.entry)), decoded.list)
  }

  /// Reads a map as ``decode(linuxText:)`` does.
  ///
  /// - Returns: The entries, each with its line from 1.
  package static func decodeLines(ofLinuxText text: String) -> Decoded<[(entry: E820Entry, line: Int)]> {
    var map: [(entry: E820Entry, line: Int)] = []
    var issues = IssueList()
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let isLog = lines.contains { LinuxMapLine.isLogged(Array($0)) }
    var (maps, lastMap) = (1, 1)
    for (index, line) in lines.enumerated() {
      do {
        let entry = isLog ? try LinuxMapLine.loggedEntry(in: Array(line)) : try LinuxMapLine.entry(in: Array(line))
        guard let entry else { continue }
        // Linux prints a map once a boot, and sorted: where it begins again, another boot does.
        if isLog, let first = map.first?.entry, entry.base <= first.base {
          map.removeAll()
          (maps, lastMap) = (maps + 1, index + 1)
        }
        map.append((entry, index + 1))
      } catch {
        issues.append(error.message, at: .line(index + 1))
      }
    }
    if maps > 1 {
      issues.append(
        "the log has \(maps) maps; the last one, from here on, is read", at: .line(lastMap), isWarning: true)
    }
    if map.isEmpty, issues.issues.isEmpty {
      issues.append(
        "no line has an entry of an e820 map: neither 'BIOS-e820:' nor '[mem 0xSTART-0xEND] TYPE' is there",
        at: .whole)
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
  private static let gap = Array("[gap ".utf8)
  private static let marker = Array("BIOS-e820:".utf8)
  private static let space = UInt8(ascii: " ")

  private var rest: ArraySlice<UInt8>

  /// Whether a line of a log speaks of the map.
  static func isLogged(_ line: [UInt8]) -> Bool { firstIndex(of: marker, in: line) != nil }

  /// The entry that a line of a log states; `nil` for a line that speaks of something else.
  static func loggedEntry(in line: [UInt8]) throws(Failure) -> E820Entry? {
    guard let start = firstIndex(of: marker, in: line) else { return nil }
    let text = trimmed(line[(start + marker.count)...])
    if text.starts(with: gap) { return nil }
    var parser = LinuxMapLine(rest: text)
    return text.starts(with: opening) ? try entry(behindOpening: text) : try parser.oldEntry()
  }

  /// The entry that a line states; `nil` for a line that speaks of something else.
  static func entry(in line: [UInt8]) throws(Failure) -> E820Entry? {
    guard let start = firstIndex(of: opening, in: line) else { return nil }
    let prefix = trimmed(line[..<start])
    guard prefix.isEmpty || prefix.last == UInt8(ascii: "]") else {
      throw Failure("'\(quoted(prefix))' stands before '[mem', where only a time stamp and 'BIOS-e820:' may")
    }
    return try entry(behindOpening: line[start...])
  }

  /// The entry of a text that begins with `[mem `.
  private static func entry(behindOpening text: ArraySlice<UInt8>) throws(Failure) -> E820Entry {
    var parser = LinuxMapLine(rest: text.dropFirst(opening.count))
    guard let base = parser.hexadecimal(), parser.skip(UInt8(ascii: "-")), let last = parser.hexadecimal(),
      parser.skip(UInt8(ascii: "]"))
    else { throw Failure("the range is not of the form [mem 0xSTART-0xEND]") }
    // An entry of nothing ends just before it begins.
    guard base <= last || base == last &+ 1 else {
      throw Failure("the range ends at \(Units.address(last)), before it begins at \(Units.address(base))")
    }
    return E820Entry(base: base, length: last &- base &+ 1, type: try type(of: parser.rest))
  }

  /// The entry of a text such as `0000000000000000 - 000000000009fc00 (usable)`.
  private mutating func oldEntry() throws(Failure) -> E820Entry {
    let text = rest
    guard let base = digits(), skipSpaces(), skip(UInt8(ascii: "-")), skipSpaces(), let end = digits() else {
      throw Failure(
        "'\(Self.quoted(text))' stands behind 'BIOS-e820:', where only '[mem 0xSTART-0xEND] TYPE' and "
          + "'START - END (TYPE)' may")
    }
    // An entry that reaches up to 2^64 ends at 0 here.
    guard base <= end || end == 0 else {
      throw Failure("the range ends at \(Units.address(end)), before it begins at \(Units.address(base))")
    }
    var words = Self.trimmed(rest)
    if words.first == UInt8(ascii: "("), words.last == UInt8(ascii: ")") { words = words.dropFirst().dropLast() }
    return E820Entry(base: base, length: end &- base, type: try Self.type(of: words))
  }

  private mutating func skipSpaces() -> Bool {
    rest = rest.drop(while: Self.isSpace)
    return true
  }

  /// A number of 64 bits.
  private mutating func digits() -> UInt64? {
    let digits = rest.prefix { Self.isHexadecimalDigit($0) }
    guard let value = UInt64(String(decoding: digits, as: UTF8.self), radix: 16) else { return nil }
    rest = rest.dropFirst(digits.count)
    return value
  }

  /// A number of 64 bits behind `0x`.
  private mutating func hexadecimal() -> UInt64? {
    skip(UInt8(ascii: "0")) && skip(UInt8(ascii: "x")) ? digits() : nil
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
