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
  package typealias NotJSON = JSONCoding.NotJSON

  /// Parses a text.
  ///
  /// - Parameter bytes: The whole text, as RFC 8259 has it: no comments, single quotes, trailing commas, leading zeros
  ///   or control characters in strings, and no byte that is not UTF-8. An object with two members of one name is
  ///   refused too, as is a text of more than 128 containers within each other.
  /// - Throws: ``NotJSON``.
  package init(parsing bytes: [UInt8]) throws(NotJSON) {
    var parser = JSONParser<JSONValue>(bytes)
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

/// What is wrong with a text that is not JSON.
package struct NotJSON: Error, Equatable {
  /// The first byte that cannot stand where it stands; at the end of the text, how many bytes it has.
  package let offset: Int
  /// What is wrong, as a sentence without a full stop.
  package let problem: String
}

extension JSONValue: JSONTree {
  init(_ content: JSONContent<JSONValue>, at range: Range<Int>) {
    switch content {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .number(let text): self = .number(text)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements)
    case .object(let members): self = .object(members.byName)
    }
  }

  /// Members by their names.
  struct Members: JSONTreeMembers {
    private(set) var byName: [String: JSONValue] = [:]

    mutating func add(_ name: String, at nameRange: Range<Int>, _ value: JSONValue) -> Bool {
      byName.updateValue(value, forKey: name) == nil
    }
  }
}
