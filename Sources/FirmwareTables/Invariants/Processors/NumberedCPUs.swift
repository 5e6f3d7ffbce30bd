import Platforms

/// What SRAT says of a CPU.
package struct NumberedCPU: Sendable {
  /// The proximity domain.
  package let domain: UInt32
  /// The APIC ID; `nil` where it has none.
  package let apicID: UInt32?
}

extension TableSet {
  /// What SRAT says of each CPU, in the order of the CPUs' numbers: its own order, or where it goes by nodes that of MADT;
  /// `nil` where a table is missing, or a CPU is not in both.
  package var numberedCPUs: [NumberedCPU]? {
    guard let srat = table(SRAT.self) else { return nil }
    var cpus: [NumberedCPU] = []
    cpus.reserveCapacity(srat.affinities.count)
    guard style.areAffinitiesByNode else {
      for affinity in srat.affinities { if let cpu = affinity.enabledCPU { cpus.append(cpu.cpu) } }
      return cpus
    }
    guard let madt = table(MADT.self) else { return nil }
    var ofIDs: [UInt32: NumberedCPU] = [:]
    var count = 0
    for affinity in srat.affinities {
      guard let cpu = affinity.enabledCPU else { continue }
      count += 1
      if let id = cpu.id { ofIDs[id] = cpu.cpu }
    }
    var number = 0
    for entry in madt.entries {
      guard let cpu = entry.cpu else { continue }
      number += 1
      if let numbered = ofIDs[cpu.apicID ?? cpu.uid] { cpus.append(numbered) }
    }
    return cpus.count == number && cpus.count == count ? cpus : nil
  }
}

extension SRAT.Affinity {
  /// The CPU that the structure counts for, with the APIC ID or, on Arm, the ACPI processor UID; `nil` for what is no CPU, or
  /// does not count.
  fileprivate var enabledCPU: (cpu: NumberedCPU, id: UInt32?)? {
    guard isEnabled else { return nil }
    switch self {
    case .processor(let cpu):
      let id = UInt32(cpu.apicID)
      return (NumberedCPU(domain: cpu.proximityDomain, apicID: id), id)
    case .x2APIC(let cpu): return (NumberedCPU(domain: cpu.proximityDomain, apicID: cpu.apicID), cpu.apicID)
    case .gicc(let cpu): return (NumberedCPU(domain: cpu.proximityDomain, apicID: nil), cpu.processorUID)
    case .rintc(let cpu): return (NumberedCPU(domain: cpu.proximityDomain, apicID: nil), nil)
    case .memory, .its, .initiator, .port, .other: return nil
    }
  }
}
