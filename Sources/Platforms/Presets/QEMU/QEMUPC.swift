package import MachineModel

/// QEMU's machine `pc` (i440FX): RAM of 3.5 GiB and more is cut at 3 GiB, so that a hole of whole gibibytes keeps large
/// pages (QEMU's hw/i386/pc_piix.c, `pc_init1`); less lies below 4 GiB in one extent.
package enum QEMUPC: QEMUPreset {
  /// `qemu-pc`.
  package static let name = "qemu-pc"
  /// x86_64.
  package static let architectures = [Architecture.x8664]
  /// Both that QEMU's PCs have.
  package static let keys = QEMUChipset.keys
  /// That of QEMU's PCs.
  package static let tables = TableStyle.ofQEMUPCs

  /// QEMU's `max-ram-below-4g`, where nothing else is said.
  private static let mostBelow4GiB: UInt64 = 0xE000_0000
  /// The PCI hole above RAM (hw/pci-host/i440fx.c, `I440FX_PCI_HOST_HOLE64_SIZE_DEFAULT`).
  private static let pciHole: UInt64 = 2 << 30

  /// The hole below 4 GiB begins where RAM of that size is cut, or at the latest could end.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    let limit = machine.platform.mostRAMBelow4GiB?.value ?? mostBelow4GiB
    return QEMUChipset.geography(
      name, of: machine, low: machine.memory >= limit ? min(limit, PCMap.pciWindows) : limit, pciHole: pciHole)
  }
}
