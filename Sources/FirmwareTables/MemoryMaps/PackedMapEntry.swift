import Addresses

/// An entry of a memory map that is nothing but such entries behind each other.
package protocol PackedMapEntry: PackedEntry {
  /// The first address.
  var base: UInt64 { get }
  /// Bytes.
  var length: UInt64 { get }
  /// Whether the entry claims addresses above 2^64 − 1.
  var isTooLong: Bool { get }
}

extension PackedMapEntry {
  package var isTooLong: Bool { length != 0 && base > UInt64.max - (length - 1) }

  package var problem: String? {
    isTooLong ? "begins at \(Units.address(base)) and has \(Units.bytes(length)): it ends above 2^64" : nil
  }
}
