extension Language {
  /// An entry of `visibility`.
  package static let visibility = LanguageSection(
    "a visibility range", rangeKeys + visibilityKeys.map(\.key), exactlyOneOf: ["end", "size"])

  static let visibilityKeys: [BoundKey<VisibilityRange>] = [
    BoundKey(
      "mode", .choice, \.mode, isRequired: true,
      """
      What the guest may do with the slot: read-write; read-only, where writes leave the guest; unmapped, where \
      every access does.
      """)
  ]
}

extension VisibilityRange: KeyOwner {
  static var unstated: VisibilityRange { VisibilityRange(start: 0, end: 0, mode: .readWrite) }
}
