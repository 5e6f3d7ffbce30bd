package import MachineModel

/// Cloud Hypervisor's machine: RAM up to 3 GiB, or on aarch64 up to 64 MiB below 4 GiB, and from 4 GiB on (Cloud
/// Hypervisor's arch/src/x86_64/mod.rs and arch/src/aarch64/mod.rs, `arch_memory_regions`).
package enum CloudHypervisor: PlatformPreset {
  /// `cloud-hypervisor`.
  package static let name = "cloud-hypervisor"
  /// Both.
  package static let architectures = [Architecture.x8664, .aarch64]
  /// Cloud Hypervisor's own.
  package static let tables = TableStyle.ofCloudHypervisor
  /// Where the root pointer lies, and the tables behind it (arch/src/x86_64/layout.rs, `RSDP_POINTER`; vmm/src/acpi.rs,
  /// `create_acpi_tables`).
  package static let rootPointer = extendedBIOSData
  /// What the space of virtio-mem is aligned to (vmm/src/memory_manager.rs, `start_addr`, and `VIRTIO_MEM_ALIGN_SIZE`).
  package static let hotplugAlignment: UInt64 = 128 << 20

  /// Behind conventional memory, up to 1 MiB (x86_64/layout.rs, `EBDA_START`): what PCs have VGA memory at.
  private static let extendedBIOSData = PCMap.vga
  /// Where RAM begins on aarch64 (aarch64/layout.rs, `RAM_START`).
  private static let dramBase: UInt64 = 0x4000_0000
  /// PCI's memory-mapped configuration, behind 640 MiB for devices (x86_64/layout.rs, `PCI_MMCONFIG_START` and its size).
  private static let configuration: UInt64 = 0xE800_0000
  private static let configurationEnd: UInt64 = 0xF800_0000
  /// Where RAM ends below 4 GiB on aarch64 (aarch64/layout.rs, `MEM_32BIT_RESERVED_START`).
  private static let reserved32: UInt64 = 0xFC00_0000

  /// The same for any memory.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    switch machine.architecture {
    case .x8664:
      Geography(
        name: name, gaps: [Gap(name: "mmio32", start: PCMap.pciWindows, end: PCMap.high)],
        reserved: [
          // No entry speaks of it (`configure_pvh`, `configure_32bit_entry`).
          ReservedRange(name: "ebda", start: extendedBIOSData, end: PCMap.firstMegabyteEnd, kind: .hole),
          ReservedRange(name: "pci-configuration", start: configuration, end: configurationEnd),
        ])
    case .aarch64:
      Geography(
        name: name, dramBase: dramBase, gaps: [Gap(name: "reserved32", start: reserved32, end: PCMap.high)])
    }
  }
}

extension TableStyle {
  /// Cloud Hypervisor's way (its vmm/src/acpi.rs, `create_srat_table` and `create_slit_table`, with `Sdt::new` of rust-vmm's
  /// acpi_tables).
  ///
  /// Of initiators it writes PCI's bus, device and function twice, where ACPI has them once: that is not taken over.
  fileprivate static var ofCloudHypervisor: TableStyle {
    var style = TableStyle()
    style.oemID = "CLOUDH"
    style.oemTablePrefix = "CH"
    style.creatorID = "RVAT"
    style.creatorRevision = 0x0100_0000
    // `configure_pvh` in arch/src/x86_64/mod.rs.
    style.mapGroups = [.memory, .otherDevices]
    style.sratTableRevision = 0
    style.areAffinitiesByNode = true
    style.affinities = [.memory, .persistentMemory, .hotPluggableSpace, .processors, .initiators, .ports]
    style.hasX2APICsOnly = true
    style.hasSLITOfNodesOnly = true
    return style
  }
}
