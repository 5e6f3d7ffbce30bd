import Artifacts
import Exchange
import TestSupport
import Testing

@Suite("What QEMU cannot be told")
struct QEMUInexpressibleTests {
  static let topologies: [(String, String, String)] = [
    (
      "nodes that QEMU has not",
      """
      nodes:
        - {memory: 1GiB, cpus: 0, domain: 2, hotplug: 1GiB}
        - {memory: 1GiB, domain: 7, special_purpose: on}
        - {zones: [{size: 1GiB}, {size: 1GiB}], domain: 1}
      """,
      """
      topo.yaml:3:49: error: QEMU's hot-pluggable space is of the highest node, node 1 [not-expressible]
         3 |   - {memory: 1GiB, cpus: 0, domain: 2, hotplug: 1GiB}
           |                                                 ^~~~
      topo.yaml:4:48: error: QEMU's tables know no memory for a special purpose [not-expressible]
         4 |   - {memory: 1GiB, domain: 7, special_purpose: on}
           |                                                ^~
      topo.yaml:5:28: error: a node of QEMU's has one memory backend, and node 2 has 2 zones [not-expressible]
         5 |   - {zones: [{size: 1GiB}, {size: 1GiB}], domain: 1}
           |                            ^~~~~~~~~~~~
      topo.yaml:5:51: error: QEMU numbers nodes from 0 on and leaves none out, so that proximity domain 1 is 0 there [not-expressible]
         5 |   - {zones: [{size: 1GiB}, {size: 1GiB}], domain: 1}
           |                                                   ^
      """
    ),
    (
      "memory that lies elsewhere",
      """
      placement: {align: 4MiB}
      platform:
        gaps: [{start: 1GiB, size: 64MiB}, {start: 3GiB, end: 4GiB, e820: reserved}]
        reserved: [{start: 0x50000000, size: 1MiB, type: nvs}]
      nodes:
        - {memory: 1700MiB, cpus: 0}
        - {ranges: [{start: 8GiB, size: 1GiB}]}
        - {memory: 1GiB, align: 1GiB, hotplug: {size: 1GiB, start: 16GiB}}
      """,
      """
      topo.yaml:2:20: error: nodes begin at multiples of 4 MiB: QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         2 | placement: {align: 4MiB}
           |                    ^~~~
      topo.yaml:4:10: error: the gap 0x40000000-0x44000000: QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         4 |   gaps: [{start: 1GiB, size: 64MiB}, {start: 3GiB, end: 4GiB, e820: reserved}]
           |          ^~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:38: error: QEMU has no option for the range 0xc0000000-0x100000000 to be reserved [not-expressible]
         4 |   gaps: [{start: 1GiB, size: 64MiB}, {start: 3GiB, end: 4GiB, e820: reserved}]
           |                                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:38: error: the gap 0xc0000000-0x100000000: QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         4 |   gaps: [{start: 1GiB, size: 64MiB}, {start: 3GiB, end: 4GiB, e820: reserved}]
           |                                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:14: error: QEMU has no option for the range 0x50000000-0x50100000 to be nvs [not-expressible]
         5 |   reserved: [{start: 0x50000000, size: 1MiB, type: nvs}]
           |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:8:15: error: node 1 states its 'ranges': QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         8 |   - {ranges: [{start: 8GiB, size: 1GiB}]}
           |               ^~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:9:27: error: node 2 states its 'align': QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         9 |   - {memory: 1GiB, align: 1GiB, hotplug: {size: 1GiB, start: 16GiB}}
           |                           ^~~~
      topo.yaml:9:62: error: hot-pluggable space begins at 0x400000000: QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         9 |   - {memory: 1GiB, align: 1GiB, hotplug: {size: 1GiB, start: 16GiB}}
           |                                                              ^~~~~
      """
    ),
    (
      "another VMM's machine",
      """
      platform: crosvm
      memory: 4GiB
      """,
      """
      topo.yaml:2:11: error: QEMU has no machine whose memory lies as that of 'crosvm' [not-expressible]
         2 | platform: crosvm
           |           ^~~~~~
      """
    ),
    (
      "what a host is to do",
      """
      nodes:
        - {memory: 1GiB, hugepages: auto, pin: on}
        - {memory: 1GiB, policy: local, thp: off}
        - {memory: 1GiB, backing: existing}
        - {memory: 1GiB, host_nodes: [0, 1], policy: weighted-interleave}
      cpus: 4
      """,
      """
      topo.yaml:3:5: error: QEMU locks all of its memory or none, and only that of node 0 is to be [not-expressible]
         3 |   - {memory: 1GiB, hugepages: auto, pin: on}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:31: error: QEMU has hugepages or not; it does not choose by what the host has; write 'on' or 'off' [not-expressible]
         3 |   - {memory: 1GiB, hugepages: auto, pin: on}
           |                               ^~~~
      topo.yaml:4:5: error: QEMU has no policy 'local': memory is of stated host nodes, or of any [not-expressible]
         4 |   - {memory: 1GiB, policy: local, thp: off}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:5: error: QEMU asks for transparent huge pages for all memory, node 1's as well [not-expressible]
         4 |   - {memory: 1GiB, policy: local, thp: off}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:29: error: QEMU does not take over memory of another process [not-expressible]
         5 |   - {memory: 1GiB, backing: existing}
           |                             ^~~~~~~~
      topo.yaml:6:5: error: QEMU has no policy 'weighted-interleave': pages come from host nodes in equal parts, by 'interleave' [not-expressible]
         6 |   - {memory: 1GiB, host_nodes: [0, 1], policy: weighted-interleave}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "CPUs that QEMU numbers otherwise",
      """
      memory: 1GiB
      cpus: {llcs: 2, cores_per_llc: 2, threads_per_core: 2, numbering: threads-last, x2apic: on, first_uid: 1}
      """,
      """
      topo.yaml:1:1: error: QEMU numbers the threads of a core one behind the other; leave 'numbering' out [not-expressible]
         1 | memc: 1
           | ^
      topo.yaml:3:89: error: QEMU's tables have structures of x2APIC for APIC IDs from 255 on only; leave 'x2apic' out [not-expressible]
         3 | lcs: 2, cores_per_llc: 2, threads_per_core: 2, numbering: threads-last, x2apic: on, first_uid: 1}
           |                                                                                 ^~
      topo.yaml:3:104: error: QEMU counts the UIDs of CPUs from 0, not from 1 [not-expressible]
         3 | er_llc: 2, threads_per_core: 2, numbering: threads-last, x2apic: on, first_uid: 1}
           |                                                                                 ^
      """
    ),
    (
      "caches of several sizes",
      """
      memory: 1GiB
      cpus: {cores_per_llc: [2, 3]}
      """,
      """
      topo.yaml:1:1: error: QEMU has as many cores in each group; last-level caches of several sizes are none [not-expressible]
         1 | memc: 1
           | ^
      """
    ),
    (
      "CPUs that a machine has no room for",
      """
      platform: qemu-pc
      memory: 1GiB
      cpus: 256
      """,
      """
      topo.yaml:1:1: error: QEMU's machine 'pc' has up to 255 CPUs, and there are 256 [not-expressible]
         1 | memc: 1
           | ^
      """
    ),
    (
      "latencies that QEMU cannot count",
      """
      nodes:
        - {memory: 1GiB, cpus: 0, hmat: {cache: {size: 1MiB}}}
        - {memory: 1GiB, cpus: []}
      hmat: {base: {bandwidth: 3MB/s}, latency: [[10500ps, unreachable]], bandwidth: [[3MB/s, 6MB/s]]}
      """,
      """
      topo.yaml:3:43: error: QEMU takes the cache of node 0 only where both a latency and a bandwidth of its memory are known [not-expressible]
         3 |   - {memory: 1GiB, cpus: 0, hmat: {cache: {size: 1MiB}}}
           |                                           ^~~~~~~~~~~~
      topo.yaml:5:26: error: QEMU chooses by itself what HMAT counts in; leave 'base' out [not-expressible]
         5 | hmat: {base: {bandwidth: 3MB/s}, latency: [[10500ps, unreachable]], bandwidth: [[3MB/s, 6MB/s]]}
           |                          ^~~~~
      topo.yaml:5:43: error: QEMU counts latencies in whole nanoseconds, and 65,534 of one power of ten of them at the most [not-expressible]
         5 | hmat: {base: {bandwidth: 3MB/s}, latency: [[10500ps, unreachable]], bandwidth: [[3MB/s, 6MB/s]]}
           |                                           ^~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "memory that cannot be reached, and caches",
      """
      nodes:
        - {memory: 1GiB, cpus: 0, hmat: {cache: [{size: 2MiB}, {size: 1MiB}]}}
        - {memory: 1GiB, cpus: [], hmat: {initiator: 0}}
      hmat: {latency: [[10ns, unreachable]], bandwidth: [[3MB/s, 6MB/s]]}
      """,
      """
      topo.yaml:3:58: error: QEMU's caches of higher levels are larger, and that of level 2 is not [not-expressible]
         3 |   - {memory: 1GiB, cpus: 0, hmat: {cache: [{size: 2MiB}, {size: 1MiB}]}}
           |                                                          ^~~~~~~~~~~~
      topo.yaml:5:17: error: QEMU has no memory that cannot be reached [not-expressible]
         5 | hmat: {latency: [[10ns, unreachable]], bandwidth: [[3MB/s, 6MB/s]]}
           |                 ^~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "what a memory manager does",
      """
      memory: 1GiB
      slots: {first: 4}
      legacy_x86: on
      visibility: [{start: 0, end: 0xa0000, mode: unmapped}]
      devices: [{name: frame-buffer, start: 0xd0000000, size: 16MiB}]
      vtl2: {size: 1GiB}
      aliases: [{offset: 1TiB}]
      """,
      """
      topo.yaml:3:8: error: QEMU numbers and cuts memory slots by itself; leave 'slots' out [not-expressible]
         3 | slots: {first: 4}
           |        ^~~~~~~~~~
      topo.yaml:4:13: error: QEMU splits the first megabyte by itself; leave 'legacy_x86' out [not-expressible]
         4 | legacy_x86: on
           |             ^~
      topo.yaml:5:14: error: QEMU decides by itself what a guest may do with 0x0-0xa0000 [not-expressible]
         5 | visibility: [{start: 0, end: 0xa0000, mode: unmapped}]
           |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:11: error: QEMU's own devices have memory, and 'frame-buffer' is none of them [not-expressible]
         6 | devices: [{name: frame-buffer, start: 0xd0000000, size: 16MiB}]
           |           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:7:7: error: QEMU has no memory for a more privileged level [not-expressible]
         7 | vtl2: {size: 1GiB}
           |       ^~~~~~~~~~~~
      topo.yaml:8:11: error: QEMU has no mirror of memory for a more privileged level [not-expressible]
         8 | aliases: [{offset: 1TiB}]
           |           ^~~~~~~~~~~~~~
      """
    ),
    (
      "tables of one's own",
      """
      memory: 1GiB
      acpi: {oem_revision: 2, creator_id: MEMC, creator_revision: 3, tables: [srat], address: 0x20000000}
      """,
      """
      topo.yaml:3:7: error: QEMU has no option for 'oem_revision' of its tables; leave 'oem_revision' out [not-expressible]
         3 | acpi: {oem_revision: 2, creator_id: MEMC, creator_revision: 3, tables: [srat], address: 0x20000000}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:7: error: QEMU has no option for 'creator_id' of its tables; leave 'creator_id' out [not-expressible]
         3 | acpi: {oem_revision: 2, creator_id: MEMC, creator_revision: 3, tables: [srat], address: 0x20000000}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:7: error: QEMU has no option for 'creator_revision' of its tables; leave 'creator_revision' out [not-expressible]
         3 | acpi: {oem_revision: 2, creator_id: MEMC, creator_revision: 3, tables: [srat], address: 0x20000000}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:73: error: QEMU has no option for 'tables' of its tables; leave 'tables' out [not-expressible]
         3 | acpi: {oem_revision: 2, creator_id: MEMC, creator_revision: 3, tables: [srat], address: 0x20000000}
           |                                                                         ^~~~
      topo.yaml:3:89: error: QEMU has no option for 'address' of its tables; leave 'address' out [not-expressible]
         3 | em_revision: 2, creator_id: MEMC, creator_revision: 3, tables: [srat], address: 0x20000000}
           |                                                                                 ^~~~~~~~~~
      """
    ),
    (
      "devices of other kinds",
      """
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 0, cpus: []}]
      initiators: [{node: 1, acpi: {hid: ACPI0016, uid: 1}}, {node: 1, pci: "0001:02:03.0"}]
      ports: [{node: 1, acpi: {hid: ACPI0016, uid: 1}}]
      """,
      """
      topo.yaml:3:30: error: QEMU's initiators are PCI devices on its root bus, and ACPI ACPI0016 UID 1 is none [not-expressible]
         3 | initiators: [{node: 1, acpi: {hid: ACPI0016, uid: 1}}, {node: 1, pci: "0001:02:03.0"}]
           |                              ^~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:71: error: QEMU's initiators are PCI devices on its root bus, and PCI 0001:02:03.0 is none [not-expressible]
         3 | initiators: [{node: 1, acpi: {hid: ACPI0016, uid: 1}}, {node: 1, pci: "0001:02:03.0"}]
           |                                                                       ^~~~~~~~~~~~~~
      topo.yaml:4:25: error: QEMU's ports are CXL host bridges of its own, and ACPI ACPI0016 UID 1 is none [not-expressible]
         4 | ports: [{node: 1, acpi: {hid: ACPI0016, uid: 1}}]
           |                         ^~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "CXL",
      """
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], cxl: {bridges: [7]}}]
      placement: {align: 256MiB}
      cxl: {bridges: [{uid: 7, registers: 0xd0000000}]}
      """,
      """
      topo.yaml:2:64: error: memory behind CXL is that of QEMU's own CXL devices [not-expressible]
         2 | nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], cxl: {bridges: [7]}}]
           |                                                                ^~~~~~~~~~~~~~
      topo.yaml:4:17: error: CXL host bridges are those of QEMU's own CXL devices [not-expressible]
         4 | cxl: {bridges: [{uid: 7, registers: 0xd0000000}]}
           |                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "persistent memory on another platform",
      """
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on}, {memory: 1GiB, cpus: []}]
      """,
      """
      topo.yaml:2:71: error: node 1 is 'persistent', and so plugged in above all RAM: QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         2 | nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on}, {memory: 1GiB, cpus: []}]
           |                                                                       ^~
      """
    ),
    (
      "an NVDIMM that QEMU aligns otherwise, and RAM of an odd size",
      """
      platform: {base: qemu-q35, phys_bits: 56}
      nodes: [{memory: 1048580KiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on, align: 1GiB}]
      """,
      """
      topo.yaml:2:39: error: QEMU's CPUs have up to 52 physical address bits, not 56 [not-expressible]
         2 | platform: {base: qemu-q35, phys_bits: 56}
           |                                       ^~
      topo.yaml:3:18: error: QEMU's machines have whole multiples of 8 KiB of RAM, not 1048580 KiB [not-expressible]
         3 | nodes: [{memory: 1048580KiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on, align: 1GiB}]
           |                  ^~~~~~~~~~
      topo.yaml:3:88: error: QEMU aligns an NVDIMM that is no file to 2 MiB, not to 1 GiB [not-expressible]
         3 | [{memory: 1048580KiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on, align: 1GiB}]
           |                                                                                 ^~~~
      """
    ),
  ]

  @Test("is told at its line", arguments: topologies)
  func told(_ name: String, _ topology: String, _ told: String) throws {
    let compilation = Compilation("memc: 1\n\(topology)\n")
    let layout = try #require(compilation.lowered)
    #expect(!compilation.hasErrors, "\(compilation.text)")
    let exported = Exported(layout, compilation.source, QEMUFormat.self)
    #expect(exported.told == told + "\n")
  }
}
