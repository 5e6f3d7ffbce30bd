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
      .size, read: { $0.alignment($1, $2, wanted: "a size such as '2MiB'") }, text: Units.literal,
      breach: { alignment, _ in ValueRules.alignment(alignment) })
  }
}

extension KeyForm<NodeAlignment> {
  /// A size or the word for the node's pages.
  static var nodeAlignment: Self {
    Self(
      .either([.choice(["auto"]), .size]),
      read: { decoder, fields, key in
        guard let id = fields[key] else { return nil }
        let (text, wanted) = (decoder.tree.string(of: id), "'auto' or a size such as '2MiB'")
        if decoder.tree.kind(of: id) == .scalar, text == "auto" {
          return Located(.auto, at: decoder.tree.range(of: id))
        }
        guard text.first?.isNumber == true || text.hasPrefix("-") else {
          decoder.reportWrongType(id, wanted: "'\(key)' is \(wanted)")
          return nil
        }
        return decoder.alignment(fields, key, wanted: wanted).map { Located(.size($0.value), at: $0.origin) }
      }, text: { if case .size(let size) = $0 { Units.literal(size) } else { "auto" } },
      breach: { alignment, _ in if case .size(let size) = alignment { ValueRules.alignment(size) } else { nil } })
  }
}

extension TopologyDecoder {
  /// A power of two that memory is aligned to.
  fileprivate mutating func alignment(_ fields: Fields, _ key: String, wanted: String) -> Located<UInt64>? {
    guard let id = fields[key],
      let alignment = scalar(id, wanted: "'\(key)' is \(wanted)", ScalarParser.size),
      isSound(ValueRules.alignment(alignment), at: id)
    else { return nil }
    return Located(alignment, at: tree.range(of: id))
  }
}
