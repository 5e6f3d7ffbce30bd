/// The type of an e820 entry (ACPI 6.5, section 15; Linux's `enum e820_type`).
public struct E820Type: RawRepresentable, Hashable, Sendable {
  /// The number in the entry.
  public let rawValue: UInt32

  /// Takes any number.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// RAM for the guest to use.
  public static let usable = E820Type(rawValue: 1)
  /// Not to be used.
  public static let reserved = E820Type(rawValue: 2)
  /// ACPI tables, RAM once they are read.
  public static let acpi = E820Type(rawValue: 3)
  /// ACPI non-volatile storage, kept over sleep.
  public static let nvs = E820Type(rawValue: 4)
  /// Memory in which errors were found.
  public static let unusable = E820Type(rawValue: 5)
  /// Persistent memory.
  public static let persistent = E820Type(rawValue: 7)
  /// Persistent memory as it was called before ACPI 6 gave it a number.
  public static let persistentBeforeACPI6 = E820Type(rawValue: 12)
  /// Memory set aside for a special purpose (EFI_MEMORY_SP), a number of Linux.
  public static let softReserved = E820Type(rawValue: 0xefff_ffff)

  /// The word that Linux prints for it: `usable`, `ACPI data`, `type 9`.
  public var name: String {
    switch self {
    case .usable: "usable"
    case .reserved: "reserved"
    case .acpi: "ACPI data"
    case .nvs: "ACPI NVS"
    case .unusable: "unusable"
    case .persistent, .persistentBeforeACPI6: "persistent (type \(rawValue))"
    case .softReserved: "soft reserved"
    default: "type \(rawValue)"
    }
  }

  /// The number with its word.
  var listing: String {
    switch self {
    case .persistent, .persistentBeforeACPI6: "\(rawValue) (persistent)"
    default: name.hasPrefix("type ") ? "\(rawValue)" : "\(rawValue) (\(name))"
    }
  }
}
