import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let policy: [RuleCase<LanguageRule>] = [
    RuleCase(
      .hugepageSize,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hugepages: 3MiB}
      """,
      """
      topo.yaml:3:31: error: hugepage size 3 MiB is not a power of two above the host page size, 4 KiB [hugepage-size]
         3 |   - {memory: 1GiB, hugepages: 3MiB}
           |                               ^~~~
      """),
    RuleCase(
      .hugepageSize, "2 KiB",
      """
      memc: 1
      memory: 1GiB
      defaults: {hugepages: 2KiB}
      """,
      """
      topo.yaml:3:23: error: hugepage size 2 KiB is not a power of two above the host page size, 4 KiB [hugepage-size]
         3 | defaults: {hugepages: 2KiB}
           |                       ^~~~
      """),
    RuleCase(
      .hugepageSize, "4 KiB",
      """
      memc: 1
      memory: 1GiB
      defaults: {hugepages: 4KiB}
      """,
      """
      topo.yaml:3:23: error: hugepage size 4 KiB is not a power of two above the host page size, 4 KiB [hugepage-size]
         3 | defaults: {hugepages: 4KiB}
           |                       ^~~~
      """),
    RuleCase(
      .hugepagesWithTHP,
      """
      memc: 1
      defaults: {hugepages: on}
      nodes:
        - {memory: 1GiB, thp: on}
      """,
      """
      topo.yaml:4:25: error: memory of hugepages cannot be transparent-huge as well [hugepages-with-thp]
         4 |   - {memory: 1GiB, thp: on}
           |                         ^~
      topo.yaml:2:23: note: hugepages are asked for here
         2 | defaults: {hugepages: on}
           |                       ^~
      """),
    RuleCase(
      .hugepagesMergeable,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hugepages: on, mergeable: on}
      """,
      """
      topo.yaml:3:46: error: hugepages cannot be merged by KSM [hugepages-mergeable]
         3 |   - {memory: 1GiB, hugepages: on, mergeable: on}
           |                                              ^~
      topo.yaml:3:31: note: hugepages are asked for here
         3 |   - {memory: 1GiB, hugepages: on, mergeable: on}
           |                               ^~
      """),
    RuleCase(
      .hugepagesReserve,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hugepages: on, reserve: off}
      """,
      """
      topo.yaml:3:44: warning: 'reserve: off' has no effect: hugepages are always reserved [hugepages-reserve]
         3 |   - {memory: 1GiB, hugepages: on, reserve: off}
           |                                            ^~~
      topo.yaml:3:31: note: hugepages are asked for here
         3 |   - {memory: 1GiB, hugepages: on, reserve: off}
           |                               ^~
      """),
    RuleCase(
      .hugepagesReserve, "on",
      """
      memc: 1
      memory: 1GiB
      defaults: {hugepages: 1GiB, reserve: on}
      """,
      """
      topo.yaml:3:38: warning: 'reserve: on' adds nothing: hugepages are always reserved [hugepages-reserve]
         3 | defaults: {hugepages: 1GiB, reserve: on}
           |                                      ^~
      topo.yaml:3:23: note: hugepages are asked for here
         3 | defaults: {hugepages: 1GiB, reserve: on}
           |                       ^~~~
      """),
    RuleCase(
      .mergeableNotPrivate,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, backing: shared, mergeable: on}
      """,
      """
      topo.yaml:3:48: error: KSM merges private memory only [mergeable-not-private]
         3 |   - {memory: 1GiB, backing: shared, mergeable: on}
           |                                                ^~
      topo.yaml:3:29: note: the backing is stated here
         3 |   - {memory: 1GiB, backing: shared, mergeable: on}
           |                             ^~~~~~
      """),
    RuleCase(
      .mergeableNotPrivate, "existing memory",
      """
      memc: 1
      defaults: {backing: existing}
      nodes:
        - {memory: 1GiB, mergeable: on}
      """,
      """
      topo.yaml:4:31: error: KSM merges private memory only [mergeable-not-private]
         4 |   - {memory: 1GiB, mergeable: on}
           |                               ^~
      topo.yaml:2:21: note: the backing is stated here
         2 | defaults: {backing: existing}
           |                     ^~~~~~~~
      """),
    RuleCase(
      .policyNeedsHostNodes,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, policy: bind}
      """,
      """
      topo.yaml:3:28: error: the policy 'bind' needs 'host_nodes'; write for example 'host_nodes: [0]' [policy-needs-host-nodes]
         3 |   - {memory: 1GiB, policy: bind}
           |                            ^~~~
      """),
    RuleCase(
      .policyNeedsHostNodes, "from the defaults",
      """
      memc: 1
      defaults: {policy: interleave}
      nodes:
        - {memory: 1GiB, cpus: 0, host_nodes: 1}
        - {memory: 1GiB}
        - {memory: 1GiB}
      """,
      """
      topo.yaml:2:20: error: the policy 'interleave' needs 'host_nodes'; write for example 'host_nodes: [0]' [policy-needs-host-nodes]
         2 | defaults: {policy: interleave}
           |                    ^~~~~~~~~~
      """),
    RuleCase(
      .policyWithHostNodes,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, policy: local, host_nodes: 0}
      """,
      """
      topo.yaml:3:28: error: the policy 'local' names no host nodes [policy-with-host-nodes]
         3 |   - {memory: 1GiB, policy: local, host_nodes: 0}
           |                            ^~~~~
      topo.yaml:3:47: note: they are stated here
         3 |   - {memory: 1GiB, policy: local, host_nodes: 0}
           |                                               ^
      """),
  ]
}
