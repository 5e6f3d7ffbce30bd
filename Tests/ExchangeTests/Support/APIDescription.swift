import JSONCoding

/// What a published description says of the members of objects, written down by hand: their names and types.
struct APIDescription: Sendable {
  /// The type of a value.
  indirect enum Kind: Sendable {
    case integer(ClosedRange<UInt64> = 0...UInt64(Int64.max))
    case boolean
    case string([String] = [])
    case list(Kind)
    case object(String)
  }

  /// An object.
  struct Object: Sendable {
    var required: [String] = []
    let members: [String: Kind]
  }

  let objects: [String: Object]

  /// What of a value is not as the description of an object has it.
  func problems(of value: JSONValue, as object: String) -> [String] { problems(value, .object(object), object) }

  private func problems(_ value: JSONValue, _ kind: Kind, _ place: String) -> [String] {
    switch (kind, value) {
    case (.integer(let range), .integer(let number)) where range.contains(number): return []
    case (.boolean, .bool): return []
    case (.string(let words), .string(let text)) where words.isEmpty || words.contains(text): return []
    case (.list(let kind), .array(let elements)):
      return elements.enumerated().flatMap { problems($1, kind, "\(place)[\($0)]") }
    case (.object(let name), .object(let members)):
      guard let object = objects[name] else { return ["\(place) is of no type that is written down"] }
      return object.required.filter { members[$0] == nil }.map { "\(place) lacks \($0)" }
        + members.sorted { $0.key < $1.key }.flatMap { name, value in
          object.members[name].map { problems(value, $0, "\(place).\(name)") } ?? ["\(place) has \(name)"]
        }
    default: return ["\(place) is \(value.summary)"]
    }
  }
}
