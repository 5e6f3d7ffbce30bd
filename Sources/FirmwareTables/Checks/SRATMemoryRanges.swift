import Diagnostics

/// A memory affinity that is enabled has addresses, and ends below 2^64. Linux passes over an empty one without a word, and over
/// one whose end has no room in 64 bits with a warning (`numa_add_memblk_to` in `mm/numa_memblks.c`).
struct SRATMemoryRanges: TableCheck {
  var rules: [TableRule] { [.sratMemoryEmpty, .sratMemoryTooHigh] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for (table, srat) in tables.all(SRAT.self) {
      for (index, memory) in srat.memoryAffinities.enumerated() where memory.flags.contains(.enabled) {
        if memory.length == 0 {
          findings.report(.sratMemoryEmpty, of: table, "SRAT memory affinity #\(index + 1) is enabled, but empty")
        } else if memory.base > .max - memory.length {
          findings.report(.sratMemoryTooHigh, of: table, "SRAT memory affinity #\(index + 1) ends at 2^64 or above")
        }
      }
    }
  }
}

extension TableRule {
  fileprivate static let sratMemoryEmpty = TableRule(
    "srat-memory-empty", severity: .warning, "SRAT's memory affinities that are enabled have addresses")
  fileprivate static let sratMemoryTooHigh = TableRule(
    "srat-memory-too-high", "SRAT's memory affinities end below 2^64")
}
