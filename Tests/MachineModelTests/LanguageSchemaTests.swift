import Foundation
import Platforms
import TestSupport
import Testing

@testable import MachineModel

/// The schema that editors use, against the parser of scalars.
@Suite("JSON Schema") struct LanguageSchemaTests {
  @Test("It is JSON, with a definition for each section and the keys of each")
  func definitions() throws {
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(LanguageSchema.text(presets: PlatformRegistry.names).utf8))
        as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    #expect(definitions.count == Language.sections.count)
    var keys: [Set<String>] = []
    for definition in definitions.values {
      #expect(definition["additionalProperties"] as? Bool == false)
      keys.append(Set(try #require(definition["properties"] as? [String: Any]).keys))
    }
    for section in Language.sections {
      #expect(keys.contains(Set(section.keys.map(\.name))))
    }
  }

  @Test("Every reference has its definition")
  func references() throws {
    let text = LanguageSchema.text(presets: PlatformRegistry.names)
    let schema = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: Any])
    let references = text.matches(of: #/"#/\$defs/([A-Za-z-]+)"/#).map { String($0.1) }
    #expect(Set(references).union(["topology"]) == Set(definitions.keys))
  }

  @Test("Nothing is a choice of one, words are listed, and sections have a title")
  func forms() throws {
    let schema = try JSONSerialization.jsonObject(
      with: Data(LanguageSchema.text(presets: PlatformRegistry.names).utf8))
    for choice in values(ofKey: "anyOf", in: schema) {
      #expect((choice as? [Any])?.count ?? 0 > 1, "\(choice)")
    }
    let definitions = try #require((schema as? [String: Any])?["$defs"] as? [String: [String: Any]])
    #expect(definitions["node"]?["title"] as? String == "Node")
    #expect(definitions.values.allSatisfy { $0["title"] is String })
    func property(_ section: String, _ key: String) -> [String: Any]? {
      (definitions[section]?["properties"] as? [String: [String: Any]])?[key]
    }
    #expect(property("topology", "arch")?["enum"] as? [String] == ["x86_64", "aarch64"])
    #expect((property("topology", "memc")?["anyOf"] as? [[String: Any]])?.first?["const"] as? Int == 1)
    // Words of all forms are one list, which editors offer.
    let hugepages = try #require(property("node", "hugepages")?["anyOf"] as? [[String: Any]])
    let words = try #require(hugepages.compactMap { $0["enum"] as? [Any] }.first)
    #expect(words.compactMap { $0 as? String } == ["on", "off", "true", "false", "yes", "no", "auto"])
    #expect(property("node", "memory")?["examples"] as? [AnyHashable] == ["4GiB", 0])
  }

  /// The values of every member of a name, wherever it is.
  private func values(ofKey key: String, in value: Any) -> [Any] {
    if let list = value as? [Any] { return list.flatMap { values(ofKey: key, in: $0) } }
    guard let object = value as? [String: Any] else { return [] }
    return object.flatMap { ($0.key == key ? [$0.value] : []) + values(ofKey: key, in: $0.value) }
  }

