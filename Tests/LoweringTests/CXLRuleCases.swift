import Lowering
import TestSupport

extension LayoutRuleTests {
  static let cxl: [RuleCase<LayoutRule>] = [
    RuleCase(
      .cxlWindowUnaligned, "zones, each of which is a window",
      """
      memc: 1
      cxl: {bridges: [{uid: 1, registers: 0xd0000000}]}
      nodes:
        - {memory: 1GiB, cpus: 0}
        - {zones: [{size: 256MiB}, {size: 300MiB}, {size: 1GiB}], cxl: {bridges: [1]}}
      """,
      """
      topo.yaml:5:37: error: the CXL window 0x50000000-0x62c00000 of node 1 ends at no multiple of 256 MiB, and Linux does without such a window; write '256MiB' or '512MiB' [cxl-window-unaligned]
         5 |   - {zones: [{size: 256MiB}, {size: 300MiB}, {size: 1GiB}], cxl: {bridges: [1]}}
           |                                     ^~~~~~
      topo.yaml:5:66: note: whose window is stated here
         5 |   - {zones: [{size: 256MiB}, {size: 300MiB}, {size: 1GiB}], cxl: {bridges: [1]}}
           |                                                                  ^~~~~~~~~~~~~~
      topo.yaml:5:66: error: the CXL window 0x62c00000-0xa2c00000 of node 1 begins at no multiple of 256 MiB, and Linux does without such a window; write 'align: 256MiB' in the node [cxl-window-unaligned]
         5 |   - {zones: [{size: 256MiB}, {size: 300MiB}, {size: 1GiB}], cxl: {bridges: [1]}}
           |                                                                  ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .cxlWindowUnaligned,
      """
      memc: 1
      nodes:
        - {memory: 1000MiB}
        - {memory: 1GiB, cxl: {bridges: [1]}}
      cxl: {bridges: [{uid: 1, registers: 3GiB}]}
      """,
      """
      topo.yaml:4:25: error: the CXL window 0x3e800000-0x7e800000 of node 1 begins at no multiple of 256 MiB, and Linux does without such a window; write 'align: 256MiB' in the node [cxl-window-unaligned]
         4 |   - {memory: 1GiB, cxl: {bridges: [1]}}
           |                         ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .cxlWindowUnaligned, "of another size",
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 100MiB, cxl: {bridges: [1]}}
        - {memory: 1000MiB, cxl: {bridges: [1]}}
        - {memory: 1GiB, hotplug: 1000MiB, cxl: {bridges: [1]}}
      placement: {align: 256MiB}
      cxl: {bridges: [{uid: 1, registers: 3GiB}]}
      """,
      """
      topo.yaml:4:14: error: the CXL window 0x40000000-0x46400000 of node 1 ends at no multiple of 256 MiB, and Linux does without such a window; write '256MiB' [cxl-window-unaligned]
         4 |   - {memory: 100MiB, cxl: {bridges: [1]}}
           |              ^~~~~~
      topo.yaml:4:27: note: whose window is stated here
         4 |   - {memory: 100MiB, cxl: {bridges: [1]}}
           |                           ^~~~~~~~~~~~~~
      topo.yaml:5:14: error: the CXL window 0x50000000-0x8e800000 of node 2 ends at no multiple of 256 MiB, and Linux does without such a window; write '768MiB' or '1GiB' [cxl-window-unaligned]
         5 |   - {memory: 1000MiB, cxl: {bridges: [1]}}
           |              ^~~~~~~
      topo.yaml:5:28: note: whose window is stated here
         5 |   - {memory: 1000MiB, cxl: {bridges: [1]}}
           |                            ^~~~~~~~~~~~~~
      topo.yaml:6:29: error: the CXL window 0x140000000-0x17e800000 of node 3 ends at no multiple of 256 MiB, and Linux does without such a window; write '768MiB' or '1GiB' [cxl-window-unaligned]
         6 |   - {memory: 1GiB, hotplug: 1000MiB, cxl: {bridges: [1]}}
           |                             ^~~~~~~
      topo.yaml:6:43: note: whose window is stated here
         6 |   - {memory: 1GiB, hotplug: 1000MiB, cxl: {bridges: [1]}}
           |                                           ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .cxlWindowUneven,
      """
      memc: 1
      nodes:
        - {memory: 1GiB}
        - {memory: 1GiB, cxl: {bridges: [1, 2, 3]}}
      cxl: {bridges: [{uid: 1, registers: 3GiB}, {uid: 2, registers: 0xc0010000}, {uid: 3, registers: 0xc0020000}]}
      """,
      """
      topo.yaml:4:35: warning: the CXL window 0x40000000-0x80000000 of node 1 has 1 GiB, which is no multiple of 256 MiB for each of its 3 host bridges [cxl-window-uneven]
         4 |   - {memory: 1GiB, cxl: {bridges: [1, 2, 3]}}
           |                                   ^~~~~~~~~
      """),
    RuleCase(
      .cxlRegistersOverMemory,
      """
      memc: 1
      memory: 1GiB
      cxl:
        bridges:
          - {uid: 1, registers: 0x10000000}
          - {uid: 2, registers: 3GiB}
          - {uid: 3, registers: 3GiB}
      """,
      """
      topo.yaml:5:7: error: the registers of CXL host bridge 1, 0x10000000-0x10010000, lie where memory is or may be plugged in; place them in a gap [cxl-registers-over-memory]
         5 |     - {uid: 1, registers: 0x10000000}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:7:7: error: the registers of CXL host bridge 3, 0xc0000000-0xc0010000, are those of host bridge 2 as well [cxl-registers-over-memory]
         7 |     - {uid: 3, registers: 3GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .cxlRegistersOverMemory, "interrupt controllers",
      """
      memc: 1
      memory: 1GiB
      cxl: {bridges: [{uid: 1, registers: 0xfec00000}, {uid: 2, registers: 0xfee00000}]}
      """,
      """
      topo.yaml:3:17: error: the registers of CXL host bridge 1, 0xfec00000-0xfec10000, lie where the IOAPIC at 0xfec00000 is; place them elsewhere in a gap [cxl-registers-over-memory]
         3 | cxl: {bridges: [{uid: 1, registers: 0xfec00000}, {uid: 2, registers: 0xfee00000}]}
           |                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:50: error: the registers of CXL host bridge 2, 0xfee00000-0xfee10000, lie where the local APIC at 0xfee00000 is; place them elsewhere in a gap [cxl-registers-over-memory]
         3 | cxl: {bridges: [{uid: 1, registers: 0xfec00000}, {uid: 2, registers: 0xfee00000}]}
           |                                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
