extension Language {
  /// A range by its start with either end or length. What is wrong with one depends on the others, so that the decoder
  /// reads them together.
  static let rangeKeys = [
    LanguageKey("start", .address, isRequired: true, examples: ["3GiB", "0xc0000000"], "First address."),
    LanguageKey(
      "end", .address, examples: ["4GiB", "0x100000000"], "The address just behind the range; instead of size."),
    LanguageKey("size", .size, examples: ["16MiB"], "Length; instead of end."),
  ]

  /// A range by its start, which may be left to memc, and length, which the decoder reads together.
  ///
  /// - Parameter open: What holds where the start is absent, as the end of a sentence.
  static func placeKeys(start: LanguageExample, size: LanguageExample, open: String) -> [LanguageKey] {
    [
      LanguageKey("start", .address, examples: [start], "First address; \(open)."),
      LanguageKey("size", .size, isRequired: true, examples: [size], "Length."),
    ]
  }
}
