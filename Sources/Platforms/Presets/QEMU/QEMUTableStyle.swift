extension TableStyle {
  /// QEMU's way (its hw/acpi/aml-build.c, `acpi_table_begin`, with include/hw/acpi/aml-build.h, `ACPI_BUILD_APPNAME6`).
  static var ofQEMU: TableStyle {
    var style = TableStyle()
    style.oemID = "BOCHS "
    style.oemTableID = "BXPC    "
    style.creatorID = "BXPC"
    // No ID is missing, and memory lies in their order (hw/core/numa.c, `numa_complete_configuration`).
    style.hasDomainsByPlace = true
    // `have_numa_distance`, in hw/i386/acpi-build.c and hw/arm/virt-acpi-build.c.
    style.hasSLITOnlyWhereStated = true
    // hw/acpi/nvdimm.c, `nvdimm_build_srat`.
    style.persistentOrder = .ofQEMU
    // Powers of ten and of two (hw/core/numa.c, `parse_numa_hmat_lb`).
    style.localities.bases = .ofQEMU
    // Where nobody says `initiator=`, it is `MAX_NODES` (hw/core/numa.c, `parse_numa_node`; hw/acpi/hmat.c).
    style.localities.areNearestDerived = false
    style.localities.absentInitiator = 128
    style.localities.areAllNodesTargets = true
    style.localities.hasAttributesOfAllMemory = false
    return style
  }

  /// The way of QEMU's PCs (its hw/i386/acpi-build.c, `build_srat`).
  static var ofQEMUPCs: TableStyle {
    var style = ofQEMU
    style.sratRevision = 1
    style.affinities = [
      .processors, .memory, .persistentMemory, .padding, .initiators, .ports, .hotPluggableSpace,
    ]
    style.spareMemoryAffinities = 2
    return style
  }

  /// The way of QEMU's machine of Arm (its hw/arm/virt-acpi-build.c, `build_srat`).
  static var ofQEMUVirt: TableStyle {
    var style = ofQEMU
    style.affinities = [.processors, .memory, .initiators, .ports, .persistentMemory, .hotPluggableSpace]
    return style
  }
}
