/// A JSON text as a tree.
@usableFromInline package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(UInt64)
  /// A number that is not written as an integer from 0 to 2^64 - 1, as it is written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// What is wrong with a text that is not JSON.
  package struct NotJSON: Error {}

  /// Parses a text.
  ///
  /// - Parameter bytes: The whole text, as RFC 8259 has it: no comments, single quotes, trailing commas, leading zeros
  ///   or control characters in strings, and no byte that is not UTF-8. An object with two members of one name is
  ///   refused too, as is a text of more than 128 containers within each other.
  /// - Throws: ``NotJSON``.
  package init(parsing bytes: [UInt8]) throws(NotJSON) {
    var parser = JSONParser(bytes)
    self = try parser.text()
  }

  /// The value in a few words: what a message shows of it.
  package var summary: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .array(let elements): "a list of \(elements.count)"
    case .object: "an object"
    }
  }
}
