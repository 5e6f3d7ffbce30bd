import Artifacts
import Diagnostics
import KVMHost
import Lowering
import MachineModel
import TestSupport
import Testing

/// Memory of two nodes that another process hands over: 64 MiB of small pages, 128 MiB of hugepages.
private let twoNodes = RealizationPlan(
  existing: ExistingMemory(nodes: [
    .init(domain: 0, size: 64 << 20, pageSize: 4096), .init(domain: 1, size: 128 << 20, pageSize: 2 << 20),
  ]))

/// Memory of a file.
private let aFile = RealizationPlan(
  existing: ExistingMemory(nodes: [.init(domain: 0, size: 64 << 20, pageSize: 4096, kind: .file)]))

/// No memory to take, and none to give away.
private let alone = RealizationPlan()

/// The memory is given to another process.
private let sharing = RealizationPlan(isShared: true)

/// Every rule of a hand-over with the text that a user sees when it is broken.
@Suite("Rules of a hand-over") struct HandOverRuleTests {
  @Test("A broken rule is reported in these words, at a line and a column", arguments: cases)
  func report(_ example: RuleCase<LayoutRule>) {
    #expect(example.isAboutItsRule)
    #expect(example.reported == example.expected)
    for diagnostic in Compilation(example.yaml + "\n", checks: example.checks).diagnostics {
      #expect(diagnostic.range != nil, "\(diagnostic.message)")
    }
  }

  @Test("What is suggested works, and a tool can do it where words say what to write", arguments: cases)
  func suggestions(_ example: RuleCase<LayoutRule>) {
    #expect(example.suggestionProblems == [])
  }

  @Test("No rule is without a case")
  func everyRuleHasACase() {
    #expect(RealizationPlan.rules.count == 10)
    #expect(Set(RealizationPlan.rules).subtracting(Self.cases.map(\.rule)) == [])
  }

  @Test("Nodes that are to be shared, wherever their backing is or could be stated")
  func backing() throws {
    for (text, fixed) in [
      ("{memc: 1, memory: 1GiB}", "{memc: 1, defaults: {backing: shared}, memory: 1GiB}"),
      (
        "{memc: 1, memory: 1GiB, nodes: 2, defaults: {pin: on}}",
        "{memc: 1, memory: 1GiB, nodes: 2, defaults: {backing: shared, pin: on}}"
      ),
      (
        "{memc: 1, memory: 1GiB, nodes: 2, defaults: {}}",
        "{memc: 1, memory: 1GiB, nodes: 2, defaults: {backing: shared}}"
      ),
      (
        "{memc: 1, nodes: [{memory: 1GiB}, {memory: 0}]}",
        "{memc: 1, nodes: [{backing: shared, memory: 1GiB}, {memory: 0}]}"
      ),
      (
        "{memc: 1, nodes: [{memory: 1GiB, backing: private}]}",
        "{memc: 1, nodes: [{memory: 1GiB, backing: shared}]}"
      ),
      (
        "{memc: 1, nodes: [{zones: [{size: 1GiB}, {size: 1GiB, backing: shared}]}]}",
        "{memc: 1, nodes: [{zones: [{backing: shared, size: 1GiB}, {size: 1GiB, backing: shared}]}]}"
      ),
    ] {
      let compilation = Compilation(text, checks: sharing.checks)
      let diagnostic = try #require(compilation.diagnostics.first { $0.identifier == "share-private" })
      #expect(try #require(diagnostic.fix).applied(to: text) == fixed)
      #expect(!Compilation(fixed, checks: sharing.checks).hasErrors, "\(fixed)")
    }
  }

