import Addresses

extension HMAT.LocalityMatrix {
  /// A matrix is of memory and of all transfers, one for each data type in ascending order; it is whole, its initiators and
  /// targets ascend and are such.
  ///
  /// - Parameters:
  ///   - previous: The data type of the matrix before it; `nil` for the first one.
  ///   - known: The proximity domains that there are; `nil` where that is not known.
  ///   - localities: Up to which number proximity domains may be targets without memory, as all are on some platforms; `nil`
  ///     where that is not known.
  func check(
    behind previous: UInt8?, _ known: LocalitiesOfSRAT?, localities: Int?, _ violations: inout ViolationList
  ) {
    let name = "a matrix of data type \(dataType)"
    if DataType(rawValue: dataType) == nil {
      violations.tell("HMAT has \(name), where types are 0 to \(DataType.allCases.count - 1)")
    }
    if let previous, dataType <= previous {
      violations.tell("HMAT has \(name) behind one of \(previous), where each type stands once, in ascending order")
    }
    if flags != [] || minimumTransfer != 0 {
      violations.tell(
        "HMAT has \(name) with flags 0x\(String(flags.rawValue, radix: 16)) and minimum transfer size "
          + "\(minimumTransfer), where both are 0")
    }
    if !Self.isAscending(initiators) || !Self.isAscending(targets) {
      violations.tell("HMAT has \(name) whose initiators or targets do not ascend")
    }
    if base == 0 { violations.tell("HMAT has \(name) in units of 0") }
    let (count, overflow) = initiators.count.multipliedReportingOverflow(by: targets.count)
    if overflow || count != entries.count {
      violations.tell(
        "HMAT has \(name) with \(entries.count) entries for \(initiators.count) initiators and "
          + "\(targets.count) targets")
    }
    guard let known else { return }
    for domain in initiators where !known.initiators.containsSorted(domain) {
      violations.tell("HMAT has \(name) from proximity domain \(domain), where SRAT has no CPU and no device")
    }
    for domain in targets where !known.targets.containsSorted(domain) && Int(domain) >= localities ?? 0 {
      violations.tell("HMAT has \(name) to proximity domain \(domain), which has no memory")
    }
  }

  private static func isAscending(_ domains: [UInt32]) -> Bool {
    zip(domains, domains.dropFirst()).allSatisfy { $0 < $1 }
  }
}
