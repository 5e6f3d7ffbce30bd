import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let zones: [RuleCase<LanguageRule>] = [
    RuleCase(
      .zoneNameTwice,
      """
      memc: 1
      nodes:
        - {zones: [{name: a, size: 1GiB}, {name: b, size: 1GiB}], cpus: 0}
        - {zones: [{name: a, size: 1GiB}, {name: a, size: 1GiB}]}
      """,
      """
      topo.yaml:4:44: error: another zone of the node is called 'a' as well [zone-name-twice]
         4 |   - {zones: [{name: a, size: 1GiB}, {name: a, size: 1GiB}]}
           |                                            ^
      topo.yaml:4:21: note: which stands here
         4 |   - {zones: [{name: a, size: 1GiB}, {name: a, size: 1GiB}]}
           |                     ^
      """),
    RuleCase(
      .conflictingKeys, "zones with memory, with ranges and with a policy",
      """
      memc: 1
      nodes:
        - zones: [{size: 1GiB}]
          memory: 2GiB
          ranges: [{start: 0, size: 1GiB}]
          hugepages: on
      """,
      """
      topo.yaml:4:5: error: 'memory' does not go with 'ranges', which say where the memory lies [conflicting-keys]
         4 |     memory: 2GiB
           |     ^~~~~~
      topo.yaml:5:5: note: 'ranges' stand here
         5 |     ranges: [{start: 0, size: 1GiB}]
           |     ^~~~~~
      topo.yaml:4:5: error: 'memory' does not go with 'zones', whose sizes add up to the node's memory [conflicting-keys]
         4 |     memory: 2GiB
           |     ^~~~~~
      topo.yaml:3:5: note: 'zones' stand here
         3 |   - zones: [{size: 1GiB}]
           |     ^~~~~
      topo.yaml:5:5: error: 'ranges' do not go with 'zones', which are placed one behind the other [conflicting-keys]
         5 |     ranges: [{start: 0, size: 1GiB}]
           |     ^~~~~~
      topo.yaml:3:5: note: 'zones' stand here
         3 |   - zones: [{size: 1GiB}]
           |     ^~~~~
      topo.yaml:6:5: error: 'hugepages' does not go with 'zones', each of which states its own; state it in the zones, or in 'defaults' [conflicting-keys]
         6 |     hugepages: on
           |     ^~~~~~~~~
      topo.yaml:3:5: note: 'zones' stand here
         3 |   - zones: [{size: 1GiB}]
           |     ^~~~~
      """),
    RuleCase(
      .emptyRange, "a zone of nothing",
      """
      memc: 1
      nodes: [{zones: [{size: 1GiB}, {size: 0}]}]
      """,
      """
      topo.yaml:2:39: error: the zone has no memory; leave it out [empty-range]
         2 | nodes: [{zones: [{size: 1GiB}, {size: 0}]}]
           |                                       ^
      """),
    RuleCase(
      .emptyValue, "no zone",
      """
      memc: 1
      nodes: [{zones: []}]
      """,
      """
      topo.yaml:2:17: error: 'zones' has no zone; a node without memory has 'memory: 0' instead [empty-value]
         2 | nodes: [{zones: []}]
           |                 ^~
      """),
    RuleCase(
      .wrongType, "a zone without a list",
      """
      memc: 1
      nodes: [{zones: {size: 1GiB}}]
      """,
      """
      topo.yaml:2:17: error: 'zones' is a list such as [{size: 1GiB}], not a mapping; begin each zone with '- ', or put it into brackets: '[{…}]' [wrong-type]
         2 | nodes: [{zones: {size: 1GiB}}]
           |                 ^~~~~~~~~~~~
      """),
    RuleCase(
      .missingKey, "a zone without a size",
      """
      memc: 1
      nodes: [{zones: [{hugepages: on}]}]
      """,
      """
      topo.yaml:2:18: error: a memory zone needs 'size' [missing-key]
         2 | nodes: [{zones: [{hugepages: on}]}]
           |                  ^
      """),
    RuleCase(
      .unalignedSize, "a zone of half a page",
      """
      memc: 1
      nodes: [{zones: [{size: 2KiB}]}]
      """,
      """
      topo.yaml:2:25: error: 2 KiB is not a multiple of 4 KiB; write '4KiB' [unaligned-size]
         2 | nodes: [{zones: [{size: 2KiB}]}]
           |                         ^~~~
      """),
    RuleCase(
      .hugepagesWithTHP, "in one zone, by the defaults",
      """
      memc: 1
      defaults: {thp: on}
      nodes: [{zones: [{size: 1GiB}, {size: 1GiB, hugepages: on}]}]
      """,
      """
      topo.yaml:2:17: error: memory of hugepages cannot be transparent-huge as well [hugepages-with-thp]
         2 | defaults: {thp: on}
           |                 ^~
      topo.yaml:3:56: note: hugepages are asked for here
         3 | nodes: [{zones: [{size: 1GiB}, {size: 1GiB, hugepages: on}]}]
           |                                                        ^~
      """),
    RuleCase(
      .policyNeedsHostNodes, "in a zone",
      """
      memc: 1
      nodes: [{zones: [{size: 1GiB, policy: bind}]}]
      """,
      """
      topo.yaml:2:39: error: the policy 'bind' needs 'host_nodes'; write for example 'host_nodes: [0]' [policy-needs-host-nodes]
         2 | nodes: [{zones: [{size: 1GiB, policy: bind}]}]
           |                                       ^~~~
      """),
    RuleCase(
      .unknownKey, "of a zone, in the words of another tool",
      """
      memc: 1
      nodes: [{zones: [{id: a, size: 1GiB}]}]
      """,
      """
      topo.yaml:2:19: error: unknown key 'id'; did you mean 'name'? [unknown-key]
         2 | nodes: [{zones: [{id: a, size: 1GiB}]}]
           |                   ^~
      """),
  ]
}
