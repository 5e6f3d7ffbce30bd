/// The type of memory in a UEFI memory map (UEFI 2.10, section 7.2.1, EFI_MEMORY_TYPE).
package struct EFIMemoryType: RawRepresentable, Hashable, Sendable {
  /// The number in the descriptor.
  package let rawValue: UInt32

  /// Takes any number.
  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Not to be used.
  package static let reserved = EFIMemoryType(rawValue: 0)
  /// RAM for the guest to use.
  package static let conventional = EFIMemoryType(rawValue: 7)
  /// Memory in which errors were found.
  package static let unusable = EFIMemoryType(rawValue: 8)
  /// ACPI tables, RAM once they are read.
  package static let acpiReclaim = EFIMemoryType(rawValue: 9)
  /// ACPI non-volatile storage, kept over sleep.
  package static let acpiNVS = EFIMemoryType(rawValue: 10)
  /// Memory that keeps its contents without power.
  package static let persistent = EFIMemoryType(rawValue: 14)

  private static let names = [
    "reserved", "loader code", "loader data", "boot services code", "boot services data", "runtime services code",
    "runtime services data", "conventional", "unusable", "ACPI reclaim", "ACPI NVS", "MMIO", "MMIO port space",
    "PAL code", "persistent", "unaccepted",
  ]

  /// The word for it: `conventional`, `type 99`.
  package var name: String { rawValue < UInt32(Self.names.count) ? Self.names[Int(rawValue)] : "type \(rawValue)" }

  /// The number with its word.
  var listing: String { rawValue < UInt32(Self.names.count) ? "\(rawValue) (\(name))" : "\(rawValue)" }
}

extension EFIMemoryType {
  /// What UEFI calls memory of a type of e820.
  init(_ type: E820Type) {
    switch type {
    // What sets memory aside for a special purpose is an attribute.
    case .usable, .softReserved: self = .conventional
    case .acpi: self = .acpiReclaim
    case .nvs: self = .acpiNVS
    case .unusable: self = .unusable
    case .persistent, .persistentBeforeACPI6: self = .persistent
    default: self = .reserved
    }
  }

  /// Which of two types a page has in which ranges of both lie: the higher one.
  var rank: Int {
    switch self {
    case .conventional: 0
    case .acpiReclaim: 1
    case .persistent: 2
    case .acpiNVS: 3
    case .unusable: 4
    default: 5
    }
  }
}
