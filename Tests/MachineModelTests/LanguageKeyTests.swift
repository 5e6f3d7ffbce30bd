import Artifacts
import Diagnostics
import Lowering
import TestSupport
import Testing

@testable import MachineModel

/// The description of the language, which the schema is printed from, against the decoder, which reads files.
@Suite("Keys of the language") struct LanguageKeyTests {
  /// A file around one section: `KEY: VALUE` stands at `@`, on a line of its own.
  static let frames: [String: String] = [
    "a topology": "memc: 1\nmemory: 1GiB\n@\n",
    "a node": "memc: 1\nmemory: 1GiB\nnodes:\n  - name: first\n    @\n",
    "a memory range": "memc: 1\nmemory: 1GiB\nnodes:\n  - ranges:\n      -\n        @\n",
    "a memory zone": "memc: 1\nmemory: 1GiB\nnodes:\n  - zones:\n      -\n        @\n",
    "hot-pluggable space": "memc: 1\nmemory: 1GiB\nnodes:\n  - hotplug:\n      @\n",
    "a memory policy": "memc: 1\nmemory: 1GiB\ndefaults:\n  @\n",
    "a backing": "memc: 1\nmemory: 1GiB\ndefaults:\n  backing:\n    @\n",
    "a CPU shape": "memc: 1\nmemory: 1GiB\ncpus:\n  @\n",
    "distances": "memc: 1\nmemory: 1GiB\ndistances:\n  @\n",
    "a pair": "memc: 1\nmemory: 1GiB\ndistances:\n  pairs:\n    -\n      @\n",
    "a link": "memc: 1\nmemory: 1GiB\ndistances:\n  links:\n    -\n      @\n",
    "a placement": "memc: 1\nmemory: 1GiB\nplacement:\n  @\n",
    "slots": "memc: 1\nmemory: 1GiB\nslots:\n  @\n",
    "a visibility range": "memc: 1\nmemory: 1GiB\nvisibility:\n  -\n    @\n",
    "a device window": "memc: 1\nmemory: 1GiB\ndevices:\n  -\n    @\n",
    "a generic initiator": "memc: 1\nmemory: 1GiB\ninitiators:\n  -\n    @\n",
    "a generic port": "memc: 1\nmemory: 1GiB\nports:\n  -\n    @\n",
    "a device of ACPI": "memc: 1\nmemory: 1GiB\ninitiators:\n  - node: 0\n    acpi:\n      @\n",
    "a CXL window":
      "memc: 1\nmemory: 1GiB\ncxl: {bridges: [{uid: 1, registers: 3GiB}]}\nnodes:\n  - cxl:\n      @\n",
    "CXL": "memc: 1\nmemory: 1GiB\ncxl:\n  @\n",
    "a CXL host bridge": "memc: 1\nmemory: 1GiB\ncxl:\n  bridges:\n    -\n      @\n",
    "privileged memory": "memc: 1\nmemory: 1GiB\nvtl2:\n  @\n",
    "a memory alias": "memc: 1\nmemory: 1GiB\nvtl2: {start: 4GiB, size: 64MiB}\naliases:\n  -\n    @\n",
    "ACPI options": "memc: 1\nmemory: 1GiB\nacpi:\n  @\n",
    "HMAT": "memc: 1\nmemory: 1GiB\nhmat:\n  @\n",
    "base units": "memc: 1\nmemory: 1GiB\nhmat:\n  base:\n    @\n",
    "memory performance": "memc: 1\nmemory: 1GiB\nnodes:\n  - hmat:\n      @\n",
    "a memory-side cache": "memc: 1\nmemory: 1GiB\nnodes:\n  - hmat:\n      cache:\n        @\n",
    "a platform": "memc: 1\nmemory: 1GiB\nplatform:\n  @\n",
    "a gap": "memc: 1\nmemory: 1GiB\nplatform:\n  gaps:\n    -\n      @\n",
    "a reserved range": "memc: 1\nmemory: 1GiB\nplatform:\n  reserved:\n    -\n      @\n",
    "reserved ranges": "memc: 1\nmemory: 1GiB\nplatform:\n  reserved:\n    @\n",
  ]

  /// Every key of every section.
  static let keys: [SectionKey] = Language.sections.flatMap { section in
    section.keys.map { SectionKey(section: section, key: $0) }
  }

  @Test("Every section has a frame here, and no two sections one title")
  func frames() {
    #expect(Set(Language.sections.map(\.title)) == Set(Self.frames.keys))
    #expect(Language.sections.count == Self.frames.count)
  }

  @Test("The decoder reads each key: a value that no key takes is reported at the value", arguments: keys)
  func isRead(_ example: SectionKey) throws {
    for value in ["[[[]]]", "{no-such-key: 1}"] {
      let (text, line, column) = try example.document(value)
      let compilation = Compilation(text)
      let reported = compilation.diagnostics.filter { $0.severity == .error && $0.range?.start.line == line }
      let atValue = reported.filter { $0.range?.start.column ?? 0 >= column }
      #expect(!atValue.isEmpty, "\(text)\(compilation.text)")
    }
  }

