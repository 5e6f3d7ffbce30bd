public import Addresses
public import FieldCoding

/// One entry of an e820 map: 20 packed bytes, Linux's `struct boot_e820_entry` and the address range descriptor
/// of INT 15h, function E820h (ACPI 6.5, section 15.1) without its extended attributes.
public struct E820Entry: AddressRanged, Hashable, Sendable {
  /// The first address.
  public var base: UInt64
  /// Bytes.
  public var length: UInt64
  /// What the addresses are.
  public var type: E820Type

  /// Creates an entry.
  public init(base: UInt64, length: UInt64, type: E820Type) {
    self.base = base
    self.length = length
    self.type = type
  }

  /// The addresses, up to 2^64 − 1 at most.
  public var range: AddressRange { AddressRange(start: base, size: length) }
}

extension E820Entry {
  /// What its records are called.
  package static let kind = RecordKind("e820 entry", Self.self, fact: { $0.fact }) {
    $1.append($0.description)
  }

  /// What it says of its addresses; nothing where it has none.
  var fact: RecordFact? { length == 0 ? nil : .addresses(range, .memoryMap, meaning: type.name) }
}

extension E820Entry: PackedMapEntry {
  package static let article = "an"

  @usableFromInline package init() {
    self.init(base: 0, length: 0, type: E820Type(rawValue: 0))
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    coder.field("base", &base, as: .address)
    coder.field("length", &length, as: .bytes)
    var type = type.rawValue
    coder.field("type", &type, as: .named { E820Type(rawValue: UInt32(truncatingIfNeeded: $0)).listing })
    self.type = E820Type(rawValue: type)
  }
}

extension E820Entry: CustomStringConvertible {
  /// As Linux prints it, the end inclusive: `[mem 0x0000000000000000-0x000000000009fbff] usable`. An entry of nothing
  /// is said to be that: `[empty at 0x0000000000100000] usable`.
  public var description: String { "\(MemoryRangeText(base, length)) \(type.name)" }

  /// As Linux prints it, whatever its length.
  var linuxLine: String { "\(MemoryRangeText(base, length).linuxForm) \(type.name)" }
}
