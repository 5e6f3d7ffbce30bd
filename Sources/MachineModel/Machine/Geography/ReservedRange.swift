public import Addresses
public import Diagnostics

/// A range that e820 does not call usable, whether RAM lies there or not.
public struct ReservedRange: AddressRanged, Equatable, Sendable {
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
  /// Guest physical addresses; they need not begin or end on a page.
  public var range: AddressRange
  /// What the range is to the guest.
  public var kind: Kind
  /// Whether memory affinities cover the range where RAM lies there.
  public var isInSRAT: Bool
  /// Where the range is stated; `nil` for a preset's.
  public var origin: SourceRange?

  /// Creates a reserved range.
  public init(
    name: String? = nil, start: UInt64, end: UInt64, kind: Kind = .reserved, isInSRAT: Bool = true,
    origin: SourceRange? = nil
  ) {
    self.name = name
    range = AddressRange(start, end)
    self.kind = kind
    self.isInSRAT = isInSRAT
    self.origin = origin
  }
}
