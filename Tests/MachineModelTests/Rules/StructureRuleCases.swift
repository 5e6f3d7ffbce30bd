import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let structure: [RuleCase<LanguageRule>] = [
    RuleCase(
      .wrongType,
      """
      memc: 1
      memory: [4GiB]
      """,
      """
      topo.yaml:2:9: error: 'memory' is a size such as '4GiB', not a list [wrong-type]
         2 | memory: [4GiB]
           |         ^~~~~~
      """),
    RuleCase(
      .wrongType, "the document is a word",
      """
      memc
      """,
      """
      topo.yaml:1:1: error: a topology is a mapping with 'memc', 'name', 'arch', 'platform', 'memory', 'share', 'nodes', 'cpus', 'distances', 'placement', 'defaults', 'slots', 'legacy_x86', 'visibility', 'devices', 'initiators', 'ports', 'cxl', 'vtl2', 'aliases', 'acpi' and 'hmat', not 'memc' [wrong-type]
         1 | memc
           | ^~~~
      """),
    RuleCase(
      .wrongType, "nodes",
      """
      memc: 1
      memory: 1GiB
      nodes: {memory: 1GiB}
      """,
      """
      topo.yaml:3:8: error: 'nodes' is a list of nodes, or their number, not a mapping; begin each node with '- ', or put it into brackets: '[{…}]' [wrong-type]
         3 | nodes: {memory: 1GiB}
           |        ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .wrongType, "a section",
      """
      memc: 1
      memory: 1GiB
      slots: 5
      """,
      """
      topo.yaml:3:8: error: slots are a mapping with 'first', 'max_size', 'max', 'cuts' and 'page_size', not '5' [wrong-type]
         3 | slots: 5
           |        ^
      """),
    RuleCase(
      .wrongType, "a choice",
      """
      memc: 1
      memory: 1GiB
      arch: [x86_64]
      """,
      """
      topo.yaml:3:7: error: 'arch' is 'x86_64' or 'aarch64', not a list [wrong-type]
         3 | arch: [x86_64]
           |       ^~~~~~~~
      """),
    RuleCase(
      .wrongType, "hugepages",
      """
      memc: 1
      memory: 1GiB
      defaults: {hugepages: huge}
      """,
      """
      topo.yaml:3:23: error: 'hugepages' is 'off', 'on', 'auto' or a size such as '2MiB', not 'huge' [wrong-type]
         3 | defaults: {hugepages: huge}
           |                       ^~~~
      """),
    RuleCase(
      .unknownKey,
      """
      memc: 1
      memroy: 4GiB
      """,
      """
      topo.yaml:2:1: error: unknown key 'memroy'; did you mean 'memory'? [unknown-key]
         2 | memroy: 4GiB
           | ^~~~~~
      """),
    RuleCase(
      .unknownKey, "nothing is near",
      """
      memc: 1
      memory: 1GiB
      slots: {quantity: 5}
      """,
      """
      topo.yaml:3:9: error: unknown key 'quantity'; slots have 'first', 'max_size', 'max', 'cuts' and 'page_size' [unknown-key]
         3 | slots: {quantity: 5}
           |         ^~~~~~~~
      """),
    RuleCase(
      .unknownKey, "a number with commas",
      """
      memc: 1
      nodes: [{memory: 1,073,741,824}]
      """,
      """
      topo.yaml:2:20: error: in braces a comma ends the value of 'memory', so '073' is a key here; write 'memory: 1073741824' [unknown-key]
         2 | nodes: [{memory: 1,073,741,824}]
           |                    ^~~
      """),
    RuleCase(
      .missingKey,
      """
      memory: 4GiB
      """,
      """
      topo.yaml:1:1: error: a topology needs 'memc'; begin the file with 'memc: 1' [missing-key]
         1 | memory: 4GiB
           | ^
      """),
    RuleCase(
      .missingKey, "one of two",
      """
      memc: 1
      memory: 1GiB
      platform:
        gaps:
          - start: 3GiB
      """,
      """
      topo.yaml:5:7: error: a gap needs 'end' or 'size' [missing-key]
         5 |     - start: 3GiB
           |       ^
      """),
    RuleCase(
      .missingKey, "of a pair",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {pairs: [{from: 0, to: 1}]}
      """,
      """
      topo.yaml:4:21: error: a pair needs 'distance' [missing-key]
         4 | distances: {pairs: [{from: 0, to: 1}]}
           |                     ^
      """),
    RuleCase(
      .conflictingKeys,
      """
      memc: 1
      memory: 1GiB
      platform:
        gaps: [{start: 3GiB, end: 4GiB, size: 1GiB}]
      """,
      """
      topo.yaml:4:35: error: a range has 'end' or 'size', not both [conflicting-keys]
         4 |   gaps: [{start: 3GiB, end: 4GiB, size: 1GiB}]
           |                                   ^~~~
      topo.yaml:4:24: note: 'end' stands here
         4 |   gaps: [{start: 3GiB, end: 4GiB, size: 1GiB}]
           |                        ^~~
      """),
    RuleCase(
      .conflictingKeys, "two forms of distances",
      """
      memc: 1
      memory: 1GiB
      nodes: 1
      distances:
        links: []
        matrix: [[10]]
      """,
      """
      topo.yaml:5:3: error: 'links' does not go with 'matrix' [conflicting-keys]
         5 |   links: []
           |   ^~~~~
      topo.yaml:6:3: note: 'matrix' stands here
         6 |   matrix: [[10]]
           |   ^~~~~~
      """),
    RuleCase(
      .conflictingKeys, "keys beside a matrix",
      """
      memc: 1
      memory: 1GiB
      distances: {remote: 21, matrix: [[10]]}
      """,
      """
      topo.yaml:3:13: error: 'remote' has no meaning beside 'matrix' [conflicting-keys]
         3 | distances: {remote: 21, matrix: [[10]]}
           |             ^~~~~~
      """),
    RuleCase(
      .conflictingKeys, "keys beside links",
      """
      memc: 1
      memory: 1GiB
      distances: {links: [], remote: 21, asymmetric: off}
      """,
      """
      topo.yaml:3:24: error: 'remote' has no meaning beside 'links' [conflicting-keys]
         3 | distances: {links: [], remote: 21, asymmetric: off}
           |                        ^~~~~~
      topo.yaml:3:36: error: 'asymmetric' has no meaning beside 'links' [conflicting-keys]
         3 | distances: {links: [], remote: 21, asymmetric: off}
           |                                    ^~~~~~~~~~
      """),
    RuleCase(
      .emptyValue,
      """
      memc: 1
      memory:
      """,
      """
      topo.yaml:2:8: error: there is no value: 'memory' is a size such as '4GiB' [empty-value]
         2 | memory:
           |        ^
      """),
    RuleCase(
      .emptyValue, "the document",
      """
      ---
      ...
      """,
      """
      topo.yaml:2:1: error: there is no value: a topology is a mapping with 'memc', 'name', 'arch', 'platform', 'memory', 'share', 'nodes', 'cpus', 'distances', 'placement', 'defaults', 'slots', 'legacy_x86', 'visibility', 'devices', 'initiators', 'ports', 'cxl', 'vtl2', 'aliases', 'acpi' and 'hmat' [empty-value]
         2 | ...
           | ^
      """),
    RuleCase(
      .emptyValue, "no host node",
      """
      memc: 1
      memory: 1GiB
      defaults: {host_nodes: []}
      """,
      """
      topo.yaml:3:24: error: 'host_nodes' names no host node; leave it out [empty-value]
         3 | defaults: {host_nodes: []}
           |                        ^~
      """),
    RuleCase(
      .unsupportedVersion,
      """
      memc: 2
      """,
      """
      topo.yaml:1:7: error: this memc reads version 1 of the language, not 2 [unsupported-version]
         1 | memc: 2
           |       ^
      """),
  ]
}
