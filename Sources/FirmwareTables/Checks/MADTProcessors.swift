import Diagnostics

/// A CPU that may be there has one structure (ACPI 6.5, section 5.2.12). Linux on Arm leaves out the second of an MPIDR
/// (`acpi_map_gic_cpu_interface` in `arch/arm64/kernel/smp.c`).
struct MADTProcessors: TableCheck {
  var rules: [TableRule] { [.madtProcessorRepeated] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, madt) in tables.all(MADT.self) {
      let cpus = madt.entries.compactMap(\.cpu)
      tell("ACPI processor UID", cpus.map(\.uid), of: table, &findings)
      tell("APIC ID", cpus.compactMap(\.apicID), of: table, &findings)
      let affinities = madt.entries.compactMap { $0.cpuOfArm?.presentMPIDR }.sorted()
      var told: UInt64?
      for (affinity, next) in zip(affinities, affinities.dropFirst()) where affinity == next && affinity != told {
        told = affinity
        findings.report(
          .madtProcessorRepeated, of: table, "MADT has MPIDR 0x\(String(affinity, radix: 16)) twice")
      }
    }
  }

  private func tell(
    _ name: String, _ numbers: [UInt32], of table: JudgedTable, _ findings: inout TableFindings
  ) {
    guard let (list, ending) = MADT.numbers(MADT.repeated(numbers)) else { return }
    findings.report(.madtProcessorRepeated, of: table, "MADT has \(name)\(ending) \(list) twice")
  }
}

extension MADT.GICC {
  /// The affinity of a CPU that is or may be there.
  fileprivate var presentMPIDR: UInt64? { flags.isThere == nil ? nil : mpidr }
}

extension TableRule {
  fileprivate static let madtProcessorRepeated = TableRule(
    "madt-processor-repeated", severity: .warning, "MADT has one structure for a CPU")
}
