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
      let affinities = madt.entries.compactMap(\.mpidr).sorted()
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

extension MADT.Entry {
  /// The affinity of a CPU of Arm that is or may be there; `nil` for other structures.
  fileprivate var mpidr: UInt64? {
    let cpu: MADT.GICC? =
      switch self {
      case .gicc(let cpu): cpu
      case .shortGICC(let cpu): cpu.gicc
      case .longGICC(let cpu): cpu.gicc
      default: nil
      }
    return cpu.flatMap { $0.flags.isThere == nil ? nil : $0.mpidr }
  }
}

extension TableRule {
  fileprivate static let madtProcessorRepeated = TableRule(
    "madt-processor-repeated", severity: .warning, "MADT has one structure for a CPU")
}