  static let cases: [RuleCase<LayoutRule>] = [
    RuleCase(
      .existingNeeded,
      """
      memc: 1
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 64MiB, backing: existing}
      """,
      """
      topo.yaml:4:30: error: node 1 is to take existing memory over, but there is none; name the socket that hands it over: '--existing SOCKET' [existing-needed]
         4 |   - {memory: 64MiB, backing: existing}
           |                              ^~~~~~~~
      """, checks: alone.checks),
    RuleCase(
      .existingNeeded, "of several nodes",
      """
      memc: 1
      memory: 1GiB
      nodes: 4
      defaults: {backing: existing}
      """,
      """
      topo.yaml:4:21: error: nodes 0-3 are to take existing memory over, but there is none; name the socket that hands it over: '--existing SOCKET' [existing-needed]
         4 | defaults: {backing: existing}
           |                     ^~~~~~~~
      """, checks: sharing.checks),
    RuleCase(
      .existingPrivate, "by default",
      """
      memc: 1
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 128MiB, backing: shared}
      """,
      """
      topo.yaml:3:14: error: node 0 is private, but its memory is to be taken over from another process; write 'backing: shared', as the other side has it [existing-private]
         3 |   - {memory: 64MiB, cpus: 0}
           |              ^~~~~
      """, checks: twoNodes.checks),
    RuleCase(
      .existingPrivate, "stated",
      """
      memc: 1
      defaults: {backing: private}
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 128MiB}
      """,
      """
      topo.yaml:2:21: error: nodes 0-1 are private, but their memory is to be taken over from another process; write 'backing: shared', as the other side has it [existing-private]
         2 | defaults: {backing: private}
           |                     ^~~~~~~
      """, checks: twoNodes.checks),
    RuleCase(
      .existingNodeMissing,
      """
      memc: 1
      defaults: {backing: shared}
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 128MiB}
        - {memory: 32MiB}
      """,
      """
      topo.yaml:6:14: error: node 2 takes existing memory, but the other machine has memory in nodes 0-1 only [existing-node-missing]
         6 |   - {memory: 32MiB}
           |              ^~~~~
      """, checks: twoNodes.checks),
    RuleCase(
      .existingFile,
      """
      memc: 1
      memory: 64MiB
      defaults: {backing: existing}
      """,
      """
      topo.yaml:3:21: error: the existing memory of node 0 is a file, which is not handed over; name the file, 'backing: {file: PATH}', as the other machine does [existing-file]
         3 | defaults: {backing: existing}
           |                     ^~~~~~~~
      """, checks: aFile.checks),
    RuleCase(
      .existingSizeMismatch,
      """
      memc: 1
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 126MiB, backing: existing}
      """,
      """
      topo.yaml:4:14: error: node 1 has 126 MiB, but its existing memory is 128 MiB [existing-size-mismatch]
         4 |   - {memory: 126MiB, backing: existing}
           |              ^~~~~~
      """, checks: twoNodes.checks),
    RuleCase(
      .existingNotHugetlb,
      """
      memc: 1
      nodes:
        - {memory: 64MiB, cpus: 0, backing: existing, hugepages: on}
        - {memory: 128MiB}
      """,
      """
      topo.yaml:3:60: error: 2 MiB hugepages asked for, but the existing memory of node 0 has small pages [existing-not-hugetlb]
         3 |   - {memory: 64MiB, cpus: 0, backing: existing, hugepages: on}
           |                                                            ^~
      """, checks: twoNodes.checks),
    RuleCase(
      .existingNotHugetlb, "hugepages of another size",
      """
      memc: 1
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 128MiB, backing: existing, hugepages: 64MiB}
      """,
      """
      topo.yaml:4:52: error: 64 MiB hugepages asked for, but the existing memory of node 1 has hugepages of 2 MiB [existing-not-hugetlb]
         4 |   - {memory: 128MiB, backing: existing, hugepages: 64MiB}
           |                                                    ^~~~~
      """, checks: twoNodes.checks),
    RuleCase(
      .existingUnaligned,
      """
      memc: 1
      nodes:
        - {memory: 65MiB, cpus: 0}
        - {memory: 128MiB, backing: existing}
      """,
      """
      topo.yaml:4:14: error: RAM range 0x4100000-0xc100000 (128 MiB) is not aligned to the 2 MiB hugepages of the existing memory of node 1; range start and size must both be multiples of the hugepage size [existing-unaligned]
         4 |   - {memory: 128MiB, backing: existing}
           |              ^~~~~~
      """, checks: twoNodes.checks),
    RuleCase(
      .existingWithTHP,
      """
      memc: 1
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 128MiB, backing: existing, thp: on}
      """,
      """
      topo.yaml:4:31: error: the existing memory of node 1 has hugepages of 2 MiB, which cannot be transparent-huge as well; leave out 'thp: on' [existing-with-thp]
         4 |   - {memory: 128MiB, backing: existing, thp: on}
           |                               ^~~~~~~~
      """, checks: twoNodes.checks),
    RuleCase(
      .legacySplitOnHugepages, "that are taken over",
      """
      memc: 1
      legacy_x86: on
      defaults: {backing: existing}
      nodes:
        - {memory: 64MiB, cpus: 0}
        - {memory: 128MiB}
      """,
      """
      topo.yaml:2:13: error: 'legacy_x86' cuts node 0 into slots below 1 MiB, so its first large page, of 2 MiB, is lost: KVM cannot map it as one; give that memory to a node of small pages, or accept the loss with '-W legacy-split-on-hugepages' [legacy-split-on-hugepages]
         2 | legacy_x86: on
           |             ^~
      """,
      checks: RealizationPlan(
        existing: ExistingMemory(nodes: [
          .init(domain: 0, size: 64 << 20, pageSize: 2 << 20), .init(domain: 1, size: 128 << 20, pageSize: 2 << 20),
        ])
      ).checks),
    RuleCase(
      .sharePrivate,
      """
      memc: 1
      nodes:
        - {memory: 64MiB, backing: shared, cpus: 0}
        - {memory: 128MiB, backing: private}
        - {memory: 128MiB}
      """,
      """
      topo.yaml:4:31: error: node 1 is private, and memory without a descriptor cannot be handed over; write 'backing: shared' [share-private]
         4 |   - {memory: 128MiB, backing: private}
           |                               ^~~~~~~
      topo.yaml:5:14: error: node 2 is private, and memory without a descriptor cannot be handed over; write 'backing: shared' [share-private]
         5 |   - {memory: 128MiB}
           |              ^~~~~~
      """, checks: sharing.checks),
    RuleCase(
      .sharePrivate, "of several nodes",
      """
      memc: 1
      memory: 1GiB
      nodes: 4
      """,
      """
      topo.yaml:3:8: error: nodes 0-3 are private, and memory without a descriptor cannot be handed over; write 'backing: shared' [share-private]
         3 | nodes: 4
           |        ^
      """, checks: sharing.checks),
    RuleCase(
      .shareIncomplete,
      """
      memc: 1
      memory: 64MiB
      defaults: {backing: shared}
      devices:
        - {name: fb, start: 3GiB, size: 16MiB}
      vtl2: {start: 8GiB, size: 64MiB}
      """,
      """
      topo.yaml:5:5: warning: the memory of device 'fb' is not handed over: whoever takes the nodes over begins with new one [share-incomplete]
         5 |   - {name: fb, start: 3GiB, size: 16MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:7: warning: the memory of VTL2 is not handed over: whoever takes the nodes over begins with new one [share-incomplete]
         6 | vtl2: {start: 8GiB, size: 64MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """, checks: sharing.checks),
  ]

  @Test("Nodes that take memory over: those that say so, or all that are no file")
  func takers() throws {
    func takers(_ yaml: String) throws -> [Int] {
      try #require(Compilation(yaml).layout).memoryThatTakesExisting.map(\.node)
    }
    #expect(try takers("{memc: 1, memory: 64MiB, nodes: 2}") == [0, 1])
    let file = "{memory: 64MiB, backing: {file: x}}"
    #expect(
      try takers("{memc: 1, nodes: [{memory: 64MiB, cpus: 0, backing: shared}, \(file), {memory: 0}]}") == [0])
    #expect(
      try takers("{memc: 1, nodes: [{memory: 64MiB, cpus: 0}, \(file), {memory: 64MiB, backing: existing}]}") == [2]
    )
  }

  @Test("Memory that fits is taken without a word, and nothing is asked of a compilation for its artifacts")
  func fits() {
    let nodes = "[{memory: 64MiB, cpus: 0, backing: existing}, {memory: 128MiB, backing: existing, hugepages: on}]"
    #expect(Compilation("{memc: 1, nodes: \(nodes)}", checks: twoNodes.checks).text == "")
    #expect(Compilation("{memc: 1, nodes: \(nodes)}").text == "")
  }
}
