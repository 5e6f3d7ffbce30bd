import Addresses
import Diagnostics

extension MADT {
  /// Every CPU has one structure, and one in SRAT; no other one has any there.
  package static func check(_ madt: MADT, in set: TableSet, _ violations: inout ViolationList) {
    let cpus = madt.entries.compactMap(\.cpu)
    if let (uids, ending) = numbers(repeated(cpus.map(\.uid))) {
      violations.tell("MADT has ACPI processor UID\(ending) \(uids) twice")
    }
    let apicIDs = cpus.compactMap(\.apicID)
    if let (ids, ending) = numbers(repeated(apicIDs)) { violations.tell("MADT has APIC ID\(ending) \(ids) twice") }
    if let first = cpus.first, !first.isThere { violations.tell("MADT's first CPU is not present") }
    guard let srat = set.table(SRAT.self) else { return }
    compare("APIC ID", apicIDs, srat.affinities.compactMap(\.enabledAPICID), &violations)
    compare(
      "ACPI processor UID", cpus.filter { $0.apicID == nil }.map(\.uid), srat.affinities.compactMap(\.enabledUID),
      &violations)
  }

  /// The numbers that stand in a list more than once, ascending.
  static func repeated(_ numbers: [UInt32]) -> [UInt32] {
    let sorted = numbers.sorted()
    var repeated: [UInt32] = []
    for (number, next) in zip(sorted, sorted.dropFirst()) where number == next && repeated.last != number {
      repeated.append(number)
    }
    return repeated
  }

  /// Tells which CPUs only one of the tables has.
  private static func compare(
    _ name: String, _ madt: [UInt32], _ srat: [UInt32], _ violations: inout ViolationList
  ) {
    if let (number, ending) = numbers(missing(madt, in: srat)) {
      violations.tell(
        ending.isEmpty
          ? "MADT has a CPU with \(name) \(number), but SRAT has no enabled affinity of it"
          : "MADT has CPUs with \(name)s \(number), but SRAT has no enabled affinities of them")
    }
    if let (number, ending) = numbers(missing(srat, in: madt)) {
      violations.tell(
        ending.isEmpty
          ? "SRAT has an affinity of \(name) \(number), but MADT has no such CPU"
          : "SRAT has affinities of \(name)s \(number), but MADT has no such CPUs")
    }
  }

  /// Numbers as they stand in a sentence, and what a noun before them ends in; `nil` for none.
  static func numbers(_ numbers: [UInt32]) -> (text: String, ending: String)? {
    numbers.isEmpty ? nil : (CPUList.text(numbers).excerpt, numbers.count == 1 ? "" : "s")
  }

  /// The numbers of one list that another one lacks, ascending.
  static func missing(_ numbers: [UInt32], in others: [UInt32]) -> [UInt32] {
    guard numbers != others else { return [] }
    let others = others.sorted()
    var next = 0
    return numbers.sorted().filter { number in
      while next < others.count, others[next] < number { next += 1 }
      return next == others.count || others[next] != number
    }
  }
}

extension SRAT.Affinity {
  /// The APIC ID that the structure counts for; `nil` where it is of something else, or does not count.
  fileprivate var enabledAPICID: UInt32? {
    switch self {
    case .processor(let cpu): cpu.flags.contains(.enabled) ? UInt32(cpu.apicID) : nil
    case .x2APIC(let cpu): cpu.flags.contains(.enabled) ? cpu.apicID : nil
    default: nil
    }
  }

  /// The ACPI processor UID that the structure counts for; `nil` where it is of something else, or does not count.
  fileprivate var enabledUID: UInt32? {
    switch self {
    case .gicc(let cpu): cpu.flags.contains(.enabled) ? cpu.processorUID : nil
    default: nil
    }
  }
}
