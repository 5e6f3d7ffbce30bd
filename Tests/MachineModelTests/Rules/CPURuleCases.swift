import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let cpus: [RuleCase<LanguageRule>] = [
    RuleCase(
      .invalidCPUList,
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: 0-}]
      """,
      """
      topo.yaml:3:16: error: '0-' is not a number or a range such as '0-3' [invalid-cpu-list]
         3 | nodes: [{cpus: 0-}]
           |                ^~
      """),
    RuleCase(
      .invalidCPUList, "backwards",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: 3-0}]
      """,
      """
      topo.yaml:3:16: error: '3-0' runs backwards; write '0-3' [invalid-cpu-list]
         3 | nodes: [{cpus: 3-0}]
           |                ^~~
      """),
    RuleCase(
      .invalidCPUList, "backwards, among others",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: "3-0,4 , 7-5"}]
      """,
      """
      topo.yaml:3:16: error: '3-0' runs backwards; write '"0-3,4 , 7-5"' [invalid-cpu-list]
         3 | nodes: [{cpus: "3-0,4 , 7-5"}]
           |                ^~~~~~~~~~~~~
      topo.yaml:3:16: error: '7-5' runs backwards; write '"3-0,4 ,5-7"' [invalid-cpu-list]
         3 | nodes: [{cpus: "3-0,4 , 7-5"}]
           |                ^~~~~~~~~~~~~
      """),
    RuleCase(
      .leadingZero, "in a list",
      """
      memc: 1
      memory: 1GiB
      nodes:
        - cpus: 00-03,7
        - cpus: [04-006, 09]
      """,
      """
      topo.yaml:4:11: error: '00' has a leading zero, which some readers of YAML take for octal; write '"0-3,7"' [leading-zero]
         4 |   - cpus: 00-03,7
           |           ^~~~~~~
      topo.yaml:5:12: error: '04' has a leading zero, which some readers of YAML take for octal; write '4-6' [leading-zero]
         5 |   - cpus: [04-006, 09]
           |            ^~~~~~
      topo.yaml:5:20: error: '09' has a leading zero, which some readers of YAML take for octal; write '9' [leading-zero]
         5 |   - cpus: [04-006, 09]
           |                    ^~
      """),
    RuleCase(
      .invalidCPUList, "each item",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: [0, one, 2-, 3]}]
      """,
      """
      topo.yaml:3:20: error: 'one' is not a number or a range such as '0-3' [invalid-cpu-list]
         3 | nodes: [{cpus: [0, one, 2-, 3]}]
           |                    ^~~
      topo.yaml:3:25: error: '2-' is not a number or a range such as '0-3' [invalid-cpu-list]
         3 | nodes: [{cpus: [0, one, 2-, 3]}]
           |                         ^~
      """),
    RuleCase(
      .cpuTwice,
      """
      memc: 1
      memory: 1GiB
      nodes:
        - {cpus: "0-3"}
        - {cpus: "2-7"}
      """,
      """
      topo.yaml:5:12: error: CPUs 2-3 of node 1 belong to node 0 already [cpu-twice]
         5 |   - {cpus: "2-7"}
           |            ^~~~~
      topo.yaml:4:12: note: node 0 names CPU 2 here
         4 |   - {cpus: "0-3"}
           |            ^~~~~
      """),
    RuleCase(
      .cpuTwice, "in one list",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: "0-3,3"}]
      """,
      """
      topo.yaml:3:16: error: 3 stands twice in this list [cpu-twice]
         3 | nodes: [{cpus: "0-3,3"}]
           |                ^~~~~~~
      """),
    RuleCase(
      .cpuListInBraces,
      """
      memc: 1
      memory: 1GiB
      nodes:
        - {cpus: 0-3,8}
      """,
      """
      topo.yaml:4:16: error: in braces a comma ends the value of 'cpus', so '8' is a key here; write 'cpus: "0-3,8"' [cpu-list-in-braces]
         4 |   - {cpus: 0-3,8}
           |                ^
      """),
    RuleCase(
      .cpuUnknown,
      """
      memc: 1
      memory: 1GiB
      cpus: 4
      nodes:
        - {cpus: 0-4}
      """,
      """
      topo.yaml:5:12: error: node 0 names CPU 4, but the CPUs are 0-3 [cpu-unknown]
         5 |   - {cpus: 0-4}
           |            ^~~
      topo.yaml:3:7: note: they are counted here
         3 | cpus: 4
           |       ^
      """),
    RuleCase(
      .cpuMissing,
      """
      memc: 1
      memory: 1GiB
      cpus: 4
      nodes:
        - {cpus: 0-2}
      """,
      """
      topo.yaml:3:7: error: CPU 3 belongs to no node [cpu-missing]
         3 | cpus: 4
           |       ^
      """),
    RuleCase(
      .cpuMissing, "without a count",
      """
      memc: 1
      memory: 1GiB
      nodes:
        - {cpus: [0, 1, 4]}
        - {cpus: 7}
      """,
      """
      topo.yaml:5:12: error: CPUs 2-3,5-6 belong to no node [cpu-missing]
         5 |   - {cpus: 7}
           |            ^
      """),
    RuleCase(
      .tooManyCPUs,
      """
      memc: 1
      memory: 1GiB
      cpus: 1048577
      """,
      """
      topo.yaml:3:7: error: there are 1048577 CPUs; at most 1048576 are allowed [too-many-cpus]
         3 | cpus: 1048577
           |       ^~~~~~~
      """),
    RuleCase(
      .tooManyCPUs, "of a shape",
      """
      memc: 1
      memory: 1GiB
      cpus: {llcs: 1024, cores_per_llc: 1024, threads_per_core: 2}
      """,
      """
      topo.yaml:3:7: error: there are 2097152 CPUs; at most 1048576 are allowed [too-many-cpus]
         3 | cpus: {llcs: 1024, cores_per_llc: 1024, threads_per_core: 2}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .noCPUs,
      """
      memc: 1
      memory: 1GiB
      cpus: 0
      """,
      """
      topo.yaml:3:7: error: there are no CPUs; a machine has at least one [no-cpus]
         3 | cpus: 0
           |       ^
      """),
    RuleCase(
      .noCPUs, "only empty lists",
      """
      memc: 1
      memory: 1GiB
      nodes: [{cpus: []}]
      """,
      """
      topo.yaml:3:16: error: no node has a CPU; a machine has at least one [no-cpus]
         3 | nodes: [{cpus: []}]
           |                ^~
      """),
    RuleCase(
      .llcsUneven,
      """
      memc: 1
      memory: 1GiB
      nodes: 3
      cpus: {llcs: 4}
      """,
      """
      topo.yaml:4:7: error: 4 last-level caches do not divide evenly over 3 nodes; state 'llcs' in the nodes [llcs-uneven]
         4 | cpus: {llcs: 4}
           |       ^~~~~~~~~
      """),
    RuleCase(
      .llcsUneven, "over the nodes that are left",
      """
      memc: 1
      memory: 1GiB
      cpus: {llcs: 3}
      nodes: [{llcs: 0}, {}, {}]
      """,
      """
      topo.yaml:3:7: error: 3 last-level caches do not divide evenly over 2 nodes that state no 'llcs'; state 'llcs' in the nodes [llcs-uneven]
         3 | cpus: {llcs: 3}
           |       ^~~~~~~~~
      """),
    RuleCase(
      .llcsUneven, "over packages",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, llcs: 3}
      """,
      """
      topo.yaml:3:27: error: 3 last-level caches do not divide evenly over 2 packages; 'llcs' counts those of the whole machine [llcs-uneven]
         3 | cpus: {packages: 2, llcs: 3}
           |                           ^
      """),
    RuleCase(
      .llcsUneven, "over dies",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, dies: 4, llcs: 6}
      """,
      """
      topo.yaml:3:36: error: 6 last-level caches do not divide evenly over 4 dies; 'llcs' counts those of the whole machine [llcs-uneven]
         3 | cpus: {packages: 2, dies: 4, llcs: 6}
           |                                    ^
      """),
    RuleCase(
      .llcsUneven, "a list over packages",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, cores_per_llc: [4, 8, 4]}
      """,
      """
      topo.yaml:3:36: error: 3 last-level caches do not divide evenly over 2 packages; 'llcs' counts those of the whole machine [llcs-uneven]
         3 | cpus: {packages: 2, cores_per_llc: [4, 8, 4]}
           |                                    ^~~~~~~~~
      """),
    RuleCase(
      .llcCoresMismatch,
      """
      memc: 1
      memory: 1GiB
      cpus: {llcs: 4, cores_per_llc: [4, 8, 4]}
      """,
      """
      topo.yaml:3:32: error: 'cores_per_llc' lists 3 last-level caches, but 'llcs' is 4; list the cores of each cache, or state one number for all [llc-cores-mismatch]
         3 | cpus: {llcs: 4, cores_per_llc: [4, 8, 4]}
           |                                ^~~~~~~~~
      topo.yaml:3:14: note: 'llcs' is stated here
         3 | cpus: {llcs: 4, cores_per_llc: [4, 8, 4]}
           |              ^
      """),
    RuleCase(
      .llcCoresMismatch, "none",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, cores_per_llc: []}
      """,
      """
      topo.yaml:3:36: error: 'cores_per_llc' lists no last-level cache; a machine has at least one [llc-cores-mismatch]
         3 | cpus: {packages: 2, cores_per_llc: []}
           |                                    ^~
      """),
    RuleCase(
      .numberOutOfRange, "a cache without cores",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, cores_per_llc: [0, 8, x]}
      """,
      """
      topo.yaml:3:37: error: an entry of 'cores_per_llc' is 0; it is 1 to 1048576 [number-out-of-range]
         3 | cpus: {packages: 2, cores_per_llc: [0, 8, x]}
           |                                     ^
      topo.yaml:3:43: error: 'x' is not a number [invalid-number]
         3 | cpus: {packages: 2, cores_per_llc: [0, 8, x]}
           |                                           ^
      """),
    RuleCase(
      .wrongType, "cores of caches",
      """
      memc: 1
      memory: 1GiB
      cpus: {cores_per_llc: {4: 8}}
      """,
      """
      topo.yaml:3:23: error: 'cores_per_llc' is a number, or a list with one for each last-level cache such as [4, 8, 8, 4], not a mapping [wrong-type]
         3 | cpus: {cores_per_llc: {4: 8}}
           |                       ^~~~~~
      """),
    RuleCase(
      .unknownKey, "a list of cores without brackets",
      """
      memc: 1
      memory: 1GiB
      cpus: {cores_per_llc: 4, 8, 6}
      """,
      """
      topo.yaml:3:26: error: in braces a comma ends the value of 'cores_per_llc', so '8' is a key here; write 'cores_per_llc: [4, 8, 6]' [unknown-key]
         3 | cpus: {cores_per_llc: 4, 8, 6}
           |                          ^
      """),
    RuleCase(
      .tooManyCPUs, "of a list",
      """
      memc: 1
      memory: 1GiB
      cpus: {cores_per_llc: [1048576, 1]}
      """,
      """
      topo.yaml:3:23: error: there are 1048577 CPUs; at most 1048576 are allowed [too-many-cpus]
         3 | cpus: {cores_per_llc: [1048576, 1]}
           |                       ^~~~~~~~~~~~
      """),
    RuleCase(
      .apicIDTooWide,
      """
      memc: 1
      memory: 1GiB
      cpus:
        cores_per_llc:
          - 1000000
      \(String(repeating: "    - 1\n", count: 4096))
      """,
      """
      topo.yaml:5:5: error: APIC IDs of this shape need 33 bits, but have 32: each last-level cache takes as many for its cores as the largest one; have caches differ less [apic-id-too-wide]
         5 |     - 1000000
           |     ^~~~~~~~~
      """),
    RuleCase(
      .diesUneven,
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, dies: 3, llcs: 6}
      """,
      """
      topo.yaml:3:27: error: 3 dies do not divide evenly over 2 packages; 'dies' counts those of the whole machine [dies-uneven]
         3 | cpus: {packages: 2, dies: 3, llcs: 6}
           |                           ^
      """),
    RuleCase(
      .diesUneven, "and what does not hang on dies",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, dies: 3, llcs: 4, present: 9}
      hmat: {latency: [[1ns, 2ns]]}
      """,
      """
      topo.yaml:3:27: error: 3 dies do not divide evenly over 2 packages; 'dies' counts those of the whole machine [dies-uneven]
         3 | cpus: {packages: 2, dies: 3, llcs: 4, present: 9}
           |                           ^
      topo.yaml:3:48: error: 9 CPUs are to be present, but there are 4; 'present' counts CPUs of the shape: at most 4 [present-cpus]
         3 | cpus: {packages: 2, dies: 3, llcs: 4, present: 9}
           |                                                ^
      topo.yaml:4:18: error: the row of node 0 has 2 entries for 1 node with memory, 0; write an entry for each of them, 'none' where nothing is known [hmat-shape]
         4 | hmat: {latency: [[1ns, 2ns]]}
           |                  ^~~~~~~~~~
      """),
    RuleCase(
      .diesUneven, "and caches",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, dies: 3, llcs: 5}
      """,
      """
      topo.yaml:3:27: error: 3 dies do not divide evenly over 2 packages; 'dies' counts those of the whole machine [dies-uneven]
         3 | cpus: {packages: 2, dies: 3, llcs: 5}
           |                           ^
      topo.yaml:3:36: error: 5 last-level caches do not divide evenly over 2 packages; 'llcs' counts those of the whole machine [llcs-uneven]
         3 | cpus: {packages: 2, dies: 3, llcs: 5}
           |                                    ^
      """),
    RuleCase(
      .presentCPUs,
      """
      memc: 1
      memory: 1GiB
      cpus: {cores_per_llc: 4, present: 5}
      """,
      """
      topo.yaml:3:35: error: 5 CPUs are to be present, but there are 4; 'present' counts CPUs of the shape: at most 4 [present-cpus]
         3 | cpus: {cores_per_llc: 4, present: 5}
           |                                   ^
      """),
    RuleCase(
      .numberOutOfRange, "no CPU present",
      """
      memc: 1
      memory: 1GiB
      cpus: {cores_per_llc: 4, present: 0}
      """,
      """
      topo.yaml:3:35: error: 'present' is 0; it is 1 to 1048576 [number-out-of-range]
         3 | cpus: {cores_per_llc: 4, present: 0}
           |                                   ^
      """),
    RuleCase(
      .x2APICNeedsX86,
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      cpus: {cores_per_llc: 4, x2apic: on}
      """,
      """
      topo.yaml:4:34: error: aarch64 has no APICs; leave 'x2apic' out [x2apic-needs-x86]
         4 | cpus: {cores_per_llc: 4, x2apic: on}
           |                                  ^~
      """),
    RuleCase(
      .llcSumMismatch,
      """
      memc: 1
      memory: 1GiB
      cpus: {llcs: 4}
      nodes:
        - {llcs: 2}
        - {llcs: 1}
      """,
      """
      topo.yaml:6:12: error: the nodes' last-level caches add up to 3, but 'cpus' has 4 [llc-sum-mismatch]
         6 |   - {llcs: 1}
           |            ^
      topo.yaml:3:7: note: the CPU shape is stated here
         3 | cpus: {llcs: 4}
           |       ^~~~~~~~~
      """),
    RuleCase(
      .llcsWithoutShape,
      """
      memc: 1
      memory: 1GiB
      cpus: 4
      nodes:
        - {llcs: 2}
      """,
      """
      topo.yaml:5:12: error: 'llcs' of a node counts caches of the CPU shape, and 'cpus' has none; write 'cpus: {llcs: 2, cores_per_llc: 2}' at the root [llcs-without-shape]
         5 |   - {llcs: 2}
           |            ^
      topo.yaml:3:7: note: a plain number of CPUs is stated here
         3 | cpus: 4
           |       ^
      """),
    RuleCase(
      .llcsWithoutShape, "that do not divide the CPUs",
      """
      memc: 1
      memory: 1GiB
      cpus: 4
      nodes: [{llcs: 2}, {llcs: 1}]
      """,
      """
      topo.yaml:4:16: error: 'llcs' of a node counts caches of the CPU shape, and 'cpus' has none; give it one, with 'llcs' and 'cores_per_llc' [llcs-without-shape]
         4 | nodes: [{llcs: 2}, {llcs: 1}]
           |                ^
      topo.yaml:3:7: note: a plain number of CPUs is stated here
         3 | cpus: 4
           |       ^
      """),
    RuleCase(
      .llcsAndLists,
      """
      memc: 1
      memory: 1GiB
      cpus: 4
      nodes:
        - {llcs: 2, cpus: 0-3}
      """,
      """
      topo.yaml:5:15: error: a node has 'llcs' or 'cpus', not both [llcs-and-lists]
         5 |   - {llcs: 2, cpus: 0-3}
           |               ^~~~
      topo.yaml:5:6: note: 'llcs' stands here
         5 |   - {llcs: 2, cpus: 0-3}
           |      ^~~~
      """),
    RuleCase(
      .llcsAndLists, "on different nodes",
      """
      memc: 1
      memory: 1GiB
      nodes:
        - {llcs: 1}
        - {cpus: 0}
      """,
      """
      topo.yaml:4:12: error: some nodes have 'llcs' and others 'cpus'; all have the same [llcs-and-lists]
         4 |   - {llcs: 1}
           |            ^
      """),
    RuleCase(
      .llcCut,
      """
      memc: 1
      memory: 1GiB
      cpus: {llcs: 2, cores_per_llc: 2}
      nodes:
        - {cpus: 0-2}
        - {cpus: 3}
      """,
      """
      topo.yaml:6:12: warning: last-level cache 1, CPUs 2-3, is cut between nodes 0 and 1 [llc-cut]
         6 |   - {cpus: 3}
           |            ^
      """),
    RuleCase(
      .llcCut, "and a core, by lists in no order",
      """
      memc: 1
      memory: 1GiB
      cpus: {llcs: 2, cores_per_llc: 2, threads_per_core: 2}
      nodes:
        - {cpus: "0-2"}
        - {cpus: "3-7"}
      """,
      """
      topo.yaml:6:12: warning: last-level cache 0, CPUs 0-3, with core 1, CPUs 2-3, is cut between nodes 0 and 1; the threads of a core are numbered next to each other [llc-cut]
         6 |   - {cpus: "3-7"}
           |            ^~~~~
      """),
    RuleCase(
      .nodeAcrossPackages,
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, llcs: 16, cores_per_llc: 8, threads_per_core: 2}
      nodes:
        - {cpus: "0-63,128-191"}
        - {cpus: "64-127,192-255"}
      """,
      """
      topo.yaml:5:12: warning: node 0, CPUs 0-63,128-191, lies in packages 0-1, of which other nodes have a part too; the threads of a core are numbered next to each other; where the list is in Linux's order, write 'numbering: threads-last' in 'cpus' [node-across-packages]
         5 |   - {cpus: "0-63,128-191"}
           |            ^~~~~~~~~~~~~~
      topo.yaml:6:12: warning: node 1, CPUs 64-127,192-255, lies in packages 0-1, of which other nodes have a part too; the threads of a core are numbered next to each other; where the list is in Linux's order, write 'numbering: threads-last' in 'cpus' [node-across-packages]
         6 |   - {cpus: "64-127,192-255"}
           |            ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .nodeAcrossPackages, "by lists that are not in Linux's order",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, llcs: 2, cores_per_llc: 4, threads_per_core: 2, numbering: threads-last}
      nodes: [{cpus: 0-7}, {cpus: 8-15}]
      """,
      """
      topo.yaml:4:16: warning: node 0, CPUs 0-7, lies in packages 0-1, of which other nodes have a part too; the first threads of all cores are numbered before the second ones; where the list is in the other order, write 'numbering: threads-first' in 'cpus' [node-across-packages]
         4 | nodes: [{cpus: 0-7}, {cpus: 8-15}]
           |                ^~~
      topo.yaml:4:29: warning: node 1, CPUs 8-15, lies in packages 0-1, of which other nodes have a part too; the first threads of all cores are numbered before the second ones; where the list is in the other order, write 'numbering: threads-first' in 'cpus' [node-across-packages]
         4 | nodes: [{cpus: 0-7}, {cpus: 8-15}]
           |                             ^~~~
      topo.yaml:4:29: warning: last-level cache 0, CPUs 0-3,8-11, with core 0, CPUs 0,8, is cut between nodes 0 and 1; the first threads of all cores are numbered before the second ones; where the list is in the other order, write 'numbering: threads-first' in 'cpus' [llc-cut]
         4 | nodes: [{cpus: 0-7}, {cpus: 8-15}]
           |                             ^~~~
      topo.yaml:4:29: warning: last-level cache 1, CPUs 4-7,12-15, with core 4, CPUs 4,12, is cut between nodes 0 and 1; the first threads of all cores are numbered before the second ones; where the list is in the other order, write 'numbering: threads-first' in 'cpus' [llc-cut]
         4 | nodes: [{cpus: 0-7}, {cpus: 8-15}]
           |                             ^~~~
      """),
    RuleCase(
      .nodeAcrossPackages, "by caches",
      """
      memc: 1
      memory: 1GiB
      cpus: {packages: 2, llcs: 4, threads_per_core: 2}
      nodes: [{llcs: 3}, {llcs: 1}]
      """,
      """
      topo.yaml:4:16: warning: node 0, CPUs 0-5, lies in packages 0-1, of which other nodes have a part too [node-across-packages]
         4 | nodes: [{llcs: 3}, {llcs: 1}]
           |                ^
      """),
    RuleCase(
      .nodeAcrossPackages, "in equal shares",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      cpus: {packages: 3, llcs: 6}
      """,
      """
      topo.yaml:4:7: warning: node 0, CPUs 0-2, lies in packages 0-1, of which other nodes have a part too [node-across-packages]
         4 | cpus: {packages: 3, llcs: 6}
           |       ^~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:7: warning: node 1, CPUs 3-5, lies in packages 1-2, of which other nodes have a part too [node-across-packages]
         4 | cpus: {packages: 3, llcs: 6}
           |       ^~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
