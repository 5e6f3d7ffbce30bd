import Addresses
import YAMLTree

extension Language {
  /// The section `slots`.
  package static let slots = LanguageSection("slots", slotKeys)

  static let slotKeys: [BoundKey<SlotOptions>] = [
    BoundKey("first", .number(0...highestSlot), \.first, examples: [1], "Number of the first slot."),
    BoundKey(
      "max_size", .slotSize, \.maximumSize, examples: ["1TiB"],
      "The longest slot; longer extents are cut at its multiples."),
    BoundKey("max", .number(1...(highestSlot + 1)), \.maximumCount, examples: [509], "The most slots allowed."),
    BoundKey(
      "cuts", .cuts, \.cuts, examples: [["0xa0000", "0x100000"]],
      "Guest physical addresses at which slots are cut besides, so that what lies on either side can be changed alone."
    ),
    BoundKey(
      "page_size", .choice, \.pageSize,
      "The pages of the host that slots are for: where memory, windows and cuts begin and end at multiples of it."),
  ]
}

extension SlotOptions: KeyOwner {
  static var unstated: SlotOptions { SlotOptions() }
}

extension KeyForm<UInt64> {
  /// A size of memory that KVM takes for a slot.
  fileprivate static var slotSize: Self {
    Self(
      .size,
      read: { decoder, fields, key in
        guard let size = decoder.memorySize(fields, key) else { return nil }
        return decoder.isSound(ValueRules.slotSize(size.value), at: fields[key] ?? fields.id) ? size : nil
      }, text: Units.literal, breach: { size, _ in ValueRules.memorySize(size) ?? ValueRules.slotSize(size) })
  }
}

extension KeyForm<[Located<UInt64>]> {
  /// A list of addresses, each on a page.
  fileprivate static var cuts: Self {
    Self(
      .list(.address),
      read: { decoder, fields, key in
        guard let id = fields[key] else { return nil }
        guard decoder.tree.kind(of: id) == .sequence else {
          decoder.reportNoList(id, wanted: "'\(key)' is a list such as [0xa0000, 0x100000]", item: "address")
          return nil
        }
        let elements = decoder.tree.elements(of: id)
        let addresses = elements.compactMap { element in
          decoder.address(element, of: key, named: "an entry of '\(key)'", onPage: true).map {
            Located($0, at: decoder.tree.range(of: element))
          }
        }
        return addresses.count == decoder.tree.count(of: id)
          ? Located(addresses, at: decoder.tree.range(of: id)) : nil
      }, text: { _ in nil },
      document: { cuts in DocumentValue.list(cuts.map { .scalar(Units.address($0.value)) }).unlessEmpty },
      breach: { cuts, _ in
        cuts.lazy.compactMap { cut in
          var breach = ValueRules.address(cut.value, onPage: true)
          breach?.origin = cut.origin
          return breach
        }.first
      })
  }
}
