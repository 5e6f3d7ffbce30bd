import Addresses
import Diagnostics
import YAMLTree

extension Language {
  /// An entry of a node's `zones`.
  package static let memoryZone = LanguageSection("a memory zone", zoneKeys.map(\.key) + policyKeys.map(\.key))

  static let zoneKeys: [BoundKey<MemoryZone>] = [
    BoundKey(
      "name", .text, \.name, examples: ["fast"], "A label for reports, which no other zone of the node has."),
    BoundKey(
      "size", .zoneSize, isRequired: true, unclear: .memory, examples: ["1GiB"], "Memory of the zone.",
      get: { $0.size }, set: { if let size = $1 { $0.size = size } }),
  ]
}

extension MemoryZone: KeyOwner {
  static var unstated: MemoryZone { MemoryZone(size: Located(0)) }
}

extension KeyForm<UInt64> {
  /// A size of memory that is not 0.
  fileprivate static var zoneSize: Self {
    Self(
      .size, read: { $0.zoneSize($1, $2) }, text: Units.literal, breach: { size, _ in ZoneRules.size(size) })
  }
}
