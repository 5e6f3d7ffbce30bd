import Addresses
import YAMLTree

extension Language {
  /// The map form of `placement`.
  package static let placement = LanguageSection("a placement", placementKeys)

  static let placementKeys: [BoundKey<Placement>] = [
    BoundKey(
      "align", .alignment, \.alignment, examples: ["2MiB", "1GiB"],
      "Every extent begins at a multiple of this power of two.")
  ]
}

/// How nodes follow each other.
struct Placement: KeyOwner {
  /// What every extent is aligned to.
  var alignment = Units.pageSize

  static var unstated: Placement { Placement() }
}

extension KeyForm<UInt64> {
  fileprivate static var alignment: Self {
    Self(
      .size,
      read: { decoder, fields, key in
        guard let id = fields[key],
          let alignment = decoder.scalar(id, wanted: "'\(key)' is a size such as '2MiB'", ScalarParser.size),
          decoder.isSound(ValueRules.alignment(alignment), at: id)
        else { return nil }
        return Located(alignment, at: decoder.tree.range(of: id))
      }, text: Units.literal, breach: { alignment, _ in ValueRules.alignment(alignment) })
  }
}
