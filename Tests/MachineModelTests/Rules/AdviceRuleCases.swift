import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let advice: [RuleCase<LanguageRule>] = [
    RuleCase(
      .unknownKey, "the words of other tools",
      """
      memc: 1
      mem: 1GiB
      smp: 4
      distance: 20
      machine: generic
      """,
      """
      topo.yaml:2:1: error: unknown key 'mem'; did you mean 'memory'? [unknown-key]
         2 | mem: 1GiB
           | ^~~
      topo.yaml:3:1: error: unknown key 'smp'; did you mean 'cpus'? [unknown-key]
         3 | smp: 4
           | ^~~
      topo.yaml:4:1: error: unknown key 'distance'; did you mean 'distances'? [unknown-key]
         4 | distance: 20
           | ^~~~~~~~
      topo.yaml:5:1: error: unknown key 'machine'; did you mean 'platform'? [unknown-key]
         5 | machine: generic
           | ^~~~~~~
      """),
    RuleCase(
      .unknownKey, "a shape at the root",
      """
      memc: 1
      memory: 1GiB
      sockets: 2
      cores: 3
      threads: 2
      """,
      """
      topo.yaml:3:1: error: unknown key 'sockets'; that is said as 'cpus: {packages: …}' [unknown-key]
         3 | sockets: 2
           | ^~~~~~~
      topo.yaml:4:1: error: unknown key 'cores'; that is said as 'cpus: {cores_per_llc: …}' [unknown-key]
         4 | cores: 3
           | ^~~~~
      topo.yaml:5:1: error: unknown key 'threads'; that is said as 'cpus: {threads_per_core: …}' [unknown-key]
         5 | threads: 2
           | ^~~~~~~
      """),
    RuleCase(
      .unknownKey, "a shape in the words of QEMU",
      """
      memc: 1
      memory: 1GiB
      nodes: 3
      cpus: {sockets: 2, cores: 4, threads: 2}
      """,
      """
      topo.yaml:4:8: error: unknown key 'sockets'; did you mean 'packages'? [unknown-key]
         4 | cpus: {sockets: 2, cores: 4, threads: 2}
           |        ^~~~~~~
      topo.yaml:4:20: error: unknown key 'cores'; did you mean 'cores_per_llc'? [unknown-key]
         4 | cpus: {sockets: 2, cores: 4, threads: 2}
           |                    ^~~~~
      topo.yaml:4:30: error: unknown key 'threads'; did you mean 'threads_per_core'? [unknown-key]
         4 | cpus: {sockets: 2, cores: 4, threads: 2}
           |                              ^~~~~~~
      """),
    RuleCase(
      .unknownKey, "of a node in the words of QEMU",
      """
      memc: 1
      nodes: [{size: 1GiB, cpus: 0, host-nodes: 0, policy: bind, prealloc: on, mem-path: /dev/shm/x}]
      """,
      """
      topo.yaml:2:10: error: unknown key 'size'; did you mean 'memory'? [unknown-key]
         2 | nodes: [{size: 1GiB, cpus: 0, host-nodes: 0, policy: bind, prealloc: on, mem-path: /dev/shm/x}]
           |          ^~~~
      topo.yaml:2:31: error: unknown key 'host-nodes'; did you mean 'host_nodes'? [unknown-key]
         2 | nodes: [{size: 1GiB, cpus: 0, host-nodes: 0, policy: bind, prealloc: on, mem-path: /dev/shm/x}]
           |                               ^~~~~~~~~~
      topo.yaml:2:60: error: unknown key 'prealloc'; did you mean 'prefault'? [unknown-key]
         2 | nodes: [{size: 1GiB, cpus: 0, host-nodes: 0, policy: bind, prealloc: on, mem-path: /dev/shm/x}]
           |                                                            ^~~~~~~~
      topo.yaml:2:74: error: unknown key 'mem-path'; that is said as 'backing: {file: …}' [unknown-key]
         2 | nodes: [{size: 1GiB, cpus: 0, host-nodes: 0, policy: bind, prealloc: on, mem-path: /dev/shm/x}]
           |                                                                          ^~~~~~~~
      """),
    RuleCase(
      .unknownKey, "a key of nodes at the root",
      """
      memc: 1
      memory: 1GiB
      hugepages: on
      """,
      """
      topo.yaml:3:1: error: 'hugepages' is no key of a topology; it stands in a node, in an entry of a node's 'zones' or in 'defaults' [unknown-key]
         3 | hugepages: on
           | ^~~~~~~~~
      """),
    RuleCase(
      .unknownKey, "keys of other sections",
      """
      memc: 1
      memory: 1GiB
      llcs: 2
      remote: 21
      align: 2MiB
      nodes: [{platform: generic}]
      defaults: {memory: 1GiB}
      """,
      """
      topo.yaml:3:1: error: 'llcs' is no key of a topology; it stands in a node or in the root's 'cpus' [unknown-key]
         3 | llcs: 2
           | ^~~~
      topo.yaml:4:1: error: 'remote' is no key of a topology; it stands in 'distances' [unknown-key]
         4 | remote: 21
           | ^~~~~~
      topo.yaml:5:1: error: 'align' is no key of a topology; it stands in a node or in 'placement' [unknown-key]
         5 | align: 2MiB
           | ^~~~~
      topo.yaml:6:10: error: 'platform' is no key of a node; it stands at the root [unknown-key]
         6 | nodes: [{platform: generic}]
           |          ^~~~~~~~
      topo.yaml:7:12: error: 'memory' is no key of a memory policy; it stands at the root or in a node [unknown-key]
         7 | defaults: {memory: 1GiB}
           |            ^~~~~~
      """),
    RuleCase(
      .unknownKey, "of ranges",
      """
      memc: 1
      memory: 1GiB
      platform: {gaps: [{strat: 3GiB, end: 4GiB}, {address: 5GiB, length: 4KiB}]}
      vtl2: {start: 8GiB, end: 9GiB}
      """,
      """
      topo.yaml:3:20: error: unknown key 'strat'; did you mean 'start'? [unknown-key]
         3 | platform: {gaps: [{strat: 3GiB, end: 4GiB}, {address: 5GiB, length: 4KiB}]}
           |                    ^~~~~
      topo.yaml:3:46: error: unknown key 'address'; did you mean 'start'? [unknown-key]
         3 | platform: {gaps: [{strat: 3GiB, end: 4GiB}, {address: 5GiB, length: 4KiB}]}
           |                                              ^~~~~~~
      topo.yaml:3:61: error: unknown key 'length'; did you mean 'size'? [unknown-key]
         3 | platform: {gaps: [{strat: 3GiB, end: 4GiB}, {address: 5GiB, length: 4KiB}]}
           |                                                             ^~~~~~
      topo.yaml:4:21: error: unknown key 'end'; write its length, 'size', instead [unknown-key]
         4 | vtl2: {start: 8GiB, end: 9GiB}
           |                     ^~~
      """),
    RuleCase(
      .unknownKey, "in a pair and a link",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
      """,
      """
      topo.yaml:4:13: error: 'pairs' does not go with 'links' [conflicting-keys]
         4 | distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
           |             ^~~~~
      topo.yaml:4:49: note: 'links' stands here
         4 | distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
           |                                                 ^~~~~
      topo.yaml:4:22: error: unknown key 'src'; did you mean 'from'? [unknown-key]
         4 | distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
           |                      ^~~
      topo.yaml:4:30: error: unknown key 'dst'; did you mean 'to'? [unknown-key]
         4 | distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
           |                              ^~~
      topo.yaml:4:38: error: unknown key 'val'; did you mean 'distance'? [unknown-key]
         4 | distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
           |                                      ^~~
      topo.yaml:4:58: error: unknown key 'from'; that is said as 'between: [0, 1]' [unknown-key]
         4 | distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
           |                                                          ^~~~
      topo.yaml:4:67: error: unknown key 'to'; that is said as 'between: [0, 1]' [unknown-key]
         4 | distances: {pairs: [{src: 0, dst: 1, val: 16}], links: [{from: 0, to: 1, distance: 12}]}
           |                                                                   ^~
      """),
    RuleCase(
      .unknownKey, "host nodes that a policy needs",
      """
      memc: 1
      nodes: [{memory: 1GiB, host_nods: 1, policy: bind}]
      """,
      """
      topo.yaml:2:24: error: unknown key 'host_nods'; did you mean 'host_nodes'? [unknown-key]
         2 | nodes: [{memory: 1GiB, host_nods: 1, policy: bind}]
           |                        ^~~~~~~~~
      """),
    RuleCase(
      .unknownKey, "the privileged memory of an alias",
      """
      memc: 1
      memory: 1GiB
      vtl: {start: 4GiB, size: 64MiB}
      aliases: [{offset: 1TiB}]
      """,
      """
      topo.yaml:3:1: error: unknown key 'vtl'; did you mean 'vtl2'? [unknown-key]
         3 | vtl: {start: 4GiB, size: 64MiB}
           | ^~~
      """),
    RuleCase(
      .unknownKey, "the nodes of a matrix",
      """
      memc: 1
      memory: 1GiB
      node: 2
      distances: [[10, 20], [20, 10]]
      """,
      """
      topo.yaml:3:1: error: unknown key 'node'; did you mean 'nodes'? [unknown-key]
         3 | node: 2
           | ^~~~
      """),
    RuleCase(
      .unknownKey, "without a space",
      """
      {memc:1, memory:1GiB, cpus:2}
      """,
      """
      topo.yaml:1:6: error: a space must follow ':'; write 'memc: 1' [unknown-key]
         1 | {memc:1, memory:1GiB, cpus:2}
           |      ^
      topo.yaml:1:16: error: a space must follow ':'; write 'memory: 1GiB' [unknown-key]
         1 | {memc:1, memory:1GiB, cpus:2}
           |                ^
      topo.yaml:1:27: error: a space must follow ':'; write 'cpus: 2' [unknown-key]
         1 | {memc:1, memory:1GiB, cpus:2}
           |                           ^
      """),
    RuleCase(
      .unknownKey, "with a no-break space",
      """
      memc: 1
      memory: 1GiB
      slots:
       \u{A0}first: 1
      """,
      """
      topo.yaml:4:2: error: unknown key '\u{A0}first'; U+00A0 (no-break space) is no space to YAML; write a plain space [unknown-key]
         4 |  \u{A0}first: 1
           |  ^~~~~~
      """),
    RuleCase(
      .wrongType, "without a space",
      """
      memc:1
      """,
      """
      topo.yaml:1:5: error: a space must follow ':'; write 'memc: 1' [wrong-type]
         1 | memc:1
           |     ^
      """),
    RuleCase(
      .wrongType, "a node without a space",
      """
      memc: 1
      nodes:
        - memory:1GiB
        - memory: 2GiB
      """,
      """
      topo.yaml:3:11: error: a space must follow ':'; write 'memory: 1GiB' [wrong-type]
         3 |   - memory:1GiB
           |           ^
      """),
    RuleCase(
      .wrongType, "lists that are mappings",
      """
      memc: 1
      memory: 1GiB
      nodes:
        memory: 1GiB
      devices: {name: bar0}
      platform:
        gaps:
          start: 3GiB
      """,
      """
      topo.yaml:4:3: error: 'nodes' is a list of nodes, or their number, not a mapping; begin each node with '- ' [wrong-type]
         4 |   memory: 1GiB
           |   ^~~~~~~~~~~~
      topo.yaml:5:10: error: 'devices' is a list such as [{name: bar0, start: 3GiB, size: 16MiB}], not a mapping; begin each window with '- ', or put it into brackets: '[{…}]' [wrong-type]
         5 | devices: {name: bar0}
           |          ^~~~~~~~~~~~
      topo.yaml:8:5: error: 'gaps' is a list such as [{start: 3GiB, end: 4GiB}], not a mapping; begin each gap with '- ' [wrong-type]
         8 |     start: 3GiB
           |     ^~~~~~~~~~~
      """),
    RuleCase(
      .wrongType, "a no-break space for an item",
      """
      memc: 1
      memory: 1GiB
      nodes:
        -\u{A0}memory: 1GiB
      """,
      """
      topo.yaml:4:3: error: 'nodes' is a list of nodes, or their number, not a mapping; U+00A0 (no-break space) is no space to YAML; write a plain space [wrong-type]
         4 |   -\u{A0}memory: 1GiB
           |   ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .wrongType, "sizes for nodes",
      """
      memc: 1
      nodes: [2GiB]
      """,
      """
      topo.yaml:2:9: error: a node is a mapping with 'name', 'domain', 'memory', 'ranges', 'zones', 'align', 'llcs', 'cpus', 'persistent', 'special_purpose', 'soft_reserved', 'hotplug', 'cxl', 'hmat', 'host_nodes', 'policy', 'backing', 'hugepages', 'thp', 'prefault', 'pin', 'reserve' and 'mergeable', not '2GiB'; write '{memory: 2GiB}' [wrong-type]
         2 | nodes: [2GiB]
           |         ^~~~
      """),
    RuleCase(
      .wrongType, "a switch that takes another word",
      """
      memc: 1
      nodes: [{memory: 1GiB, thp: [on]}]
      """,
      """
      topo.yaml:2:29: error: 'thp' is 'default', 'on' or 'off', not a list [wrong-type]
         2 | nodes: [{memory: 1GiB, thp: [on]}]
           |                             ^~~~
      """),
    RuleCase(
      .invalidSwitch, "a switch that takes another word",
      """
      memc: 1
      nodes: [{memory: 1GiB, thp: maybe}, {memory: 1GiB, thp: Default}]
      """,
      """
      topo.yaml:2:29: error: 'maybe' is neither 'default' nor a switch: 'on', 'off', 'true', 'false', 'yes' or 'no' [invalid-switch]
         2 | nodes: [{memory: 1GiB, thp: maybe}, {memory: 1GiB, thp: Default}]
           |                             ^~~~~
      topo.yaml:2:57: error: 'Default' is neither 'default' nor a switch: 'on', 'off', 'true', 'false', 'yes' or 'no'; write 'default' [invalid-switch]
         2 | nodes: [{memory: 1GiB, thp: maybe}, {memory: 1GiB, thp: Default}]
           |                                                         ^~~~~~~
      """),
    RuleCase(
      .invalidChoice, "a path for a backing",
      """
      memc: 1
      nodes: [{memory: 1GiB, backing: /dev/shm/x}]
      """,
      """
      topo.yaml:2:33: error: 'backing' is 'private', 'shared', 'existing' or a mapping with 'file', not '/dev/shm/x'; write 'backing: {file: /dev/shm/x}' [invalid-choice]
         2 | nodes: [{memory: 1GiB, backing: /dev/shm/x}]
           |                                 ^~~~~~~~~~
      """),
    RuleCase(
      .invalidChoice, "backings of other tools",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, backing: memfd}
        - {memory: 1GiB, backing: memory-backend-ram}
        - {memory: 1GiB, backing: hugetlbfs}
        - {memory: 1GiB, backing: file}
      """,
      """
      topo.yaml:3:29: error: 'backing' is 'private', 'shared', 'existing' or a mapping with 'file', not 'memfd'; write 'backing: shared', which is a memfd [invalid-choice]
         3 |   - {memory: 1GiB, backing: memfd}
           |                             ^~~~~
      topo.yaml:4:29: error: 'backing' is 'private', 'shared', 'existing' or a mapping with 'file', not 'memory-backend-ram'; write 'backing: private' [invalid-choice]
         4 |   - {memory: 1GiB, backing: memory-backend-ram}
           |                             ^~~~~~~~~~~~~~~~~~
      topo.yaml:5:29: error: 'backing' is 'private', 'shared', 'existing' or a mapping with 'file', not 'hugetlbfs'; that is said as 'hugepages: on', with any backing [invalid-choice]
         5 |   - {memory: 1GiB, backing: hugetlbfs}
           |                             ^~~~~~~~~
      topo.yaml:6:29: error: 'backing' is 'private', 'shared', 'existing' or a mapping with 'file', not 'file'; name it, 'backing: {file: PATH}' [invalid-choice]
         6 |   - {memory: 1GiB, backing: file}
           |                             ^~~~
      """),
    RuleCase(
      .invalidChoice, "a choice that may be a mapping",
      """
      memc: 1
      memory: 1GiB
      placement: tight
      """,
      """
      topo.yaml:3:12: error: 'placement' is 'packed' or a mapping with 'align', not 'tight' [invalid-choice]
         3 | placement: tight
           |            ^~~~~
      """),
    RuleCase(
      .invalidChoice, "another name of an architecture",
      """
      memc: 1
      arch: arm64
      memory: 1GiB
      platform: bhyve
      """,
      """
      topo.yaml:2:7: error: 'arch' is 'x86_64' or 'aarch64', not 'arm64'; write 'arch: aarch64' [invalid-choice]
         2 | arch: arm64
           |       ^~~~~
      topo.yaml:4:11: error: there is no platform 'bhyve'; this version of memc has 'generic', 'qemu-pc', 'qemu-q35', 'qemu-virt', 'cloud-hypervisor', 'firecracker', 'crosvm' and 'openvmm' [unknown-platform]
         4 | platform: bhyve
           |           ^~~~~
      """),
    RuleCase(
      .invalidNumber, "a version with a point",
      """
      memc: "1.0"
      memory: 1GiB
      """,
      """
      topo.yaml:1:7: error: 'memc' is the version of the language, a number; '1.0' is not a number; write 'memc: 1' [invalid-number]
         1 | memc: "1.0"
           |       ^~~~~
      """),
    RuleCase(
      .invalidSize, "hexadecimal with a unit",
      """
      memc: 1
      memory: 0x4000000G
      nodes: [{memory: 0x10GiB}]
      """,
      """
      topo.yaml:2:9: error: '0x4000000G' is not a size: hexadecimal counts bytes and takes no unit; write '0x4000000', which is 64 MiB [invalid-size]
         2 | memory: 0x4000000G
           |         ^~~~~~~~~~
      topo.yaml:3:18: error: '0x10GiB' is not a size: hexadecimal counts bytes and takes no unit; write '16GiB' [invalid-size]
         3 | nodes: [{memory: 0x10GiB}]
           |                  ^~~~~~~
      """),
    RuleCase(
      .invalidSize, "a no-break space",
      """
      memc: 1
      memory: 4\u{A0}GiB
      """,
      """
      topo.yaml:2:9: error: '4\u{A0}GiB' is not a size: units are KiB, MiB, GiB, TiB, or K, M, G, T; U+00A0 (no-break space) is no space to YAML; write a plain space [invalid-size]
         2 | memory: 4\u{A0}GiB
           |         ^~~~~
      """),
    RuleCase(
      .smallNode, "a number that is meant for MiB",
      """
      memc: 1
      memory: 8192
      """,
      """
      topo.yaml:2:9: warning: node 0 has 8 KiB; some kernels before 6.7 ignore a node of less than 4 MiB; a number without a unit counts bytes; for MiB write '8192MiB' [small-node]
         2 | memory: 8192
           |         ^~~~
      """),
    RuleCase(
      .cpuTwice, "counts for CPUs",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: 2}, {cpus: 2}]
      """,
      """
      topo.yaml:3:27: error: CPU 2 of node 1 belongs to node 0 already; one number is that CPU; two CPUs are '2-3' [cpu-twice]
         3 | nodes: [{cpus: 2}, {cpus: 2}]
           |                           ^
      topo.yaml:3:16: note: node 0 names CPU 2 here; one number is that CPU; two CPUs are '0-1'
         3 | nodes: [{cpus: 2}, {cpus: 2}]
           |                ^
      """),
    RuleCase(
      .cpuMissing, "a count for a CPU",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: 4}]
      """,
      """
      topo.yaml:3:16: error: CPUs 0-3 belong to no node; one number is that CPU; four CPUs are '0-3' [cpu-missing]
         3 | nodes: [{cpus: 4}]
           |                ^
      """),
    RuleCase(
      .distanceUnknownNode, "by name",
      """
      memc: 1
      memory: 1GiB
      nodes: [{name: fast}, {name: slow}]
      distances: {pairs: [{from: fast, to: slwo, distance: 16}]}
      """,
      """
      topo.yaml:4:38: error: there is no node 'slwo': nodes are 0-1, by name 'fast' and 'slow'; did you mean 'slow'? [distance-unknown-node]
         4 | distances: {pairs: [{from: fast, to: slwo, distance: 16}]}
           |                                      ^~~~
      """),
    RuleCase(
      .distanceUnknownNode, "a name where none has one",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {links: [{between: [0, cxl], distance: 16}]}
      """,
      """
      topo.yaml:4:35: error: there is no node 'cxl': nodes are 0-1, and none has a name [distance-unknown-node]
         4 | distances: {links: [{between: [0, cxl], distance: 16}]}
           |                                   ^~~
      """),
    RuleCase(
      .distanceUnknownNode, "a name of several",
      """
      memc: 1
      memory: 1GiB
      nodes: [{name: cxl}, {name: cxl}]
      distances: {links: [{between: [0, cxl], distance: 16}]}
      """,
      """
      topo.yaml:4:35: error: 'cxl' is the name of several nodes, 0-1; write the number of the one that is meant [distance-unknown-node]
         4 | distances: {links: [{between: [0, cxl], distance: 16}]}
           |                                   ^~~
      """),
    RuleCase(
      .wrongType, "a node that is neither number nor name",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {links: [{between: [0, [1]], distance: 16}]}
      """,
      """
      topo.yaml:4:35: error: an end of a link is the number or the name of a node, not a list [wrong-type]
         4 | distances: {links: [{between: [0, [1]], distance: 16}]}
           |                                   ^~~
      """),
    RuleCase(
      .unknownKey, "that is like no other",
      """
      zzqq: 1
      memory: 1GiB
      nodez9: [{xyzzy: 0, memory: 1GiB}]
      distances: {asymetric: on, matrix: [[10, 20], [21, 10]]}
      devices: [{name: a, start: 3GiB, size: 4KiB}, {name: b, start: 3GiB, size: 4KiB, depth: 2}]
      """,
      """
      topo.yaml:1:1: error: unknown key 'zzqq'; a topology has 'memc', 'name', 'arch', 'platform', 'memory', 'share', 'nodes', 'cpus', 'distances', 'placement', 'defaults', 'slots', 'legacy_x86', 'visibility', 'devices', 'initiators', 'ports', 'cxl', 'vtl2', 'aliases', 'acpi' and 'hmat' [unknown-key]
         1 | zzqq: 1
           | ^~~~
      topo.yaml:3:1: error: unknown key 'nodez9'; did you mean 'nodes'? [unknown-key]
         3 | nodez9: [{xyzzy: 0, memory: 1GiB}]
           | ^~~~~~
      topo.yaml:4:13: error: unknown key 'asymetric'; did you mean 'asymmetric'? [unknown-key]
         4 | distances: {asymetric: on, matrix: [[10, 20], [21, 10]]}
           |             ^~~~~~~~~
      topo.yaml:5:82: error: unknown key 'depth'; a device window has 'name', 'start', 'size', 'place', 'priority', 'visibility', 'file' and 'offset' [unknown-key]
         5 | evices: [{name: a, start: 3GiB, size: 4KiB}, {name: b, start: 3GiB, size: 4KiB, depth: 2}]
           |                                                                                 ^~~~~
      """),
    RuleCase(
      .cpuListInBraces, "nothing follows from the rest of the list",
      """
      memc: 1
      memory: 1GiB
      cpus: 16
      nodes: [{cpus: 0-7,8-15}]
      """,
      """
      topo.yaml:4:20: error: in braces a comma ends the value of 'cpus', so '8-15' is a key here; write 'cpus: "0-7,8-15"' [cpu-list-in-braces]
         4 | nodes: [{cpus: 0-7,8-15}]
           |                    ^~~~
      """),
  ]
}
