package import MachineModel

/// QEMU's machine `q35` (ICH9): RAM of 2.75 GiB and more is cut at 2 GiB; less lies below 4 GiB in one extent, where
/// 256 MiB for PCI's memory-mapped configuration and 1 GiB for other devices follow (QEMU's hw/i386/pc_q35.c,
/// `pc_q35_init`).
package enum QEMUQ35: QEMUPreset {
  /// `qemu-q35`.
  package static let name = "qemu-q35"
  /// x86_64.
  package static let architectures = [Architecture.x8664]
  /// Both that QEMU's PCs have.
  package static let keys = QEMUChipset.keys
  /// That of QEMU's PCs.
  package static let tables = TableStyle.ofQEMUPCs

  /// Where RAM of ``mostBelow4GiB`` and more is cut.
  private static let cut: UInt64 = 0x8000_0000
  /// Where less RAM could end at the latest.
  private static let mostBelow4GiB: UInt64 = 0xB000_0000
  /// The PCI hole above RAM (hw/pci-host/q35.c, `Q35_PCI_HOST_HOLE64_SIZE_DEFAULT`).
  private static let pciHole: UInt64 = 32 << 30

  /// The hole below 4 GiB begins where RAM of that size is cut, or at the latest could end.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    let low = machine.memory >= mostBelow4GiB ? cut : mostBelow4GiB
    return QEMUChipset.geography(
      name, of: machine, low: min(low, machine.platform.mostRAMBelow4GiB?.value ?? low), pciHole: pciHole)
  }
}
