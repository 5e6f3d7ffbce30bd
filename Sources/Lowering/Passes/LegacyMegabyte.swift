import Addresses
import Platforms

/// The first megabyte of a PC, whose ranges firmware switches one by one between RAM, ROM and devices.
///
/// VGA memory is one range. Above it are those of the chipset's Programmable Attribute Map (PAM): 16 KiB each, and
/// 64 KiB for the BIOS.
package enum LegacyMegabyte {
  /// The address just behind it.
  package static let end = PCMap.firstMegabyteEnd
  /// Where its ranges begin, and its end: with the RAM above it sixteen ranges.
  package static let boundaries: [UInt64] =
    [0, PCMap.vga] + Array(stride(from: PCMap.optionROMs, through: PCMap.bios, by: 0x4000)) + [end]

  /// The ranges that other addresses consist of; none where these are not whole ranges.
  static func ranges(in whole: AddressRange) -> [AddressRange] {
    guard let first = boundaries.firstIndex(of: whole.start), let last = boundaries.firstIndex(of: whole.end),
      first < last
    else { return [] }
    return (first..<last).map { AddressRange(boundaries[$0], boundaries[$0 + 1]) }
  }
}
