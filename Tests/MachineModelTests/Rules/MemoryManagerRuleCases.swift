import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let memoryManager: [RuleCase<LanguageRule>] = [
    RuleCase(
      .deviceNameTwice,
      """
      memc: 1
      memory: 1GiB
      devices:
        - {name: bar, start: 3GiB, size: 16MiB}
        - {name: bar, start: 0xd0000000, size: 16MiB}
        - {name: bar, start: 0xe0000000, size: 16MiB}
      """,
      """
      topo.yaml:5:12: error: another device window is called 'bar' as well [device-name-twice]
         5 |   - {name: bar, start: 0xd0000000, size: 16MiB}
           |            ^~~
      topo.yaml:4:12: note: which stands here
         4 |   - {name: bar, start: 3GiB, size: 16MiB}
           |            ^~~
      topo.yaml:6:12: error: another device window is called 'bar' as well [device-name-twice]
         6 |   - {name: bar, start: 0xe0000000, size: 16MiB}
           |            ^~~
      topo.yaml:4:12: note: which stands here
         4 |   - {name: bar, start: 3GiB, size: 16MiB}
           |            ^~~
      """),
    RuleCase(
      .deviceOverlap,
      """
      memc: 1
      memory: 1GiB
      devices:
        - {name: frame-buffer, start: 0xc0800000, size: 16MiB}
        - {name: bar0, start: 3GiB, size: 16MiB}
      """,
      """
      topo.yaml:4:5: error: device 'frame-buffer', 0xc0800000-0xc1800000, overlaps device 'bar0', 0xc0000000-0xc1000000, at the same priority, 0; give the one that shall be seen a higher 'priority' [device-overlap]
         4 |   - {name: frame-buffer, start: 0xc0800000, size: 16MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:5: note: which is stated here
         5 |   - {name: bar0, start: 3GiB, size: 16MiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .missingKey, "the place of a window",
      """
      memc: 1
      memory: 1GiB
      devices: [{name: bar, size: 4097}]
      """,
      """
      topo.yaml:3:11: error: a device window needs 'start' or 'place'; write its address, or 'place: low' or 'place: high' for one that is free [missing-key]
         3 | devices: [{name: bar, size: 4097}]
           |           ^
      topo.yaml:3:29: error: 4097 bytes is not a multiple of 4 KiB; write '8KiB' [unaligned-size]
         3 | devices: [{name: bar, size: 4097}]
           |                             ^~~~
      """),
    RuleCase(
      .conflictingKeys, "an address and a place of a window",
      """
      memc: 1
      memory: 1GiB
      devices: [{name: bar, start: 3GiB, place: low, size: 4096}]
      """,
      """
      topo.yaml:3:36: error: a device window has 'start' or 'place', not both [conflicting-keys]
         3 | devices: [{name: bar, start: 3GiB, place: low, size: 4096}]
           |                                    ^~~~~
      topo.yaml:3:23: note: 'start' stands here
         3 | devices: [{name: bar, start: 3GiB, place: low, size: 4096}]
           |                       ^~~~~
      """),
    RuleCase(
      .offsetNeedsFile,
      """
      memc: 1
      memory: 1GiB
      devices:
        - {name: flash, place: low, size: 4MiB, offset: 64KiB}
        - {name: rom, place: low, size: 4MiB, offset: 1000, file: rom.bin}
      """,
      """
      topo.yaml:4:51: error: 'offset' is where the file of device 'flash' is read from, but it has none; state its 'file', or leave 'offset' out [offset-needs-file]
         4 |   - {name: flash, place: low, size: 4MiB, offset: 64KiB}
           |                                                   ^~~~~
      topo.yaml:5:49: error: 1000 bytes is not a multiple of 4 KiB; a number without a unit counts bytes; for MiB write '1000MiB' [unaligned-size]
         5 |   - {name: rom, place: low, size: 4MiB, offset: 1000, file: rom.bin}
           |                                                 ^~~~
      """),
    RuleCase(
      .deviceOverlap, "at a priority of their own, one window with two others",
      """
      memc: 1
      memory: 1GiB
      devices:
        - {name: bar0, start: 3GiB, size: 64MiB, priority: 7}
        - {name: bar1, start: 0xc1000000, size: 4KiB, priority: 7}
        - {name: bar2, start: 0xc2000000, size: 4KiB, priority: 7}
        - {name: above, start: 0xc0000000, size: 4KiB, priority: 8}
        - {name: below, start: 0xc0000000, size: 4KiB}
      """,
      """
      topo.yaml:5:5: error: device 'bar1', 0xc1000000-0xc1001000, overlaps device 'bar0', 0xc0000000-0xc4000000, at the same priority, 7; give the one that shall be seen a higher 'priority' [device-overlap]
         5 |   - {name: bar1, start: 0xc1000000, size: 4KiB, priority: 7}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:5: note: which is stated here
         4 |   - {name: bar0, start: 3GiB, size: 64MiB, priority: 7}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:5: error: device 'bar2', 0xc2000000-0xc2001000, overlaps device 'bar0', 0xc0000000-0xc4000000, at the same priority, 7; give the one that shall be seen a higher 'priority' [device-overlap]
         6 |   - {name: bar2, start: 0xc2000000, size: 4KiB, priority: 7}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:5: note: which is stated here
         4 |   - {name: bar0, start: 3GiB, size: 64MiB, priority: 7}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .aliasNeedsVTL2,
      """
      memc: 1
      memory: 1GiB
      aliases: [{name: vtl0, offset: 1TiB}]
      """,
      """
      topo.yaml:3:11: error: a mirror of memory is for a more privileged level to see; state its memory: 'vtl2: {start: …, size: …}' [alias-needs-vtl2]
         3 | aliases: [{name: vtl0, offset: 1TiB}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .legacyNeedsX86,
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      legacy_x86: on
      """,
      """
      topo.yaml:4:13: error: aarch64 has no VGA and PAM ranges below 1 MiB that slots could be cut at [legacy-needs-x86]
         4 | legacy_x86: on
           |             ^~
      """),
    RuleCase(
      .numberOutOfRange, "the priority of RAM",
      """
      memc: 1
      memory: 1GiB
      devices: [{name: bar0, start: 3GiB, size: 16MiB, priority: 255}]
      """,
      """
      topo.yaml:3:60: error: 'priority' is 255; it is 0 to 254 [number-out-of-range]
         3 | devices: [{name: bar0, start: 3GiB, size: 16MiB, priority: 255}]
           |                                                            ^~~
      """),
    RuleCase(
      .invalidChoice, "a visibility",
      """
      memc: 1
      memory: 1GiB
      visibility: [{start: 0, size: 1GiB, mode: readonly}]
      """,
      """
      topo.yaml:3:43: error: 'mode' is 'read-write', 'read-only' or 'unmapped', not 'readonly'; did you mean 'read-only'? [invalid-choice]
         3 | visibility: [{start: 0, size: 1GiB, mode: readonly}]
           |                                           ^~~~~~~~
      """),
    RuleCase(
      .missingKey, "an end of a visibility range, a size of a device",
      """
      memc: 1
      memory: 1GiB
      visibility: [{start: 0, mode: read-only}]
      devices: [{name: bar0, start: 3GiB}]
      """,
      """
      topo.yaml:3:14: error: a visibility range needs 'end' or 'size' [missing-key]
         3 | visibility: [{start: 0, mode: read-only}]
           |              ^
      topo.yaml:4:11: error: a device window needs 'size' [missing-key]
         4 | devices: [{name: bar0, start: 3GiB}]
           |           ^
      """),
    RuleCase(
      .emptyRange, "a device and privileged memory of nothing",
      """
      memc: 1
      memory: 1GiB
      devices: [{name: bar0, start: 3GiB, size: 0}]
      vtl2: {start: 4GiB, size: 0}
      """,
      """
      topo.yaml:3:43: error: the range has no size [empty-range]
         3 | devices: [{name: bar0, start: 3GiB, size: 0}]
           |                                           ^
      topo.yaml:4:27: error: the range has no size [empty-range]
         4 | vtl2: {start: 4GiB, size: 0}
           |                           ^
      """),
    RuleCase(
      .unalignedAddress, "of a device, an alias, a range",
      """
      memc: 1
      memory: 1GiB
      visibility: [{start: 0xa0001, size: 4KiB, mode: unmapped}]
      devices: [{name: bar0, start: 0xc0000800, size: 4KiB}]
      vtl2: {start: 4GiB, size: 64MiB}
      aliases: [{offset: 0x10000000200}]
      """,
      """
      topo.yaml:3:22: error: 0xa0001 is not on a 4 KiB page; write '0xa0000' [unaligned-address]
         3 | visibility: [{start: 0xa0001, size: 4KiB, mode: unmapped}]
           |                      ^~~~~~~
      topo.yaml:4:31: error: 0xc0000800 is not on a 4 KiB page; write '0xc0000000' [unaligned-address]
         4 | devices: [{name: bar0, start: 0xc0000800, size: 4KiB}]
           |                               ^~~~~~~~~~
      topo.yaml:6:20: error: 0x10000000200 is not on a 4 KiB page; write '0x10000000000' [unaligned-address]
         6 | aliases: [{offset: 0x10000000200}]
           |                    ^~~~~~~~~~~~~
      """),
    RuleCase(
      .unalignedSize, "of privileged memory",
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 4GiB, size: 1KiB}
      """,
      """
      topo.yaml:3:27: error: 1 KiB is not a multiple of 4 KiB; write '4KiB' [unaligned-size]
         3 | vtl2: {start: 4GiB, size: 1KiB}
           |                           ^~~~
      """),
    RuleCase(
      .addressTooHigh, "a device at the end of all addresses",
      """
      memc: 1
      memory: 1GiB
      devices: [{name: bar0, start: 0xffffffffff000, size: 8KiB}]
      """,
      """
      topo.yaml:3:54: error: the range reaches beyond 2^52, the highest address that KVM takes [address-too-high]
         3 | devices: [{name: bar0, start: 0xffffffffff000, size: 8KiB}]
           |                                                      ^~~~
      """),
    RuleCase(
      .wrongType, "sections that are lists, and one that is none",
      """
      memc: 1
      memory: 1GiB
      visibility: read-only
      devices: {name: bar0}
      vtl2: 64MiB
      aliases: 1TiB
      """,
      """
      topo.yaml:3:13: error: 'visibility' is a list such as [{start: 0xc0000, size: 16KiB, mode: read-only}], not 'read-only' [wrong-type]
         3 | visibility: read-only
           |             ^~~~~~~~~
      topo.yaml:4:10: error: 'devices' is a list such as [{name: bar0, start: 3GiB, size: 16MiB}], not a mapping; begin each window with '- ', or put it into brackets: '[{…}]' [wrong-type]
         4 | devices: {name: bar0}
           |          ^~~~~~~~~~~~
      topo.yaml:5:7: error: privileged memory is a mapping with 'start' and 'size', not '64MiB' [wrong-type]
         5 | vtl2: 64MiB
           |       ^~~~~
      topo.yaml:6:10: error: 'aliases' is a list such as [{name: vtl0, offset: 1TiB}], not '1TiB' [wrong-type]
         6 | aliases: 1TiB
           |          ^~~~
      """),
    RuleCase(
      .addressTooHigh, "the mirror of an alias",
      """
      memc: 1
      memory: 1GiB
      vtl2: {start: 4GiB, size: 64MiB}
      aliases: [{offset: 0xfffffffe00000}, {offset: 0xfffffc0000000}]
      """,
      """
      topo.yaml:4:11: error: the alias at offset 0xfffffffe00000 would end at 0x1000003fe00000, beyond 2^52, the highest guest physical address that KVM takes [address-too-high]
         4 | aliases: [{offset: 0xfffffffe00000}, {offset: 0xfffffc0000000}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:11: error: the alias at offset 0xfffffffe00000 overlaps the one at offset 0xfffffc0000000, which ends at 0x10000000000000 [alias-overlap]
         4 | aliases: [{offset: 0xfffffffe00000}, {offset: 0xfffffc0000000}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:38: note: which is stated here
         4 | aliases: [{offset: 0xfffffffe00000}, {offset: 0xfffffc0000000}]
           |                                      ^~~~~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
