extension Language {
  /// The map forms of `distances`.
  public static let distances = LanguageSection(
    "distances",
    [
      LanguageKey(
        "remote", .number(11...255), default: "20", examples: [21], "Distance of every pair that is not stated."),
      LanguageKey(
        "pairs", .list(.section(pair)), examples: [[["from": 0, "to": 1, "distance": 16]]],
        "Distances of single pairs."),
      LanguageKey(
        "matrix", .list(.list(.number(10...255))), examples: [[[10, 21], [21, 10]]],
        "All distances, a row for each node."),
      LanguageKey(
        "asymmetric", .toggle, default: "off",
        "Whether distances may differ by direction; then a pair states one direction."),
      LanguageKey(
        "links", .list(.section(link)), examples: [[["between": [0, 1], "distance": 16]]],
        "Links between nodes; distances are those of the shortest paths, 255 where there is no path."),
    ])

  private static let anyNode = ValueForm.either([.number(0...UInt64(maximumNodes - 1)), .name])

  /// An entry of `distances.pairs`.
  public static let pair = LanguageSection(
    "a pair",
    [
      LanguageKey("from", anyNode, isRequired: true, examples: [0], "A node, by its number or its name."),
      LanguageKey("to", anyNode, isRequired: true, examples: [1], "Another node, by its number or its name."),
      LanguageKey(
        "distance", .number(10...255), isRequired: true, examples: [16], "Their distance; 255 is unreachable."),
    ])

  /// An entry of `distances.links`.
  public static let link = LanguageSection(
    "a link",
    [
      LanguageKey(
        "between", .list(anyNode), isRequired: true, examples: [[0, 1]],
        "The two nodes that the link joins, by their numbers or their names."),
      LanguageKey(
        "distance", .number(11...254), isRequired: true, examples: [16], "The distance across the link."),
    ])
}
