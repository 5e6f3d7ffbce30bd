import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let nodes: [RuleCase<LanguageRule>] = [
    RuleCase(
      .noNodes,
      """
      memc: 1
      memory: 1GiB
      nodes: []
      """,
      """
      topo.yaml:3:8: error: there are no nodes; a machine has at least one [no-nodes]
         3 | nodes: []
           |        ^~
      """),
    RuleCase(
      .noNodes, "none",
      """
      memc: 1
      memory: 1GiB
      nodes: 0
      """,
      """
      topo.yaml:3:8: error: there are no nodes; a machine has at least one [no-nodes]
         3 | nodes: 0
           |        ^
      """),
    RuleCase(
      .tooManyNodes,
      """
      memc: 1
      memory: 1TiB
      nodes: 4097
      """,
      """
      topo.yaml:3:8: error: there are 4097 nodes; at most 4096 are allowed [too-many-nodes]
         3 | nodes: 4097
           |        ^~~~
      """),
    RuleCase(
      .manyNodes,
      """
      memc: 1
      memory: 8200GiB
      nodes: 1025
      """,
      """
      topo.yaml:3:8: warning: there are 1025 nodes; Linux has room for 1024, and does without NUMA where there are more [many-nodes]
         3 | nodes: 1025
           |        ^~~~
      """),
    RuleCase(
      .emptyNode,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, cpus: 0}
        - {memory: 0}
      """,
      """
      topo.yaml:4:5: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         4 |   - {memory: 0}
           |     ^~~~~~~~~~~
      """),
    RuleCase(
      .smallNode,
      """
      memc: 1
      nodes:
        - memory: 2MiB
      """,
      """
      topo.yaml:3:13: warning: node 0 has 2 MiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         3 |   - memory: 2MiB
           |             ^~~~
      """),
    RuleCase(
      .manyNodes, "a proximity domain that Linux does not read",
      """
      memc: 1
      nodes: [{memory: 1GiB}, {memory: 1GiB, domain: 1024}]
      """,
      """
      topo.yaml:2:48: warning: node 1 is proximity domain 1024; Linux takes 0 to 1023, and does without NUMA where there is a higher one [many-nodes]
         2 | nodes: [{memory: 1GiB}, {memory: 1GiB, domain: 1024}]
           |                                                ^~~~
      """),
    RuleCase(
      .manyNodes, "on Arm",
      """
      memc: 1
      arch: aarch64
      memory: 8200GiB
      nodes: 1025
      """,
      """
      topo.yaml:4:8: warning: there are 1025 nodes; Linux has room for 1024, and does without NUMA where there are more [many-nodes]
         4 | nodes: 1025
           |        ^~~~
      """),
    RuleCase(
      .domainTwice,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, domain: 3}
        - {memory: 1GiB, domain: 3}
      """,
      """
      topo.yaml:4:28: error: nodes 0 and 1 are both proximity domain 3 [domain-twice]
         4 |   - {memory: 1GiB, domain: 3}
           |                            ^
      topo.yaml:3:28: note: which is stated here
         3 |   - {memory: 1GiB, domain: 3}
           |                            ^
      """),
    RuleCase(
      .domainTwice, "a node that says nothing is what it is by its place",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, domain: 2}
        - {memory: 1GiB}
        - {memory: 1GiB}
      """,
      """
      topo.yaml:3:28: error: nodes 0 and 2 are both proximity domain 2, node 2 by its place [domain-twice]
         3 |   - {memory: 1GiB, domain: 2}
           |                            ^
      topo.yaml:5:5: note: node 2 stands here
         5 |   - {memory: 1GiB}
           |     ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .nodeNameNumber,
      """
      memc: 1
      nodes: [{memory: 1GiB, name: "0x1"}]
      """,
      """
      topo.yaml:2:30: error: the name '0x1' is a number, which names the node that it is the number of; write a word such as 'node0x1' [node-name-number]
         2 | nodes: [{memory: 1GiB, name: "0x1"}]
           |                              ^~~~~
      """),
    RuleCase(
      .memoryRangeOrder,
      """
      memc: 1
      nodes: [{ranges: [{start: 2GiB, end: 3GiB}, {start: 1GiB, size: 2GiB}]}]
      """,
      """
      topo.yaml:2:45: error: the range 0x40000000-0xc0000000 of node 0 begins below the end of the one before it, 0x80000000-0xc0000000 [memory-range-order]
         2 | nodes: [{ranges: [{start: 2GiB, end: 3GiB}, {start: 1GiB, size: 2GiB}]}]
           |                                             ^~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:2:19: note: which is stated here
         2 | nodes: [{ranges: [{start: 2GiB, end: 3GiB}, {start: 1GiB, size: 2GiB}]}]
           |                   ^~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .memoryRangeOverlap,
      """
      memc: 1
      nodes:
        - {ranges: [{start: 1GiB, size: 1GiB}]}
        - {ranges: [{start: 0, size: 1GiB}, {start: 1.5GiB, size: 1GiB}]}
      """,
      """
      topo.yaml:4:39: error: the range 0x60000000-0xa0000000 of node 1 overlaps 0x40000000-0x80000000 of node 0 [memory-range-overlap]
         4 |   - {ranges: [{start: 0, size: 1GiB}, {start: 1.5GiB, size: 1GiB}]}
           |                                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:15: note: which is stated here
         3 |   - {ranges: [{start: 1GiB, size: 1GiB}]}
           |               ^~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .conflictingKeys, "ranges with memory and alignment",
      """
      memc: 1
      nodes: [{memory: 1GiB, ranges: [{start: 0, size: 2GiB}], align: 2MiB}]
      """,
      """
      topo.yaml:2:10: error: 'memory' does not go with 'ranges', which say where the memory lies [conflicting-keys]
         2 | nodes: [{memory: 1GiB, ranges: [{start: 0, size: 2GiB}], align: 2MiB}]
           |          ^~~~~~
      topo.yaml:2:24: note: 'ranges' stand here
         2 | nodes: [{memory: 1GiB, ranges: [{start: 0, size: 2GiB}], align: 2MiB}]
           |                        ^~~~~~
      topo.yaml:2:58: error: 'align' does not go with 'ranges', which say where the memory lies [conflicting-keys]
         2 | nodes: [{memory: 1GiB, ranges: [{start: 0, size: 2GiB}], align: 2MiB}]
           |                                                          ^~~~~
      topo.yaml:2:24: note: 'ranges' stand here
         2 | nodes: [{memory: 1GiB, ranges: [{start: 0, size: 2GiB}], align: 2MiB}]
           |                        ^~~~~~
      """),
    RuleCase(
      .emptyValue, "no range",
      """
      memc: 1
      memory: 1GiB
      nodes: [{ranges: []}]
      """,
      """
      topo.yaml:3:18: error: 'ranges' has no range; a node without memory has 'memory: 0' instead [empty-value]
         3 | nodes: [{ranges: []}]
           |                  ^~
      """),
  ]
}
