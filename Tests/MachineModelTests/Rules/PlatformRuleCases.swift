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
      topo.yaml:3:11: error: there is no platform 'bhyve'; this version of memc has 'generic', 'qemu-pc', 'qemu-q35', 'qemu-virt', 'cloud-hypervisor', 'firecracker', 'crosvm' and 'openvmm' [unknown-platform]
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
      topo.yaml:3:18: error: there is no platform 'qemu-pcs'; this version of memc has 'generic', 'qemu-pc', 'qemu-q35', 'qemu-virt', 'cloud-hypervisor', 'firecracker', 'crosvm' and 'openvmm'; did you mean 'qemu-pc'? [unknown-platform]
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
      .platformLacksKey, "a limit that QEMU's PCs know",
      """
      memc: 1
      memory: 1GiB
      platform: {max_ram_below_4g: 2GiB, cpu_vendor: amd}
      """,
      """
      topo.yaml:3:30: error: platform 'generic' knows no 'max_ram_below_4g'; 'qemu-pc' and 'qemu-q35' do [platform-lacks-key]
         3 | platform: {max_ram_below_4g: 2GiB, cpu_vendor: amd}
           |                              ^~~~
      topo.yaml:3:48: error: platform 'generic' knows no 'cpu_vendor'; 'qemu-pc' and 'qemu-q35' do [platform-lacks-key]
         3 | platform: {max_ram_below_4g: 2GiB, cpu_vendor: amd}
           |                                                ^~~
      """),
    RuleCase(
      .platformLacksKey, "what tables say of nodes, on a machine that tells a guest nothing of them",
      """
      memc: 1
      platform: firecracker
      nodes: [{memory: 1GiB, hmat: {latency: 80ns}}, {memory: 1GiB}]
      distances: {remote: 21}
      hmat: derive
      initiators: [{node: 1, pci: "0000:00:02.0"}]
      ports: [{node: 1, acpi: {hid: ACPI0016, uid: 1}}]
      """,
      """
      topo.yaml:3:30: error: platform 'firecracker' tells a guest nothing of nodes, so that 'hmat' has no place in its tables; leave 'hmat' out [platform-lacks-key]
         3 | nodes: [{memory: 1GiB, hmat: {latency: 80ns}}, {memory: 1GiB}]
           |                              ^~~~~~~~~~~~~~~
      topo.yaml:4:12: error: platform 'firecracker' tells a guest nothing of nodes, so that 'distances' has no place in its tables; leave 'distances' out [platform-lacks-key]
         4 | distances: {remote: 21}
           |            ^~~~~~~~~~~~
      topo.yaml:5:7: error: platform 'firecracker' tells a guest nothing of nodes, so that 'hmat' has no place in its tables; leave 'hmat' out [platform-lacks-key]
         5 | hmat: derive
           |       ^~~~~~
      topo.yaml:6:14: error: platform 'firecracker' tells a guest nothing of nodes, so that 'initiators' has no place in its tables; leave 'initiators' out [platform-lacks-key]
         6 | initiators: [{node: 1, pci: "0000:00:02.0"}]
           |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:7:9: error: platform 'firecracker' tells a guest nothing of nodes, so that 'ports' has no place in its tables; leave 'ports' out [platform-lacks-key]
         7 | ports: [{node: 1, acpi: {hid: ACPI0016, uid: 1}}]
           |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .numberOutOfRange, "more RAM below 4 GiB than there is room for",
      """
      memc: 1
      memory: 8GiB
      platform: {base: qemu-pc, max_ram_below_4g: 5GiB}
      """,
      """
      topo.yaml:3:45: error: 'max_ram_below_4g' is 5 GiB; it is 1 MiB to 4 GiB [number-out-of-range]
         3 | platform: {base: qemu-pc, max_ram_below_4g: 5GiB}
           |                                             ^~~~
      """),
    RuleCase(
      .conflictingKeys, "a limit of RAM below gaps of one's own",
      """
      memc: 1
      memory: 8GiB
      platform: {base: qemu-q35, max_ram_below_4g: 1GiB, gaps: []}
      """,
      """
      topo.yaml:3:28: error: 'max_ram_below_4g' has no meaning beside 'gaps', which replaces the preset's gaps [conflicting-keys]
         3 | platform: {base: qemu-q35, max_ram_below_4g: 1GiB, gaps: []}
           |                            ^~~~~~~~~~~~~~~~
      topo.yaml:3:52: note: 'gaps' stands here
         3 | platform: {base: qemu-q35, max_ram_below_4g: 1GiB, gaps: []}
           |                                                    ^~~~
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
      .reservedOverlap, "a gap that e820 has",
      """
      memc: 1
      memory: 1GiB
      platform:
        gaps: [{start: 3GiB, end: 4GiB, e820: reserved}]
        reserved: [{start: 0xfec00000, size: 4KiB}]
      """,
      """
      topo.yaml:5:14: error: the reserved range 0xfec00000-0xfec01000 overlaps 0xc0000000-0x100000000 [reserved-overlap]
         5 |   reserved: [{start: 0xfec00000, size: 4KiB}]
           |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:10: note: which is stated here
         4 |   gaps: [{start: 3GiB, end: 4GiB, e820: reserved}]
           |          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
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
