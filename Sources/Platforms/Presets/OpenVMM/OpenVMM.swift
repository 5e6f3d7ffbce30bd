import Addresses
package import MachineModel

/// OpenVMM's machine of x86_64 as Linux is started on it directly, with what its devices have by default: RAM up to 128 MiB
/// below 4 GiB (OpenVMM's openvmm/openvmm_core/src/worker/memory_layout.rs, `resolve_memory_layout`).
package enum OpenVMM: PlatformPreset {
  /// `openvmm`.
  package static let name = "openvmm"
  /// x86_64.
  package static let architectures = [Architecture.x8664]
  /// OpenVMM's own.
  package static let tables = TableStyle.ofOpenVMM
  /// UIDs count from 1 (vmm_core/src/acpi_builder.rs, `extend_madt`).
  package static let firstUID: UInt32 = 1
  /// What lies below 0xe0000 is RAM (vm/loader/src/linux.rs, `build_zero_page`).
  package static let hasVGA = false

  /// Where devices begin, the chipset's (vmm_core/vm_manifest_builder/src/lib.rs, `layout_config`).
  private static let chipset: UInt64 = 0xF800_0000
  private static let gib: UInt64 = 1 << 30

  /// 1 GiB, so that large nodes stop at 3 GiB; 2 MiB for nodes of less than 1 GiB.
  package static func alignment(ofNodeOf size: UInt64) -> UInt64? { size < gib ? Units.largePage : gib }

  /// The same for any memory.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    Geography(
      name: name, gaps: [Gap(name: "mmio32", start: chipset, end: PCMap.high)],
      reserved: [
        // `RSDP_BASE`, with the anchor of SMBIOS behind it.
        ReservedRange(name: "bios", start: PCMap.rootPointerSearch, end: PCMap.firstMegabyteEnd)
      ])
  }
}

extension TableStyle {
  /// OpenVMM's way (its vmm_core/src/acpi_builder.rs, `OEM_INFO` and `with_srat`): SRAT has memc's order and revision.
  fileprivate static var ofOpenVMM: TableStyle {
    var style = TableStyle()
    style.oemID = "HVLITE"
    style.oemTableID = "HVLITETB"
    style.oemRevision = 0
    style.creatorID = "MSHV"
    style.creatorRevision = 0
    return style
  }
}
