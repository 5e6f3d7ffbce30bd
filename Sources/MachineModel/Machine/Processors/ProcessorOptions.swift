/// What tables say of CPUs besides how they are grouped.
package struct ProcessorOptions: Sendable {
  /// How many CPUs are there when the machine starts, the first ones by number: 1 and more; `nil` for all. The others may
  /// be plugged in.
  package var present: Located<UInt32>?
  /// Whether every CPU has the structures for x2APIC, whatever its APIC ID; x86_64 only.
  package var x2APIC = Located(false)

  /// The ACPI processor UID of the first CPU; the others count from there. `nil` for the platform's, or 0.
  package var firstUID: Located<UInt32>?

  /// All CPUs are there, and have the structures that their APIC IDs need.
  package init() {}
}

extension Topology {
  /// The ACPI processor UID of a CPU, by its number.
  package func uid(ofCPU number: Int) -> UInt32 { UInt32(clamping: number) + (processors.firstUID?.value ?? 0) }

  /// Whether a CPU is there when the machine starts, by its number.
  package func isPresent(cpu number: Int) -> Bool { processors.present.map { number < $0.value } ?? true }
}
