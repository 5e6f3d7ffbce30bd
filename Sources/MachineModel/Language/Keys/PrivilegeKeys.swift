extension Language {
  /// The section `vtl2`.
  package static let vtl2 = LanguageSection(
    "privileged memory", placeKeys(start: "4GiB", size: "64MiB", open: "absent, above everything else"))

  /// An entry of `aliases`.
  package static let alias = LanguageSection("a memory alias", aliasKeys)

  static let aliasKeys: [BoundKey<MemoryAlias>] = [
    BoundKey("name", .text, \.name, examples: ["vtl0"], "A label for reports."),
    BoundKey(
      "offset", .pageAddress, \.offset, isRequired: true, examples: ["1TiB"],
      "What is added to the address of each byte of RAM."),
  ]
}

extension MemoryAlias: KeyOwner {
  static var unstated: MemoryAlias { MemoryAlias(offset: 0) }
}
