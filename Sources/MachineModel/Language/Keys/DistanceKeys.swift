import YAMLTree

extension Language {
  /// The map forms of `distances`.
  package static let distances = LanguageSection("distances", distanceKeys)

  static let distanceKeys: [BoundKey<DistanceOptions>] = [
    BoundKey("remote", .remoteDistance, \.remote, examples: [21], "Distance of every pair that is not stated."),
    BoundKey(
      LanguageKey(
        "pairs", .list(.section(pair)), examples: [[["from": 0, "to": 1, "distance": 16]]],
        "Distances of single pairs.")),
    BoundKey(
      LanguageKey(
        "matrix", .list(.list(.number(10...255))), examples: [[[10, 21], [21, 10]]],
        "All distances, a row for each node.")),
    BoundKey(
      "asymmetric", .toggle, \.areAsymmetric,
      "Whether distances may differ by direction; then a pair states one direction."),
    BoundKey(
      LanguageKey(
        "links", .list(.section(link)), examples: [[["between": [0, 1], "distance": 16]]],
        "Links between nodes; distances are those of the shortest paths, 255 where there is no path.")),
  ]

  /// A node by its number or its name.
  static let anyNode = ValueForm.either([.number(0...UInt64(maximumNodes - 1)), .name])

  /// An entry of `distances.pairs`.
  package static let pair = LanguageSection(
    "a pair",
    [
      LanguageKey("from", anyNode, isRequired: true, examples: [0], "A node, by its number or its name."),
      LanguageKey("to", anyNode, isRequired: true, examples: [1], "Another node, by its number or its name."),
      LanguageKey(
        "distance", .number(10...255), isRequired: true, examples: [16], "Their distance; 255 is unreachable."),
    ])

  /// An entry of `distances.links`.
  package static let link = LanguageSection(
    "a link",
    [
      LanguageKey(
        "between", .list(anyNode), isRequired: true, examples: [[0, 1]],
        "The two nodes that the link joins, by their numbers or their names."),
      LanguageKey(
        "distance", .number(11...254), isRequired: true, examples: [16], "The distance across the link."),
    ])
}

/// What holds of distances however they are stated.
struct DistanceOptions: KeyOwner {
  /// The distance of every pair that is not stated.
  var remote = DistanceMatrix.remote
  /// Whether distances may differ by direction.
  var areAsymmetric = false

  static var unstated: DistanceOptions { DistanceOptions() }
}

extension KeyForm<UInt8> {
  fileprivate static var remoteDistance: Self {
    Self(
      .number(11...255),
      read: { decoder, fields, key in
        fields[key].flatMap { id in
          decoder.distance(id, from: 0, to: 1, nil).map { Located($0, at: decoder.tree.range(of: id)) }
        }
      }, text: { "\($0)" })
  }
}
