import Foundation
import MachineModel
import TestSupport
import Testing

@testable import memc

@Suite("memc schema")
struct SchemaCommandTests {
  @Test("prints the file in schemas/", arguments: Schema.allCases.map(\.rawValue))
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
      #expect(properties.keys.sorted() == section.keys.map(\.name).sorted(), "\(section.title)")
      #expect(definition["additionalProperties"] as? Bool == false)
      #expect(
        (definition["required"] as? [String] ?? []).sorted()
          == section.keys.filter(\.isRequired).map(\.name).sorted())
      for key in section.keys {
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

  @Test(
    "every key of a diagnostic is one of its schema",
    arguments: ["memc: 1\nmemroy: 4GiB\n", "{memc: 1, nodes: [{memory: 2MiB}]}"])
  func diagnostics(text: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(Schema.diagnostics.text.utf8))
    let lines = try MemcProcess.run(["check", "--diagnostics", "json", "-"], input: text).errors.split(
      separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      try check(try JSONSerialization.jsonObject(with: Data(line.utf8)), against: object, "diagnostics")
    }
  }

  @Test(
    "every key of a report, and of what was verified, is one of its schema", .soleUseOfHost,
    .enabled(if: Host.hasKVM, "skipped: no /dev/kvm"))
  func report() throws {
    let text = """
      {memc: 1, memory: 64MiB, devices: [{name: frame, start: 0x10000000, size: 16MiB}],
       vtl2: {start: 0x100000000, size: 16MiB}, aliases: [{offset: 0x10000000000}]}
      """
    let result = try MemcProcess.run(["realize", "--verify", "--format", "json", "-"], input: text)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    try check(
      report, against: try JSONSerialization.jsonObject(with: Data(Schema.report.text.utf8)), "report")
    try check(
      try #require(report["verification"] as? [Any])[0],
      against: try JSONSerialization.jsonObject(with: Data(Schema.verification.text.utf8)), "verification")
  }

  @Test("words of JSON artifacts are listed", arguments: [("memslots", 7), ("layout", 8)])
  func words(name: String, count: Int) throws {
    let text = try MemcProcess.run(["schema", name]).text
    #expect(text.matches(of: #/"enum": \[/#).count == count)
    #expect(text.matches(of: #/"const": 1,/#).count == 1)
  }

  private func check(_ value: Any, against schema: Any, _ path: String) throws {
    let schema = try #require(schema as? [String: Any], "\(path)")
    if let members = value as? [String: Any], let each = schema["additionalProperties"] as? [String: Any] {
      for (name, member) in members { try check(member, against: each, "\(path).\(name)") }
    } else if let members = value as? [String: Any] {
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
