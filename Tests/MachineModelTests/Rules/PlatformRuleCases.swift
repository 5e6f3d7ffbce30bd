import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let platform: [RuleCase<LanguageRule>] = [
    RuleCase(
      .unknownPlatform,
      """
      memc: 1
      memory: 1GiB
      platform: bhyve
      """,
      """
      topo.yaml:3:11: error: there is no platform 'bhyve'; this version of memc has 'generic' and 'qemu-pc' [unknown-platform]
         3 | platform: bhyve
           |           ^~~~~
      """),
    RuleCase(
      .unknownPlatform, "nearly one that there is",
      """
      memc: 1
      memory: 1GiB
      platform: {base: "qemu-pcs"}
      """,
      """
      topo.yaml:3:18: error: there is no platform 'qemu-pcs'; this version of memc has 'generic' and 'qemu-pc'; did you mean 'qemu-pc'? [unknown-platform]
         3 | platform: {base: "qemu-pcs"}
           |                  ^~~~~~~~~~
      """),
    RuleCase(
      .platformLacksArchitecture, "a preset that is there",
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      platform: qemu-pc
      """,
      """
      topo.yaml:4:11: error: platform 'qemu-pc' does not exist for aarch64; write 'arch: x86_64' [platform-lacks-arch]
         4 | platform: qemu-pc
           |           ^~~~~~~
      """),
    RuleCase(
      .platformLacksArchitecture,
      """
      memc: 1
      arch: aarch64
      memory: 1GiB
      platform: qemu-q35
      """,
      """
      topo.yaml:4:11: error: platform 'qemu-q35' does not exist for aarch64 [platform-lacks-arch]
         4 | platform: qemu-q35
           |           ^~~~~~~~
      topo.yaml:4:11: error: platform 'qemu-q35' is not supported yet; this version of memc has 'generic' and 'qemu-pc' [not-supported-yet]
         4 | platform: qemu-q35
           |           ^~~~~~~~
      """),
    RuleCase(
      .presetRangeDropped,
      """
      memc: 1
      memory: 1GiB
      platform: {dram_base: 1MiB}
      """,
      """
      topo.yaml:3:23: note: the preset's reserved range 0x9fc00-0x100000 lies below dram_base and is dropped [preset-range-dropped]
         3 | platform: {dram_base: 1MiB}
           |                       ^~~~
      """),
    RuleCase(
      .presetRangeDropped, "a part",
      """
      memc: 1
      memory: 1GiB
      platform: {dram_base: 0xd0000000, reserved: {replace: true, list: []}}
      """,
      """
      topo.yaml:3:23: note: the preset's gap 0xc0000000-0x100000000 begins below dram_base; what is left of it begins at 0xd0000000 [preset-range-dropped]
         3 | platform: {dram_base: 0xd0000000, reserved: {replace: true, list: []}}
           |                       ^~~~~~~~~~
      """),
    RuleCase(
      .gapOverlap,
      """
      memc: 1
      memory: 1GiB
      platform:
        gaps:
          - {start: 2GiB, end: 4GiB}
          - {start: 3GiB, end: 5GiB}
      """,
      """
      topo.yaml:6:7: error: the gap 0xc0000000-0x140000000 overlaps the gap 0x80000000-0x100000000 [gap-overlap]
         6 |     - {start: 3GiB, end: 5GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:7: note: which is stated here
         5 |     - {start: 2GiB, end: 4GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .gapOverlap, "one gap with two others",
      """
      memc: 1
      memory: 1GiB
      platform:
        gaps:
          - {start: 2GiB, end: 8GiB}
          - {start: 3GiB, end: 4GiB}
          - {start: 5GiB, end: 6GiB}
      """,
      """
      topo.yaml:6:7: error: the gap 0xc0000000-0x100000000 overlaps the gap 0x80000000-0x200000000 [gap-overlap]
         6 |     - {start: 3GiB, end: 4GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:7: note: which is stated here
         5 |     - {start: 2GiB, end: 8GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:7:7: error: the gap 0x140000000-0x180000000 overlaps the gap 0x80000000-0x200000000 [gap-overlap]
         7 |     - {start: 5GiB, end: 6GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:7: note: which is stated here
         5 |     - {start: 2GiB, end: 8GiB}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .gapBelowDRAM,
      """
      memc: 1
      memory: 1GiB
      platform:
        dram_base: 1MiB
        gaps: [{start: 512KiB, end: 2MiB}]
        reserved: {replace: true, list: []}
      """,
      """
      topo.yaml:5:18: error: the gap starts at 0x80000, below dram_base, 0x100000 [gap-below-dram]
         5 |   gaps: [{start: 512KiB, end: 2MiB}]
           |                  ^~~~~~
      """),
    RuleCase(
      .reservedOverlap,
      """
      memc: 1
      memory: 1GiB
      platform:
        reserved: [{start: 512KiB, end: 768KiB}]
      """,
      """
      topo.yaml:4:14: error: the reserved range 0x80000-0xc0000 overlaps that of platform 'generic', 0x9fc00-0x100000; write 'reserved: {replace: true, list: […]}' [reserved-overlap]
         4 |   reserved: [{start: 512KiB, end: 768KiB}]
           |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .reservedOverlap, "two that are stated",
      """
      memc: 1
      memory: 1GiB
      platform:
        reserved:
          - {start: 3MiB, size: 1MiB, type: nvs}
          - {start: 2MiB, size: 2MiB, type: acpi}
      """,
      """
      topo.yaml:5:7: error: the reserved range 0x300000-0x400000 overlaps 0x200000-0x400000 [reserved-overlap]
         5 |     - {start: 3MiB, size: 1MiB, type: nvs}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:7: note: which is stated here
         6 |     - {start: 2MiB, size: 2MiB, type: acpi}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
