/// The checks that the tables of anybody are held to.
package enum TableChecks {
  /// Every check, in the order in which they run. A check with its rules is its file and its line here.
  package static let all: [any TableCheck] = [
    TableDamage(),
    TableRepeats(),
    SLITDiagonal(),
    SLITRemoteDistances(),
    SLITSymmetry(),
    SRATMemoryRanges(),
    SRATMemoryOverlaps(),
    SRATMemoryCoverage(),
    SRATProcessors(),
    SRATReservedBits(),
    SRATDomainsInSLIT(),
    MADTProcessors(),
    HMATRevision(),
    HMATTargets(),
    HMATInitiators(),
  ]

  /// Runs every check on the tables of one machine.
  package static func run(on tables: JudgedTables, reportingTo findings: inout TableFindings) {
    for check in all { check.check(tables, reportingTo: &findings) }
  }
}
