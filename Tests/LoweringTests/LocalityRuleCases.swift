import Lowering
import TestSupport

extension LayoutRuleTests {
  static let localities: [RuleCase<LayoutRule>] = [
    RuleCase(
      .localityBase,
      """
      memc: 1
      memory: 1GiB
      hmat: {latency: [[70ns]], base: {latency: 1ps}}
      """,
      """
      topo.yaml:3:43: error: the latency of 70ns is more than 65534 times 1ps, the most that HMAT holds in that unit; write a base of at least 2ps, or leave it out [hmat-base]
         3 | hmat: {latency: [[70ns]], base: {latency: 1ps}}
           |                                           ^~~
      topo.yaml:3:17: note: which is stated here
         3 | hmat: {latency: [[70ns]], base: {latency: 1ps}}
           |                 ^~~~~~~~
      """),
    RuleCase(
      .localityRounded,
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB}, {memory: 1GiB}]
      hmat:
        latency: [[100001ps, 1ns, 7ps]]
        bandwidth: [[3GB/s, 5MB/s, 7MB/s]]
        base: {bandwidth: 10MB/s}
      """,
      """
      topo.yaml:4:12: warning: HMAT counts the latency of all pairs in units of 2ps, the least in which 16 bits hold the highest: 100001ps becomes 100002ps, and 1 more is rounded [hmat-rounded]
         4 |   latency: [[100001ps, 1ns, 7ps]]
           |            ^~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:14: warning: HMAT counts the bandwidth of all pairs in units of 10MB/s: 5MB/s becomes 10MB/s, and 1 more is rounded [hmat-rounded]
         5 |   bandwidth: [[3GB/s, 5MB/s, 7MB/s]]
           |              ^~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:21: note: the unit is stated here
         6 |   base: {bandwidth: 10MB/s}
           |                     ^~~~~~
      """),
  ]
}
