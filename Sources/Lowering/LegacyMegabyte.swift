/// The first megabyte of a PC, whose ranges firmware switches one by one between RAM, ROM and devices.
///
/// VGA memory is one range. Above it are those of the chipset's Programmable Attribute Map (PAM): 16 KiB each, and
/// 64 KiB for the BIOS.
public enum LegacyMegabyte {
  /// The address just behind it.
  public static let end: UInt64 = 0x10_0000
  /// Where its ranges begin, and its end: with the RAM above it sixteen ranges.
  public static let boundaries: [UInt64] =
    [0, 0xA_0000] + Array(stride(from: 0xC_0000, through: 0xF_0000, by: 0x4000)) + [end]
}
