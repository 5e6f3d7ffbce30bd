public import Addresses
public import FieldCoding
import Lowering

extension SRAT {
  /// Memory Affinity Structure, type 1 (ACPI 6.5, section 5.2.16.2).
  public struct MemoryAffinity: AddressRanged, Hashable, Sendable {
    /// Flags of a range of memory.
    public struct Flags: OptionSet, Hashable, Sendable {
      /// The bits.
      public let rawValue: UInt32

      /// Takes any bits.
      public init(rawValue: UInt32) {
        self.rawValue = rawValue
      }

      /// The structure counts; without it, it is to be ignored.
      public static let enabled = Flags(rawValue: 1)
      /// Memory may be plugged in here while the machine runs.
      public static let hotPluggable = Flags(rawValue: 2)
      /// The memory keeps its contents without power.
      public static let nonVolatile = Flags(rawValue: 4)
      /// The memory is for a special purpose (SPEC_PURPOSE): nothing but what asks for it should be put there.
      package static let specialPurpose = Flags(rawValue: 8)
    }

    /// The proximity domain.
    public var proximityDomain: UInt32
    /// The first guest physical address.
    public var base: UInt64
    /// Bytes.
    public var length: UInt64
    /// What kind of memory it is.
    public var flags: Flags

    /// Creates a structure, enabled unless said otherwise.
    public init(proximityDomain: UInt32, base: UInt64, length: UInt64, flags: Flags = .enabled) {
      self.proximityDomain = proximityDomain
      self.base = base
      self.length = length
      self.flags = flags
    }

    /// The addresses, up to 2^64 − 1 at most.
    public var range: AddressRange { AddressRange(start: base, size: length) }
  }
}

extension SRAT.MemoryAffinity: TableStructure {
  static let type: UInt16 = 1
  static let kind = RecordKind("SRAT memory affinity", Self.self, fact: { $0.fact }) { affinity, text in
    guard affinity.flags.contains(.enabled) else { return text.append("disabled") }
    text.append(MemoryRangeText(affinity.base, affinity.length).description)
    text.appendDomain(affinity.proximityDomain)
    text.append(affinity.traits)
  }

  /// What it says of its addresses; nothing where it does not count, or has none.
  private var fact: RecordFact? {
    guard flags.contains(.enabled), length > 0 else { return nil }
    return .addresses(
      range, .affinity, meaning: "proximity domain \(proximityDomain)\(traits)", domain: proximityDomain,
      isThere: !flags.contains(.hotPluggable))
  }

  /// The names of flags that say what kind of memory it is, each behind a space.
  private var traits: String {
    Flags.names.dropFirst().reduce("") { flags.contains($1.flag) ? "\($0) \($1.name)" : $0 }
  }

  @usableFromInline package init() {
    self.init(proximityDomain: 0, base: 0, length: 0)
  }

  @usableFromInline package mutating func describe<Coder: FieldCoder>(_ coder: inout Coder) {
    describeStart(&coder)
    coder.field("proximity domain", &proximityDomain)
    coder.reserved(2)
    coder.field("base address", &base, as: .address)
    coder.field("length", &length, as: .bytes)
    coder.reserved(4)
    coder.flags("flags", &flags)
    coder.reserved(8)
  }
}

extension SRAT.MemoryAffinity.Flags: FlagSet {
  @usableFromInline package static let names: [(flag: Self, name: String)] = [
    (.enabled, "enabled"), (.hotPluggable, "hot-pluggable"), (.nonVolatile, "non-volatile"),
    (.specialPurpose, "special purpose"),
  ]
}

extension SRAT.MemoryAffinity.Flags {
  /// The flags of memory of some kind, which counts.
  init(_ traits: MemoryTraits) {
    self = .enabled
    if traits.contains(.hotPluggable) { insert(.hotPluggable) }
    if traits.contains(.persistent) { insert(.nonVolatile) }
    if traits.contains(.specialPurpose) { insert(.specialPurpose) }
  }
}
