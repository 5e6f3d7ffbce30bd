import Addresses
import Diagnostics
import Platforms

extension MADT {
  /// Every CPU has one structure, and one in SRAT, in the same order, which is that of their numbers, unless SRAT's is that of
  /// nodes; no other one has any
  /// there. CPUs that are there come before those that may come.
  package static func check(_ madt: MADT, in set: TableSet, _ violations: inout ViolationList) {
    var uids: [UInt32] = []
    var apicIDs: [UInt32] = []
    // Of CPUs that have no APIC ID.
    var otherUIDs: [UInt32] = []
    var isBehindAbsent = false
    for entry in madt.entries {
      guard let cpu = entry.cpu else { continue }
      if let apicID = cpu.apicID { apicIDs.append(apicID) } else { otherUIDs.append(cpu.uid) }
      if let flags = entry.unusualFlags {
        violations.tell(
          "MADT's CPU with ACPI processor UID \(cpu.uid) has flags 0x\(String(flags, radix: 16)), where it is either enabled or "
            + "online capable, and nothing else")
      }
      if !cpu.isThere, uids.isEmpty { violations.tell("MADT's first CPU is not present") }
      if cpu.isThere, isBehindAbsent {
        violations.tell(
          "MADT's CPU with ACPI processor UID \(cpu.uid) is present, but the one before it, with \(uids[uids.count - 1]), "
            + "is not")
      }
      isBehindAbsent = !cpu.isThere && !uids.isEmpty
      uids.append(cpu.uid)
    }
    if let (uids, ending) = numbers(repeated(uids)) {
      violations.tell("MADT has ACPI processor UID\(ending) \(uids) twice")
    } else if let first = uids.first, let number = uids.indices.first(where: { uids[$0] != first &+ UInt32($0) }) {
      let expected = first &+ UInt32(number)
      violations.tell("MADT's CPU #\(number + 1) has ACPI processor UID \(uids[number]), not \(expected)")
    }
    if let (ids, ending) = numbers(repeated(apicIDs)) { violations.tell("MADT has APIC ID\(ending) \(ids) twice") }
    if !apicIDs.isEmpty { madt.checkAPICs(&violations) }
    if !otherUIDs.isEmpty { madt.checkGIC(in: set, &violations) }
    guard let srat = set.table(SRAT.self) else { return }
    let isByNode = set.style.areAffinitiesByNode
    compare(
      "APIC ID", apicIDs, srat.affinities.compactMap(\.enabledAPICID), isOrdered: !isByNode, &violations)
    compare(
      "ACPI processor UID", otherUIDs, srat.affinities.compactMap(\.enabledUID), isOrdered: !isByNode, &violations)
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

  /// Tells which CPUs only one of the tables has, or the first that is not in its place where both have all: the order is
  /// that in which Linux numbers them.
  ///
  /// - Parameter isOrdered: Whether both have the same order.
  private static func compare(
    _ name: String, _ madt: [UInt32], _ srat: [UInt32], isOrdered: Bool, _ violations: inout ViolationList
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
    guard isOrdered, madt.count == srat.count, missing(madt, in: srat).isEmpty,
      let number = madt.indices.first(where: { madt[$0] != srat[$0] })
    else { return }
    violations.tell(
      "MADT's CPU #\(number + 1) has \(name) \(madt[number]), but SRAT has \(srat[number]) in its place")
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

extension MADT.Entry {
  /// The flags of a CPU of which not exactly one says whether it is there or may come, which exclude each other (ACPI 6.5,
  /// tables 5.22 and 5.37); `nil` for other structures.
  fileprivate var unusualFlags: UInt32? {
    switch self {
    case .localAPIC(let cpu): cpu.flags.unusual
    case .localX2APIC(let cpu): cpu.flags.unusual
    default: cpuOfArm?.flags.unusual
    }
  }
}

extension PresenceFlags where RawValue == UInt32 {
  fileprivate var unusual: UInt32? { self == .enabled || self == .onlineCapable ? nil : rawValue }
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
