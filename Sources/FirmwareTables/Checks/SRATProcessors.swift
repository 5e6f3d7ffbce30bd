import Diagnostics

/// A CPU belongs to one proximity domain. Linux keeps what it reads last (`acpi_numa_processor_affinity_init` and
/// `acpi_numa_x2apic_affinity_init` in `arch/x86/mm/srat.c`, `acpi_numa_gicc_affinity_init` in
/// `drivers/acpi/arm64/acpi_numa.c`).
struct SRATProcessors: TableCheck {
  var rules: [TableRule] { [.sratProcessorRepeated] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, srat) in tables.all(SRAT.self) {
      var domains: [UInt64: UInt32] = [:]
      for affinity in srat.affinities where affinity.isEnabled {
        guard let (name, number, space) = affinity.processor, let domain = affinity.proximityDomain else {
          continue
        }
        guard let other = domains.updateValue(domain, forKey: space << 32 | UInt64(number)), other != domain else {
          continue
        }
        findings.report(
          .sratProcessorRepeated, of: table,
          "\(name) \(number) is in proximity domain \(other), and again in \(domain)")
      }
    }
  }
}

extension SRAT.Affinity {
  /// What names a CPU, and in which space of numbers; `nil` for what is no CPU.
  fileprivate var processor: (name: String, number: UInt32, space: UInt64)? {
    switch self {
    case .processor(let cpu): ("APIC ID", UInt32(cpu.apicID), 0)
    case .x2APIC(let cpu): ("APIC ID", cpu.apicID, 0)
    case .gicc(let cpu): ("ACPI processor UID", cpu.processorUID, 1)
    case .rintc(let cpu): ("ACPI processor UID", cpu.processorUID, 1)
    case .memory, .its, .initiator, .port, .other: nil
    }
  }
}

extension TableRule {
  fileprivate static let sratProcessorRepeated = TableRule(
    "srat-processor-repeated", severity: .warning, "SRAT gives a CPU to one proximity domain")
}
