package import Addresses

/// Guest physical addresses that mean the same on every PC, ascending.
package enum PCMap {
  /// Where the boot parameters are put for a kernel that is started without firmware (Linux, x86/boot protocol): free
  /// memory behind the interrupt vectors and the BIOS's data.
  package static let bootParameters: UInt64 = 0x7000
  /// The extended BIOS data area, up to VGA memory: the last KiB of conventional memory.
  package static let extendedBIOSData: UInt64 = 0x9_FC00
  /// VGA memory.
  package static let vga: UInt64 = 0xA_0000
  /// Option ROMs, the first of the ranges that the chipset's Programmable Attribute Map (PAM) switches, 16 KiB each.
  package static let optionROMs: UInt64 = 0xC_0000
  /// Where ACPI's root pointer is searched for, on 16 bytes up to ``firstMegabyteEnd`` (ACPI 6.5, section 5.2.5.1).
  package static let rootPointerSearch: UInt64 = 0xE_0000
  /// The BIOS, the last range of the PAM, of 64 KiB.
  package static let bios: UInt64 = 0xF_0000
  /// The end of what firmware keeps to itself below 1 MiB.
  package static let firstMegabyteEnd: UInt64 = 0x10_0000
  /// Where RAM ends on most machines with more than it: PCI windows follow, up to 4 GiB.
  package static let pciWindows: UInt64 = 0xC000_0000
  /// The first IOAPIC.
  package static let ioAPIC: UInt64 = 0xFEC0_0000
  /// The local APIC of each CPU.
  package static let localAPIC: UInt64 = 0xFEE0_0000
  /// Behind what 32 bits address, where RAM goes on.
  package static let high: UInt64 = 0x1_0000_0000

  /// Where interrupt controllers answer, so that no device can: the registers of the first IOAPIC, and the MiB from the local
  /// APIC's on, in which a device's writes are interrupts (Intel's manual, volume 3, "Message Signalled Interrupts").
  package static let interruptControllers = [
    AddressRange(start: ioAPIC, size: Units.pageSize), AddressRange(start: localAPIC, size: 1 << 20),
  ]
}
