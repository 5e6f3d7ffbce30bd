import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let cxl: [RuleCase<LanguageRule>] = [
    RuleCase(
      .cxlWays,
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: [1, 2, 3, 4, 5]}}
      cxl: {bridges: [{uid: 1, registers: 3GiB}]}
      """,
      """
      topo.yaml:4:35: error: 5 host bridges cannot take turns: a window has 1, 2, 3, 4, 6, 8, 12 or 16 [cxl-ways]
         4 |   - {memory: 1GiB, cxl: {bridges: [1, 2, 3, 4, 5]}}
           |                                   ^~~~~~~~~~~~~~~
      """),
    RuleCase(
      .cxlWays, "none",
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: []}}
      """,
      """
      topo.yaml:4:35: error: there is no host bridge; a CXL window has at least one [cxl-ways]
         4 |   - {memory: 1GiB, cxl: {bridges: []}}
           |                                   ^~
      """),
    RuleCase(
      .cxlGranularity,
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: [1], granularity: 300}}
        - {memory: 1GiB, cxl: {bridges: [1], granularity: 32KiB}}
      cxl: {bridges: [{uid: 1, registers: 3GiB}]}
      """,
      """
      topo.yaml:4:53: error: 'granularity' is 300 bytes; it is a power of two from 256 bytes to 16 KiB [cxl-granularity]
         4 |   - {memory: 1GiB, cxl: {bridges: [1], granularity: 300}}
           |                                                     ^~~
      topo.yaml:5:53: error: 'granularity' is 32 KiB; it is a power of two from 256 bytes to 16 KiB [cxl-granularity]
         5 |   - {memory: 1GiB, cxl: {bridges: [1], granularity: 32KiB}}
           |                                                     ^~~~~
      """),
    RuleCase(
      .cxlRegisters,
      """
      memc: 1
      memory: 1GiB
      cxl:
        bridges:
          - {uid: 1, registers: 0}
          - {uid: 2, registers: 0xc0001000}
      """,
      """
      topo.yaml:5:27: error: the registers of a host bridge are not at 0: Linux takes that for none [cxl-registers]
         5 |     - {uid: 1, registers: 0}
           |                           ^
      topo.yaml:6:27: error: 0xc0001000 is not a multiple of 64 KiB, as the registers of a host bridge are; write '0xc0000000' [cxl-registers]
         6 |     - {uid: 2, registers: 0xc0001000}
           |                           ^~~~~~~~~~
      """),
    RuleCase(
      .cxlBridgeTwice,
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: [1, 1]}}
      cxl:
        bridges:
          - {uid: 1, registers: 0xc0000000}
          - {uid: 2, registers: 0xc0010000}
          - {uid: 1, registers: 0xc0020000}
      """,
      """
      topo.yaml:4:35: error: host bridge 1 stands twice in one window [cxl-bridge-twice]
         4 |   - {memory: 1GiB, cxl: {bridges: [1, 1]}}
           |                                   ^~~~~~
      topo.yaml:9:7: error: another host bridge has the uid 1 as well [cxl-bridge-twice]
         9 |     - {uid: 1, registers: 0xc0020000}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:7:7: note: which stands here
         7 |     - {uid: 1, registers: 0xc0000000}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .cxlUnknownBridge,
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: [1, 3]}}
      cxl: {bridges: [{uid: 1, registers: 3GiB}, {uid: 2, registers: 0xc0010000}]}
      """,
      """
      topo.yaml:4:35: error: there is no CXL host bridge 3: the root has 1-2; state it at the root: 'cxl: {bridges: [{uid: 3, registers: …}]}' [cxl-unknown-bridge]
         4 |   - {memory: 1GiB, cxl: {bridges: [1, 3]}}
           |                                   ^~~~~~
      """),
    RuleCase(
      .cxlUnknownBridge, "where there is none",
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: [7]}}
      """,
      """
      topo.yaml:4:35: error: there is no CXL host bridge 7: the root states none; state it at the root: 'cxl: {bridges: [{uid: 7, registers: …}]}' [cxl-unknown-bridge]
         4 |   - {memory: 1GiB, cxl: {bridges: [7]}}
           |                                   ^~~
      """),
    RuleCase(
      .kindWithoutMemory, "of a CXL window",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, cpus: 0}
        - {memory: 0, cxl: {bridges: [1]}}
      cxl: {bridges: [{uid: 1, registers: 3GiB}]}
      """,
      """
      topo.yaml:4:5: warning: node 1 has neither memory nor CPUs; Linux does not online it [empty-node]
         4 |   - {memory: 0, cxl: {bridges: [1]}}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:22: error: node 1 has no memory that a CXL window could reach; leave 'cxl' out, or state 'memory' or 'hotplug' [kind-without-memory]
         4 |   - {memory: 0, cxl: {bridges: [1]}}
           |                      ^~~~~~~~~~~~~~
      topo.yaml:4:14: note: which is stated here
         4 |   - {memory: 0, cxl: {bridges: [1]}}
           |              ^
      """),
    RuleCase(
      .wrongType, "one bridge that is no list",
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: 1}}
      cxl: {bridges: {uid: 1, registers: 3GiB}}
      """,
      """
      topo.yaml:4:35: error: 'bridges' is a list of the bridges' uids such as [1, 2], not '1'; write '[1]' [wrong-type]
         4 |   - {memory: 1GiB, cxl: {bridges: 1}}
           |                                   ^
      topo.yaml:5:16: error: 'bridges' is a list such as [{uid: 1, registers: 0xd0000000}], not a mapping; begin each bridge with '- ', or put it into brackets: '[{…}]' [wrong-type]
         5 | cxl: {bridges: {uid: 1, registers: 3GiB}}
           |                ^~~~~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
