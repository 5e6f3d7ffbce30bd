/// Which nodes have hot-pluggable space, and how much of it.
package enum PluggableSpaceRule: Sendable {
  /// Each that states it has what it states.
  case ofEachNode
  /// The last node has the only one. Persistent memory lies in it, from its beginning on, on ``pluggedAlignment``; and it
  /// has ``bytesPerSlot`` more for each slot, of which each node of persistent memory takes one (QEMU's hw/i386/pc.c,
  /// `pc_get_device_memory_range`; hw/arm/virt.c, `virt_set_memmap`; hw/mem/memory-device.c,
  /// `memory_device_get_free_addr`).
  case ofQEMU

  /// Stated, so that other modules need not ask the runtime how rules are compared.
  package static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.ofEachNode, .ofEachNode), (.ofQEMU, .ofQEMU): true
    default: false
    }
  }

  /// What QEMU keeps for the alignment of what is plugged into a slot.
  package static let bytesPerSlot: UInt64 = 1 << 30
  /// What QEMU aligns memory of its own to, and with it where that is plugged in (its util/oslib-posix.c,
  /// `QEMU_VMALLOC_ALIGN`).
  package static let pluggedAlignment: UInt64 = 2 << 20
}
