import Addresses
import Diagnostics

/// An address belongs to one proximity domain, and to one memory affinity. Linux does without NUMA where two domains have
/// it, and warns where one has it twice (`numa_cleanup_meminfo` in `mm/numa_memblks.c`).
struct SRATMemoryOverlaps: TableCheck {
  var rules: [TableRule] { [.sratMemoryOverlap, .sratMemoryRepeated] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, srat) in tables.all(SRAT.self) {
      let memory = srat.memoryAffinities.enumerated().filter { $0.element.flags.contains(.enabled) }
      SRAT.forEachContradiction(of: memory) { lower, upper in
        let (first, second) = lower.offset < upper.offset ? (lower, upper) : (upper, lower)
        let names = "SRAT memory affinities #\(first.offset + 1) and #\(second.offset + 1)"
        let (domain, other) = (first.element.proximityDomain, second.element.proximityDomain)
        let address = upper.element.base
        if domain == other {
          findings.report(
            .sratMemoryRepeated, of: table,
            "\(names), both of proximity domain \(domain), overlap at \(Units.address(address))")
        } else {
          findings.report(
            .sratMemoryOverlap, of: table,
            "\(names), of proximity domains \(domain) and \(other), overlap at "
              + "\(Units.address(address)); Linux uses no such SRAT")
        }
      }
    }
  }
}

extension TableRule {
  fileprivate static let sratMemoryOverlap = TableRule(
    "srat-memory-overlap", "SRAT gives an address to one proximity domain")
  fileprivate static let sratMemoryRepeated = TableRule(
    "srat-memory-repeated", severity: .warning, "SRAT gives an address to a proximity domain once")
}
