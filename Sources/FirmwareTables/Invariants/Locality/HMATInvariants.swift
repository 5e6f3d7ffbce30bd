import Addresses
import MachineModel

extension HMAT {
  /// Domains have memory in SRAT, or Linux does without the whole table, and each is told of once; memory belongs to the
  /// initiator of its own domain, or to a nearest one; there is no structure that memc does not make.
  package static func check(_ hmat: HMAT, in set: TableSet, _ violations: inout ViolationList) {
    let known = set.table(SRAT.self).map { LocalitiesOfSRAT($0, set.slots) }
    let slit = set.table(SLIT.self)
    var told: [UInt32] = []
    var dataType: UInt8?
    var caches = HMATCacheRun()
    for structure in hmat.structures {
      switch structure {
      case .domain(let domain):
        told.append(domain.memory)
        check(domain, known, slit, &violations)
      case .matrix(let matrix):
        matrix.check(behind: dataType, known, &violations)
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
    if let known, let (domains, ending) = MADT.numbers(MADT.missing(known.memory, in: ascending)) {
      violations.tell("SRAT has memory of proximity domain\(ending) \(domains) that HMAT does not speak of")
    }
  }

  private static func check(
    _ domain: DomainAttributes, _ known: LocalitiesOfSRAT?, _ slit: SLIT?, _ violations: inout ViolationList
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
    } else if let better = nearer(than: initiator, to: domain.memory, known, slit) {
      violations.tell(
        "HMAT has \(initiator.map { "proximity domain \($0)" } ?? "none") for the initiator of memory of "
          + "\(domain.memory), but \(better)")
    }
  }

  /// What is wrong about the initiator that memory belongs to: its own domain is the one where that is one, or else one of
  /// the nearest by distance; `nil` where nothing is.
  private static func nearer(
    than initiator: UInt32?, to memory: UInt32, _ known: LocalitiesOfSRAT, _ slit: SLIT?
  ) -> String? {
    if known.initiators.containsSorted(memory) { return initiator == memory ? nil : "\(memory) is one itself" }
    guard let slit else { return nil }
    let least = known.initiators.reduce(DistanceMatrix.unreachable) { min($0, slit.distance(from: $1, to: memory)) }
    let distance = initiator.map { slit.distance(from: $0, to: memory) } ?? DistanceMatrix.unreachable
    if distance != least { return "one is at distance \(least), nearer than \(distance)" }
    return initiator != nil && distance == DistanceMatrix.unreachable ? "that does not reach it" : nil
  }
}

extension SLIT {
  /// The distance from one proximity domain to another; unreachable where the table does not tell.
  fileprivate func distance(from initiator: UInt32, to memory: UInt32) -> UInt8 {
    self[Int(initiator), Int(memory)] ?? DistanceMatrix.unreachable
  }
}
