import Lowering
import TestSupport

extension LayoutRuleTests {
  static let memoryManager: [RuleCase<LayoutRule>] = [
    RuleCase(
      .legacyNeedsLowRAM,
      """
      memc: 1
      memory: 1GiB
      legacy_x86: on
      platform: {dram_base: 32KiB, reserved: {replace: true, list: [{start: 0x9fc00, end: 0x100000}]}}
      """,
      """
      topo.yaml:3:13: error: 'legacy_x86' splits RAM from 0 to 1 MiB, but 0x0-0x8000 is not RAM [legacy-needs-low-ram]
         3 | legacy_x86: on
           |             ^~
      """),
    RuleCase(
      .legacyNeedsLowRAM, "too little of it",
      """
      memc: 1
      memory: 512KiB
      legacy_x86: on
      """,
      """
      topo.yaml:2:9: warning: node 0 has 512 KiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         2 | memory: 512KiB
           |         ^~~~~~
      topo.yaml:3:13: error: 'legacy_x86' splits RAM from 0 to 1 MiB, but 0x80000-0x100000 is not RAM [legacy-needs-low-ram]
         3 | legacy_x86: on
           |             ^~
      """),
    RuleCase(
      .legacyNeedsLowRAM, "a gap",
      """
      memc: 1
      memory: 1GiB
      legacy_x86: on
      platform:
        gaps: [{start: 0xa0000, end: 0xc0000}]
      """,
      """
      topo.yaml:3:13: error: 'legacy_x86' splits RAM from 0 to 1 MiB, but 0xa0000-0xc0000 is not RAM [legacy-needs-low-ram]
         3 | legacy_x86: on
           |             ^~
      """),
    RuleCase(
      .legacySplitOnHugepages,
      """
      memc: 1
      memory: 1GiB
      defaults: {hugepages: 1GiB}
      legacy_x86: on
      """,
      """
      topo.yaml:4:13: error: 'legacy_x86' cuts node 0 into slots below 1 MiB, so its first large page, of 1 GiB, is lost: KVM cannot map it as one; give that memory to a node of small pages, or accept the loss with '-W legacy-split-on-hugepages' [legacy-split-on-hugepages]
         4 | legacy_x86: on
           |             ^~
      topo.yaml:3:23: note: hugepages asked for here
         3 | defaults: {hugepages: 1GiB}
           |                       ^~~~
      """),
    RuleCase(
      .legacySplitOnHugepages, "those that the host may have",
      """
      memc: 1
      legacy_x86: on
      nodes:
        - {memory: 1GiB, cpus: 0, hugepages: auto}
        - {memory: 1GiB, hugepages: auto}
      """,
      """
      topo.yaml:2:13: error: 'legacy_x86' cuts node 0 into slots below 1 MiB, so its first large page, of 2 MiB, is lost: KVM cannot map it as one; give that memory to a node of small pages, or accept the loss with '-W legacy-split-on-hugepages' [legacy-split-on-hugepages]
         2 | legacy_x86: on
           |             ^~
      topo.yaml:4:40: note: hugepages asked for here
         4 |   - {memory: 1GiB, cpus: 0, hugepages: auto}
           |                                        ^~~~
      """),
    RuleCase(
      .hugepagesAutoSmall, "memory that the split costs nothing",
      """
      memc: 1
      legacy_x86: on
      nodes:
        - {memory: 512KiB, cpus: 0}
        - {memory: 1GiB, hugepages: auto}
        - {memory: 1MiB, hugepages: auto, backing: {file: ram.img}}
      """,
      """
      topo.yaml:4:14: warning: node 0 has 512 KiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         4 |   - {memory: 512KiB, cpus: 0}
           |              ^~~~~~
      topo.yaml:5:31: note: 'auto' means small pages for node 1: RAM range 0x80000-0x40080000 (1 GiB) is not aligned to 2 MiB hugepages; 'align: auto' in the node begins its memory at multiples of its pages [hugepages-auto-small]
         5 |   - {memory: 1GiB, hugepages: auto}
           |                               ^~~~
      topo.yaml:6:14: warning: node 2 has 1 MiB; some kernels before 6.7 ignore a node of less than 4 MiB [small-node]
         6 |   - {memory: 1MiB, hugepages: auto, backing: {file: ram.img}}
           |              ^~~~
      """),
    RuleCase(
      .notControllable,
      """
      memc: 1
      memory: 1GiB
      legacy_x86: on
      visibility:
        - {start: 0xc0000, size: 32KiB, mode: read-only}
        - {start: 0xc0000, size: 8KiB, mode: read-only}
        - {start: 0xc0000, end: 0x100000, mode: read-only}
      """,
      """
      topo.yaml:5:5: error: 0xc0000-0xc8000 is not a controllable RAM range; state a whole slot: 0xc0000-0xc4000 (slot 2) or 0xc4000-0xc8000 (slot 3) [not-controllable]
         5 |   - {start: 0xc0000, size: 32KiB, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:5: error: 0xc0000-0xc2000 is not a controllable RAM range; state a whole slot: 0xc0000-0xc4000 (slot 2) [not-controllable]
         6 |   - {start: 0xc0000, size: 8KiB, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:7:5: error: 0xc0000-0x100000 is not a controllable RAM range; state a whole slot: 0xc0000-0xc4000 (slot 2), 0xc4000-0xc8000 (slot 3), 0xc8000-0xcc000 (slot 4) or one of 10 more [not-controllable]
         7 |   - {start: 0xc0000, end: 0x100000, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .notControllable, "without the split",
      """
      memc: 1
      memory: 1GiB
      visibility:
        - {start: 0xc0000, size: 16KiB, mode: read-only}
        - {start: 0, size: 512MiB, mode: read-write}
      """,
      """
      topo.yaml:4:5: error: 0xc0000-0xc4000 is not a controllable RAM range; write 'legacy_x86: on', which cuts the first megabyte into ranges that are [not-controllable]
         4 |   - {start: 0xc0000, size: 16KiB, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:5: error: 0x0-0x20000000 is not a controllable RAM range; state a whole slot: 0x0-0x40000000 (slot 0) [not-controllable]
         5 |   - {start: 0, size: 512MiB, mode: read-write}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .notControllable, "without the split, several of its ranges and a part of one",
      """
      memc: 1
      memory: 1GiB
      visibility:
        - {start: 0xc0000, size: 32KiB, mode: read-only}
        - {start: 0xc0000, size: 8KiB, mode: read-only}
      """,
      """
      topo.yaml:4:5: error: 0xc0000-0xc8000 is not a controllable RAM range; with 'legacy_x86: on' its ranges are, each stated by itself: 0xc0000-0xc4000 or 0xc4000-0xc8000 [not-controllable]
         4 |   - {start: 0xc0000, size: 32KiB, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:5: error: 0xc0000-0xc2000 is not a controllable RAM range; state a whole slot: 0x0-0x40000000 (slot 0) [not-controllable]
         5 |   - {start: 0xc0000, size: 8KiB, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .notControllable, "where no RAM is",
      """
      memc: 1
      memory: 1GiB
      visibility:
        - {start: 3GiB, size: 16KiB, mode: unmapped}
        - {start: 3GiB, size: 16KiB, mode: unmapped}
      devices:
        - {name: bar0, start: 3GiB, size: 16KiB}
      """,
      """
      topo.yaml:4:5: error: 0xc0000000-0xc0004000 is not a controllable RAM range; no RAM is there [not-controllable]
         4 |   - {start: 3GiB, size: 16KiB, mode: unmapped}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:5: error: 0xc0000000-0xc0004000 is not a controllable RAM range; no RAM is there [not-controllable]
         5 |   - {start: 3GiB, size: 16KiB, mode: unmapped}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .visibilityTwice,
      """
      memc: 1
      memory: 1GiB
      legacy_x86: on
      visibility:
        - {start: 0xa0000, end: 0xc0000, mode: unmapped}
        - {start: 0xc0000, size: 16KiB, mode: read-only}
        - {start: 0xa0000, size: 128KiB, mode: unmapped}
        - {start: 0xa0000, size: 128KiB, mode: read-only}
      """,
      """
      topo.yaml:7:5: error: slot 1, 0xa0000-0xc0000, has a visibility already [visibility-twice]
         7 |   - {start: 0xa0000, size: 128KiB, mode: unmapped}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:5: note: which is stated here
         5 |   - {start: 0xa0000, end: 0xc0000, mode: unmapped}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:8:5: error: slot 1, 0xa0000-0xc0000, has a visibility already [visibility-twice]
         8 |   - {start: 0xa0000, size: 128KiB, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:5: note: which is stated here
         5 |   - {start: 0xa0000, end: 0xc0000, mode: unmapped}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .visibilityOverUsable,
      """
      memc: 1
      memory: 1GiB
      legacy_x86: on
      visibility:
        - {start: 0, end: 0xa0000, mode: read-only}
        - {start: 1MiB, end: 1GiB, mode: read-write}
      """,
      """
      topo.yaml:5:5: warning: 0x0-0xa0000 is read-only, but e820 calls 0x0-0x9fc00 of it usable; reserve it under 'platform' [visibility-over-usable]
         5 |   - {start: 0, end: 0xa0000, mode: read-only}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .visibilityOverUsable, "of another architecture",
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      visibility:
        - {start: 1GiB, end: 2GiB, mode: unmapped}
      """,
      """
      topo.yaml:5:5: warning: 0x40000000-0x80000000 is unmapped, but the memory map calls it usable; reserve it under 'platform' [visibility-over-usable]
         5 |   - {start: 1GiB, end: 2GiB, mode: unmapped}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .deviceUnderRAM,
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 3GiB}]
      devices:
        - {name: inside, start: 0x100000, size: 4KiB}
        - {name: across two nodes, start: 0x3ff00000, size: 2MiB}
        - {name: into the gap, start: 0xbff00000, size: 2MiB}
        - {name: in the gap, start: 0xc0100000, size: 2MiB}
        - {name: out of the gap, start: 0xfff00000, size: 2MiB}
        - {name: around, start: 0x130000000, size: 1GiB}
      """,
      """
      topo.yaml:4:5: warning: all of device 'inside' lies under RAM and can never be seen; place it where no RAM is [device-under-ram]
         4 |   - {name: inside, start: 0x100000, size: 4KiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:5: warning: all of device 'across two nodes' lies under RAM and can never be seen; place it where no RAM is [device-under-ram]
         5 |   - {name: across two nodes, start: 0x3ff00000, size: 2MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:5: warning: 0xbff00000-0xc0000000 of device 'into the gap' lies under RAM and can never be seen; place it where no RAM is [device-under-ram]
         6 |   - {name: into the gap, start: 0xbff00000, size: 2MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:8:5: warning: 0x100000000-0x100100000 of device 'out of the gap' lies under RAM and can never be seen; place it where no RAM is [device-under-ram]
         8 |   - {name: out of the gap, start: 0xfff00000, size: 2MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:9:5: warning: 0x130000000-0x140000000 of device 'around' lies under RAM and can never be seen; place it where no RAM is [device-under-ram]
         9 |   - {name: around, start: 0x130000000, size: 1GiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .deviceNoRoom,
      """
      memc: 1
      memory: 1GiB
      devices:
        - {name: frame-buffer, place: low, size: 512MiB}
        - {name: bar0, place: low, size: 1GiB}
      """,
      """
      topo.yaml:5:25: error: no gap below 4 GiB has room for the 1 GiB of device 'bar0': from a multiple of 1 GiB on nothing is free; place it high, or state its 'start' [device-no-room]
         5 |   - {name: bar0, place: low, size: 1GiB}
           |                         ^~~
      """),
    RuleCase(
      .deviceNoRoom, "no gap at all",
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      devices: [{name: bar0, place: low, size: 4KiB}]
      """,
      """
      topo.yaml:4:31: error: there is no gap below 4 GiB, where device 'bar0' could lie; place it high, or state its 'start' [device-no-room]
         4 | devices: [{name: bar0, place: low, size: 4KiB}]
           |                               ^~~
      """),
    RuleCase(
      .physBitsExceeded, "by a window that is placed",
      """
      memc: 1
      memory: 1GiB
      platform: {phys_bits: 36}
      devices: [{name: bar0, place: high, size: 64GiB}]
      """,
      """
      topo.yaml:3:23: error: device 'bar0' ends at 0x2000000000, which needs 37 address bits; with 36 addresses end at 0x1000000000, and 64 GiB would lie beyond; write 'phys_bits: 37' or lower addresses [phys-bits-exceeded]
         3 | platform: {phys_bits: 36}
           |                       ^~
      """),
    RuleCase(
      .slotPageUnaligned, "the file of a window",
      """
      memc: 1
      memory: 1GiB
      slots: {page_size: 16KiB}
      devices: [{name: flash, place: low, size: 64KiB, file: flash.fd, offset: 4KiB}]
      """,
      """
      topo.yaml:4:74: error: device 'flash' begins in its file at 0x1000, which is no multiple of 16KiB [slot-page-unaligned]
         4 | devices: [{name: flash, place: low, size: 64KiB, file: flash.fd, offset: 4KiB}]
           |                                                                          ^~~~
      topo.yaml:3:20: note: which the host's pages have
         3 | slots: {page_size: 16KiB}
           |                    ^~~~~
      """),
    RuleCase(
      .vtl2TooLow,
      """
      memc: 1
      memory: 4GiB
      vtl2: {start: 4GiB, size: 64MiB}
      """,
      """
      topo.yaml:3:7: error: the memory of VTL2 starts at 0x100000000, below the end of RAM, 0x140000000; write 'start: 0x140000000' or more [vtl2-too-low]
         3 | vtl2: {start: 4GiB, size: 64MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .vtl2TooLow, "below a gap",
      """
      memc: 1
      memory: 1GiB
      platform:
        gaps:
          - {start: 3GiB, end: 4GiB}
          - {start: 0xfd00000000, end: 0x10000000000}
      vtl2: {start: 4GiB, size: 64MiB}
      """,
      """
      topo.yaml:7:7: error: the memory of VTL2 starts at 0x100000000, below the end of the gap 0xfd00000000-0x10000000000; write 'start: 0x10000000000' or more [vtl2-too-low]
         7 | vtl2: {start: 4GiB, size: 64MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:7: note: the gap is stated here
         6 |     - {start: 0xfd00000000, end: 0x10000000000}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .vtl2TooLow, "below a gap of the platform",
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 3GiB, size: 64MiB}
      """,
      """
      topo.yaml:3:7: error: the memory of VTL2 starts at 0xc0000000, below the end of the gap 0xc0000000-0x100000000; write 'start: 0x100000000' or more [vtl2-too-low]
         3 | vtl2: {start: 3GiB, size: 64MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .vtl2TooLow, "and no room above",
      """
      memc: 1
      memory: 1GiB
      platform: {phys_bits: 32}
      vtl2: {start: 2GiB, size: 64MiB}
      """,
      """
      topo.yaml:4:7: error: the memory of VTL2 starts at 0x80000000, below the end of the gap 0xc0000000-0x100000000; above it there is no room for 64 MiB [vtl2-too-low]
         4 | vtl2: {start: 2GiB, size: 64MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .vtl2OverDevice,
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 4GiB, size: 64MiB}
      devices:
        - {name: below, start: 0xff000000, size: 16MiB}
        - {name: into, start: 0xff000000, size: 32MiB, priority: 1}
        - {name: above, start: 0x104000000, size: 16MiB}
      """,
      """
      topo.yaml:3:7: error: the memory of VTL2, 0x100000000-0x104000000, overlaps device 'into', 0xff000000-0x101000000 [vtl2-over-device]
         3 | vtl2: {start: 4GiB, size: 64MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:5: note: which is stated here
         6 |   - {name: into, start: 0xff000000, size: 32MiB, priority: 1}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .vtl2OverReserved,
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 8GiB, size: 16MiB}
      platform:
        reserved:
          - {start: 8GiB, size: 16MiB, type: persistent}
          - {start: 0x201000000, size: 16MiB}
      """,
      """
      topo.yaml:3:7: error: the memory of VTL2, 0x200000000-0x201000000, overlaps the range 0x200000000-0x201000000 of type 'persistent', of which the guest is told [vtl2-over-reserved]
         3 | vtl2: {start: 8GiB, size: 16MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:7: note: which is stated here
         6 |     - {start: 8GiB, size: 16MiB, type: persistent}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasTooLow,
      """
      memc: 1
      memory: 64MiB
      vtl2: {start: 0x8000000000000, size: 4KiB}
      aliases: [{offset: 1GiB}]
      """,
      """
      topo.yaml:4:11: error: the alias lies at offset 0x40000000, below the end of the memory of VTL2, 0x8000000001000; write 'offset: 2147483650MiB' or more [alias-too-low]
         4 | aliases: [{offset: 1GiB}]
           |           ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasTooLow,
      """
      memc: 1
      memory: 64MiB
      platform: {phys_bits: 33}
      vtl2: {start: 8160MiB, size: 4KiB}
      aliases: [{offset: 1GiB}]
      """,
      """
      topo.yaml:5:11: error: the alias lies at offset 0x40000000, below the end of the memory of VTL2, 0x1fe001000; above it there is no room for a mirror of the RAM, which ends at 0x4000000 [alias-too-low]
         5 | aliases: [{offset: 1GiB}]
           |           ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasTooLow,
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 4GiB, size: 64MiB}
      aliases: [{name: vtl0, offset: 4GiB}]
      """,
      """
      topo.yaml:4:11: error: the alias lies at offset 0x100000000, below the end of the memory of VTL2, 0x104000000; write 'offset: 8GiB' or more [alias-too-low]
         4 | aliases: [{name: vtl0, offset: 4GiB}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasTooLow, "below a window, hidden or not",
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 4GiB, size: 64MiB}
      devices:
        - {name: bar64, start: 64GiB, size: 16GiB}
        - {name: over it, start: 64GiB, size: 64GiB, priority: 1}
      aliases: [{offset: 96GiB}, {offset: 128GiB}]
      """,
      """
      topo.yaml:7:11: error: the alias lies at offset 0x1800000000, below the end of device 'over it', 0x2000000000; write 'offset: 128GiB' or more [alias-too-low]
         7 | aliases: [{offset: 96GiB}, {offset: 128GiB}]
           |           ^~~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasOverlap,
      """
      memc: 1
      memory: 4GiB
      vtl2: {start: 8GiB, size: 64MiB}
      aliases:
        - {name: second, offset: 68GiB}
        - {name: first, offset: 64GiB}
        - {name: third, offset: 73GiB}
      """,
      """
      topo.yaml:5:5: error: the alias at offset 0x1100000000 overlaps the one at offset 0x1000000000, which ends at 0x1140000000 [alias-overlap]
         5 |   - {name: second, offset: 68GiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:5: note: which is stated here
         6 |   - {name: first, offset: 64GiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasUnaligned,
      """
      memc: 1
      nodes: [{memory: 1GiB, cpus: 0, hugepages: 1GiB}, {memory: 1GiB}]
      vtl2: {start: 8GiB, size: 64MiB}
      aliases: [{offset: 0x1020000000}]
      """,
      """
      topo.yaml:4:11: warning: the alias lies at offset 0x1020000000, which is no multiple of 1 GiB, so KVM cannot map it with pages of that size; write 'offset: 0x1040000000' [alias-unaligned]
         4 | aliases: [{offset: 0x1020000000}]
           |           ^~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasUnaligned, "small pages",
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 8GiB, size: 64MiB}
      aliases: [{offset: 0x1000100000}]
      """,
      """
      topo.yaml:4:11: warning: the alias lies at offset 0x1000100000, which is no multiple of 2 MiB, so KVM cannot map it with pages of that size; write 'offset: 0x1000200000' [alias-unaligned]
         4 | aliases: [{offset: 0x1000100000}]
           |           ^~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasUnaligned, "with room below only",
      """
      memc: 1
      memory: 1025MiB
      platform: {phys_bits: 36}
      vtl2: {start: 8GiB, size: 64MiB}
      aliases: [{offset: 0xfbff00000}]
      """,
      """
      topo.yaml:5:11: warning: the alias lies at offset 0xfbff00000, which is no multiple of 2 MiB, so KVM cannot map it with pages of that size; write 'offset: 0xfbfe00000' [alias-unaligned]
         5 | aliases: [{offset: 0xfbff00000}]
           |           ^~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .physBitsExceeded, "by a window",
      """
      memc: 1
      memory: 1GiB
      platform: {phys_bits: 36}
      devices:
        - {name: bar0, start: 63GiB, size: 2GiB}
        - {name: bar1, start: 3GiB, size: 1MiB}
      """,
      """
      topo.yaml:3:23: error: device 'bar0' ends at 0x1040000000, which needs 37 address bits; with 36 addresses end at 0x1000000000, and 1 GiB would lie beyond; write 'phys_bits: 37' or lower addresses [phys-bits-exceeded]
         3 | platform: {phys_bits: 36}
           |                       ^~
      """),
    RuleCase(
      .physBitsExceeded, "by the memory of VTL2",
      """
      memc: 1
      memory: 8GiB
      platform: {phys_bits: 33}
      vtl2: {start: 9GiB, size: 64MiB}
      """,
      """
      topo.yaml:3:23: error: the memory of VTL2 ends at 0x244000000, which needs 34 address bits; with 33 addresses end at 0x200000000, and 1088 MiB would lie beyond; write 'phys_bits: 34' or lower addresses [phys-bits-exceeded]
         3 | platform: {phys_bits: 33}
           |                       ^~
      """),
    RuleCase(
      .physBitsExceeded, "by a mirror",
      """
      memc: 1
      memory: 4GiB
      platform: {phys_bits: 40}
      vtl2: {start: 8GiB, size: 64MiB}
      aliases: [{name: vtl0, offset: 1TiB}]
      """,
      """
      topo.yaml:3:23: error: the alias at offset 0x10000000000 ends at 0x10140000000, which needs 41 address bits; with 40 addresses end at 0x10000000000, and 4 GiB would lie beyond; write 'phys_bits: 41' or lower addresses [phys-bits-exceeded]
         3 | platform: {phys_bits: 40}
           |                       ^~
      """),
    RuleCase(
      .tooManySlots, "of partitions",
      """
      memc: 1
      memory: 1GiB
      legacy_x86: on
      slots: {max: 16}
      devices: [{name: bar0, start: 3GiB, size: 1MiB}]
      vtl2: {start: 4GiB, size: 64MiB}
      """,
      """
      topo.yaml:4:14: error: partition 'vtl0' has 17 slots, but 'slots.max' allows 16 [too-many-slots]
         4 | slots: {max: 16}
           |              ^~
      topo.yaml:4:14: error: partition 'vtl2' has 17 slots, but 'slots.max' allows 16 [too-many-slots]
         4 | slots: {max: 16}
           |              ^~
      """),
    RuleCase(
      .slotNumberTooHigh, "of a partition",
      """
      memc: 1
      memory: 1GiB
      slots: {first: 32762}
      vtl2: {start: 4GiB, size: 64MiB}
      aliases: [{offset: 8GiB}]
      """,
      """
      topo.yaml:3:8: error: partition 'vtl2' has 3 slots from number 32762, so the last is 32764; KVM takes numbers up to 32763 [slot-number-too-high]
         3 | slots: {first: 32762}
           |        ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .slotNumberTooHigh, "of small slots of a window",
      """
      memc: 1
      memory: 1GiB
      slots: {max_size: 1GiB}
      devices: [{name: everything, start: 4GiB, size: 4095TiB}]
      """,
      """
      topo.yaml:3:8: error: the layout has 4193281 slots from number 0, so the last is 4193280; KVM takes numbers up to 32763 [slot-number-too-high]
         3 | slots: {max_size: 1GiB}
           |        ^~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .slotCutUnaligned, "not by the legacy split",
      """
      memc: 1
      memory: 16MiB
      legacy_x86: on
      slots: {max_size: 1028KiB}
      """,
      """
      topo.yaml:4:8: warning: node 0 is cut into slots at 0x101000, inside a page of 2 MiB that KVM then cannot map as one; choose a 'max_size' that is a multiple of 2 MiB [slot-cut-unaligned]
         4 | slots: {max_size: 1028KiB}
           |        ^~~~~~~~~~~~~~~~~~~
      """),
  ]
}
