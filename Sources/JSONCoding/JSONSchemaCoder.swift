/// Writes the JSON Schema (draft 2020-12) of a record from the description by which it is written and read.
package struct JSONSchemaCoder: JSONCoder {
  fileprivate struct Property {
    let name: String
    let isRequired: Bool
    let meaning: String?
    let values: JSONMemberValues?
    let writeSchema: (inout JSONWriter) -> Void
  }

  private var properties: [Property] = []

  /// The members of a record.
  package init<Record: JSONRecord>(_ type: Record.Type) {
    var record = Record()
    record.describe(&self)
  }

  package mutating func member<Value: JSONMember>(
    _ name: String, _ value: inout Value, _ meaning: String?, values: @autoclosure () -> JSONMemberValues?
  ) {
    properties.append(
      Property(
        name: name, isRequired: Value.absent == nil, meaning: meaning, values: values(),
        writeSchema: { Value.writeSchema(to: &$0) }))
  }

  /// The words that a member may be; empty where they are not listed.
  package func words(of member: String) -> [String] {
    guard case .words(let words)? = properties.first(where: { $0.name == member })?.values else { return [] }
    return words
  }

  /// The schema of a file.
  package static func text(of type: (some JSONRecord).Type, id: String, title: String) -> String {
    var json = JSONWriter(layout: .lines)
    json.object { json in
      json.member("$id", id)
      json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
      JSONSchemaCoder(type).write(to: &json)
      json.member("title", title)
      json.member("type", "object")
    }
    json.endLine()
    return json.text
  }

  /// Writes what tells which members a record has, apart from its type.
  func write(to json: inout JSONWriter) {
    json.member("additionalProperties", false)
    json.name("properties")
    json.object { json in
      for property in properties { property.write(to: &json) }
    }
    json.name("required")
    json.array { json in
      for property in properties where property.isRequired { json.value(property.name) }
    }
  }
}

extension JSONSchemaCoder.Property {
  fileprivate func write(to json: inout JSONWriter) {
    json.name(name)
    json.object { json in
      switch values {
      case .number(let number)?: json.member("const", number)
      case .words(let words)?:
        json.name("enum")
        json.array { json in
          for word in words { json.value(word) }
        }
      case nil: break
      }
      if let meaning { json.member("description", meaning) }
      writeSchema(&json)
    }
  }
}
