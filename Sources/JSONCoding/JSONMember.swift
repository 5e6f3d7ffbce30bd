/// What a member of a JSON object may be: how it is written and read, and what a schema says of it.
@usableFromInline package protocol JSONMember: Sendable {
  /// The value where the member is absent; `nil` where it must not be.
  static var absent: Self? { get }
  /// What a list with something else in it does not hold alone; `nil` where each element is told of for itself.
  static var plural: String? { get }
  /// Whether the member is left out.
  var isAbsent: Bool { get }

  /// Writes the value.
  func write(to json: inout JSONWriter)

  /// Writes the value as an element of a list.
  func writeElement(to json: inout JSONWriter)

  /// The value that a text has, or `nil` where it has none that could be used; what is wrong is told.
  static func read(_ value: JSONValue, _ issues: JSONIssues) -> Self?

  /// Writes the members of the value's schema.
  static func writeSchema(to json: inout JSONWriter)
}

extension JSONMember {
  /// A member must be there.
  @inlinable package static var absent: Self? { nil }
  /// Each element is told of for itself.
  @inlinable package static var plural: String? { nil }
  /// A member is written.
  @inlinable package var isAbsent: Bool { false }
  /// Most look the same everywhere.
  @inlinable package func writeElement(to json: inout JSONWriter) { write(to: &json) }
}

extension UInt64: JSONMember {
  @usableFromInline package static var plural: String? { "integers" }

  @inlinable package func write(to json: inout JSONWriter) { json.value(self) }

  @usableFromInline package static func read(_ value: JSONValue, _ issues: JSONIssues) -> UInt64? {
    if case .integer(let integer) = value { return integer }
    return issues.refuse(value, "an integer")
  }

  @usableFromInline package static func writeSchema(to json: inout JSONWriter) {
    json.member("minimum", 0)
    json.member("type", "integer")
  }
}

extension Bool: JSONMember {
  @inlinable package func write(to json: inout JSONWriter) { json.value(self) }

  @usableFromInline package static func read(_ value: JSONValue, _ issues: JSONIssues) -> Bool? {
    if case .bool(let bool) = value { return bool }
    return issues.refuse(value, "true or false")
  }

  @usableFromInline package static func writeSchema(to json: inout JSONWriter) { json.member("type", "boolean") }
}

extension String: JSONMember {
  @inlinable package func write(to json: inout JSONWriter) { json.value(self) }

  @usableFromInline package static func read(_ value: JSONValue, _ issues: JSONIssues) -> String? {
    if case .string(let string) = value { return string }
    return issues.refuse(value, "a string")
  }

  @usableFromInline package static func writeSchema(to json: inout JSONWriter) { json.member("type", "string") }
}

/// A member that may be absent.
extension Optional: JSONMember where Wrapped: JSONMember {
  @usableFromInline package static var absent: Self? { .some(nil) }
  @inlinable package var isAbsent: Bool { self == nil }

  @inlinable package func write(to json: inout JSONWriter) { self?.write(to: &json) }

  @usableFromInline package static func read(_ value: JSONValue, _ issues: JSONIssues) -> Self? {
    .some(Wrapped.read(value, issues))
  }

  @usableFromInline package static func writeSchema(to json: inout JSONWriter) { Wrapped.writeSchema(to: &json) }
}

/// A list.
extension Array: JSONMember where Element: JSONMember {
  @inlinable package func write(to json: inout JSONWriter) {
    json.beginArray()
    for element in self { element.writeElement(to: &json) }
    json.endArray()
  }

  @usableFromInline package static func read(_ value: JSONValue, _ issues: JSONIssues) -> Self? {
    guard case .array(let elements) = value else { return issues.refuse(value, "a list") }
    guard let plural = Element.plural else {
      return elements.enumerated().compactMap { index, element in
        issues.within(.element(index)) { Element.read(element, issues) }
      }
    }
    let found = elements.compactMap { Element.read($0, JSONIssues()) }
    if found.count != elements.count { issues.add("holds something other than \(plural)") }
    return found
  }

  @usableFromInline package static func writeSchema(to json: inout JSONWriter) {
    json.name("items")
    json.object { Element.writeSchema(to: &$0) }
    json.member("type", "array")
  }
}

/// An object whose members' names are values too.
extension Dictionary: JSONMember where Key == String, Value: JSONMember {
  @usableFromInline package func write(to json: inout JSONWriter) {
    json.object { json in
      for (name, value) in sorted(by: { $0.key < $1.key }) {
        json.name(name)
        value.write(to: &json)
      }
    }
  }

  @usableFromInline package static func read(_ value: JSONValue, _ issues: JSONIssues) -> Self? {
    guard case .object(let members) = value else { return issues.refuse(value, "an object") }
    var found: Self = [:]
    for name in members.keys.sorted() {
      found[name] = issues.within(.member(name)) { Value.read(members[name] ?? .null, issues) }
    }
    return found
  }

  @usableFromInline package static func writeSchema(to json: inout JSONWriter) {
    json.name("additionalProperties")
    json.object { Value.writeSchema(to: &$0) }
    json.member("type", "object")
  }
}
