import Addresses

/// Usable memory has a proximity domain. Linux does without NUMA where more than 1 MiB has none
/// (`memblock_validate_numa_coverage` in `mm/memblock.c`, `numa_meminfo_cover_memory` before 6.8).
struct SRATMemoryCoverage: TableCheck {
  private static let tolerated: UInt64 = 1 << 20

  var rules: [TableRule] { [.sratMemoryMissing] }

  func check(_ tables: JudgedTables, reportingTo findings: inout TableFindings) {
    guard let map = tables.only(E820Map.self)?.value, let (table, srat) = tables.only(SRAT.self) else { return }
    let memory = AddressSet(srat.memoryAffinities.filter { $0.flags.contains(.enabled) }.map(\.range))
    let missing = map.usable.subtracting(memory).ranges
    guard missing.reduce(0, { $0 + $1.size }) > Self.tolerated else { return }
    for range in missing {
      findings.report(
        .sratMemoryMissing, of: table,
        "e820 calls \(range) usable, but SRAT gives it to no proximity domain; Linux uses no such SRAT")
    }
  }
}

extension TableRule {
  fileprivate static let sratMemoryMissing = TableRule(
    "srat-memory-missing", "SRAT gives all but 1 MiB of e820's usable memory to proximity domains")
}
