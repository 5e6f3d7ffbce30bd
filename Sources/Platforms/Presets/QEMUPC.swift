package import MachineModel

/// QEMU's machine `pc` (i440FX): RAM of 3.5 GiB and more is cut at 3 GiB, so that a hole of whole gibibytes keeps large
/// pages (QEMU's hw/i386/pc_piix.c, `pc_init1`); less lies below 4 GiB in one extent.
package enum QEMUPC: PlatformPreset {
  /// `qemu-pc`.
  package static let name = "qemu-pc"
  /// x86_64.
  package static let architectures = [Architecture.x8664]
  /// QEMU's SRAT gives the whole space to the highest domain (its hw/i386/acpi-build.c, `build_srat`).
  package static let plugsIntoLastNodeOnly = true
  /// Powers of ten and of two (QEMU's hw/core/numa.c, `parse_numa_hmat_lb`).
  package static let localityBases = LocalityBaseRule.ofQEMU

  /// QEMU's `max-ram-below-4g`, where nothing else is said.
  private static let mostBelow4GiB: UInt64 = 0xE000_0000

  /// The hole below 4 GiB begins where RAM of that size is cut, or at the latest could end.
  package static func geography(of architecture: Architecture, memory: UInt64) -> Geography {
    Geography(
      name: name,
      gaps: [
        Gap(
          name: "mmio32", start: memory >= mostBelow4GiB ? PCMap.pciWindows : mostBelow4GiB, end: PCMap.high)
      ],
      reserved: [
        // EBDA, VGA, option ROMs and BIOS: what firmware keeps of the first megabyte.
        ReservedRange(name: "low-megabyte", start: PCMap.extendedBIOSData, end: PCMap.firstMegabyteEnd)
      ])
  }
}
