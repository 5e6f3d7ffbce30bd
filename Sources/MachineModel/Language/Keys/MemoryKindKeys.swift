import Addresses
import Diagnostics
import YAMLTree

extension Language {
  /// What kind of memory a node has, and where more of it may come to be.
  static let memoryKindKeys: [BoundKey<NodeDeclaration>] = [
    BoundKey(
      "persistent", .toggle, \.node.isPersistent,
      "Whether the memory keeps its contents without power: SRAT calls it non-volatile, and e820 persistent (type 7)."
    ),
    BoundKey(
      "special_purpose", .toggle, \.node.isSpecialPurpose,
      """
      Whether the memory is for what asks for it only, as HBM often is: SRAT and the EFI memory map say so; e820 \
      goes on calling it usable.
      """),
    BoundKey(
      "soft_reserved", .toggle, \.node.isSoftReserved,
      "Whether Linux's zero page calls special-purpose memory soft reserved (type 0xefffffff) instead of usable."),
    BoundKey(
      "hotplug", .hotplugSpace, \.node.hotplug, examples: ["8GiB", ["size": "8GiB", "start": "16GiB"]],
      """
      Space in which memory of the node may be plugged in: a size, or a map that says where it begins. It is in SRAT, \
      but in no e820 entry and no slot.
      """),
    BoundKey(
      "cxl", .decoded(.section(cxlWindow), writing: { DocumentValue(cxlWindowKeys, of: $0) }) { $0.cxlWindow($1) },
      \.node.cxl,
      "The CXL host bridges behind which the memory is: each of its ranges is a window of CEDT."),
  ]

  /// The map form of a node's `hotplug`.
  package static let hotplug = LanguageSection("hot-pluggable space", hotplugKeys)

  static let hotplugKeys: [BoundKey<HotplugDeclaration>] = [
    BoundKey(
      "size", .spaceSize, \.size, isRequired: true, examples: ["8GiB"], "How much memory may be plugged in at most."
    ),
    BoundKey(
      "start", .pageAddress, \.start, examples: ["16GiB"],
      """
      First address. Absent: the first gibibyte boundary above RAM, earlier such spaces and the gap below 4 GiB.
      """),
    BoundKey(
      "slots", .number(1...256), \.slots, examples: [4],
      """
      By how many slots memory may be plugged in: equal parts of the space, multiples of 128 MiB, whose numbers are kept \
      free behind those of RAM. Absent: one, and no number is kept. On QEMU's platforms none is, but the space has 1 GiB \
      more for each, as QEMU's has.
      """),
  ]
}

/// Hot-pluggable space as written in a map.
struct HotplugDeclaration: KeyOwner {
  var size: UInt64 = 0
  var start: Located<UInt64>?
  var slots: Located<UInt32>?

  static var unstated: HotplugDeclaration { HotplugDeclaration() }
}

extension KeyForm<UInt64> {
  /// A size of memory that is not 0.
  fileprivate static var spaceSize: Self {
    Self(
      .size, read: { $0.spaceSize($1, $2) }, text: Units.literal,
      breach: { size, _ in ValueRules.hotplugSize(size) })
  }
}

extension KeyForm<HotplugSpace> {
  fileprivate static var hotplugSpace: Self {
    Self(
      .either([.size, .section(Language.hotplug)]), read: { $0.hotplug($1, $2) }, text: { _ in nil },
      document: { space in
        guard space.start != nil || space.slots != nil else { return .scalar(Units.literal(space.size)) }
        let declaration = HotplugDeclaration(size: space.size, start: space.start, slots: space.slots)
        return DocumentValue(Language.hotplugKeys, of: declaration)
      },
      breach: { space, _ in
        ValueRules.hotplugSize(space.size) ?? space.start.flatMap { ValueRules.address($0.value, onPage: true) }
      })
  }
}
