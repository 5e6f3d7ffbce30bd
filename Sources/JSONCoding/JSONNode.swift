/// A value of a JSON text that knows where it stands, for texts of others: what is said of a value is said at its place.
package struct JSONNode: Sendable {
  /// What a value is.
  package enum Content: Sendable {
    case null
    case bool(Bool)
    case integer(UInt64)
    /// A number that is not written as an integer from 0 to 2^64 - 1, as it is written.
    case number(String)
    case string(String)
    case array([JSONNode])
    /// The members in the order of the text, no two of one name.
    case object([Member])
  }

  /// A member of an object.
  package struct Member: Sendable {
    /// Its name.
    package let name: String
    /// The bytes of the name, quotes and all.
    package let nameRange: Range<Int>
    /// Its value.
    package let value: JSONNode
  }

  /// What the value is.
  package let content: Content
  /// The bytes of the text that it is written with, brackets or quotes and all.
  package let range: Range<Int>

  /// Parses a text.
  ///
  /// - Parameter bytes: The whole text, as ``JSONValue/init(parsing:)`` takes it.
  /// - Throws: What is wrong with it, and where.
  package init(parsing bytes: [UInt8]) throws(NotJSON) {
    var parser = JSONParser<JSONNode>(bytes)
    self = try parser.text()
  }

  /// The value in a few words: what a message shows of it.
  package var summary: String {
    switch content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): value
    case .string(let value): "\"\(value)\""
    case .array(let elements): "a list of \(elements.count)"
    case .object: "an object"
    }
  }
}

extension JSONNode: JSONTree {
  init(_ content: JSONContent<JSONNode>, at range: Range<Int>) {
    self.range = range
    switch content {
    case .null: self.content = .null
    case .bool(let value): self.content = .bool(value)
    case .integer(let value): self.content = .integer(value)
    case .number(let text): self.content = .number(text)
    case .string(let text): self.content = .string(text)
    case .array(let elements): self.content = .array(elements)
    case .object(let members): self.content = .object(members.ordered)
    }
  }

  /// Members in the order of the text.
  struct Members: JSONTreeMembers {
    private(set) var ordered: [Member] = []
    private var names: Set<String> = []

    mutating func add(_ name: String, at nameRange: Range<Int>, _ value: JSONNode) -> Bool {
      ordered.append(Member(name: name, nameRange: nameRange, value: value))
      return names.insert(name).inserted
    }
  }
}
