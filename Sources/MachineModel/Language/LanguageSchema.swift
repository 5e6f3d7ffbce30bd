import JSONCoding

/// The JSON Schema (draft 2020-12) of the language, printed from the same description that the decoder reads by.
package struct LanguageSchema {
  /// The names of the platform's presets.
  private let presets: [String]

  private static let number = "(0x[0-9a-fA-F](_?[0-9a-fA-F])*|0|[1-9](_?[0-9])*)"
  private static let item = " *\(number)(-\(number))? *"
  private static let numberPattern = "^\(number)$"
  private static let sizePattern =
    "^(0x[0-9a-fA-F](_?[0-9a-fA-F])*|(0|[1-9](_?[0-9])*)(\\.[0-9]+)?( ?(KiB|MiB|GiB|TiB|K|M|G|T))?)$"
  private static let latencyPattern = "^(0|[1-9](_?[0-9])*)(\\.[0-9]+)? ?(ps|ns|us|ms)$"
  private static let bandwidthPattern = "^(0|[1-9](_?[0-9])*)(\\.[0-9]+)? ?[MGT]i?B/s$"
  private static let itemPattern = "^\(item)$"
  private static let listPattern = "^\(item)(,\(item))*$"

  /// The schema as the text of a file.
  ///
  /// - Parameter presets: The names of the platform's presets.
  package static func text(presets: [String]) -> String { LanguageSchema(presets: presets).text }

  private var text: String {
    var json = JSONWriter(layout: .lines)
    json.object { json in
      json.name("$defs")
      json.object { json in
        for section in Language.sections.sorted(by: { name(of: $0) < name(of: $1) }) {
          json.name(name(of: section))
          write(section, to: &json)
        }
      }
      json.member("$id", "topology.schema.json")
      json.member("$ref", reference(to: Language.root))
      json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
      json.member("title", "memc topology, language version \(Language.version)")
    }
    json.endLine()
    return json.text
  }

  /// `a reserved range` is `reserved-range`.
  private func name(of section: LanguageSection) -> String {
    let words = section.title.split(separator: " ")
    return (words.first == "a" ? words.dropFirst() : words[...]).joined(separator: "-")
  }

  /// `a reserved range` is `Reserved range`.
  private func title(of section: LanguageSection) -> String {
    let title = section.title.hasPrefix("a ") ? section.title.dropFirst(2) : section.title[...]
    return title.prefix(1).uppercased() + title.dropFirst()
  }

  private func reference(to section: LanguageSection) -> String { "#/$defs/\(name(of: section))" }

  private func write(_ section: LanguageSection, to json: inout JSONWriter) {
    json.object { json in
      json.member("additionalProperties", false)
      if !section.alternatives.isEmpty {
        json.name("oneOf")
        json.array { json in
          for key in section.alternatives {
            json.object { json in writeNames("required", [key], to: &json) }
          }
        }
      }
      json.name("properties")
      json.object { json in
        // Whatever editors offer works.
        for key in section.keys.sorted(by: { $0.name < $1.name }) {
          json.name(key.name)
          write(key, to: &json)
        }
      }
      let required = section.keys.filter(\.isRequired).map(\.name)
      if !required.isEmpty { writeNames("required", required, to: &json) }
      json.member("title", title(of: section))
      json.member("type", "object")
    }
  }

  private func writeNames(_ member: String, _ names: [String], to json: inout JSONWriter) {
    json.name(member)
    json.array { json in
      for name in names { json.value(name) }
    }
  }

  private func write(_ key: LanguageKey, to json: inout JSONWriter) {
    json.object { json in
      write(key.form, to: &json)
      if let text = key.defaultText {
        if let number = UInt64(text) { json.member("default", number) } else { json.member("default", text) }
      }
      json.member("description", key.summary)
      guard !key.examples.isEmpty else { return }
      json.name("examples")
      json.array { json in
        for example in key.examples { write(example, to: &json) }
      }
    }
  }

  private func write(_ example: LanguageExample, to json: inout JSONWriter) {
    switch example {
    case .number(let number): json.value(number)
    case .text(let text): json.value(text)
    case .list(let elements):
      json.array { json in
        for element in elements { write(element, to: &json) }
      }
    case .mapping(let entries):
      json.object { json in
        for entry in entries {
          json.name(entry.key)
          write(entry.value, to: &json)
        }
      }
    }
  }

  // MARK: Forms

  /// The members of an object that says one thing of a value.
  private typealias Members = (inout JSONWriter) -> Void

  /// Writes the members that a value of a form has, apart from its description.
  private func write(_ form: ValueForm, to json: inout JSONWriter) {
    let alternatives = alternatives(form)
    // An editor tells of one thing better than of a choice between one.
    if alternatives.count == 1 { return alternatives[0](&json) }
    json.name("anyOf")
    json.array { json in
      for alternative in alternatives { json.object(alternative) }
    }
  }

  /// What a value may be, the words of all forms as one list.
  private func alternatives(_ form: ValueForm) -> [Members] {
    let forms = if case .either(let forms) = form { forms } else { [form] }
    let words = forms.flatMap { $0.schemaWords(presets: presets) }
    return (words.isEmpty ? [] : [{ writeWords(words, to: &$0) }]) + forms.flatMap(others)
  }

  /// What a value of one form may be apart from words.
  private func others(_ form: ValueForm) -> [Members] {
    switch form {
    case .number(let range) where range.count == 1:
      // Quoting makes no difference to the language.
      [{ $0.member("const", range.lowerBound) }, { $0.member("const", "\(range.lowerBound)") }]
    case .number(let range):
      [
        { json in
          json.member("maximum", range.upperBound)
          json.member("minimum", range.lowerBound)
          json.member("type", "integer")
        }, pattern(Self.numberPattern),
      ]
    case .latency: [pattern(Self.latencyPattern)]
    case .bandwidth: [pattern(Self.bandwidthPattern)]
    case .size, .address: [count, pattern(Self.sizePattern)]
    case .toggle, .choice, .preset: []
    case .cpuList:
      [
        count, pattern(Self.listPattern),
        { json in
          json.name("items")
          json.object { json in
            json.name("anyOf")
            json.array { json in
              for item in [count, pattern(Self.itemPattern)] { json.object(item) }
            }
          }
          json.member("type", "array")
        },
      ]
    case .name: [{ $0.member("type", "string") }]
    case .text: [{ writeNames("type", ["string", "number", "boolean"], to: &$0) }]
    case .mapping(let section): [{ $0.member("$ref", reference(to: section())) }]
    case .list(let element):
      [
        { json in
          json.name("items")
          json.object { write(element, to: &$0) }
          json.member("type", "array")
        }
      ]
    case .either(let forms): forms.flatMap(others)
    }
  }

  private func count(_ json: inout JSONWriter) {
    json.member("minimum", 0)
    json.member("type", "integer")
  }

  private func pattern(_ pattern: String) -> Members {
    { json in
      json.member("pattern", pattern)
      json.member("type", "string")
    }
  }

  /// The words as an enumeration, a single one as a constant; a switch may also be what readers of YAML 1.1 make of it.
  private func writeWords(_ words: [String], to json: inout JSONWriter) {
    if words.count == 1 { return json.member("const", words[0]) }
    json.name("enum")
    json.array { json in
      for word in words { json.value(word) }
      guard words.contains("true") else { return }
      json.value(true)
      json.value(false)
    }
  }
}

extension ValueForm {
  /// The words that a value of one form may be, those of a switch among them.
  fileprivate func schemaWords(presets: [String]) -> [String] {
    switch self {
    case .toggle: ["on", "off", "true", "false", "yes", "no"]
    case .choice(let words): words
    case .preset: presets
    case .either(let forms): forms.flatMap { $0.schemaWords(presets: presets) }
    default: []
    }
  }
}
