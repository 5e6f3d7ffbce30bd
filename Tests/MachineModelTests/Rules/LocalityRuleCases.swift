import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let localities: [RuleCase<LanguageRule>] = [
    RuleCase(
      .invalidLatency,
      """
      memc: 1
      nodes: [{memory: 1GiB, hmat: {latency: 100, read_latency: 5s}}]
      """,
      """
      topo.yaml:2:40: error: '100' has no unit: a latency has ns, ps, us or ms; write '100ns' [invalid-latency]
         2 | nodes: [{memory: 1GiB, hmat: {latency: 100, read_latency: 5s}}]
           |                                        ^~~
      topo.yaml:2:59: error: '5s' is not a latency: units are ns, ps, us or ms [invalid-latency]
         2 | nodes: [{memory: 1GiB, hmat: {latency: 100, read_latency: 5s}}]
           |                                                           ^~
      """),
    RuleCase(
      .invalidLatency, "with too many decimals",
      """
      memc: 1
      memory: 1GiB
      hmat: {latency: [[0.0001ns]]}
      """,
      """
      topo.yaml:3:19: error: '0.0001ns' is not a whole number of picoseconds; use fewer decimals [invalid-latency]
         3 | hmat: {latency: [[0.0001ns]]}
           |                   ^~~~~~~~
      """),
    RuleCase(
      .invalidBandwidth,
      """
      memc: 1
      nodes: [{memory: 1GiB, hmat: {bandwidth: 50GB, write_bandwidth: 9KB/s}}]
      """,
      """
      topo.yaml:2:42: error: '50GB' is not a bandwidth: units are MB/s, GB/s, TB/s, MiB/s, GiB/s or TiB/s; write '50GB/s' [invalid-bandwidth]
         2 | nodes: [{memory: 1GiB, hmat: {bandwidth: 50GB, write_bandwidth: 9KB/s}}]
           |                                          ^~~~
      topo.yaml:2:65: error: '9KB/s' is not a bandwidth: units are MB/s, GB/s, TB/s, MiB/s, GiB/s or TiB/s [invalid-bandwidth]
         2 | nodes: [{memory: 1GiB, hmat: {bandwidth: 50GB, write_bandwidth: 9KB/s}}]
           |                                                                 ^~~~~
      """),
    RuleCase(
      .localityInitiator,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, cpus: [0], hmat: {initiator: 1}}
        - {memory: 1GiB, cpus: [1], name: near, hmat: {initiator: near}}
        - {memory: 1GiB, cpus: [], hmat: {initiator: 3}}
        - {memory: 1GiB, cpus: [], hmat: {initiator: 4}}
        - {memory: 1GiB, cpus: [], hmat: {initiator: far}}
      """,
      """
      topo.yaml:3:49: error: node 0 has CPUs or initiators of its own, which its memory is attached to; leave 'initiator' out [hmat-initiator]
         3 |   - {memory: 1GiB, cpus: [0], hmat: {initiator: 1}}
           |                                                 ^
      topo.yaml:5:48: error: node 3 has no CPUs and no initiators; memory is attached to one of 0-1 [hmat-initiator]
         5 |   - {memory: 1GiB, cpus: [], hmat: {initiator: 3}}
           |                                                ^
      topo.yaml:6:48: error: node 4 has no CPUs and no initiators; memory is attached to one of 0-1 [hmat-initiator]
         6 |   - {memory: 1GiB, cpus: [], hmat: {initiator: 4}}
           |                                                ^
      topo.yaml:7:48: error: there is no node 'far': nodes are 0-4, by name 'near' [hmat-initiator]
         7 |   - {memory: 1GiB, cpus: [], hmat: {initiator: far}}
           |                                                ^~~
      """),
    RuleCase(
      .localityZero,
      """
      memc: 1
      nodes: [{memory: 1GiB, hmat: {latency: 0ns, bandwidth: 0.2MB/s, cache: {size: 0}}}]
      hmat: {read_latency: [[0ns]], base: {bandwidth: 0MB/s}}
      """,
      """
      topo.yaml:2:40: error: 'latency' comes to 0 ps, which HMAT takes for a value that is not known; leave it out where it is not known [hmat-zero]
         2 | nodes: [{memory: 1GiB, hmat: {latency: 0ns, bandwidth: 0.2MB/s, cache: {size: 0}}}]
           |                                        ^~~
      topo.yaml:2:56: error: 'bandwidth' comes to 0 MB/s, which HMAT takes for a value that is not known; leave it out where it is not known [hmat-zero]
         2 | nodes: [{memory: 1GiB, hmat: {latency: 0ns, bandwidth: 0.2MB/s, cache: {size: 0}}}]
           |                                                        ^~~~~~~
      topo.yaml:2:79: error: the cache has no size; leave the cache out where there is none [hmat-zero]
         2 | nodes: [{memory: 1GiB, hmat: {latency: 0ns, bandwidth: 0.2MB/s, cache: {size: 0}}}]
           |                                                                               ^
      topo.yaml:3:24: error: an entry comes to 0 ps, which HMAT takes for a value that is not known; write 'none' where it is not known [hmat-zero]
         3 | hmat: {read_latency: [[0ns]], base: {bandwidth: 0MB/s}}
           |                        ^~~
      topo.yaml:3:49: error: 'bandwidth' comes to 0, in which nothing can be counted; write at least 1MB/s, or leave it out [hmat-zero]
         3 | hmat: {read_latency: [[0ns]], base: {bandwidth: 0MB/s}}
           |                                                 ^~~~~
      """),
    RuleCase(
      .wrongType, "words of matrices for latencies and bandwidths of nodes",
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0, hmat: {latency: none, bandwidth: Unreachable}}]
      """,
      """
      topo.yaml:2:49: error: 'latency' is a latency such as '100ns', not 'none'; leave it out where nothing is known [wrong-type]
         2 | nodes: [{memory: 1GiB, cpus: 0, hmat: {latency: none, bandwidth: Unreachable}}]
           |                                                 ^~~~
      topo.yaml:2:66: error: 'bandwidth' is a bandwidth such as '50GB/s', not 'Unreachable'; memory is unreachable where its distance is 255 [wrong-type]
         2 | nodes: [{memory: 1GiB, cpus: 0, hmat: {latency: none, bandwidth: Unreachable}}]
           |                                                                  ^~~~~~~~~~~
      """),
    RuleCase(
      .invalidChoice, "words of matrices in capitals",
      """
      memc: 1
      memory: 1GiB
      hmat: {read_latency: [[None]]}
      """,
      """
      topo.yaml:3:24: error: 'None' is no entry of 'read_latency'; write 'none' [invalid-choice]
         3 | hmat: {read_latency: [[None]]}
           |                        ^~~~
      """),
    RuleCase(
      .localityShape, "rows of several matrices",
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: 1}]
      hmat: {latency: [[1ns], [1ns, 2ns, 3ns]], bandwidth: [[1GB/s], [1GB/s, 2GB/s]]}
      """,
      """
      topo.yaml:3:18: error: the row of node 0 has 1 entry for 2 nodes with memory, 0-1; write an entry for each of them, 'none' where nothing is known [hmat-shape]
         3 | hmat: {latency: [[1ns], [1ns, 2ns, 3ns]], bandwidth: [[1GB/s], [1GB/s, 2GB/s]]}
           |                  ^~~~~
      topo.yaml:3:25: error: the row of node 1 has 3 entries for 2 nodes with memory, 0-1; write an entry for each of them, 'none' where nothing is known [hmat-shape]
         3 | hmat: {latency: [[1ns], [1ns, 2ns, 3ns]], bandwidth: [[1GB/s], [1GB/s, 2GB/s]]}
           |                         ^~~~~~~~~~~~~~~
      topo.yaml:3:55: error: the row of node 0 has 1 entry for 2 nodes with memory, 0-1; write an entry for each of them, 'none' where nothing is known [hmat-shape]
         3 | hmat: {latency: [[1ns], [1ns, 2ns, 3ns]], bandwidth: [[1GB/s], [1GB/s, 2GB/s]]}
           |                                                       ^~~~~~~
      """),
    RuleCase(
      .localityTooLarge,
      """
      memc: 1
      memory: 1GiB
      hmat: {latency: [[5ms]], bandwidth: [[5000TB/s]]}
      """,
      """
      topo.yaml:3:19: error: '5ms' is more than 4294967295ps, the most that Linux reads of HMAT [hmat-too-large]
         3 | hmat: {latency: [[5ms]], bandwidth: [[5000TB/s]]}
           |                   ^~~
      topo.yaml:3:39: error: '5000TB/s' is more than 4294967295MB/s, the most that Linux reads of HMAT [hmat-too-large]
         3 | hmat: {latency: [[5ms]], bandwidth: [[5000TB/s]]}
           |                                       ^~~~~~~~
      """),
    RuleCase(
      .localityShape,
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: 1}, {memory: 1GiB}]
      hmat:
        latency: [[1ns, 2ns, 3ns]]
        bandwidth: [[3GB/s, 2GB/s, 1GB/s], [2GB/s, 3GB/s]]
      """,
      """
      topo.yaml:4:12: error: the matrix of 'latency' has 1 row for 2 nodes with CPUs or initiators, 0-1; write a row for each of them, with an entry for each node with memory [hmat-shape]
         4 |   latency: [[1ns, 2ns, 3ns]]
           |            ^~~~~~~~~~~~~~~~~
      topo.yaml:5:38: error: the row of node 1 has 2 entries for 3 nodes with memory, 0-2; write an entry for each of them, 'none' where nothing is known [hmat-shape]
         5 |   bandwidth: [[3GB/s, 2GB/s, 1GB/s], [2GB/s, 3GB/s]]
           |                                      ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .localityTwice,
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0, hmat: {latency: 9ns}}, {memory: 1GiB, hmat: {bandwidth: 1GB/s}}]
      hmat: {latency: [[10ns, 20ns]]}
      """,
      """
      topo.yaml:2:49: error: the latency of node 0 is stated by the root's 'hmat' as well, for every pair; leave one of them out [hmat-stated-twice]
         2 | nodes: [{memory: 1GiB, cpus: 0, hmat: {latency: 9ns}}, {memory: 1GiB, hmat: {bandwidth: 1GB/s}}]
           |                                                 ^~~
      topo.yaml:3:17: note: which stands here
         3 | hmat: {latency: [[10ns, 20ns]]}
           |                 ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .cacheLevel,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hmat: {cache: {size: 1GiB, level: 2}}}
        - {memory: 1GiB, hmat: {cache: [{size: 1GiB, level: 1}, {size: 2GiB, level: 1}]}}
        - {memory: 1GiB, hmat: {cache: [{size: 1GiB}, {size: 2GiB}, {size: 3GiB}, {size: 4GiB}]}}
      """,
      """
      topo.yaml:3:54: error: the node has a memory-side cache of level 2, but none of level 1; levels count from 1 on [hmat-cache-level]
         3 |   - {memory: 1GiB, hmat: {cache: {size: 1GiB, level: 2}}}
           |                                                      ^
      topo.yaml:4:79: error: the node has a memory-side cache of level 1 already; each level from 1 on has one [hmat-cache-level]
         4 |   - {memory: 1GiB, hmat: {cache: [{size: 1GiB, level: 1}, {size: 2GiB, level: 1}]}}
           |                                                                               ^
      topo.yaml:4:55: note: which is stated here
         4 |   - {memory: 1GiB, hmat: {cache: [{size: 1GiB, level: 1}, {size: 2GiB, level: 1}]}}
           |                                                       ^
      topo.yaml:5:77: error: there are 4 memory-side caches; a node has at most 3, of the levels 1 to 3 [hmat-cache-level]
         5 |   - {memory: 1GiB, hmat: {cache: [{size: 1GiB}, {size: 2GiB}, {size: 3GiB}, {size: 4GiB}]}}
           |                                                                             ^~~~~~~~~~~~
      """),
    RuleCase(
      .numberOutOfRange, "the level of a cache",
      """
      memc: 1
      nodes: [{memory: 1GiB, hmat: {cache: {size: 1GiB, level: 4, line: 65536}}}]
      """,
      """
      topo.yaml:2:58: error: 'level' is 4; it is 1 to 3 [number-out-of-range]
         2 | nodes: [{memory: 1GiB, hmat: {cache: {size: 1GiB, level: 4, line: 65536}}}]
           |                                                          ^
      topo.yaml:2:67: error: 'line' is 65536; it is 1 to 65535 [number-out-of-range]
         2 | nodes: [{memory: 1GiB, hmat: {cache: {size: 1GiB, level: 4, line: 65536}}}]
           |                                                                   ^~~~~
      """),
    RuleCase(
      .kindWithoutMemory, "of which HMAT could speak",
      """
      memc: 1
      nodes: [{memory: 1GiB}, {memory: 0, cpus: "0", hmat: {latency: 100ns}}]
      """,
      """
      topo.yaml:2:54: error: node 1 has no memory that 'hmat' could be said of; leave 'hmat' out, or state 'memory' or 'hotplug' [kind-without-memory]
         2 | nodes: [{memory: 1GiB}, {memory: 0, cpus: "0", hmat: {latency: 100ns}}]
           |                                                      ^~~~~~~~~~~~~~~~
      topo.yaml:2:34: note: which is stated here
         2 | nodes: [{memory: 1GiB}, {memory: 0, cpus: "0", hmat: {latency: 100ns}}]
           |                                  ^
      """),
    RuleCase(
      .invalidChoice, "of a cache, in the words of libvirt",
      """
      memc: 1
      nodes: [{memory: 1GiB, hmat: {cache: {size: 1GiB, associativity: full, policy: writeback}}}]
      hmat: derived
      """,
      """
      topo.yaml:2:66: error: 'associativity' is 'none', 'direct' or 'complex', not 'full'; write 'associativity: complex' [invalid-choice]
         2 | nodes: [{memory: 1GiB, hmat: {cache: {size: 1GiB, associativity: full, policy: writeback}}}]
           |                                                                  ^~~~
      topo.yaml:2:80: error: 'policy' is 'none', 'write-back' or 'write-through', not 'writeback'; write 'policy: write-back' [invalid-choice]
         2 | nodes: [{memory: 1GiB, hmat: {cache: {size: 1GiB, associativity: full, policy: writeback}}}]
           |                                                                                ^~~~~~~~~
      topo.yaml:3:7: error: 'hmat' is 'derive' or a mapping with 'latency', 'read_latency', 'write_latency', 'bandwidth', 'read_bandwidth', 'write_bandwidth', 'derive' and 'base', not 'derived'; did you mean 'derive'? [invalid-choice]
         3 | hmat: derived
           |       ^~~~~~~
      """),
    RuleCase(
      .wrongType, "of a matrix",
      """
      memc: 1
      memory: 1GiB
      hmat: {latency: 100ns, bandwidth: [1GB/s], read_latency: [[[1ns]]]}
      """,
      """
      topo.yaml:3:17: error: 'latency' is a list of rows such as [[100ns]], not '100ns' [wrong-type]
         3 | hmat: {latency: 100ns, bandwidth: [1GB/s], read_latency: [[[1ns]]]}
           |                 ^~~~~
      topo.yaml:3:36: error: a row of 'bandwidth' is a list such as [50GB/s], not '1GB/s' [wrong-type]
         3 | hmat: {latency: 100ns, bandwidth: [1GB/s], read_latency: [[[1ns]]]}
           |                                    ^~~~~
      topo.yaml:3:60: error: an entry is a latency such as '100ns', 'none' or 'unreachable', not a list [wrong-type]
         3 | hmat: {latency: 100ns, bandwidth: [1GB/s], read_latency: [[[1ns]]]}
           |                                                            ^~~~~
      """),
  ]
}
