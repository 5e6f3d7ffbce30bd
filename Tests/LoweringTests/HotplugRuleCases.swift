import Lowering
import TestSupport

extension LayoutRuleTests {
  static let hotplug: [RuleCase<LayoutRule>] = [
    RuleCase(
      .hotplugOverlap, "of space that is there for what is plugged in",
      """
      memc: 1
      platform: qemu-q35
      nodes:
        - {memory: 1GiB, cpus: 0}
        - {memory: 128MiB, persistent: on}
      devices: [{name: a, start: 4GiB, size: 4KiB}]
      """,
      """
      topo.yaml:5:34: error: the hot-pluggable space of node 1, 0x100000000-0x148000000, overlaps device 'a', 0x100000000-0x100001000 [hotplug-overlap]
         5 |   - {memory: 128MiB, persistent: on}
           |                                  ^~
      topo.yaml:6:11: note: which is stated here
         6 | devices: [{name: a, start: 4GiB, size: 4KiB}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:11: warning: all of device 'a' lies under RAM and can never be seen; place it where no RAM is [device-under-ram]
         6 | devices: [{name: a, start: 4GiB, size: 4KiB}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .hotplugOverlap, "RAM",
      """
      memc: 1
      nodes:
        - {memory: 6GiB, hotplug: {size: 4GiB, start: 5GiB}}
      """,
      """
      topo.yaml:3:49: error: the hot-pluggable space of node 0, 0x140000000-0x240000000, overlaps RAM of node 0, 0x100000000-0x1c0000000; write 'start: 0x1c0000000' [hotplug-overlap]
         3 |   - {memory: 6GiB, hotplug: {size: 4GiB, start: 5GiB}}
           |                                                 ^~~~
      topo.yaml:3:14: note: which is stated here
         3 |   - {memory: 6GiB, hotplug: {size: 4GiB, start: 5GiB}}
           |              ^~~~
      """),
    RuleCase(
      .hotplugOverlap, "a gap, a device window and a reserved range",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 1GiB, start: 0xe0000000}}
        - {memory: 1GiB, hotplug: 4GiB}
        - memory: 1GiB
          hotplug:
            size: 4GiB
            start: 32GiB
      platform: {reserved: [{start: 33GiB, size: 1MiB, type: acpi}]}
      devices:
        - {name: bar, start: 5GiB, size: 16MiB}
      """,
      """
      topo.yaml:3:49: error: the hot-pluggable space of node 0, 0xe0000000-0x120000000, overlaps the gap 0xc0000000-0x100000000; write 'start: 0x900000000' [hotplug-overlap]
         3 |   - {memory: 1GiB, hotplug: {size: 1GiB, start: 0xe0000000}}
           |                                                 ^~~~~~~~~~
      topo.yaml:4:29: error: the hot-pluggable space of node 1, 0x140000000-0x240000000, overlaps device 'bar', 0x140000000-0x141000000; write 'start: 0x940000000' [hotplug-overlap]
         4 |   - {memory: 1GiB, hotplug: 4GiB}
           |                             ^~~~
      topo.yaml:11:5: note: which is stated here
        11 |   - {name: bar, start: 5GiB, size: 16MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:8:14: error: the hot-pluggable space of node 2, 0x800000000-0x900000000, overlaps the reserved range 0x840000000-0x840100000; write 'start: 0xa40000000' [hotplug-overlap]
         8 |       start: 32GiB
           |              ^~~~~
      topo.yaml:9:23: note: which is stated here
         9 | platform: {reserved: [{start: 33GiB, size: 1MiB, type: acpi}]}
           |                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .hotplugOverlap, "other such space",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 4GiB, start: 16GiB}}
        - {memory: 1GiB, hotplug: {size: 1GiB, start: 18GiB}}
      """,
      """
      topo.yaml:4:49: error: the hot-pluggable space of node 1, 0x480000000-0x4c0000000, overlaps the hot-pluggable space of node 0, 0x400000000-0x500000000; write 'start: 0x500000000' [hotplug-overlap]
         4 |   - {memory: 1GiB, hotplug: {size: 1GiB, start: 18GiB}}
           |                                                 ^~~~~
      topo.yaml:3:29: note: which is stated here
         3 |   - {memory: 1GiB, hotplug: {size: 4GiB, start: 16GiB}}
           |                             ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .hotplugBelowDRAM,
      """
      memc: 1
      arch: aarch64
      nodes:
        - {memory: 1GiB, hotplug: {size: 1GiB, start: 0}}
      """,
      """
      topo.yaml:4:49: error: the hot-pluggable space of node 0, 0x0-0x40000000, begins below dram_base, 0x40000000; write 'start: 0x80000000' [hotplug-below-dram]
         4 |   - {memory: 1GiB, hotplug: {size: 1GiB, start: 0}}
           |                                                 ^
      """),
    RuleCase(
      .hotplugSlots,
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 1000MiB, slots: 3}}
        - {memory: 1GiB, hotplug: {size: 1GiB, slots: 3}}
        - {memory: 1GiB, hotplug: {size: 64MiB, slots: 1}}
      """,
      """
      topo.yaml:3:52: error: the hot-pluggable space of node 0, 1000 MiB, is not 3 equal slots of whole 128 MiB; write 'size: 768MiB' or 'size: 1152MiB' [hotplug-slots]
         3 |   - {memory: 1GiB, hotplug: {size: 1000MiB, slots: 3}}
           |                                                    ^
      topo.yaml:4:49: error: the hot-pluggable space of node 1, 1 GiB, is not 3 equal slots of whole 128 MiB; write 'size: 768MiB' or 'size: 1152MiB', or 'slots: 2' [hotplug-slots]
         4 |   - {memory: 1GiB, hotplug: {size: 1GiB, slots: 3}}
           |                                                 ^
      topo.yaml:5:50: error: the hot-pluggable space of node 2, 64 MiB, is not 1 equal slot of whole 128 MiB; write 'size: 128MiB' [hotplug-slots]
         5 |   - {memory: 1GiB, hotplug: {size: 64MiB, slots: 1}}
           |                                                  ^
      """),
    RuleCase(
      .hotplugSlots, "of the node's pages",
      """
      memc: 1
      nodes:
        - {memory: 2GiB, hugepages: 1GiB, hotplug: {size: 2GiB, slots: 4}}
      """,
      """
      topo.yaml:3:66: error: the hot-pluggable space of node 0, 2 GiB, is not 4 equal slots of whole 1 GiB; write 'size: 4GiB', or 'slots: 2' [hotplug-slots]
         3 |   - {memory: 2GiB, hugepages: 1GiB, hotplug: {size: 2GiB, slots: 4}}
           |                                                                  ^
      """),
    RuleCase(
      .hotplugSlots, "that begin elsewhere",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 1GiB, start: 0x204000000, slots: 2}}
      """,
      """
      topo.yaml:3:49: error: the hot-pluggable space of node 0, 1 GiB, begins at 0x204000000, so that its slots do not begin at multiples of 128 MiB; write 'start: 0x208000000' [hotplug-slots]
         3 |   - {memory: 1GiB, hotplug: {size: 1GiB, start: 0x204000000, slots: 2}}
           |                                                 ^~~~~~~~~~~
      """),
    RuleCase(
      .hotplugSlots, "that are too long",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 24GiB, slots: 4}}
      slots: {max_size: 4GiB}
      """,
      """
      topo.yaml:3:50: error: the hot-pluggable space of node 0, 24 GiB, has slots of 6 GiB, but 'slots.max_size' is 4 GiB; write 'slots: 6' [hotplug-slots]
         3 |   - {memory: 1GiB, hotplug: {size: 24GiB, slots: 4}}
           |                                                  ^
      """),
    RuleCase(
      .tooManySlots, "with those that are kept",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 1GiB, slots: 8}}
      slots: {max: 8}
      """,
      """
      topo.yaml:4:14: error: the layout has 9 slots, 8 of them kept for hot-pluggable space, but 'slots.max' allows 8 [too-many-slots]
         4 | slots: {max: 8}
           |              ^
      """),
    RuleCase(
      .slotNumberTooHigh, "with those that are kept",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 1GiB, slots: 2}}
      slots: {first: 32762}
      """,
      """
      topo.yaml:4:8: error: the layout has 3 slots, 2 of them kept for hot-pluggable space, from number 32762, so the last is 32764; KVM takes numbers up to 32763 [slot-number-too-high]
         4 | slots: {first: 32762}
           |        ^~~~~~~~~~~~~~
      """),
    RuleCase(
      .hotplugNotLast,
      """
      memc: 1
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, hotplug: 4GiB}
        - {memory: 1GiB}
      """,
      """
      topo.yaml:4:29: error: platform 'qemu-pc' gives all hot-pluggable space to the last node, 1, not to node 0; state 'hotplug' in node 1 [hotplug-not-last]
         4 |   - {memory: 1GiB, hotplug: 4GiB}
           |                             ^~~~
      """),
    RuleCase(
      .physBitsExceeded, "of hot-pluggable space",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: {size: 1TiB, start: 1TiB}}
      platform: {phys_bits: 40}
      """,
      """
      topo.yaml:4:23: error: hot-pluggable space of node 0 ends at 0x20000000000, which needs 41 address bits; with 40 addresses end at 0x10000000000, and 1 TiB would lie beyond; write 'phys_bits: 41' or lower addresses [phys-bits-exceeded]
         4 | platform: {phys_bits: 40}
           |                       ^~
      """),
    RuleCase(
      .vtl2TooLow, "below hot-pluggable space",
      """
      memc: 1
      nodes:
        - {memory: 1GiB, hotplug: 4GiB}
      vtl2: {start: 6GiB, size: 64MiB}
      """,
      """
      topo.yaml:4:7: error: the memory of VTL2 starts at 0x180000000, below the end of the hot-pluggable space of node 0, 0x200000000; write 'start: 0x200000000' or more [vtl2-too-low]
         4 | vtl2: {start: 6GiB, size: 64MiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
