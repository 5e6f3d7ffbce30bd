import Lowering
import TestSupport

extension LayoutRuleTests {
  static let allInOneRun: [RuleCase<LayoutRule>] = [
    RuleCase(
      .noMemory, "what else is wrong is told as well",
      """
      memc: 1
      memory: 0
      legacy_x86: on
      visibility: [{start: 0, size: 4KiB, mode: unmapped}]
      vtl2: {start: 1GiB, size: 4KiB}
      devices: [{name: bar0, start: 1GiB, size: 4KiB}]
      platform: {phys_bits: 32, gaps: []}
      """,
      """
      topo.yaml:2:9: error: the machine has no memory [no-memory]
         2 | memory: 0
           |         ^
      topo.yaml:5:7: error: the memory of VTL2, 0x40000000-0x40001000, overlaps device 'bar0', 0x40000000-0x40001000 [vtl2-over-device]
         5 | vtl2: {start: 1GiB, size: 4KiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:11: note: which is stated here
         6 | devices: [{name: bar0, start: 1GiB, size: 4KiB}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .tooManySlots, "what else is wrong is told as well",
      """
      memc: 1
      memory: 4097MiB
      slots: {max: 1}
      platform: {phys_bits: 32}
      defaults: {hugepages: 2MiB}
      visibility: [{start: 0, size: 4KiB, mode: unmapped}]
      """,
      """
      topo.yaml:2:9: error: RAM size 4097 MiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         2 | memory: 4097MiB
           |         ^~~~~~~
      topo.yaml:5:23: note: 2 MiB hugepages asked for here; the nearest sizes that fit are 4 GiB and 4098 MiB
         5 | defaults: {hugepages: 2MiB}
           |                       ^~~~
      topo.yaml:3:14: error: the layout has 2 slots, but 'slots.max' allows 1 [too-many-slots]
         3 | slots: {max: 1}
           |              ^
      topo.yaml:4:23: error: RAM ends at 0x140100000, which needs 33 address bits; with 32 addresses end at 0x100000000, and 1025 MiB would lie beyond; write 'phys_bits: 33' or less memory [phys-bits-exceeded]
         4 | platform: {phys_bits: 32}
           |                       ^~
      topo.yaml:6:14: error: 0x0-0x1000 is not a controllable RAM range; state a whole slot: 0x0-0xc0000000 (slot 0) [not-controllable]
         6 | visibility: [{start: 0, size: 4KiB, mode: unmapped}]
           |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .slotNumberTooHigh, "what else is wrong is told as well",
      """
      memc: 1
      memory: 64GiB
      slots: {max_size: 4KiB, max: 9}
      platform: {phys_bits: 32}
      visibility: [{start: 0, size: 64KiB, mode: unmapped}]
      """,
      """
      topo.yaml:3:8: error: the layout has 16777216 slots from number 0, so the last is 16777215; KVM takes numbers up to 32763 [slot-number-too-high]
         3 | slots: {max_size: 4KiB, max: 9}
           |        ^~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:30: error: the layout has 16777216 slots, but 'slots.max' allows 9 [too-many-slots]
         3 | slots: {max_size: 4KiB, max: 9}
           |                              ^
      topo.yaml:4:23: error: RAM ends at 0x1040000000, which needs 37 address bits; with 32 addresses end at 0x100000000, and 61 GiB would lie beyond; write 'phys_bits: 37' or less memory [phys-bits-exceeded]
         4 | platform: {phys_bits: 32}
           |                       ^~
      """),
    RuleCase(
      .hugepageAlignment, "behind gaps that overlap",
      """
      memc: 1
      memory: 3073MiB
      platform: {phys_bits: 32, gaps: [{start: 2GiB, end: 4GiB}, {start: 3GiB, size: 2GiB}]}
      defaults: {hugepages: 2MiB}
      """,
      """
      topo.yaml:2:9: error: RAM size 3073 MiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         2 | memory: 3073MiB
           |         ^~~~~~~
      topo.yaml:4:23: note: 2 MiB hugepages asked for here; the nearest sizes that fit are 3 GiB and 3074 MiB
         4 | defaults: {hugepages: 2MiB}
           |                       ^~~~
      topo.yaml:3:23: error: RAM ends at 0x180100000, which needs 33 address bits; with 32 addresses end at 0x100000000, and 1025 MiB would lie beyond; write 'phys_bits: 33' or less memory [phys-bits-exceeded]
         3 | platform: {phys_bits: 32, gaps: [{start: 2GiB, end: 4GiB}, {start: 3GiB, size: 2GiB}]}
           |                       ^~
      topo.yaml:3:60: error: the gap 0xc0000000-0x140000000 overlaps the gap 0x80000000-0x100000000 [gap-overlap]
         3 | platform: {phys_bits: 32, gaps: [{start: 2GiB, end: 4GiB}, {start: 3GiB, size: 2GiB}]}
           |                                                            ^~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:34: note: which is stated here
         3 | platform: {phys_bits: 32, gaps: [{start: 2GiB, end: 4GiB}, {start: 3GiB, size: 2GiB}]}
           |                                  ^~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .memoryMissing, "what else is wrong is told as well",
      """
      memc: 1
      vtl2: {start: 1GiB, size: 4KiB}
      """,
      """
      topo.yaml:1:1: error: no memory is stated; state 'memory' at the root, or in the node [memory-missing]
         1 | memc: 1
           | ^
      topo.yaml:2:7: error: the memory of VTL2 starts at 0x40000000, below the end of the gap 0xc0000000-0x100000000; write 'start: 0x100000000' or more [vtl2-too-low]
         2 | vtl2: {start: 1GiB, size: 4KiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .memorySumMismatch, "behind a platform that is unknown",
      """
      memc: 1
      memory: 1GiB
      platform: qemu
      nodes: [{memory: 2GiB}]
      """,
      """
      topo.yaml:3:11: error: there is no platform 'qemu'; this version of memc has 'generic', 'qemu-pc', 'qemu-q35', 'qemu-virt', 'cloud-hypervisor', 'firecracker', 'crosvm' and 'openvmm' [unknown-platform]
         3 | platform: qemu
           |           ^~~~
      topo.yaml:4:18: error: node memory adds up to 2 GiB, but 'memory' says 1 GiB [memory-sum-mismatch]
         4 | nodes: [{memory: 2GiB}]
           |                  ^~~~
      topo.yaml:2:9: note: total declared here
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .vtl2OverReserved, "of a preset",
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 0, size: 1GiB}
      """,
      """
      topo.yaml:3:7: error: the memory of VTL2 starts at 0x0, below the end of the gap 0xc0000000-0x100000000; write 'start: 0x100000000' or more [vtl2-too-low]
         3 | vtl2: {start: 0, size: 1GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:7: error: the memory of VTL2, 0x0-0x40000000, overlaps the range 0x9fc00-0x100000 of type 'reserved', of which the guest is told [vtl2-over-reserved]
         3 | vtl2: {start: 0, size: 1GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .emptyShare, "a number that is meant for MiB",
      """
      memc: 1
      memory: 8192
      nodes: 4
      """,
      """
      topo.yaml:3:8: error: 8 KiB is left for 4 nodes that state no memory, less than 1 MiB each; a number without a unit counts bytes; for MiB write '8192MiB' [empty-share]
         3 | nodes: 4
           |        ^
      topo.yaml:2:9: note: total declared here
         2 | memory: 8192
           |         ^~~~
      """),
    RuleCase(
      .emptyShare, "a number of which bytes are meant",
      """
      memc: 1
      memory: 1073741824
      nodes:
        - {memory: 1GiB}
        - {cpus: 0}
      """,
      """
      topo.yaml:5:5: error: nothing is left for the node that states no memory [empty-share]
         5 |   - {cpus: 0}
           |     ^~~~~~~~~
      topo.yaml:2:9: note: total declared here
         2 | memory: 1073741824
           |         ^~~~~~~~~~
      """),
    RuleCase(
      .physBitsExceeded, "behind a mistake in a policy",
      """
      memc: 1
      memory: 8GiB
      defaults: {backing: memfd}
      platform: {phys_bits: 33}
      """,
      """
      topo.yaml:3:21: error: 'backing' is 'private', 'shared', 'existing' or a mapping with 'file', not 'memfd'; write 'backing: shared', which is a memfd [invalid-choice]
         3 | defaults: {backing: memfd}
           |                     ^~~~~
      topo.yaml:4:23: error: RAM ends at 0x240000000, which needs 34 address bits; with 33 addresses end at 0x200000000, and 1 GiB would lie beyond; write 'phys_bits: 34' or less memory [phys-bits-exceeded]
         4 | platform: {phys_bits: 33}
           |                       ^~
      """),
  ]
}
