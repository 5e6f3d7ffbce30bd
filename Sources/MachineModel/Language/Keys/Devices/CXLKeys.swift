import Addresses
import Diagnostics
import YAMLTree

extension Language {
  /// A node's `cxl`.
  package static let cxlWindow = LanguageSection("a CXL window", cxlWindowKeys)

  static let cxlWindowKeys: [BoundKey<CXLWindow>] = [
    BoundKey(
      "bridges", .bridges, isRequired: true, examples: [[1], [1, 2]],
      """
      The host bridges whose devices have the memory, by their uid, in the order of their turns: 1, 2, 3, 4, 6, 8, 12 \
      or 16 of them.
      """, get: { Located($0.bridges, at: $0.bridgesOrigin) },
      set: { ($0.bridges, $0.bridgesOrigin) = ($1?.value ?? [], $1?.origin) }),
    BoundKey(
      "granularity", .granularity, \.granularity, examples: ["4KiB"],
      "How many bytes are of one bridge before the next one's turn: a power of two from 256 to 16384."),
  ]

  /// The root's `cxl`.
  package static let cxl = LanguageSection(
    "CXL",
    [
      LanguageKey(
        "bridges", .list(.section(cxlBridge)), isRequired: true,
        examples: [[["uid": 1, "registers": "0xd0000000"]]], "The host bridges.")
    ])

  /// An entry of the root's `cxl.bridges`.
  package static let cxlBridge = LanguageSection("a CXL host bridge", cxlBridgeKeys)

  static let cxlBridgeKeys: [BoundKey<CXLHostBridge>] = [
    BoundKey(
      "uid", .number(0...UInt64(UInt32.max)), \.uniqueID, isRequired: true, examples: [1],
      "Its unique ID (_UID), which no other bridge has."),
    BoundKey(
      "registers", .registers, \.registers, isRequired: true, examples: ["0xd0000000"],
      "Address of its component registers, 64 KiB at a multiple of 64 KiB."),
  ]
}

extension CXLWindow: KeyOwner {
  static var unstated: CXLWindow { CXLWindow(bridges: []) }
}

extension CXLHostBridge: KeyOwner {
  static var unstated: CXLHostBridge { CXLHostBridge(uniqueID: 0, registers: 0) }
}

extension KeyForm<[UInt32]> {
  /// Unique IDs in an order that counts.
  fileprivate static var bridges: Self {
    Self(
      .list(.number(0...UInt64(UInt32.max))), read: { $0.bridges($1, $2) }, text: { _ in nil },
      document: { .list($0.map { .number($0) }) },
      breach: { bridges, _ in CXLRules.bridges(bridges) })
  }
}

extension KeyForm<UInt64> {
  fileprivate static var granularity: Self {
    Self(
      .size,
      read: { decoder, fields, key in
        guard let id = fields[key],
          let size = decoder.scalar(id, wanted: "'\(key)' is a size such as '256'", ScalarParser.size),
          decoder.isSound(CXLRules.granularity(size), at: id)
        else { return nil }
        return Located(size, at: decoder.tree.range(of: id))
      }, text: Units.literal, breach: { size, _ in CXLRules.granularity(size) })
  }

  /// The address of component registers.
  fileprivate static var registers: Self {
    Self(
      .address, read: { $0.registers($1, $2) }, text: Units.address,
      breach: { address, _ in ValueRules.address(address, onPage: true) ?? CXLRules.registers(address) })
  }
}
