import Foundation
import MachineModel
import TestSupport
import Testing

@Suite("memc schema")
struct SchemaCommandTests {
  @Test("prints the file in schemas/", arguments: ["topology", "memslots", "layout"])
  func files(schema: String) throws {
    let result = try MemcProcess.run(["schema", schema])
    #expect(result.status == 0)
    #expect(result.errors == "")
    let file = try Data(packageBytes("schemas/\(schema).schema.json"))
    #expect(result.text == String(decoding: file, as: UTF8.self), "'make schemas' writes them anew")
  }

  @Test("prints that of the language unless another is asked for")
  func standard() throws {
    #expect(try MemcProcess.run(["schema"]).output == MemcProcess.run(["schema", "topology"]).output)
  }

  @Test("the language's has every section and every key, and no others")
  func keys() throws {
    let object = try JSONSerialization.jsonObject(with: Data(try MemcProcess.run(["schema"]).output))
    let schema = try #require(object as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    #expect(definitions.count == Language.sections.count)
    for section in Language.sections {
      let name = section.title.split(separator: " ").filter { $0 != "a" }.joined(separator: "-")
      let definition = try #require(definitions[name], "\(section.title)")
      let properties = try #require(definition["properties"] as? [String: [String: Any]])
      // What does not work yet is not offered.
      let keys = section.keys.filter(\.isSupported)
      #expect(properties.keys.sorted() == keys.map(\.name).sorted(), "\(section.title)")
      #expect(definition["additionalProperties"] as? Bool == false)
      #expect(
        (definition["required"] as? [String] ?? []).sorted()
          == section.keys.filter(\.isRequired).map(\.name).sorted())
      for key in keys {
        let property = try #require(properties[key.name])
        let description = try #require(property["description"] as? String)
        #expect(description.hasPrefix(key.summary))
        #expect((property["default"].map { "\($0)" }) == key.defaultText, "\(key.name)")
      }
    }
  }

  @Test("every key of a JSON artifact in golden/ is one of its schema", arguments: ["memslots", "layout"])
  func artifacts(name: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(try MemcProcess.run(["schema", name]).output))
    let root = packageRoot + "/golden"
    for folder in try FileManager.default.contentsOfDirectory(atPath: root) {
      let file = try Data(contentsOf: URL(filePath: "\(root)/\(folder)/\(name).json"))
      try check(try JSONSerialization.jsonObject(with: file), against: object, "\(folder)/\(name).json")
    }
  }

  @Test("words of JSON artifacts are listed", arguments: [("memslots", 7), ("layout", 6)])
  func words(name: String, count: Int) throws {
    let text = try MemcProcess.run(["schema", name]).text
    #expect(text.matches(of: #/"enum": \[/#).count == count)
    #expect(text.matches(of: #/"const": 1,/#).count == 1)
  }

  private func check(_ value: Any, against schema: Any, _ path: String) throws {
    let schema = try #require(schema as? [String: Any], "\(path)")
    if let members = value as? [String: Any] {
      let properties = try #require(schema["properties"] as? [String: Any], "\(path)")
      for (name, member) in members {
        try check(member, against: try #require(properties[name], "\(path).\(name)"), "\(path).\(name)")
      }
      for name in schema["required"] as? [String] ?? [] { #expect(members[name] != nil, "\(path).\(name)") }
    } else if let elements = value as? [Any] {
      let items = try #require(schema["items"], "\(path)")
      for element in elements { try check(element, against: items, "\(path)[]") }
    } else {
      #expect(["integer", "string", "boolean"].contains(schema["type"] as? String ?? ""), "\(path)")
      if let words = schema["enum"] as? [String] { #expect(words.contains(value as? String ?? ""), "\(path)") }
      if let constant = schema["const"] as? Int { #expect(value as? Int == constant, "\(path)") }
    }
  }
}
