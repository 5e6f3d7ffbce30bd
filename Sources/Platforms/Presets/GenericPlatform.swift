package import MachineModel

/// What machines of an architecture have in common.
package enum GenericPlatform: PlatformPreset {
  /// `generic`.
  package static let name = "generic"
  /// All.
  package static let architectures = Architecture.allCases

  /// The same for any memory.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    switch machine.architecture {
    case .x8664:
      Geography(
        name: name,
        gaps: [
          // PCI windows, then IOAPIC, HPET, local APIC and flash, as on every PC.
          Gap(name: "mmio32", start: PCMap.pciWindows, end: PCMap.high)
        ],
        reserved: [
          // EBDA, VGA, option ROMs and BIOS: what firmware keeps of the first megabyte.
          ReservedRange(name: "low-megabyte", start: PCMap.extendedBIOSData, end: PCMap.firstMegabyteEnd)
        ])
    case .aarch64:
      // MMIO lies below DRAM, and RAM crosses 3 to 4 GiB unbroken.
      Geography(name: name, dramBase: 0x4000_0000)
    }
  }
}
