import Addresses
import HostFiles

/// Devices that an IOMMU does not keep apart, so that all of them reach the same memory: `/sys/kernel/iommu_groups/N`.
struct IOMMUGroup: Equatable, Sendable {
  /// Its number.
  let number: UInt32
  /// The addresses of its devices, ascending.
  let devices: [String]
  /// Addresses at which its devices reach no memory, ascending.
  let reserved: [AddressRange]

  private static let folder = "/sys/kernel/iommu_groups"
  /// More groups than a host has.
  private static let limit: UInt32 = 1 << 20

  /// All groups of a host, ascending; empty where it has no IOMMU, or where that is off.
  static func readAll(_ root: HostRoot) -> [IOMMUGroup] {
    (root.numbers(in: folder, behind: "", below: limit) ?? []).map { number in
      IOMMUGroup(
        number: number, devices: (root.names(in: "\(folder)/\(number)/devices") ?? []).sorted(),
        reserved: AddressSet(reservedRanges(root.text("\(folder)/\(number)/reserved_regions") ?? "")).ranges)
    }
  }

  /// The ranges of a group's `reserved_regions`: a line each, `0x00000000fee00000 0x00000000feefffff msi`, of which the second
  /// address is the last one.
  static func reservedRanges(_ text: String) -> [AddressRange] {
    text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      // Firmware asks for these mappings of a device, which may do without once somebody else drives it.
      guard fields.count == 3, fields[2] != "direct-relaxable", let start = address(fields[0]),
        let last = address(fields[1]), start <= last
      else { return nil }
      return AddressRange(start, last == .max ? .max : last + 1)
    }
  }

  private static func address(_ text: Substring) -> UInt64? {
    guard text.hasPrefix("0x") else { return nil }
    return UInt64(text.dropFirst(2), radix: 16)
  }

  /// What of ranges of memory no device of a host reaches; none where it has no groups.
  static func unreachable(_ memory: [AddressRange], by groups: [IOMMUGroup]) -> [AddressRange] {
    guard let first = groups.first else { return [] }
    return groups.dropFirst().reduce(first.unreachable(memory)) { $1.unreachable($0) }
  }

  /// What of ranges of memory its devices do not reach.
  func unreachable(_ memory: [AddressRange]) -> [AddressRange] {
    AddressSet(memory.flatMap { range in reserved.compactMap { $0.intersection(range) } }).ranges
  }
}
