import Artifacts
import Diagnostics
import Exchange
import TestSupport
import Testing

@Suite("What libvirt cannot be told")
struct LibvirtInexpressibleTests {
  static let topologies: [(String, String, String)] = [
    (
      "what libvirt's elements do not have",
      """
      platform: {base: qemu-q35, cpu_vendor: amd, phys_bits: 56, max_ram_below_4g: 1GiB}
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 8704KiB, cpus: []}]
      initiators: [{node: 1, pci: "0000:00:04.0"}]
      acpi: {oem_id: EXAMPL, oem_table_id: EXAMPLES}
      """,
      """
      topo.yaml:2:40: error: libvirt has the CPUs' maker by their model, and a topology names none; write it into a domain that has such a model [not-expressible]
         2 | platform: {base: qemu-q35, cpu_vendor: amd, phys_bits: 56, max_ram_below_4g: 1GiB}
           |                                        ^~~
      topo.yaml:2:56: error: QEMU's CPUs have up to 52 physical address bits, not 56 [not-expressible]
         2 | platform: {base: qemu-q35, cpu_vendor: amd, phys_bits: 56, max_ram_below_4g: 1GiB}
           |                                                        ^~
      topo.yaml:2:78: error: 'max_ram_below_4g' cannot be said: QEMU's machine 'q35' has RAM elsewhere [not-expressible]
         2 | platform: {base: qemu-q35, cpu_vendor: amd, phys_bits: 56, max_ram_below_4g: 1GiB}
           |                                                                              ^~~~
      topo.yaml:3:43: error: libvirt rounds memory up to whole MiB, and node 1 has 8704 KiB [not-expressible]
         3 | nodes: [{memory: 1GiB, cpus: 0}, {memory: 8704KiB, cpus: []}]
           |                                           ^~~~~~~
      topo.yaml:4:29: error: libvirt has no element for initiators that are devices [not-expressible]
         4 | initiators: [{node: 1, pci: "0000:00:04.0"}]
           |                             ^~~~~~~~~~~~~~
      topo.yaml:5:7: error: libvirt has no element for 'oem_id' of QEMU's tables; leave 'oem_id' out [not-expressible]
         5 | acpi: {oem_id: EXAMPL, oem_table_id: EXAMPLES}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:7: error: libvirt has no element for 'oem_table_id' of QEMU's tables; leave 'oem_table_id' out [not-expressible]
         5 | acpi: {oem_id: EXAMPL, oem_table_id: EXAMPLES}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "another VMM's machine, and what no QEMU is told",
      """
      platform: crosvm
      memory: 4GiB
      slots: {first: 4}
      """,
      """
      topo.yaml:2:11: error: QEMU has no machine whose memory lies as that of 'crosvm' [not-expressible]
         2 | platform: crosvm
           |           ^~~~~~
      topo.yaml:4:8: error: QEMU numbers and cuts memory slots by itself; leave 'slots' out [not-expressible]
         4 | slots: {first: 4}
           |        ^~~~~~~~~~
      """
    ),
    (
      "caches that share a die",
      """
      memory: 1GiB
      cpus: {llcs: 4, dies: 2, cores_per_llc: 2}
      """,
      """
      topo.yaml:1:1: error: libvirt has no groups of cores in dies, as several last-level caches in one are [not-expressible]
         1 | memc: 1
           | ^
      """
    ),
    (
      "what a host is to do",
      """
      nodes:
        - {memory: 1GiB, hugepages: auto, pin: on}
        - {memory: 1GiB, policy: local, thp: off, prefault: on}
        - {memory: 1GiB, backing: existing}
        - {memory: 1GiB, backing: {file: /srv/memory}}
        - {memory: 1GiB, host_nodes: [0, 1], policy: weighted-interleave}
      cpus: 5
      """,
      """
      topo.yaml:3:5: error: libvirt has QEMU lock all of its memory or none [not-expressible]
         3 |   - {memory: 1GiB, hugepages: auto, pin: on}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:31: error: QEMU has hugepages or not; it does not choose by what the host has; write 'on' or 'off' [not-expressible]
         3 |   - {memory: 1GiB, hugepages: auto, pin: on}
           |                               ^~~~
      topo.yaml:4:5: error: libvirt has no policy 'local': memory is of stated host nodes, or of any [not-expressible]
         4 |   - {memory: 1GiB, policy: local, thp: off, prefault: on}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:5: error: QEMU asks for transparent huge pages for all memory, node 1's as well [not-expressible]
         4 |   - {memory: 1GiB, policy: local, thp: off, prefault: on}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:4:5: error: libvirt has QEMU populate all of its memory or none [not-expressible]
         4 |   - {memory: 1GiB, policy: local, thp: off, prefault: on}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:5:29: error: QEMU does not take over memory of another process [not-expressible]
         5 |   - {memory: 1GiB, backing: existing}
           |                             ^~~~~~~~
      topo.yaml:6:29: error: libvirt puts memory into files of its own, in the folder that its 'memory_backing_dir' names [not-expressible]
         6 |   - {memory: 1GiB, backing: {file: /srv/memory}}
           |                             ^~~~~~~~~~~~~~~~~~~
      topo.yaml:7:5: error: libvirt has no policy 'weighted-interleave': pages come from host nodes in equal parts, by 'interleave' [not-expressible]
         7 |   - {memory: 1GiB, host_nodes: [0, 1], policy: weighted-interleave}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "several zones in a node",
      """
      nodes:
        - zones: [{size: 1GiB}, {size: 1GiB, hugepages: 2MiB}]
      cpus: 1
      """,
      """
      topo.yaml:3:27: error: a node of QEMU's has one memory backend, and node 0 has 2 zones [not-expressible]
         3 |   - zones: [{size: 1GiB}, {size: 1GiB, hugepages: 2MiB}]
           |                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "an NVDIMM without a file",
      """
      platform: qemu-pc
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on}]
      """,
      """
      topo.yaml:3:34: error: libvirt gives each cell a memory backend, and QEMU takes none of 0 bytes: node 1 has no RAM [not-expressible]
         3 | nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on}]
           |                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:3:71: error: libvirt's NVDIMMs are of files, and node 1 has none; write 'backing: {file: PATH}' [not-expressible]
         3 | nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], persistent: on}]
           |                                                                       ^~
      """
    ),
    (
      "an NVDIMM, in a cell that is nothing else",
      """
      platform: qemu-pc
      nodes:
        - {memory: 1GiB, cpus: 0}
        - {memory: 1030MiB, cpus: [], persistent: on, backing: {file: "/var/lib/it's"}, align: 1GiB, hotplug: 4GiB}
      distances: {remote: 20}
      """,
      """
      topo.yaml:5:5: error: libvirt gives each cell a memory backend, and QEMU takes none of 0 bytes: node 1 has no RAM [not-expressible]
         5 |   - {memory: 1030MiB, cpus: [], persistent: on, backing: {file: "/var/lib/it's"}, align: 1GiB, hotplug: 4GiB}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:12: error: libvirt states no distances where all are 20, and then there is no SLIT; leave 'distances' out [not-expressible]
         6 | distances: {remote: 20}
           |            ^~~~~~~~~~~~
      """
    ),
    (
      "both directions",
      """
      platform: qemu-q35
      nodes: [{memory: 1GiB, cpus: 0, hmat: {cache: {size: 1000}}}, {memory: 1GiB, cpus: 1}]
      hmat: {latency: [[10ns, 20ns], [20ns, 10ns]], bandwidth: [[3GB/s, 2GB/s], [2GB/s, 3GB/s]]}
      """,
      """
      topo.yaml:3:47: error: libvirt counts caches in KiB, and this has 1000 bytes [not-expressible]
         3 | nodes: [{memory: 1GiB, cpus: 0, hmat: {cache: {size: 1000}}}, {memory: 1GiB, cpus: 1}]
           |                                               ^~~~~~~~~~~~
      topo.yaml:4:7: error: libvirt takes latencies and bandwidths between two cells in one direction, and nodes 0 and 1 reach each other's memory [not-expressible]
         4 | hmat: {latency: [[10ns, 20ns], [20ns, 10ns]], bandwidth: [[3GB/s, 2GB/s], [2GB/s, 3GB/s]]}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "HMAT that says nothing",
      """
      platform: qemu-pc
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], hmat: {initiator: 0}}]
      """,
      """
      topo.yaml:3:65: error: libvirt has HMAT only where latencies, bandwidths or caches are known [not-expressible]
         3 | nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: [], hmat: {initiator: 0}}]
           |                                                                 ^~~~~~~~~~~~~~
      """
    ),
    (
      "memory that is attached elsewhere",
      """
      platform: qemu-q35
      nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, cpus: 1}, {memory: 1GiB, cpus: [], hmat: {initiator: 1}}]
      hmat: {latency: [[10ns, 20ns, 30ns], [20ns, 10ns, 40ns]]}
      """,
      """
      topo.yaml:3:102: error: libvirt attaches memory to the cell that reaches it soonest, which is cell 0; write 'hmat: {initiator: 0}' [not-expressible]
         3 | , cpus: 0}, {memory: 1GiB, cpus: 1}, {memory: 1GiB, cpus: [], hmat: {initiator: 1}}]
           |                                                                                 ^
      topo.yaml:4:7: error: libvirt takes latencies and bandwidths between two cells in one direction, and nodes 0 and 1 reach each other's memory [not-expressible]
         4 | hmat: {latency: [[10ns, 20ns, 30ns], [20ns, 10ns, 40ns]]}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """
    ),
    (
      "space of another node",
      """
      nodes: [{memory: 1GiB, cpus: 0, hotplug: 4GiB}, {memory: 1GiB, cpus: 1}]
      """,
      """
      topo.yaml:2:42: error: QEMU's hot-pluggable space is of the highest node, node 1 [not-expressible]
         2 | nodes: [{memory: 1GiB, cpus: 0, hotplug: 4GiB}, {memory: 1GiB, cpus: 1}]
           |                                          ^~~~
      """
    ),
  ]

  @Test("is told at its line", arguments: topologies)
  func told(_ name: String, _ topology: String, _ told: String) throws {
    let compilation = Compilation("memc: 1\n\(topology)\n")
    let layout = try #require(compilation.lowered)
    #expect(!compilation.hasErrors, "\(compilation.text)")
    let exported = Exported(layout, compilation.source, LibvirtFormat.self)
    #expect(exported.told == told + "\n")
  }
}
