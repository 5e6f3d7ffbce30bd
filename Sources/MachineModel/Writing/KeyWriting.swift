import Addresses

extension DocumentValue {
  /// A section with those of its keys that say another thing than where they are absent.
  init<Owner>(_ keys: [BoundKey<Owner>], of owner: Owner) {
    self = .mapping(keys.compactMap { key in key.written(owner).map { Entry(key.name, $0) } })
  }

  /// A range of addresses by its start and its end.
  static func range(_ range: AddressRange) -> [(String, DocumentValue?)] {
    [("start", .address(range.start)), ("end", .address(range.end))]
  }

  /// An address; whole gibibytes, which a person counts, as such.
  static func address(_ address: UInt64) -> DocumentValue {
    .scalar(address % (1 << 30) == 0 ? Units.literal(address) : Units.address(address))
  }

  /// A mapping with more keys behind.
  func adding(_ entries: [Entry]) -> DocumentValue { .mapping(self.entries + entries) }
}
