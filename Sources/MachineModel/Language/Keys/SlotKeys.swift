import Addresses

extension Language {
  /// The section `slots`.
  package static let slots = LanguageSection("slots", slotKeys)

  static let slotKeys: [BoundKey<SlotOptions>] = [
    BoundKey("first", .number(0...highestSlot), \.first, examples: [1], "Number of the first slot."),
    BoundKey(
      "max_size", .slotSize, \.maximumSize, examples: ["1TiB"],
      "The longest slot; longer extents are cut at its multiples."),
    BoundKey("max", .number(1...(highestSlot + 1)), \.maximumCount, examples: [509], "The most slots allowed."),
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
