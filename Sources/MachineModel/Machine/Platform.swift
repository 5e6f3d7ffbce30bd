public import Diagnostics

/// The fixed geography of a machine: where RAM begins, where it may not be, what of it is spoken for.
public struct Platform: Sendable {
  /// The preset that it is, or starts from.
  public var name: String
  /// The lowest guest physical address of RAM, on a 4 KiB page.
  public var dramBase: UInt64
  /// Physical address bits of the guest's CPUs (MAXPHYADDR), 32 to 64; `nil` where nothing limits them.
  public var physicalBits: Located<UInt8>?
  /// Ranges without RAM in ascending order, disjoint.
  public var gaps: [Gap]
  /// Ranges that are not usable RAM in ascending order, disjoint.
  public var reserved: [ReservedRange]

  /// Creates a platform.
  public init(
    name: String = "generic", dramBase: UInt64 = 0, physicalBits: Located<UInt8>? = nil, gaps: [Gap] = [],
    reserved: [ReservedRange] = []
  ) {
    self.name = name
    self.dramBase = dramBase
    self.physicalBits = physicalBits
    self.gaps = gaps
    self.reserved = reserved
  }
}

/// A range of guest physical addresses without RAM: a place for devices.
public struct Gap: Equatable, Sendable {
  /// A label for reports.
  public var name: String?
  /// The first address, on a 4 KiB page.
  public var start: UInt64
  /// The address just behind the gap, on a 4 KiB page.
  public var end: UInt64
  /// Where the gap is stated; `nil` for a preset's.
  public var range: SourceRange?

  /// Creates a gap.
  public init(name: String? = nil, start: UInt64, end: UInt64, range: SourceRange? = nil) {
    self.name = name
    self.start = start
    self.end = end
    self.range = range
  }
}

/// A range that e820 does not call usable, whether RAM lies there or not.
public struct ReservedRange: Equatable, Sendable {
  /// What the range is to the guest.
  public enum Kind: UInt32, CaseIterable, Sendable {
    /// No entry at all: cut out of usable RAM, and nothing said of it.
    case hole = 0
    /// e820 type 2.
    case reserved = 2
    /// e820 type 3, ACPI tables.
    case acpi = 3
    /// e820 type 4, ACPI NVS.
    case nvs = 4
    /// e820 type 5, bad memory.
    case unusable = 5
    /// e820 type 7, persistent memory.
    case persistent = 7

    /// The word of the language.
    public var name: String {
      switch self {
      case .hole: "hole"
      case .reserved: "reserved"
      case .acpi: "acpi"
      case .nvs: "nvs"
      case .unusable: "unusable"
      case .persistent: "persistent"
      }
    }

    /// The words of the language, `pmem` as another one for `persistent` among them.
    static let names = ["reserved", "acpi", "nvs", "unusable", "persistent", "pmem", "hole"]

    init?(name: String) {
      let name = name == "pmem" ? "persistent" : name
      guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = kind
    }
  }

  /// A label for reports.
  public var name: String?
  /// The first address; it need not lie on a page.
  public var start: UInt64
  /// The address just behind the range; it need not lie on a page.
  public var end: UInt64
  /// What the range is to the guest.
  public var kind: Kind
  /// Whether memory affinities cover the range where RAM lies there.
  public var isInSRAT: Bool
  /// Where the range is stated; `nil` for a preset's.
  public var range: SourceRange?

  /// Creates a reserved range.
  public init(
    name: String? = nil, start: UInt64, end: UInt64, kind: Kind = .reserved, isInSRAT: Bool = true,
    range: SourceRange? = nil
  ) {
    self.name = name
    self.start = start
    self.end = end
    self.kind = kind
    self.isInSRAT = isInSRAT
    self.range = range
  }
}