  @Test(
    "The pattern of sizes takes what the parser takes, apart from fractions of bytes and 64 bits",
    arguments: [
      "0", "4096", "0x1000", "0xff_ff", "1_024", "4GiB", "512 MiB", "4G", "1.5GiB", "1.5 T", "7.0",
      "", "4096 ", "4  GiB", "4GB", "4gib", "01GiB", "00", "1.GiB", ".5GiB", "1_GiB", "_1", "1__0", "-4GiB", "0x",
      "0x10KiB", "1.5.5", "lots", "GiB", "4GiB ",
    ])
  func sizes(_ text: String) throws {
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(LanguageSchema.text(presets: PlatformRegistry.names).utf8))
        as? [String: Any])
    let pattern = try #require(firstPattern(in: schema, ofKey: "max_size"))
    let isTaken = (try? ScalarParser.size(Array(text.utf8)[...])) != nil
    #expect(try text.contains(Regex(pattern)) == isTaken, "'\(text)' against \(pattern)")
  }

  @Test(
    "The patterns of latencies and bandwidths take what the parser takes, apart from fractions of picoseconds and 32 bits",
    arguments: [
      "100ns", "1.5us", "800 ps", "2ms", "0ns", "1_000ns", "50GB/s", "10 GiB/s", "1.5TB/s", "3TiB/s", "200MB/s",
      "1MiB/s",
      "", "100", "ns", "100NS", "007ns", "1.ns", ".5ns", "1__0ns", "-1ns", "100  ns", "100s", "50GB", "50gb/s",
      "50KB/s",
      "50GB/s ", "1.5.5GB/s", "GB/s",
    ])
  func quantities(_ text: String) throws {
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(LanguageSchema.text(presets: PlatformRegistry.names).utf8))
        as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let performance = try #require(definitions["memory-performance"])
    for (key, quantity) in [("read_latency", Quantity.latency), ("read_bandwidth", .bandwidth)] {
      let pattern = try #require(firstPattern(in: performance, ofKey: key))
      let isTaken = (try? QuantityParser.value(Array(text.utf8)[...], of: quantity)) != nil
      #expect(try text.contains(Regex(pattern)) == isTaken, "'\(text)' against \(pattern)")
    }
  }

  @Test(
    "The pattern of numbers takes what the parser takes",
    arguments: [
      "0", "42", "0x2a", "0X2a", "1_000", "0xf_f", "", "01", "00", "1_", "_1", "1__0", "0x", "0x_1", "-1", "+1",
      "1.0",
      "1e3", " 1", "ten",
    ])
  func numbers(_ text: String) throws {
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(LanguageSchema.text(presets: PlatformRegistry.names).utf8))
        as? [String: Any])
    let pattern = try #require(firstPattern(in: schema, ofKey: "phys_bits"))
    let isTaken = (try? ScalarParser.number(Array(text.utf8)[...])) != nil
    #expect(try text.contains(Regex(pattern)) == isTaken, "'\(text)' against \(pattern)")
  }

  @Test(
    "The pattern of CPU lists takes what the decoder takes, apart from order and duplicates",
    arguments: [
      "0", "0-3", "0-3,8,10-11", " 0 , 2-3 ", "0x8", "1_0", "0x0-0xf", "", "01", "0-03", "0-", "-3", "0,", ",0",
      "0,,1",
      "0-1-2", "0 1", "all", "0:2",
    ])
  func lists(_ text: String) throws {
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(LanguageSchema.text(presets: PlatformRegistry.names).utf8))
        as? [String: Any])
    let pattern = try #require(firstPattern(in: schema, ofKey: "host_nodes"))
    let isTaken = Compilation("memc: 1\nmemory: 1GiB\ndefaults: {host_nodes: \"\(text)\"}\n").text == ""
    #expect(try text.contains(Regex(pattern)) == isTaken, "'\(text)' against \(pattern)")
  }

  /// The first pattern below a key of any section.
  private func firstPattern(in value: Any, ofKey key: String) -> String? {
    if let object = value as? [String: Any] {
      if let found = object[key] { return firstPattern(in: found) }
      return object.values.lazy.compactMap { firstPattern(in: $0, ofKey: key) }.first
    }
    return (value as? [Any])?.lazy.compactMap { firstPattern(in: $0, ofKey: key) }.first
  }

  private func firstPattern(in value: Any) -> String? {
    if let object = value as? [String: Any] {
      // The alternatives of a value come before the items of a list, which have a pattern of their own.
      return object["pattern"] as? String ?? object["anyOf"].flatMap { firstPattern(in: $0) }
    }
    return (value as? [Any])?.lazy.compactMap { firstPattern(in: $0) }.first
  }
}
