import Addresses
package import MachineModel

/// crosvm's machine of x86_64, with the ranges for PCI that it has where nothing is said of them: RAM up to 3.25 GiB, and from
/// 4 GiB on (crosvm's x86_64/src/lib.rs, `create_arch_memory_layout` and `arch_memory_regions`).
package enum Crosvm: PlatformPreset {
  /// `crosvm`.
  package static let name = "crosvm"
  /// x86_64.
  package static let architectures = [Architecture.x8664]
  /// crosvm's own, without SRAT.
  package static let tables = TableStyle.ofCrosvm

  /// Where PCI windows begin (`MEM_32BIT_GAP_SIZE` below 4 GiB).
  private static let pciWindows: UInt64 = 0xD000_0000
  /// PCI's memory-mapped configuration (`DEFAULT_PCIE_CFG_MMIO_START`).
  fileprivate static let configuration: UInt64 = 0xF400_0000
  /// Behind it (`DEFAULT_PCIE_CFG_MMIO_END`).
  fileprivate static let configurationEnd: UInt64 = 0xF800_0000
  /// KVM's identity map (`identity_map_addr_start`).
  private static let identityMap: UInt64 = 0xFEFF_C000
  /// Behind KVM's task state segment, which follows it (`tss_addr_end`).
  private static let taskStateEnd: UInt64 = 0xFF00_0000

  /// RAM goes on at 4 GiB, and there is nothing but RAM up to its end.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    Geography(
      name: name,
      gaps: [
        Gap(name: "mmio32", start: pciWindows, end: PCMap.high), virtualConfiguration(above: machine.memory),
      ],
      reserved: [
        // RAM in which crosvm writes tables.
        ReservedRange(name: "low-megabyte", start: PCMap.vga, end: PCMap.firstMegabyteEnd),
        ReservedRange(name: "pci-configuration", start: configuration, end: configurationEnd),
        ReservedRange(name: "task-state", start: identityMap, end: taskStateEnd),
      ])
  }

  /// Where each PCI device has registers of crosvm's own, twice as many bytes as in its configuration: behind RAM, and above
  /// 4 GiB (`get_pcie_vcfg_mmio_range`).
  private static func virtualConfiguration(above memory: UInt64) -> Gap {
    let end = PCMap.high + (memory > pciWindows ? memory - pciWindows : 0)
    let start = end.roundedUp(to: Units.largePage)
    var gap = Gap(
      name: "pci-virtual-configuration", start: start, end: start + 2 * (configurationEnd - configuration))
    gap.report = .reserved
    return gap
  }
}

extension TableStyle {
  /// crosvm's way (its x86_64/src/acpi.rs, `create_dsdt_table`, with acpi_tables/src/sdt.rs, `SDT::new`).
  fileprivate static var ofCrosvm: TableStyle {
    var style = TableStyle()
    style.oemID = "CROSVM"
    style.oemTableID = "CROSVMDT"
    style.creatorID = "CROS"
    style.creatorRevision = 0
    // `generate_e820_memory_map` in x86_64/src/lib.rs: RAM, then configuration, whether virtual or not, then what is KVM's.
    style.mapGroups = [
      .memory, .devices(start: Crosvm.configuration, end: Crosvm.configurationEnd),
      .devices(start: PCMap.high, end: .max), .otherDevices,
    ]
    style.hasSRAT = false
    return style
  }
}
