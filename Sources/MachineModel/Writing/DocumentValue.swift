/// A value of a document that is to be written.
package enum DocumentValue: Equatable, Sendable {
  /// A text, which has quotes where YAML would take it for something else.
  case scalar(String)
  /// A list.
  case list([DocumentValue])
  /// Keys with their values, in the order in which they are written.
  case mapping([Entry])

  /// A key with its value.
  package struct Entry: Equatable, Sendable {
    /// The key.
    package var key: String
    /// The value.
    package var value: DocumentValue

    init(_ key: String, _ value: DocumentValue) {
      self.key = key
      self.value = value
    }
  }

  /// A mapping of those keys that have a value.
  static func mapping(stating entries: [(String, DocumentValue?)]) -> DocumentValue {
    .mapping(entries.compactMap { key, value in value.map { Entry(key, $0) } })
  }

  /// A number as it stands in a document.
  static func number(_ value: some BinaryInteger) -> DocumentValue { .scalar("\(value)") }

  /// The entries of a mapping; none of another value.
  package var entries: [Entry] { if case .mapping(let entries) = self { entries } else { [] } }

  /// Whether it says nothing.
  var isEmpty: Bool {
    switch self {
    case .scalar: false
    case .list(let elements): elements.isEmpty
    case .mapping(let entries): entries.isEmpty
    }
  }

  /// The value; `nil` where it says nothing.
  var unlessEmpty: DocumentValue? { isEmpty ? nil : self }
}
