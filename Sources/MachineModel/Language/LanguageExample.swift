/// A value of a key as a file may have it, which editors show beside the key's meaning.
package indirect enum LanguageExample: Sendable {
  /// A number.
  case number(UInt64)
  /// A word, a size, a list in cpulist form.
  case text(String)
  /// A YAML list.
  case list([LanguageExample])
  /// A mapping, in the order of its keys.
  case mapping([(key: String, value: LanguageExample)])
}

extension LanguageExample: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A number.
  package init(integerLiteral value: UInt64) { self = .number(value) }
  /// A text.
  package init(stringLiteral value: String) { self = .text(value) }
  /// A list.
  package init(arrayLiteral elements: LanguageExample...) { self = .list(elements) }
  /// A mapping.
  package init(dictionaryLiteral elements: (String, LanguageExample)...) {
    self = .mapping(elements.map { (key: $0.0, value: $0.1) })
  }
}
