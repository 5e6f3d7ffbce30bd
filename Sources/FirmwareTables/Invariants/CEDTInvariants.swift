import Addresses

extension CEDT {
  /// What windows begin and end at multiples of.
  private static let alignment: UInt64 = 256 << 20

  /// Windows are such as Linux takes, disjoint, of host bridges that the table has, and over memory that SRAT knows.
  package static func check(_ cedt: CEDT, in set: TableSet, _ violations: inout ViolationList) {
    let bridges = Set(cedt.hostBridges.map(\.uniqueID))
    if bridges.count < cedt.hostBridges.count { violations.tell("CEDT has a host bridge twice") }
    let windows = cedt.windows
    for (index, window) in windows.enumerated() {
      let name = "CEDT fixed memory window #\(index + 1)"
      if window.size == 0 || window.base % alignment != 0 || window.size % alignment != 0 {
        violations.tell("\(name), \(window.range), is empty, or not on 256 MiB")
      }
      if window.ways == nil || window.ways != window.targets.count {
        violations.tell("\(name) has \(window.targets.count) host bridges, which its interleave ways do not say")
      }
      if window.granularity == nil || window.arithmetic > 1 {
        violations.tell("\(name) has an interleave granularity or arithmetic that CXL does not have")
      }
      for target in window.targets where !bridges.contains(target) {
        violations.tell("\(name) is of host bridge \(target), which CEDT does not have")
      }
    }
    let ascending = windows.sorted { $0.base < $1.base }
    for (lower, upper) in zip(ascending, ascending.dropFirst()) where lower.end > upper.base {
      violations.tell("CEDT fixed memory windows overlap at \(Units.address(upper.base))")
    }
    guard let srat = set.table(SRAT.self) else { return }
    let memory = AddressSet(srat.memoryAffinities.filter { $0.flags.contains(.enabled) }.map(\.range))
    // A reserved range may be left out of SRAT, though RAM is there.
    for part in AddressSet(windows.map(\.range)).subtracting(memory).subtracting(set.ram).ranges {
      violations.tell("CEDT has a fixed memory window at \(part), where no enabled memory affinity is")
    }
  }
}
