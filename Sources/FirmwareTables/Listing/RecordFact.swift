package import Addresses

/// What a record says of a machine, in terms that all tables have in common.
///
/// Pictures, answers and comparisons are made of these, so that a table states them beside its fields and nobody needs to
/// know it.
package enum RecordFact: Hashable, Sendable {
  /// What guest physical addresses are.
  ///
  /// Memory that may be plugged in is not there.
  case addresses(AddressRange, AddressUse, meaning: String, domain: UInt32? = nil, isThere: Bool = true)
  /// A CPU that a guest knows by some numbers.
  case processor([ProcessorID], isThere: Bool, domain: UInt32? = nil)
}

/// Of what sort a statement of addresses is: statements of one sort of two inputs can be compared.
package enum AddressUse: String, CaseIterable, Hashable, Sendable {
  /// A memory map: e820, or that of PVH, of which entries say the same.
  case memoryMap = "e820"
  /// The memory map of UEFI.
  case firmwareMap = "EFI memory map"
  /// Memory of a proximity domain, or space for it.
  case affinity = "memory affinity"
  /// A window that leads to memory behind a bus.
  case window = "CXL window"
  /// Registers of a device.
  case registers
}

/// A number by which a table knows a CPU.
package enum ProcessorID: Hashable, Sendable {
  /// A local APIC ID, of x86.
  case apic(UInt32)
  /// The affinity fields of MPIDR_EL1, of Arm.
  case mpidr(UInt64)
  /// An ACPI processor UID.
  case uid(UInt32)
}
