extension Platform {
  /// The presets that a topology can name.
  static let presetNames = ["generic"]

  /// Presets of versions to come. They are in no list of what may be written; whoever names one is told that it is
  /// not there yet.
  static let laterPresetNames = ["qemu-pc", "qemu-q35", "qemu-virt", "cloud-hypervisor", "firecracker"]

  /// The one architecture of presets that have no other.
  static let onlyArchitecture: [String: Architecture] = [
    "qemu-pc": .x8664, "qemu-q35": .x8664, "qemu-virt": .aarch64,
  ]

  /// The platform `generic`: what machines of an architecture have in common.
  public static func generic(_ architecture: Architecture) -> Platform {
    switch architecture {
    case .x8664:
      Platform(
        name: "generic",
        dramBase: 0,
        gaps: [
          // Behind 3 GiB: PCI windows, then IOAPIC, HPET, local APIC and flash, as on every PC.
          Gap(name: "mmio32", start: 0xC000_0000, end: 0x1_0000_0000)
        ],
        reserved: [
          // EBDA, VGA, option ROMs and BIOS: what firmware keeps of the first megabyte.
          ReservedRange(name: "low-megabyte", start: 0x9_FC00, end: 0x10_0000)
        ])
    case .aarch64:
      // MMIO lies below DRAM, and RAM crosses 3 to 4 GiB unbroken.
      Platform(name: "generic", dramBase: 0x4000_0000)
    }
  }
}
