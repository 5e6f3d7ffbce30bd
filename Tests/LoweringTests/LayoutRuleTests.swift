import Artifacts
import Diagnostics
import Lowering
import TestSupport
import Testing

/// Every rule of layouts with the text that a user sees when it is broken.
@Suite("Rules of layouts") struct LayoutRuleTests {
  static let cases = written + hotplug + cxl + localities + memoryManager + long + allInOneRun

  @Test("A broken rule is reported in these words", arguments: cases)
  func report(_ example: RuleCase<LayoutRule>) {
    #expect(example.isAboutItsRule)
    #expect(example.reported == example.expected)
  }

  @Test("What is suggested works, and a tool can do it where words say what to write", arguments: cases)
  func suggestions(_ example: RuleCase<LayoutRule>) {
    #expect(example.suggestionProblems == [])
  }

  @Test("Many cases have something to suggest")
  func manySuggestions() {
    #expect(Self.cases.count { $0.fixCount > 0 } >= 12)
  }

  @Test("Everything is told at a line and a column", arguments: cases)
  func place(_ example: RuleCase<LayoutRule>) {
    for diagnostic in Compilation(example.yaml + "\n", checks: example.checks).diagnostics {
      #expect(diagnostic.range != nil, "\(diagnostic.message)")
    }
  }

  @Test("No rule is without a case")
  func everyRuleHasACase() {
    #expect(RuleCase.rulesWithoutCase(in: Self.cases) == [])
  }

  @Test("A check is in the registry for every rule that no pass reports")
  func registry() {
    let ofPasses: Set<LayoutRule> = [
      .memoryMissing, .memorySumMismatch, .emptyShare, .noMemory, .rangeInGap, .rangeBelowDRAM, .rangePlugged,
      .zonesPlugged, .deviceNoRoom, .tooManySlots, .slotNumberTooHigh,
    ]
    #expect(Set(LayoutChecks.all.flatMap(\.rules)) == Set(LayoutRule.allCases).subtracting(ofPasses))
  }

  /// Cases that are too long to be written out.
  private static let long: [RuleCase<LayoutRule>] = [
    RuleCase(
      .manyMapEntries, reservedPages(64),
      """
      topo.yaml:2:9: warning: the e820 map has 131 entries; Linux's zero page holds 128 [many-e820-entries]
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .tooManyMapEntries, reservedPages(2047),
      """
      topo.yaml:2:9: error: the memory map has 4097 entries; at most 4096 are allowed [too-many-e820-entries]
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .manyMemoryAffinities,
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      platform:
        gaps:

      """
        + (1...2048).map { "    - {start: 0x\(String(0x5000_0000 + $0 * 0x2000, radix: 16)), size: 4KiB}\n" }
        .joined(),
      """
      topo.yaml:3:9: warning: SRAT has 2049 memory affinities; Linux has room for 2048, and does without NUMA where there are more [many-memory-affinities]
         3 | memory: 1GiB
           |         ^~~~
      """),
  ]

  /// A machine whose RAM has a hole in every other page from 16 MiB on.
  private static func reservedPages(_ count: Int) -> String {
    """
    memc: 1
    memory: 1GiB
    platform:
      reserved:

    """
      + (1...count).map { "    - {start: 0x\(String(0x100_0000 + $0 * 0x2000, radix: 16)), size: 4KiB}\n" }.joined()
  }
}
