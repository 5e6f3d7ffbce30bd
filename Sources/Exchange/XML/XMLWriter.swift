/// Writes XML, an element a line where it has no others in it.
struct XMLWriter {
  /// What is written.
  private(set) var text = ""
  /// How many spaces stand before an element.
  private var indentation: Int
  /// How many more stand before an element in it.
  private let step: Int

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - level: How many elements the outermost ones are in already.
  ///   - step: How many spaces stand before an element in another one, beyond those before that.
  init(level: Int, step: Int) {
    indentation = level * step
    self.step = step
  }

  /// Writes an element, with a text or with nothing in it.
  mutating func element(_ name: String, _ attributes: [(String, String)] = [], text content: String? = nil) {
    let tag = Self.tag(name, attributes)
    line(content.map { "<\(tag)>\(Self.escaped($0))</\(name)>" } ?? "<\(tag)/>")
  }

  /// Writes an element with others in it.
  mutating func element(
    _ name: String, _ attributes: [(String, String)] = [], _ children: (inout XMLWriter) -> Void
  ) {
    line("<\(Self.tag(name, attributes))>")
    indentation += step
    children(&self)
    indentation -= step
    line("</\(name)>")
  }

  /// Writes a comment.
  mutating func comment(_ content: String) {
    // Two dashes would end it.
    line("<!-- \(content.split(separator: "--", omittingEmptySubsequences: false).joined(separator: "- -")) -->")
  }

  private mutating func line(_ content: String) {
    text += String(repeating: " ", count: indentation) + content + "\n"
  }

  private static func tag(_ name: String, _ attributes: [(String, String)]) -> String {
    name + attributes.map { " \($0.0)='\(escaped($0.1))'" }.joined()
  }

  /// A text or a value with all that means something to XML written as what it is.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "'": escaped += "&apos;"
      case "\"": escaped += "&quot;"
      // Line breaks in values would become spaces.
      case "\n", "\r", "\t": escaped += "&#\(scalar.value);"
      // No XML has these (XML 1.0, section 2.2, "Characters").
      case "\0"..<" ", "\u{FFFE}"..."\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
