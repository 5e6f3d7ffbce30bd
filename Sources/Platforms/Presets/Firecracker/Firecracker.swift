package import MachineModel

/// Firecracker's microVM: RAM up to 3 GiB, from 4 GiB to 256 GiB and from 512 GiB on (Firecracker's
/// src/vmm/src/arch/x86_64/mod.rs and aarch64/mod.rs, `arch_memory_regions`).
package enum Firecracker: PlatformPreset {
  /// `firecracker`.
  package static let name = "firecracker"
  /// Both.
  package static let architectures = [Architecture.x8664, .aarch64]
  /// Firecracker's own, without SRAT.
  package static let tables = TableStyle.ofFirecracker

  /// Where RAM begins on aarch64 (aarch64/layout.rs, `DRAM_MEM_START`), and with it what is kept of it for ACPI tables and
  /// devices (`SYSTEM_MEM_START`).
  private static let dramBase: UInt64 = 0x8000_0000
  /// Behind that, where kernels are loaded (`SYSTEM_MEM_SIZE`).
  private static let kernel: UInt64 = 0x8020_0000
  /// Below the IOAPIC, PCI's memory-mapped configuration (x86_64/layout.rs, `PCI_MMCONFIG_START`).
  private static let configuration: UInt64 = 0xEEC0_0000
  /// MMIO above 4 GiB (`MMIO64_MEM_START`, the same in both files).
  private static let highMMIO: UInt64 = 256 << 30
  /// Behind it, where RAM goes on (`FIRST_ADDR_PAST_64BITS_MMIO`).
  private static let aboveHighMMIO: UInt64 = 512 << 30

  /// The same for any memory.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    let high = Gap(name: "mmio64", start: highMMIO, end: aboveHighMMIO)
    switch machine.architecture {
    case .x8664:
      return Geography(
        name: name,
        gaps: [
          // `MMIO32_MEM_START`, and 1 GiB from it on.
          Gap(name: "mmio32", start: PCMap.pciWindows, end: PCMap.high), high,
        ],
        reserved: [
          // `SYSTEM_MEM_START`, for the tables that the root pointer leads to.
          ReservedRange(name: "system", start: PCMap.extendedBIOSData, end: PCMap.rootPointerSearch),
          // `RSDP_ADDR` and what follows it: no entry speaks of it.
          ReservedRange(
            name: "root-pointer", start: PCMap.rootPointerSearch, end: PCMap.firstMegabyteEnd, kind: .hole),
          ReservedRange(name: "pci-configuration", start: configuration, end: PCMap.ioAPIC),
        ])
    case .aarch64:
      return Geography(
        name: name, dramBase: dramBase, gaps: [high],
        // The device tree has memory behind it only (aarch64/fdt.rs, `create_memory_node`).
        reserved: [ReservedRange(name: "system", start: dramBase, end: kernel, kind: .hole)])
    }
  }
}

extension TableStyle {
  /// Firecracker's way (its src/vmm/src/acpi/mod.rs, `OEM_ID`, `OEM_REVISION` and `build_dsdt`, with
  /// src/acpi-tables/src/lib.rs, `FC_ACPI_CREATOR_ID`).
  fileprivate static var ofFirecracker: TableStyle {
    var style = TableStyle()
    style.oemID = "FIRECK"
    style.oemTablePrefix = "FCVM"
    style.oemRevision = 0
    style.creatorID = "FCAT"
    style.creatorRevision = 0x2024_0119
    // `configure_64bit_boot` and `configure_pvh` in arch/x86_64/mod.rs.
    style.mapGroups = [.firstMegabyte, .otherDevices, .memory]
    style.hasSRAT = false
    return style
  }
}
