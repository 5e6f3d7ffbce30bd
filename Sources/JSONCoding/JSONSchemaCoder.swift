/// Writes the JSON Schema (draft 2020-12) of a record from the description by which it is written and read.
package struct JSONSchemaCoder: JSONFieldCoder {
  private var properties: [(name: String, isRequired: Bool, schema: (inout JSONWriter) -> Void)] = []

  /// The schema of a file.
  package static func text<Record: JSONRecord>(of type: Record.Type, id: String, title: String) -> String {
    var json = JSONWriter(layout: .lines)
    json.object { json in
      json.member("$id", id)
      json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
      write(type, to: &json)
      json.member("title", title)
      json.member("type", "object")
    }
    json.endLine()
    return json.text
  }

  /// The members that tell what a record has, apart from its type.
  private static func write<Record: JSONRecord>(_ type: Record.Type, to json: inout JSONWriter) {
    var coder = JSONSchemaCoder()
    var record = Record()
    record.describe(&coder)
    let properties = coder.properties
    json.member("additionalProperties", false)
    json.name("properties")
    json.object { json in
      for property in properties {
        json.name(property.name)
        json.object { json in
          switch type.values(of: property.name) {
          case .number(let number)?: json.member("const", number)
          case .words(let words)?:
            json.name("enum")
            json.array { json in
              for word in words { json.value(word) }
            }
          case nil: break
          }
          if let meaning = type.meaning(of: property.name) { json.member("description", meaning) }
          property.schema(&json)
        }
      }
    }
    json.name("required")
    json.array { json in
      for property in properties where property.isRequired { json.value(property.name) }
    }
  }

  private mutating func add(_ name: String, isRequired: Bool = true, type: String) {
    properties.append((name, isRequired, { $0.member("type", type) }))
  }

  private mutating func addInteger(_ name: String, isRequired: Bool) {
    properties.append(
      (
        name, isRequired,
        { json in
          json.member("minimum", 0)
          json.member("type", "integer")
        }
      ))
  }

  package mutating func field(_ name: String, _ value: inout UInt64) { addInteger(name, isRequired: true) }

  package mutating func field(_ name: String, _ value: inout UInt64?) { addInteger(name, isRequired: false) }

  package mutating func field(_ name: String, _ value: inout [UInt64]) {
    properties.append(
      (
        name, true,
        { json in
          json.name("items")
          json.object { json in
            json.member("minimum", 0)
            json.member("type", "integer")
          }
          json.member("type", "array")
        }
      ))
  }

  package mutating func field(_ name: String, _ value: inout Bool) { add(name, type: "boolean") }

  package mutating func field(_ name: String, _ value: inout String) { add(name, type: "string") }

  package mutating func field(_ name: String, _ value: inout String?) {
    add(name, isRequired: false, type: "string")
  }

  package mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record) {
    addObject(name, Record.self, isRequired: true)
  }

  package mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record]) {
    addList(name, of: Record.self, isRequired: true)
  }

  package mutating func field<Record: JSONRecord>(_ name: String, _ value: inout Record?) {
    addObject(name, Record.self, isRequired: false)
  }

  package mutating func field<Record: JSONRecord>(_ name: String, _ value: inout [Record]?) {
    addList(name, of: Record.self, isRequired: false)
  }

  private mutating func addObject<Record: JSONRecord>(_ name: String, _ type: Record.Type, isRequired: Bool) {
    properties.append(
      (
        name, isRequired,
        { json in
          Self.write(type, to: &json)
          json.member("type", "object")
        }
      ))
  }

  private mutating func addList<Record: JSONRecord>(_ name: String, of type: Record.Type, isRequired: Bool) {
    properties.append(
      (
        name, isRequired,
        { json in
          json.name("items")
          json.object { json in
            Self.write(type, to: &json)
            json.member("type", "object")
          }
          json.member("type", "array")
        }
      ))
  }
}
