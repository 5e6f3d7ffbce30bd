/// What tables say of CPUs besides how they are grouped.
package struct ProcessorOptions: Sendable {
  /// How many CPUs are there when the machine starts, the first ones by number: 1 and more; `nil` for all. The others may
  /// be plugged in.
  package var present: Located<UInt32>?
  /// Whether every CPU has the structures for x2APIC, whatever its APIC ID; x86_64 only.
  package var x2APIC = Located(false)

  /// All CPUs are there, and have the structures that their APIC IDs need.
  package init() {}
}

extension Topology {
  /// Whether a CPU is there when the machine starts, by its number.
  package func isPresent(cpu number: Int) -> Bool { processors.present.map { number < $0.value } ?? true }
}
