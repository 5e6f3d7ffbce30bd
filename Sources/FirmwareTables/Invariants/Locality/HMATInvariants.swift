import Addresses
import MachineModel

extension HMAT {
  /// Domains have memory in SRAT, or Linux does without the whole table, and each is told of once, space for memory where the
  /// platform does so; memory belongs to the initiator of its own domain, where that is one; there is no structure that memc
  /// does not make.
  package static func check(_ hmat: HMAT, in set: TableSet, _ violations: inout ViolationList) {
    let known = set.table(SRAT.self).map { LocalitiesOfSRAT($0, set.slots) }
    var told: [UInt32] = []
    var dataType: UInt8?
    var caches = HMATCacheRun()
    for structure in hmat.structures {
      switch structure {
      case .domain(let domain):
        told.append(domain.memory)
        check(domain, known, &violations)
      case .matrix(let matrix):
        matrix.check(behind: dataType, known, localities: set.localities, &violations)
        dataType = matrix.dataType
      case .cache(let cache):
        cache.check(known, &violations)
        caches.add(cache, &violations)
      case .other(let other):
        violations.tell(
          "HMAT has a structure of type \(other.type) of \(other.bytes.count) bytes, where types are 0 to 2")
      }
    }
    caches.end(&violations)
    let ascending = told.sorted()
    for (domain, next) in zip(ascending, ascending.dropFirst()) where domain == next {
      violations.tell("HMAT speaks twice of memory of proximity domain \(domain)")
    }
    if let known, let (domains, ending) = MADT.numbers(MADT.missing(known.present, in: ascending)) {
      violations.tell("SRAT has memory of proximity domain\(ending) \(domains) that HMAT does not speak of")
    }
  }

  private static func check(
    _ domain: DomainAttributes, _ known: LocalitiesOfSRAT?, _ violations: inout ViolationList
  ) {
    if !domain.flags.isSubset(of: .hasInitiator) {
      violations.tell(
        "HMAT speaks of memory of proximity domain \(domain.memory) with flags "
          + "0x\(String(domain.flags.rawValue, radix: 16)), where bit 0 is the only one")
    }
    guard let known else { return }
    if !known.memory.containsSorted(domain.memory) {
      violations.tell(
        "HMAT speaks of memory of proximity domain \(domain.memory), but no enabled memory affinity of SRAT does")
    }
    let initiator = domain.flags.contains(.hasInitiator) ? domain.initiator : nil
    if let initiator, !known.initiators.containsSorted(initiator) {
      violations.tell(
        "HMAT has proximity domain \(initiator) for an initiator, but SRAT has no CPU and no device in it")
    } else if let initiator, initiator != domain.memory, known.initiators.containsSorted(domain.memory) {
      violations.tell(
        "HMAT has proximity domain \(initiator) for the initiator of memory of \(domain.memory), but \(domain.memory) is "
          + "one itself")
    }
  }
}
