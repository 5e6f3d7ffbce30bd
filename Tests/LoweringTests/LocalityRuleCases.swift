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
    RuleCase(
      .localityUnread,
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0, hmat: {latency: 2ms}}, {memory: 1GiB, hmat: {latency: 3ms}}]
      distances: {remote: 21}
      """,
      """
      topo.yaml:2:49: warning: the highest latency comes to 6300000ns by distance and unit; Linux reads at most 4294967295ps, and takes what is more for a value that is not known [hmat-unread]
         2 | nodes: [{memory: 1GiB, cpus: 0, hmat: {latency: 2ms}}, {memory: 1GiB, hmat: {latency: 3ms}}]
           |                                                 ^~~
      """),
    RuleCase(
      .localityUnread, "by a unit",
      """
      memc: 1
      memory: 1GiB
      hmat: {latency: [[4294967295ps]], base: {latency: 2.8ms}}
      """,
      """
      topo.yaml:3:17: warning: HMAT counts the latency of all pairs in units of 2800000ns: 4294967295ps becomes 5600000ns [hmat-rounded]
         3 | hmat: {latency: [[4294967295ps]], base: {latency: 2.8ms}}
           |                 ^~~~~~~~~~~~~~~~
      topo.yaml:3:51: note: the unit is stated here
         3 | hmat: {latency: [[4294967295ps]], base: {latency: 2.8ms}}
           |                                                   ^~~~~
      topo.yaml:3:17: warning: the highest latency comes to 5600000ns by distance and unit; Linux reads at most 4294967295ps, and takes what is more for a value that is not known [hmat-unread]
         3 | hmat: {latency: [[4294967295ps]], base: {latency: 2.8ms}}
           |                 ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .localityBaseUnused,
      """
      memc: 1
      memory: 1GiB
      hmat: {latency: [[70ns]], base: {bandwidth: 2MB/s}}
      """,
      """
      topo.yaml:3:45: warning: HMAT has no bandwidth that could be counted in 2MB/s; leave the base out [hmat-base-unused]
         3 | hmat: {latency: [[70ns]], base: {bandwidth: 2MB/s}}
           |                                             ^~~~~
      """),
  ]
}
