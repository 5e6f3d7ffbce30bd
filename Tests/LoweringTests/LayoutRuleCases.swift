import Lowering
import TestSupport

extension LayoutRuleTests {
  static let written: [RuleCase<LayoutRule>] = [
    RuleCase(
      .domainNotByPlace,
      """
      memc: 1
      platform: qemu-q35
      nodes: [{memory: 1GiB, domain: 1}, {memory: 1GiB, domain: 0}]
      """,
      """
      topo.yaml:3:32: error: node 0 is proximity domain 1, but platform 'qemu-q35' numbers nodes in the order of their memory; leave 'domain' out, and state the nodes in the order of their numbers [domain-not-by-place]
         3 | nodes: [{memory: 1GiB, domain: 1}, {memory: 1GiB, domain: 0}]
           |                                ^
      topo.yaml:3:59: error: node 1 is proximity domain 0, but platform 'qemu-q35' numbers nodes in the order of their memory; leave 'domain' out, and state the nodes in the order of their numbers [domain-not-by-place]
         3 | nodes: [{memory: 1GiB, domain: 1}, {memory: 1GiB, domain: 0}]
           |                                                           ^
      """),
    RuleCase(
      .slitRowsByNode,
      """
      memc: 1
      platform: cloud-hypervisor
      nodes:
        - {memory: 1GiB, domain: 7}
        - {memory: 1GiB, domain: 3}
        - {memory: 1GiB, domain: 0}
      """,
      """
      topo.yaml:5:28: warning: SLIT of platform 'cloud-hypervisor' has rows of nodes only, so that row 1 is that of proximity domain 3; Linux takes it for that of 1; number nodes from 0 on, without a number left out [slit-rows-by-node]
         5 |   - {memory: 1GiB, domain: 3}
           |                            ^
      """),
    RuleCase(
      .backingFileTwice,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, backing: {file: /srv/ram}}
        - zones:
            - {size: 1GiB}
            - {size: 1GiB, backing: {file: /srv/ram}}
      """,
      """
      topo.yaml:6:31: error: zone 1 of node 1 is made of the file '/srv/ram', and so is node 0: what a guest writes to one, it would read from the other; state a file for each [backing-file-twice]
         6 |       - {size: 1GiB, backing: {file: /srv/ram}}
           |                               ^~~~~~~~~~~~~~~~
      topo.yaml:3:29: note: which is stated here
         3 |   - {memory: 1GiB, backing: {file: /srv/ram}}
           |                             ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .memoryMissing,
      """
      memc: 1
      nodes:
        - memory: 1GiB
        - name: second
      """,
      """
      topo.yaml:4:5: error: node 1 states no memory, and neither does the root; state 'memory' at the root, or in the node [memory-missing]
         4 |   - name: second
           |     ^~~~~~~~~~~~
      """),
    RuleCase(
      .memoryMissing, "of the only node",
      """
      memc: 1
      """,
      """
      topo.yaml:1:1: error: no memory is stated; state 'memory' at the root, or in the node [memory-missing]
         1 | memc: 1
           | ^
      """),
    RuleCase(
      .memorySumMismatch,
      """
      memc: 1
      memory: 8GiB
      nodes:
        - memory: 2GiB
        - memory: 4GiB
      """,
      """
      topo.yaml:5:13: error: node memory adds up to 6 GiB, but 'memory' says 8 GiB [memory-sum-mismatch]
         5 |   - memory: 4GiB
           |             ^~~~
      topo.yaml:2:9: note: total declared here
         2 | memory: 8GiB
           |         ^~~~
      """),
    RuleCase(
      .memorySumMismatch, "more than total, others to share",
      """
      memc: 1
      memory: 1GiB
      nodes:
        - memory: 2GiB
        - name: rest
      """,
      """
      topo.yaml:4:13: error: node memory adds up to 2 GiB, but 'memory' says 1 GiB [memory-sum-mismatch]
         4 |   - memory: 2GiB
           |             ^~~~
      topo.yaml:2:9: note: total declared here
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .emptyShare,
      """
      memc: 1
      memory: 2MiB
      nodes: 3
      """,
      """
      topo.yaml:3:8: error: 2 MiB is left for 3 nodes that state no memory, less than 1 MiB each [empty-share]
         3 | nodes: 3
           |        ^
      topo.yaml:2:9: note: total declared here
         2 | memory: 2MiB
           |         ^~~~
      """),
    RuleCase(
      .emptyShare, "in whole pages",
      """
      memc: 1
      memory: 5MiB
      share: even
      nodes: 3
      defaults: {hugepages: auto}
      """,
      """
      topo.yaml:4:8: error: 5 MiB is left for 3 nodes that state no memory, less than 2 MiB each [empty-share]
         4 | nodes: 3
           |        ^
      topo.yaml:2:9: note: total declared here
         2 | memory: 5MiB
           |         ^~~~
      """),
    RuleCase(
      .emptyShare, "nothing",
      """
      memc: 1
      memory: 1GiB
      nodes:
        - memory: 1GiB
        - name: rest
      """,
      """
      topo.yaml:5:5: error: nothing is left for the node that states no memory [empty-share]
         5 |   - name: rest
           |     ^~~~~~~~~~
      topo.yaml:2:9: note: total declared here
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .noMemory, "of the nodes",
      """
      memc: 1
      nodes:
        - memory: 0
      """,
      """
      topo.yaml:3:5: error: the machine has no memory [no-memory]
         3 |   - memory: 0
           |     ^~~~~~~~~
      """),
    RuleCase(
      .tooManySlots,
      """
      memc: 1
      memory: 4GiB
      slots: {max: 1}
      """,
      """
      topo.yaml:3:14: error: the layout has 2 slots, but 'slots.max' allows 1 [too-many-slots]
         3 | slots: {max: 1}
           |              ^
      """),
    RuleCase(
      .slotNumberTooHigh,
      """
      memc: 1
      memory: 4GiB
      slots: {first: 32763}
      """,
      """
      topo.yaml:3:8: error: the layout has 2 slots from number 32763, so the last is 32764; KVM takes numbers up to 32763 [slot-number-too-high]
         3 | slots: {first: 32763}
           |        ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .slotCutUnaligned,
      """
      memc: 1
      memory: 2GiB
      slots: {max_size: 0x40001000}
      """,
      """
      topo.yaml:3:8: warning: node 0 is cut into slots at 0x40001000, inside a page of 2 MiB that KVM then cannot map as one; choose a 'max_size' that is a multiple of 2 MiB [slot-cut-unaligned]
         3 | slots: {max_size: 0x40001000}
           |        ^~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .hugepageAlignment, "total",
      """
      memc: 1
      memory: 257MiB
      defaults: {hugepages: 2MiB}
      """,
      """
      topo.yaml:2:9: error: RAM size 257 MiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         2 | memory: 257MiB
           |         ^~~~~~
      topo.yaml:3:23: note: 2 MiB hugepages asked for here; the nearest sizes that fit are 256 MiB and 258 MiB
         3 | defaults: {hugepages: 2MiB}
           |                       ^~~~
      """),
    RuleCase(
      .hugepageAlignment, "extents",
      """
      memc: 1
      defaults: {hugepages: 2MiB}
      nodes:
        - {memory: 1MiB, cpus: 0}
        - {memory: 1MiB}
      """,
      """
      topo.yaml:4:14: warning: node 0 has 1 MiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         4 |   - {memory: 1MiB, cpus: 0}
           |              ^~~~
      topo.yaml:4:14: error: RAM range 0x0-0x100000 (1 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         4 |   - {memory: 1MiB, cpus: 0}
           |              ^~~~
      topo.yaml:2:23: note: 2 MiB hugepages asked for here; the nearest size that fits is 2 MiB
         2 | defaults: {hugepages: 2MiB}
           |                       ^~~~
      topo.yaml:5:14: warning: node 1 has 1 MiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         5 |   - {memory: 1MiB}
           |              ^~~~
      topo.yaml:5:14: error: RAM range 0x100000-0x200000 (1 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         5 |   - {memory: 1MiB}
           |              ^~~~
      topo.yaml:2:23: note: 2 MiB hugepages asked for here; 'align: auto' in the node begins its memory at multiples of its pages; the nearest size that fits is 2 MiB
         2 | defaults: {hugepages: 2MiB}
           |                       ^~~~
      """),
    RuleCase(
      .hugepageAlignment, "start",
      """
      memc: 1
      nodes:
        - {memory: 5MiB, cpus: 0}
        - {memory: 1GiB, hugepages: 2MiB}
      """,
      """
      topo.yaml:4:14: error: RAM range 0x500000-0x40500000 (1 GiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         4 |   - {memory: 1GiB, hugepages: 2MiB}
           |              ^~~~
      topo.yaml:4:31: note: 2 MiB hugepages asked for here; 'align: auto' in the node begins its memory at multiples of its pages
         4 |   - {memory: 1GiB, hugepages: 2MiB}
           |                               ^~~~
      """),
    RuleCase(
      .hugepageAlignment, "a start, of a node whose size fits",
      """
      memc: 1
      nodes: [{memory: 512MiB}, {memory: 3GiB, backing: shared, hugepages: 1GiB}]
      """,
      """
      topo.yaml:2:36: error: RAM range 0x20000000-0xc0000000 (2560 MiB) is not aligned to 1 GiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         2 | nodes: [{memory: 512MiB}, {memory: 3GiB, backing: shared, hugepages: 1GiB}]
           |                                    ^~~~
      topo.yaml:2:70: note: 1 GiB hugepages asked for here; 'align: auto' in the node begins its memory at multiples of its pages
         2 | nodes: [{memory: 512MiB}, {memory: 3GiB, backing: shared, hugepages: 1GiB}]
           |                                                                      ^~~~
      topo.yaml:2:36: error: RAM range 0x100000000-0x120000000 (512 MiB) is not aligned to 1 GiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         2 | nodes: [{memory: 512MiB}, {memory: 3GiB, backing: shared, hugepages: 1GiB}]
           |                                    ^~~~
      topo.yaml:2:70: note: 1 GiB hugepages asked for here; 'align: auto' in the node begins its memory at multiples of its pages
         2 | nodes: [{memory: 512MiB}, {memory: 3GiB, backing: shared, hugepages: 1GiB}]
           |                                                                      ^~~~
      """),
    RuleCase(
      .hugepageAlignment, "an end, cut by a gap",
      """
      memc: 1
      memory: 4GiB
      placement: {align: 64KiB}
      defaults: {hugepages: on}
      platform: {gaps: [{start: 0xbff00000, end: 4GiB}]}
      """,
      """
      topo.yaml:2:9: error: RAM range 0x0-0xbff00000 (3071 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         2 | memory: 4GiB
           |         ^~~~
      topo.yaml:4:23: note: 2 MiB hugepages asked for here; 'placement: {align: 2MiB}' begins every extent at a multiple
         4 | defaults: {hugepages: on}
           |                       ^~
      topo.yaml:2:9: error: RAM range 0x100000000-0x140100000 (1025 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         2 | memory: 4GiB
           |         ^~~~
      topo.yaml:4:23: note: 2 MiB hugepages asked for here; 'placement: {align: 2MiB}' begins every extent at a multiple
         4 | defaults: {hugepages: on}
           |                       ^~
      """),
    RuleCase(
      .hugepageAlignment, "shares in odd sizes",
      """
      memc: 1
      memory: 28MiB
      cpus: 3
      nodes: 3
      placement: packed
      defaults: {hugepages: 2MiB}
      """,
      """
      topo.yaml:4:8: error: RAM range 0x0-0x900000 (9 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         4 | nodes: 3
           |        ^
      topo.yaml:6:23: note: 2 MiB hugepages asked for here; 'placement: {align: 2MiB}' begins every extent at a multiple
         6 | defaults: {hugepages: 2MiB}
           |                       ^~~~
      topo.yaml:4:8: error: RAM range 0x900000-0x1200000 (9 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         4 | nodes: 3
           |        ^
      topo.yaml:6:23: note: 2 MiB hugepages asked for here; 'placement: {align: 2MiB}' begins every extent at a multiple
         6 | defaults: {hugepages: 2MiB}
           |                       ^~~~
      """),
    RuleCase(
      .hugepageAlignment, "what the root's memory leaves",
      """
      memc: 1
      memory: 9MiB
      nodes:
        - {memory: 4MiB, cpus: 0}
        - {hugepages: on}
      """,
      """
      topo.yaml:2:9: error: RAM size 5 MiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         2 | memory: 9MiB
           |         ^~~~
      topo.yaml:5:17: note: 2 MiB hugepages asked for here; with a 'memory' of 8 MiB or 10 MiB the rest for these nodes is a multiple
         5 |   - {hugepages: on}
           |                 ^~
      """),
    RuleCase(
      .hugepageAlignment, "a share behind a node that is not aligned",
      """
      memc: 1
      memory: 13MiB
      nodes:
        - {memory: 5MiB, cpus: 0}
        - {hugepages: on}
        - {hugepages: on, memory: 3MiB}
        - {hugepages: on, memory: 1MiB}
      """,
      """
      topo.yaml:5:5: error: RAM range 0x500000-0x900000 (4 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         5 |   - {hugepages: on}
           |     ^~~~~~~~~~~~~~~
      topo.yaml:5:17: note: 2 MiB hugepages asked for here; 'align: auto' in the node begins its memory at multiples of its pages
         5 |   - {hugepages: on}
           |                 ^~
      topo.yaml:6:29: warning: node 2 has 3 MiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         6 |   - {hugepages: on, memory: 3MiB}
           |                             ^~~~
      topo.yaml:6:29: error: RAM range 0x900000-0xc00000 (3 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         6 |   - {hugepages: on, memory: 3MiB}
           |                             ^~~~
      topo.yaml:6:17: note: 2 MiB hugepages asked for here; 'align: auto' in the node begins its memory at multiples of its pages; the nearest sizes that fit are 2 MiB and 4 MiB
         6 |   - {hugepages: on, memory: 3MiB}
           |                 ^~
      topo.yaml:7:29: warning: node 3 has 1 MiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         7 |   - {hugepages: on, memory: 1MiB}
           |                             ^~~~
      topo.yaml:7:29: error: RAM range 0xc00000-0xd00000 (1 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         7 |   - {hugepages: on, memory: 1MiB}
           |                             ^~~~
      topo.yaml:7:17: note: 2 MiB hugepages asked for here; the nearest size that fits is 2 MiB
         7 |   - {hugepages: on, memory: 1MiB}
           |                 ^~
      """),
    RuleCase(
      .hugepageAlignment, "sizes of several nodes",
      """
      memc: 1
      nodes:
        - {memory: 5MiB, cpus: 0, hugepages: 2MiB}
        - {memory: 8MiB, hugepages: 2MiB}
        - {memory: 4100KiB, hugepages: 2MiB}
      """,
      """
      topo.yaml:3:14: error: RAM size 17412 KiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         3 |   - {memory: 5MiB, cpus: 0, hugepages: 2MiB}
           |              ^~~~
      topo.yaml:3:40: note: 2 MiB hugepages asked for here; of the 5 MiB of node 0, the nearest sizes that fit are 4 MiB and 6 MiB
         3 |   - {memory: 5MiB, cpus: 0, hugepages: 2MiB}
           |                                        ^~~~
      topo.yaml:5:14: error: RAM size 17412 KiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         5 |   - {memory: 4100KiB, hugepages: 2MiB}
           |              ^~~~~~~
      topo.yaml:5:34: note: 2 MiB hugepages asked for here; of the 4100 KiB of node 2, the nearest sizes that fit are 4 MiB and 6 MiB
         5 |   - {memory: 4100KiB, hugepages: 2MiB}
           |                                  ^~~~
      """),
    RuleCase(
      .hugepagesAutoSmall,
      """
      memc: 1
      nodes:
        - {memory: 5MiB, cpus: 0, hugepages: auto}
        - {memory: 1GiB, hugepages: auto}
      """,
      """
      topo.yaml:3:40: note: 'auto' means small pages for node 0: RAM range 0x0-0x500000 (5 MiB) is not aligned to 2 MiB hugepages [hugepages-auto-small]
         3 |   - {memory: 5MiB, cpus: 0, hugepages: auto}
           |                                        ^~~~
      topo.yaml:4:31: note: 'auto' means small pages for node 1: RAM range 0x500000-0x40500000 (1 GiB) is not aligned to 2 MiB hugepages; 'align: auto' in the node begins its memory at multiples of its pages [hugepages-auto-small]
         4 |   - {memory: 1GiB, hugepages: auto}
           |                               ^~~~
      """),
    RuleCase(
      .physBitsExceeded,
      """
      memc: 1
      memory: 8GiB
      platform: {phys_bits: 33}
      """,
      """
      topo.yaml:3:23: error: RAM ends at 0x240000000, which needs 34 address bits; with 33 addresses end at 0x200000000, and 1 GiB would lie beyond; write 'phys_bits: 34' or less memory [phys-bits-exceeded]
         3 | platform: {phys_bits: 33}
           |                       ^~
      """),
    RuleCase(
      .physBitsExceeded, "interrupt controllers behind memory",
      """
      memc: 1
      arch: aarch64
      memory: 63GiB
      cpus: 200
      platform: {phys_bits: 36}
      """,
      """
      topo.yaml:5:23: error: the registers of the GIC end at 0x1001900000, behind all memory, which needs 37 address bits; with 36 addresses end at 0x1000000000, and a guest has no interrupts; write 'phys_bits: 37' or less memory [phys-bits-exceeded]
         5 | platform: {phys_bits: 36}
           |                       ^~
      """),
    RuleCase(
      .lowMegabyteUsable,
      """
      memc: 1
      memory: 1GiB
      platform:
        reserved: {replace: true, list: [{start: 0x9fc00, end: 0xc0000}]}
      """,
      """
      topo.yaml:2:9: warning: 0xc0000-0x100000 is reported usable, where PCs have VGA memory and BIOS; reserve [0x9fc00, 0x100000) [low-megabyte-usable]
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .ramOverAPIC,
      """
      memc: 1
      memory: 4GiB
      platform: {gaps: []}
      """,
      """
      topo.yaml:2:9: warning: RAM of node 0 covers the IOAPIC at 0xfec00000; leave a gap there [ram-over-apic]
         2 | memory: 4GiB
           |         ^~~~
      topo.yaml:2:9: warning: RAM of node 0 covers the local APIC at 0xfee00000; leave a gap there [ram-over-apic]
         2 | memory: 4GiB
           |         ^~~~
      """),
    RuleCase(
      .deviceOverAPIC,
      """
      memc: 1
      memory: 1GiB
      devices:
        - {name: bar0, start: 0xfeb00000, size: 4MiB}
        - {name: bar1, start: 0xfef00000, size: 4MiB}
        - {name: bar2, start: 0xfee00000, size: 4KiB, priority: 1}
      """,
      """
      topo.yaml:4:5: warning: device 'bar0' covers the IOAPIC at 0xfec00000, which a guest does not reach then; place it elsewhere in a gap [device-over-apic]
         4 |   - {name: bar0, start: 0xfeb00000, size: 4MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:5: warning: device 'bar2' covers the local APIC at 0xfee00000, which a guest does not reach then; place it elsewhere in a gap [device-over-apic]
         6 |   - {name: bar2, start: 0xfee00000, size: 4KiB, priority: 1}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .slotCutNowhere,
      """
      memc: 1
      memory: 1GiB
      slots: {cuts: [0xa0000, 0, 1GiB, 3GiB]}
      """,
      """
      topo.yaml:3:25: warning: 0x0 lies inside no RAM and no window, so that no slot is cut there [slot-cut-nowhere]
         3 | slots: {cuts: [0xa0000, 0, 1GiB, 3GiB]}
           |                         ^
      topo.yaml:3:28: warning: 0x40000000 lies inside no RAM and no window, so that no slot is cut there [slot-cut-nowhere]
         3 | slots: {cuts: [0xa0000, 0, 1GiB, 3GiB]}
           |                            ^~~~
      topo.yaml:3:34: warning: 0xc0000000 lies inside no RAM and no window, so that no slot is cut there [slot-cut-nowhere]
         3 | slots: {cuts: [0xa0000, 0, 1GiB, 3GiB]}
           |                                  ^~~~
      """),
    RuleCase(
      .slotPageUnaligned,
      """
      memc: 1
      arch: aarch64
      nodes: [{memory: 1028KiB}, {memory: 1GiB, align: 64KiB}]
      devices: [{name: bar0, start: 0x10000000, size: 4KiB}]
      slots: {page_size: 16KiB, cuts: [0x40001000]}
      """,
      """
      topo.yaml:3:18: warning: node 0 has 1028 KiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         3 | nodes: [{memory: 1028KiB}, {memory: 1GiB, align: 64KiB}]
           |                  ^~~~~~~
      topo.yaml:3:18: error: slot 0, 0x40000000-0x40001000, does not begin and end on pages of 16KiB [slot-page-unaligned]
         3 | nodes: [{memory: 1028KiB}, {memory: 1GiB, align: 64KiB}]
           |                  ^~~~~~~
      topo.yaml:5:20: note: which the host has
         5 | slots: {page_size: 16KiB, cuts: [0x40001000]}
           |                    ^~~~~
      topo.yaml:3:18: error: slot 1, 0x40001000-0x40101000, does not begin and end on pages of 16KiB [slot-page-unaligned]
         3 | nodes: [{memory: 1028KiB}, {memory: 1GiB, align: 64KiB}]
           |                  ^~~~~~~
      topo.yaml:5:20: note: which the host has
         5 | slots: {page_size: 16KiB, cuts: [0x40001000]}
           |                    ^~~~~
      topo.yaml:4:11: error: slot 3, 0x10000000-0x10001000, does not begin and end on pages of 16KiB [slot-page-unaligned]
         4 | devices: [{name: bar0, start: 0x10000000, size: 4KiB}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:20: note: which the host has
         5 | slots: {page_size: 16KiB, cuts: [0x40001000]}
           |                    ^~~~~
      """),
    RuleCase(
      .rangeInGap,
      """
      memc: 1
      nodes: [{ranges: [{start: 2GiB, end: 3GiB}, {start: 4GiB, end: 7GiB}]}]
      platform:
        gaps: [{start: 3GiB, end: 4GiB}, {start: 6GiB, end: 8GiB}]
      """,
      """
      topo.yaml:2:45: error: the range 0x100000000-0x1c0000000 of node 0 overlaps the gap 0x180000000-0x200000000 [memory-range-in-gap]
         2 | nodes: [{ranges: [{start: 2GiB, end: 3GiB}, {start: 4GiB, end: 7GiB}]}]
           |                                             ^~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:36: note: which is stated here
         4 |   gaps: [{start: 3GiB, end: 4GiB}, {start: 6GiB, end: 8GiB}]
           |                                    ^~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .rangePlugged,
      """
      memc: 1
      platform: qemu-q35
      nodes: [{memory: 1GiB}, {ranges: [{start: 8GiB, size: 1GiB}], persistent: on}]
      """,
      """
      topo.yaml:3:75: error: platform 'qemu-q35' plugs persistent memory of node 1 into hot-pluggable space, so that it cannot lie at stated ranges; state 'memory' in place of 'ranges' [memory-range-plugged]
         3 | nodes: [{memory: 1GiB}, {ranges: [{start: 8GiB, size: 1GiB}], persistent: on}]
           |                                                                           ^~
      """),
    RuleCase(
      .zonesPlugged,
      """
      memc: 1
      platform: qemu-q35
      nodes: [{memory: 1GiB}, {zones: [{size: 1GiB}, {size: 1GiB}], persistent: on}]
      """,
      """
      topo.yaml:3:75: error: platform 'qemu-q35' plugs persistent memory of node 1 into hot-pluggable space as one piece, so that it has no zones; state 'memory' in place of 'zones' [memory-zones-plugged]
         3 | nodes: [{memory: 1GiB}, {zones: [{size: 1GiB}, {size: 1GiB}], persistent: on}]
           |                                                                           ^~
      """),
    RuleCase(
      .hugepageAlignment, "of one zone",
      """
      memc: 1
      nodes:
        - zones:
            - {size: 3MiB}
            - {size: 5MiB, hugepages: on}
            - {size: 5MiB, hugepages: on}
      """,
      """
      topo.yaml:5:16: error: RAM range 0x300000-0x800000 (5 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         5 |       - {size: 5MiB, hugepages: on}
           |                ^~~~
      topo.yaml:5:33: note: 2 MiB hugepages asked for here; 'align: auto' in the node begins its memory at multiples of its pages; the nearest sizes that fit are 4 MiB and 6 MiB
         5 |       - {size: 5MiB, hugepages: on}
           |                                 ^~
      topo.yaml:6:16: error: RAM range 0x800000-0xd00000 (5 MiB) is not aligned to 2 MiB hugepages; range start and size must both be multiples of the hugepage size [hugepage-alignment]
         6 |       - {size: 5MiB, hugepages: on}
           |                ^~~~
      topo.yaml:6:33: note: 2 MiB hugepages asked for here; the nearest sizes that fit are 4 MiB and 6 MiB
         6 |       - {size: 5MiB, hugepages: on}
           |                                 ^~
      """),
    RuleCase(
      .hugepageAlignment, "of the total of a page size, in a zone",
      """
      memc: 1
      nodes: [{zones: [{size: 4MiB}, {size: 5MiB, hugepages: on}]}]
      """,
      """
      topo.yaml:2:39: error: RAM size 5 MiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         2 | nodes: [{zones: [{size: 4MiB}, {size: 5MiB, hugepages: on}]}]
           |                                       ^~~~
      topo.yaml:2:56: note: 2 MiB hugepages asked for here; the nearest sizes that fit are 4 MiB and 6 MiB
         2 | nodes: [{zones: [{size: 4MiB}, {size: 5MiB, hugepages: on}]}]
           |                                                        ^~
      """),
    RuleCase(
      .hugepagesAutoSmall, "in one zone",
      """
      memc: 1
      defaults: {hugepages: auto}
      nodes: [{zones: [{size: 5MiB}, {size: 4MiB, hugepages: off}]}]
      """,
      """
      topo.yaml:2:23: note: 'auto' means small pages for zone 0 of node 0: RAM range 0x0-0x500000 (5 MiB) is not aligned to 2 MiB hugepages [hugepages-auto-small]
         2 | defaults: {hugepages: auto}
           |                       ^~~~
      """),
    RuleCase(
      .legacySplitOnHugepages, "of a zone",
      """
      memc: 1
      legacy_x86: on
      nodes: [{zones: [{size: 4MiB, hugepages: on}, {size: 4MiB}]}]
      """,
      """
      topo.yaml:2:13: error: 'legacy_x86' cuts zone 0 of node 0 into slots below 1 MiB, so its first large page, of 2 MiB, is lost: KVM cannot map it as one; give that memory to a node of small pages, or accept the loss with '-W legacy-split-on-hugepages' [legacy-split-on-hugepages]
         2 | legacy_x86: on
           |             ^~
      topo.yaml:3:42: note: hugepages asked for here
         3 | nodes: [{zones: [{size: 4MiB, hugepages: on}, {size: 4MiB}]}]
           |                                          ^~
      """),
    RuleCase(
      .rangeBelowDRAM,
      """
      memc: 1
      arch: aarch64
      nodes: [{ranges: [{start: 0.5GiB, size: 1GiB}]}]
      """,
      """
      topo.yaml:3:19: error: the range 0x20000000-0x60000000 of node 0 begins below dram_base, 0x40000000 [memory-range-below-dram]
         3 | nodes: [{ranges: [{start: 0.5GiB, size: 1GiB}]}]
           |                   ^~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .noMemory, "of the root",
      """
      memc: 1
      memory: 0
      """,
      """
      topo.yaml:2:9: error: the machine has no memory [no-memory]
         2 | memory: 0
           |         ^
      """),
    RuleCase(
      .memoryMissing, "several nodes",
      """
      memc: 1
      nodes: 2
      """,
      """
      topo.yaml:2:8: error: no memory is stated; state 'memory' at the root [memory-missing]
         2 | nodes: 2
           |        ^
      """),
    RuleCase(
      .emptyShare, "with an alignment",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      placement: {align: 1GiB}
      """,
      """
      topo.yaml:3:8: error: 1 GiB is left for 2 nodes that state no memory, less than 1 GiB each [empty-share]
         3 | nodes: 2
           |        ^
      topo.yaml:2:9: note: total declared here
         2 | memory: 1GiB
           |         ^~~~
      """),
    RuleCase(
      .hugepageAlignment, "one page size of two",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, cpus: 0, hugepages: 1GiB}
        - {memory: 5MiB, hugepages: 2MiB}
      """,
      """
      topo.yaml:4:14: error: RAM size 5 MiB is not aligned to 2 MiB hugepages; choose a memory size that is a multiple of the hugepage size [hugepage-alignment]
         4 |   - {memory: 5MiB, hugepages: 2MiB}
           |              ^~~~
      topo.yaml:4:31: note: 2 MiB hugepages asked for here; the nearest sizes that fit are 4 MiB and 6 MiB
         4 |   - {memory: 5MiB, hugepages: 2MiB}
           |                               ^~~~
      """),
    RuleCase(
      .memorySumMismatch, "one node too many",
      """
      memc: 1
      memory: 1024MiB
      nodes:
        - {memory: 256MiB, cpus: 0}
        - {memory: 256MiB}
      """,
      """
      topo.yaml:5:14: error: node memory adds up to 512 MiB, but 'memory' says 1 GiB [memory-sum-mismatch]
         5 |   - {memory: 256MiB}
           |              ^~~~~~
      topo.yaml:2:9: note: total declared here
         2 | memory: 1024MiB
           |         ^~~~~~~
      """),
  ]
}
