package import MachineModel

/// QEMU's machine `virt` of Arm: RAM begins at 1 GiB and goes on unbroken (QEMU's hw/arm/virt.c, `base_memmap`).
package enum QEMUVirt: QEMUPreset {
  /// `qemu-virt`.
  package static let name = "qemu-virt"
  /// aarch64.
  package static let architectures = [Architecture.aarch64]
  /// That of QEMU's machine of Arm.
  package static let tables = TableStyle.ofQEMUVirt

  /// `VIRT_MEM`, where RAM begins: flash and devices lie below it.
  private static let dramBase: UInt64 = 0x4000_0000

  /// The same for any memory.
  package static func geography(of machine: MachineDeclaration) -> Geography {
    Geography(name: name, dramBase: dramBase)
  }
}
