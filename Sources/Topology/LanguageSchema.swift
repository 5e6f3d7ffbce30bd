import JSONText

/// The JSON Schema (draft 2020-12) of the language, printed from the same description that the decoder reads by.
public enum LanguageSchema {
  private static let number = "(0x[0-9a-fA-F](_?[0-9a-fA-F])*|0|[1-9](_?[0-9])*)"
  private static let item = " *\(number)(-\(number))? *"
  private static let numberPattern = "^\(number)$"
  private static let sizePattern =
    "^(0x[0-9a-fA-F](_?[0-9a-fA-F])*|(0|[1-9](_?[0-9])*)(\\.[0-9]+)?( ?(KiB|MiB|GiB|TiB|K|M|G|T))?)$"
  private static let itemPattern = "^\(item)$"
  private static let listPattern = "^\(item)(,\(item))*$"

  /// The schema as the text of a file.
  public static func text() -> String {
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
  private static func name(of section: LanguageSection) -> String {
    let words = section.title.split(separator: " ")
    return (words.first == "a" ? words.dropFirst() : words[...]).joined(separator: "-")
  }

  private static func reference(to section: LanguageSection) -> String { "#/$defs/\(name(of: section))" }

  private static func write(_ section: LanguageSection, to json: inout JSONWriter) {
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
        for key in section.supportedKeys.sorted(by: { $0.name < $1.name }) {
          json.name(key.name)
          write(key, to: &json)
        }
      }
      let required = section.keys.filter(\.isRequired).map(\.name)
      if !required.isEmpty { writeNames("required", required, to: &json) }
      json.member("type", "object")
    }
  }

  private static func writeNames(_ member: String, _ names: [String], to json: inout JSONWriter) {
    json.name(member)
    json.array { json in
      for name in names { json.value(name) }
    }
  }

  private static func write(_ key: LanguageKey, to json: inout JSONWriter) {
    json.object { json in
      json.name("anyOf")
      json.array { json in
        for form in key.form.alternatives { json.object { write(form, to: &$0) } }
      }
      if let text = key.defaultText {
        if let number = UInt64(text) { json.member("default", number) } else { json.member("default", text) }
      }
      json.member("description", key.summary)
    }
  }

  /// Writes the members that a value of one form has, apart from its description.
  private static func write(_ form: ValueForm, to json: inout JSONWriter) {
    switch form {
    case .number(let range):
      writeAlternatives(to: &json) { json in
        json.object { json in
          json.member("maximum", range.upperBound)
          json.member("minimum", range.lowerBound)
          json.member("type", "integer")
        }
        writePattern(numberPattern, to: &json)
      }
    case .size, .address:
      writeAlternatives(to: &json) { json in
        json.object { json in
          json.member("minimum", 0)
          json.member("type", "integer")
        }
        writePattern(sizePattern, to: &json)
      }
    case .toggle:
      json.name("enum")
      json.array { json in
        for word in ["on", "off", "true", "false", "yes", "no"] { json.value(word) }
        json.value(true)
        json.value(false)
      }
    case .choice(let words): writeNames("enum", words, to: &json)
    case .cpuList:
      writeAlternatives(to: &json) { json in
        json.object { json in
          json.member("minimum", 0)
          json.member("type", "integer")
        }
        writePattern(listPattern, to: &json)
        json.object { json in
          json.name("items")
          json.object { json in
            writeAlternatives(to: &json) { json in
              json.object { json in
                json.member("minimum", 0)
                json.member("type", "integer")
              }
              writePattern(itemPattern, to: &json)
            }
          }
          json.member("type", "array")
        }
      }
    case .name: json.member("type", "string")
    case .text: writeNames("type", ["string", "number", "boolean"], to: &json)
    case .section(let section): json.member("$ref", reference(to: section))
    case .list(let element):
      json.name("items")
      json.object { write(element, to: &$0) }
      json.member("type", "array")
    case .either(let forms):
      writeAlternatives(to: &json) { json in
        for form in forms { json.object { write(form, to: &$0) } }
      }
    }
  }

  private static func writeAlternatives(to json: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
    json.name("anyOf")
    json.array(body)
  }

  private static func writePattern(_ pattern: String, to json: inout JSONWriter) {
    json.object { json in
      json.member("pattern", pattern)
      json.member("type", "string")
    }
  }
}

extension ValueForm {
  /// The forms of which a value has one.
  fileprivate var alternatives: [ValueForm] {
    if case .either(let forms) = self { forms } else { [self] }
  }
}