  @Test("The decoder needs a value for each key that is there", arguments: keys)
  func isNotEmpty(_ example: SectionKey) throws {
    let (text, line, _) = try example.document("")
    let reported = Compilation(text).diagnostics.filter { $0.range?.start.line == line }
    #expect(reported.contains { $0.identifier == "empty-value" }, "\(text)\(Compilation(text).text)")
  }

  @Test("A key that is needed is missed", arguments: keys.filter(\.key.isRequired))
  func isMissed(_ example: SectionKey) throws {
    let frame = try #require(Self.frames[example.section.title])
    let text = (example.key.name == "memc" ? "memory: 1GiB\n" : frame).replacing("@", with: "{}")
    let messages = Compilation(text).diagnostics.filter { $0.identifier == "missing-key" }.map(\.message)
    #expect(messages.contains("\(example.section.title) needs '\(example.key.name)'"), "\(text)")
  }

  @Test("An unknown key is reported in each section with what may be meant", arguments: keys)
  func misspelled(_ example: SectionKey) throws {
    let misspelled = example.key.name + "x"
    let frame = try #require(Self.frames[example.section.title])
    let compilation = Compilation(frame.replacing("@", with: "\(misspelled): 1"))
    let unknown = try #require(compilation.diagnostics.first { $0.identifier == "unknown-key" })
    #expect(unknown.message == "unknown key '\(misspelled)'")
    #expect(unknown.suggestion == "did you mean '\(example.key.name)'?")
  }

  @Test(
    "Nothing follows from a key that is misspelled: that it is missing is not told, and neither is what depends on it",
    arguments: keys)
  func silences(_ example: SectionKey) throws {
    let (text, _, _) = try example.document("{}")
    // The key stands on a line of its own, and so does whatever else the section needs.
    let misspelled = text.replacing("\(example.key.name): {}", with: "\(example.key.name)x: 1")
    try #require(misspelled != text)
    let compilation = Compilation(misspelled)
    let others = compilation.diagnostics.filter { $0.identifier != "unknown-key" }
    #expect(compilation.identifiers.count { $0 == "unknown-key" } == 1)
    #expect(!others.contains { $0.message.contains("'\(example.key.name)'") }, "\(misspelled)\(compilation.text)")
    for rule in ["memory-missing", "policy-needs-host-nodes", "alias-needs-vtl2", "cpu-missing"] {
      #expect(!compilation.identifiers.contains(rule), "\(misspelled)\(compilation.text)")
    }
  }

  @Test("A key of another section is sent where it belongs", arguments: keys)
  func misplaced(_ example: SectionKey) throws {
    let homes = Language.sections.filter { section in section.keys.contains { $0.name == example.key.name }
    }
    for section in Language.sections where section.key(example.key.name) == nil {
      let meaning = section.meaning(ofUnknown: example.key.name)
      let isSynonym = meaning.meant != nil
      #expect(meaning.suggestion.hasPrefix("it stands ") == (!isSynonym && homes.count <= 3), "\(section.title)")
    }
  }

  @Test("Words of other tools mean keys that there are", arguments: Language.sections.map(\.title))
  func synonyms(_ title: String) throws {
    let section = try #require(Language.sections.first { $0.title == title })
    for word in KeySynonyms.words(of: section) {
      let meant = try #require(KeySynonyms.word(word, in: section)?.meant)
      #expect(section.key(word) == nil, "\(title) has a key '\(word)'")
      #expect(section.keys.contains { $0.name == meant }, "'\(word)' means '\(meant)' in \(title)")
    }
  }

