import Platforms

extension TableSet {
  /// What SRAT says of each CPU, in the order of the CPUs' numbers: its own order, or where it goes by nodes that of MADT;
  /// `nil` where a table is missing, or a CPU is not in both.
  package var cpuAffinities: [SRAT.Affinity]? {
    guard let srat = table(SRAT.self) else { return nil }
    let cpus = srat.affinities.filter { $0.subject == .cpu && $0.isEnabled }
    guard style.areAffinitiesByNode else { return cpus }
    guard let madt = table(MADT.self) else { return nil }
    var affinities: [UInt32: SRAT.Affinity] = [:]
    affinities.reserveCapacity(cpus.count)
    for cpu in cpus { if let number = cpu.cpuID { affinities[number] = cpu } }
    let numbers = madt.entries.compactMap(\.cpu).map { $0.apicID ?? $0.uid }
    let ordered = numbers.compactMap { affinities[$0] }
    return ordered.count == numbers.count && ordered.count == cpus.count ? ordered : nil
  }
}

extension SRAT.Affinity {
  /// The APIC ID or, on Arm, the ACPI processor UID; `nil` for what is no CPU.
  fileprivate var cpuID: UInt32? {
    switch self {
    case .processor(let cpu): UInt32(cpu.apicID)
    case .x2APIC(let cpu): cpu.apicID
    case .gicc(let cpu): cpu.processorUID
    default: nil
    }
  }
}
