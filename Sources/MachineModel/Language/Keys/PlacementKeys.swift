extension Language {
  /// The map form of `placement`.
  public static let placement = LanguageSection(
    "a placement",
    [
      LanguageKey(
        "align", .size, default: "4KiB", examples: ["2MiB", "1GiB"],
        "Every extent begins at a multiple of this power of two.")
    ])
}