  @Test(
    "An unknown key that is like no other is answered with those that there are",
    arguments: Language.sections.map(\.title))
  func unlikeOthers(_ title: String) throws {
    let section = try #require(Language.sections.first { $0.title == title })
    let frame = try #require(Self.frames[section.title])
    let compilation = Compilation(frame.replacing("@", with: "zzzzzzzz: 1"))
    let unknown = try #require(compilation.diagnostics.first { $0.identifier == "unknown-key" })
    let suggestion = try #require(unknown.suggestion)
    #expect(suggestion.hasPrefix("\(section.title) \(section.isPlural ? "have" : "has") '"))
    for key in section.keys { #expect(suggestion.contains("'\(key.name)'")) }
  }

  @Test(
    "What holds where a key is absent may as well be written", arguments: keys.filter { $0.key.defaultText != nil })
  func defaults(_ example: SectionKey) throws {
    let frame = try #require(Self.frames[example.section.title])
    let value = try #require(example.key.defaultText)
    // Sections with keys that they need get them, so that nothing but the default is judged.
    let needed =
      switch example.section.title {
      case "a gap", "a reserved range": "start: 8GiB, size: 4KiB, "
      case "a device window": "name: bar0, start: 8GiB, size: 4KiB, "
      case "reserved ranges": "list: [], "
      case "a device of ACPI": "hid: ACPI0016, "
      case "a CXL window": "bridges: [1], "
      case "a memory-side cache": "size: 16MiB, "
      case "a memory zone": "size: 1GiB, "
      default: ""
      }
    let isBlock = ["a topology", "a node"].contains(example.section.title)
    func compile(_ entry: String) throws -> Compilation {
      Compilation(frame.replacing("@", with: isBlock ? entry : "{\(needed)\(entry)}"))
    }
    let absent = try compile("")
    let written = try compile("\(example.key.name): \(value)")
    #expect(absent.text == "" && written.text == "")
    let layout = try #require(written.layout)
    #expect(layout.description == absent.layout?.description)
    #expect(layout.memoryMap.map(\.kind) == absent.layout?.memoryMap.map(\.kind))
    #expect(layout.affinities == absent.layout?.affinities)
    #expect(layout.topology.cpus == absent.topology?.cpus)
    #expect(layout.topology.distances.values == absent.topology?.distances.values)
    #expect(layout.topology.nodes.map(\.policy.settings) == absent.topology?.nodes.map(\.policy.settings))
  }

  @Test("What editors show as an example of a key can be written", arguments: keys)
  func examples(_ example: SectionKey) throws {
    for value in example.key.examples {
      let (text, line, column) = try example.document(value.text)
      let compilation = Compilation(text)
      let atValue = compilation.diagnostics.filter {
        $0.severity == .error && $0.range?.start.line == line && $0.range?.start.column ?? 0 > column
      }
      // The machine of the frame is one node of one GiB, and an example is of a machine of its own.
      let ofFrame: Set = [
        "memory-sum-mismatch", "no-memory", "distance-shape", "distance-unknown-node", "cpu-missing",
        "llc-sum-mismatch", "not-controllable", "alias-needs-vtl2", "reserved-overlap", "unknown-node",
        "cxl-unknown-bridge", "present-cpus", "hmat-shape", "platform-lacks-key", "offset-needs-file",
      ]
      #expect(atValue.allSatisfy { ofFrame.contains($0.identifier) }, "\(text)\(compilation.text)")
    }
  }

  @Test("Keys of whose values there is no list have an example", arguments: Language.sections.map(\.title))
  func keysWithExamples(_ title: String) throws {
    let section = try #require(Language.sections.first { $0.title == title })
    let open = section.keys.filter { $0.form.isOpen && $0.name != "memc" }.map(\.name)
    let shown = section.keys.filter { !$0.examples.isEmpty }.map(\.name)
    #expect(Set(open).subtracting(shown) == [], "\(title)")
  }

  @Test("Every key says what it means in whole sentences", arguments: keys)
  func summaries(_ example: SectionKey) {
    #expect(example.key.summary.count > 5 && example.key.summary.hasSuffix("."))
  }
}

/// A key in its section.
struct SectionKey: Sendable, CustomStringConvertible {
  let section: LanguageSection
  let key: LanguageKey

  var description: String { "\(key.name) of \(section.title)" }

  /// A file in which the key has a value, with the value's line and column.
  func document(_ value: String) throws -> (text: String, line: UInt32, column: UInt32) {
    let frame = try #require(LanguageKeyTests.frames[section.title])
    let isInRoot = section.title == "a topology"
    // The frame of the root has these keys already.
    let prefix =
      isInRoot
      ? frame.replacing("memc: 1\n", with: key.name == "memc" ? "" : "memc: 1\n")
        .replacing("memory: 1GiB\n", with: key.name == "memory" ? "" : "memory: 1GiB\n") : frame
    let withoutName =
      section.title == "a node" && key.name == "name" ? prefix.replacing("name: first\n    ", with: "") : prefix
    let before = withoutName.prefix { $0 != "@" }
    let line = before.split(separator: "\n", omittingEmptySubsequences: false)
    let column = (line.last?.count ?? 0) + key.name.count + 2
    return (withoutName.replacing("@", with: "\(key.name): \(value)"), UInt32(line.count), UInt32(column))
  }
}

extension LanguageExample {
  /// The example as JSON, which is YAML.
  var text: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .list(let elements): "[\(elements.map(\.text).joined(separator: ", "))]"
    case .mapping(let entries): "{\(entries.map { "\($0.key): \($0.value.text)" }.joined(separator: ", "))}"
    }
  }
}

extension ValueForm {
  /// Whether a value may be something that no list of words and no other section shows.
  fileprivate var isOpen: Bool {
    switch self {
    case .choice, .preset, .toggle, .mapping: false
    case .either(let forms): forms.contains(where: \.isOpen)
    default: true
    }
  }
}

extension MemoryPolicy {
  /// Everything but where it is stated.
  fileprivate var settings: [String] {
    [
      "\(hostNodes)", mode?.rawValue ?? "", "\(backing)", "\(hugepages.value)", "\(transparentHugepages)",
      "\(prefault)",
      "\(pin)",
      "\(reserve)", "\(mergeable)",
    ]
  }
}
