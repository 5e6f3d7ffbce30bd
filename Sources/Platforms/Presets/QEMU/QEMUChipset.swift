import Addresses
import MachineModel

/// What QEMU's PCs have in common, whatever their chipset (QEMU's hw/i386/pc.c, `pc_memory_init`): a hole below 4 GiB, high
/// RAM behind it, hot-pluggable space on the next GiB behind that.
enum QEMUChipset {
  /// `max_ram_below_4g` and `cpu_vendor`.
  static let keys = [Language.mostRAMBelow4GiB, Language.cpuVendor]

  /// What HyperTransport has below 1 TiB on AMD's processors with an IOMMU (`AMD_HT_START`).
  private static let hyperTransport: UInt64 = 0xFD_0000_0000
  /// Behind it, where high RAM begins that would reach it (`AMD_ABOVE_1TB_START`).
  private static let aboveHyperTransport: UInt64 = 0x100_0000_0000
  /// Physical address bits of QEMU's CPUs where nothing is said (`TCG_PHYS_ADDR_BITS`), the least with which a guest is
  /// told of HyperTransport's range.
  private static let addressBits: UInt8 = 40
  private static let gib: UInt64 = 1 << 30

  /// The geography of a machine.
  ///
  /// - Parameters:
  ///   - low: Where RAM below 4 GiB ends, or could end at the latest; at most 4 GiB.
  ///   - pciHole: Bytes of the hole for PCI behind RAM and hot-pluggable space.
  static func geography(_ name: String, of machine: MachineDeclaration, low: UInt64, pciHole: UInt64) -> Geography {
    let platform = machine.platform
    let isOfAMD = platform.cpuVendor?.value == .amd
    let high =
      isOfAMD && end(of: machine, low: low) + pciHole > hyperTransport ? aboveHyperTransport : PCMap.high
    var geography = Geography(
      name: name, pluggableBase: high,
      reserved: [
        // EBDA, VGA, option ROMs and BIOS: what firmware keeps of the first megabyte. QEMU's memory affinities leave out
        // what is no conventional memory (hw/i386/acpi-build.c, `HOLE_640K_START`).
        ReservedRange(name: "ebda", start: PCMap.extendedBIOSData, end: PCMap.vga),
        ReservedRange(name: "low-megabyte", start: PCMap.vga, end: PCMap.firstMegabyteEnd, isInSRAT: false),
      ])
    if low < PCMap.high {
      geography.gaps.append(
        Gap(name: "mmio32", start: low, end: PCMap.high, origin: platform.mostRAMBelow4GiB?.origin))
    }
    guard isOfAMD else { return geography }
    let origin = platform.cpuVendor?.origin
    if high > PCMap.high {
      geography.gaps.append(Gap(name: "below-1tib", start: PCMap.high, end: high, origin: origin))
    }
    if platform.physicalBits?.value ?? addressBits >= addressBits {
      geography.reserved.append(
        ReservedRange(name: "hypertransport", start: hyperTransport, end: aboveHyperTransport, origin: origin))
    }
    return geography
  }

  /// Where RAM and hot-pluggable space would end whose high part begins at 4 GiB, on the next GiB
  /// (`pc_pci_hole64_start`).
  private static func end(of machine: MachineDeclaration, low: UInt64) -> UInt64 {
    let end = PCMap.high + (machine.memory > low ? machine.memory - low : 0)
    return machine.pluggable == 0
      ? end.roundedUp(to: gib) : (end.roundedUp(to: gib) + machine.pluggable).roundedUp(to: gib)
  }
}
