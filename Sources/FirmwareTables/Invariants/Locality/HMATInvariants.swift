extension HMAT {
  /// Domains have memory in SRAT, or Linux does without the whole table, and each is told of once; matrices are whole, their
  /// initiators and targets ascend, and SRAT knows the initiators; caches have levels that there are.
  package static func check(_ hmat: HMAT, in set: TableSet, _ violations: inout ViolationList) {
    let known = set.table(SRAT.self).map(Domains.init)
    var told: [UInt32] = []
    for structure in hmat.structures {
      switch structure {
      case .domain(let domain):
        told.append(domain.memory)
        if known?.memory.contains(domain.memory) == false {
          violations.tell(
            "HMAT speaks of memory of proximity domain \(domain.memory), but no enabled memory affinity of SRAT does"
          )
        }
        if domain.flags.contains(.hasInitiator), known?.initiators.contains(domain.initiator) == false {
          violations.tell(
            "HMAT has proximity domain \(domain.initiator) for an initiator, but SRAT has no CPU and no device in it"
          )
        }
      case .matrix(let matrix): check(matrix, known, &violations)
      case .cache(let cache):
        let attributes = cache.attributes
        if attributes.levels > 3 || attributes.level == 0 || attributes.level > attributes.levels {
          violations.tell(
            "HMAT has a memory-side cache of level \(attributes.level) of \(attributes.levels), "
              + "where levels are 1 to 3")
        }
      case .other: break
      }
    }
    let ascending = told.sorted()
    for (domain, next) in zip(ascending, ascending.dropFirst()) where domain == next {
      violations.tell("HMAT speaks twice of memory of proximity domain \(domain)")
    }
  }

  private static func check(_ matrix: LocalityMatrix, _ known: Domains?, _ violations: inout ViolationList) {
    let name = "a matrix of data type \(matrix.dataType)"
    if !isAscending(matrix.initiators) || !isAscending(matrix.targets) {
      violations.tell("HMAT has \(name) whose initiators or targets do not ascend")
    }
    if matrix.base == 0 { violations.tell("HMAT has \(name) in units of 0") }
    let (count, overflow) = matrix.initiators.count.multipliedReportingOverflow(by: matrix.targets.count)
    if overflow || count != matrix.entries.count {
      violations.tell(
        "HMAT has \(name) with \(matrix.entries.count) entries for \(matrix.initiators.count) initiators and "
          + "\(matrix.targets.count) targets")
    }
    guard let known else { return }
    for domain in matrix.initiators where !known.initiators.contains(domain) {
      violations.tell("HMAT has \(name) from proximity domain \(domain), where SRAT has no CPU and no device")
    }
  }

  private static func isAscending(_ domains: [UInt32]) -> Bool {
    zip(domains, domains.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// What SRAT knows.
  private struct Domains {
    var memory: Set<UInt32> = []
    var initiators: Set<UInt32> = []

    init(_ srat: SRAT) {
      for affinity in srat.affinities where affinity.isEnabled {
        guard let domain = affinity.proximityDomain else { continue }
        switch affinity {
        case .memory: memory.insert(domain)
        case .processor, .x2APIC, .gicc, .rintc, .initiator: initiators.insert(domain)
        case .its, .port, .other: break
        }
      }
    }
  }
}
