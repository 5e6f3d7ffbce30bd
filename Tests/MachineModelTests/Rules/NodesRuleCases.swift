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
      topo.yaml:3:8: warning: there are 1025 nodes; Linux on x86 reads 1024 [many-nodes]
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
  ]
}
