/// A document as a person would lay it out: what fits on a line stands there, in flow style.
struct DocumentText {
  /// Columns that a line has at most where it can be helped.
  private static let width = 100

  /// The text.
  private(set) var text = ""

  /// Lays a mapping out as a document.
  init(_ root: DocumentValue) {
    for entry in root.entries { write(entry, indent: 0, prefix: "") }
  }

  // MARK: Blocks

  private mutating func write(_ entry: DocumentValue.Entry, indent: Int, prefix: String) {
    let head = prefix + Self.scalar(entry.key) + ":"
    let line = Self.flow(entry.value)
    // What a list of nodes or of windows has is easier to compare below each other.
    if entry.value.isTable || head.count + 1 + line.count > Self.width, entry.value.isDivisible {
      text += head + "\n"
      writeBlock(entry.value, indent: indent + 2)
    } else {
      text += "\(head) \(line)\n"
    }
  }

  private mutating func writeBlock(_ value: DocumentValue, indent: Int) {
    let space = String(repeating: " ", count: indent)
    switch value {
    case .scalar: text += space + Self.flow(value) + "\n"
    case .mapping(let entries):
      for entry in entries { write(entry, indent: indent, prefix: space) }
    case .list(let elements):
      for element in elements {
        let line = Self.flow(element)
        guard indent + 2 + line.count > Self.width, case .mapping(let entries) = element else {
          text += "\(space)- \(line)\n"
          continue
        }
        for (number, entry) in entries.enumerated() {
          write(entry, indent: indent + 2, prefix: space + (number == 0 ? "- " : "  "))
        }
      }
    }
  }

  // MARK: Flow

  private static func flow(_ value: DocumentValue) -> String {
    switch value {
    case .scalar(let text): scalar(text)
    case .list(let elements): "[" + elements.map(flow).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\(scalar($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  /// A text, in quotes where YAML has a meaning for one of its characters, or for the whole.
  private static func scalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
        UInt8(ascii: "-"), UInt8(ascii: "+"):
        true
      default: false
      }
    }
    let startsPlainly = text.utf8.first.map { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") } ?? false
    if isPlain, startsPlainly, text.lowercased() != "null" { return text }
    return "\"" + text.unicodeScalars.reduce(into: "") { $0 += quoted($1) } + "\""
  }

  /// A character as it stands between double quotes (YAML 1.1, section 5.6): what YAML breaks lines at, and what it does not
  /// allow in a text, by its number.
  private static func quoted(_ character: Unicode.Scalar) -> String {
    switch character {
    case "\"", "\\": "\\" + String(character)
    case "\0"..<" ", "\u{7F}"..."\u{9F}": "\\x" + hexadecimal(character, digits: 2)
    case "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}": "\\u" + hexadecimal(character, digits: 4)
    default: String(character)
    }
  }

  private static func hexadecimal(_ character: Unicode.Scalar, digits: Int) -> String {
    let number = String(character.value, radix: 16)
    return String(repeating: "0", count: digits - number.utf8.count) + number
  }
}

extension DocumentValue {
  /// Whether it is a list of several mappings.
  fileprivate var isTable: Bool {
    guard case .list(let elements) = self, elements.count > 1, case .mapping = elements[0] else { return false }
    return true
  }

  /// Whether it can be laid out on several lines: a mapping, or a list of mappings or lists.
  fileprivate var isDivisible: Bool {
    switch self {
    case .scalar: false
    case .mapping(let entries): !entries.isEmpty
    case .list(let elements):
      switch elements.first {
      case .mapping?, .list?: true
      case .scalar?, nil: false
      }
    }
  }
}
