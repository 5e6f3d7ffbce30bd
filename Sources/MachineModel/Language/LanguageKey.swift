/// What a value of the language may be.
///
/// The one description serves both sides: the decoder takes the keys of a mapping from it, and the JSON Schema
/// that editors use is printed from it.
package enum ValueForm: Sendable {
  /// A number in a range.
  case number(ClosedRange<UInt64>)
  /// A number of bytes.
  case size
  /// A guest physical address in bytes.
  case address
  /// A time with its unit.
  case latency
  /// Bytes per second with their unit.
  case bandwidth
  /// `on off true false yes no`.
  case toggle
  /// One of several words.
  case choice([String])
  /// The name of a platform's preset. Which there are is not the language's to say.
  case preset
  /// A list in Linux's cpulist form, or a YAML list of its items.
  case cpuList
  /// Any text that is not empty.
  case text
  /// The name of something that another section states.
  case name
  /// A mapping with the keys of a section, which is made where somebody asks for it: most files have few sections.
  case mapping(@Sendable () -> LanguageSection)
  /// A YAML list.
  indirect case list(ValueForm)
  /// Any of several forms.
  case either([ValueForm])

  /// A mapping with the keys of a section.
  static func section(_ section: @autoclosure @escaping @Sendable () -> LanguageSection) -> ValueForm {
    .mapping(section)
  }
}

/// One key of the language.
package struct LanguageKey: Sendable {
  /// The key as written.
  package let name: String
  /// What its value may be.
  package var form: ValueForm { taken() }
  /// What holds where the key is absent, as written in a file; `nil` where there is no such value.
  package var defaultText: String? { absent() }
  /// Values as a file may have them, which editors show: none of those whose words the schema lists, and of sections,
  /// whose keys have examples of their own, only where the key has another form.
  package var examples: [LanguageExample] { shown() }
  /// What the key means, in one or two sentences.
  package let summary: String
  /// Whether the key must be there.
  package let isRequired: Bool
  // Made where they are asked for: a compilation asks for the form of few keys, and for nothing else.
  private let taken: @Sendable () -> ValueForm
  private let absent: @Sendable () -> String?
  private let shown: @Sendable () -> [LanguageExample]

  init(
    _ name: String, _ form: @autoclosure @escaping @Sendable () -> ValueForm,
    default defaultText: @autoclosure @escaping @Sendable () -> String? = nil,
    isRequired: Bool = false,
    examples: @autoclosure @escaping @Sendable () -> [LanguageExample] = [], _ summary: String
  ) {
    self.name = name
    taken = form
    absent = defaultText
    shown = examples
    self.summary = summary
    self.isRequired = isRequired
  }
}

/// The keys of one kind of mapping.
package struct LanguageSection: Sendable {
  /// The section's name, with its article as it stands in a sentence: "a node".
  package let title: String
  /// The keys, in the order in which the reference lists them.
  package let keys: [LanguageKey]
  /// Keys of which exactly one must be there; empty where there is no such rule.
  package let alternatives: [String]

  init(_ title: String, _ keys: [LanguageKey], exactlyOneOf alternatives: [String] = []) {
    self.title = title
    self.keys = keys
    self.alternatives = alternatives
  }

  init<Owner>(_ title: String, _ keys: [BoundKey<Owner>]) {
    self.init(title, keys.map(\.key))
  }

  /// Whether the title stands for several: "distances".
  var isPlural: Bool { title.hasSuffix("s") && !title.hasPrefix("a ") && !title.hasPrefix("an ") }

  /// The key of a name, or `nil` where the section has none.
  package func key(_ name: String) -> LanguageKey? { index(of: name).map { keys[$0] } }

  /// The index of the key of a name, or `nil` where the section has none.
  func index(of name: String) -> Int? { keys.firstIndex { $0.name == name } }
}
