import Exchange
import Testing

/// What Cloud Hypervisor cannot be told, which is told at the topology's line.
@Suite("Cloud Hypervisor, refused") struct CloudHypervisorRefusalTests {
  static let refused: [(topology: String, message: String)] = [
    (
      "memory: 4GiB\nplatform: qemu-q35",
      "topo.yaml:3:11: error: Cloud Hypervisor's machines have RAM elsewhere than those of platform 'qemu-q35'; write 'platform: cloud-hypervisor'"
    ),
    (
      "memory: 4GiB\nplatform: {dram_base: 0x100000}",
      "topo.yaml:3:23: error: Cloud Hypervisor's RAM begins at 0x0, not at 0x100000"
    ),
    (
      "memory: 4GiB\nplatform: {gaps: [{start: 2GiB, end: 4GiB}]}",
      "topo.yaml:3:19: error: Cloud Hypervisor has gaps of its own, 0xc0000000-0x100000000, and no others"
    ),
    (
      "memory: 4GiB\nplatform: {reserved: [{start: 1GiB, size: 1MiB}]}",
      "topo.yaml:3:23: error: Cloud Hypervisor reserves ranges of its own, and 0x40000000-0x40100000 is none of them"
    ),
    (
      "nodes: [{memory: 4GiB}, {memory: 1GiB, persistent: on}]",
      "topo.yaml:2:52: error: Cloud Hypervisor has no persistent memory in nodes"
    ),
    (
      "nodes: [{memory: 4GiB, special_purpose: on}]",
      "topo.yaml:2:41: error: Cloud Hypervisor has no memory for a special purpose"
    ),
    (
      "nodes: [{memory: 4GiB, hmat: {latency: 80ns}}]",
      "topo.yaml:2:30: error: Cloud Hypervisor has no HMAT, and so no place for 'hmat'"
    ),
    (
      "memory: 4GiB\ndevices: [{name: bar0, start: 3GiB, size: 1MiB}]",
      "topo.yaml:3:11: error: Cloud Hypervisor places devices itself: 'bar0' is none of its"
    ),
    (
      "nodes: [{memory: 4GiB}, {memory: 0}]\ninitiators: [{node: 1, pci: \"0000:00:02.0\"}]",
      "topo.yaml:2:25: error: Cloud Hypervisor's nodes have CPUs or memory, and node 1 has neither\ntopo.yaml:3:14: error: Cloud Hypervisor chooses itself where devices lie: PCI 0000:00:02.0 is none that it could be told"
    ),
    (
      "memory: 4GiB\nvtl2: {start: 16GiB, size: 1GiB}\naliases: [{offset: 1TiB}]",
      "topo.yaml:3:7: error: Cloud Hypervisor has no memory for VTL2\ntopo.yaml:4:11: error: Cloud Hypervisor has no mirrors of memory"
    ),
    (
      "memory: 4GiB\nacpi: {oem_id: ABCDEF}",
      "topo.yaml:3:7: error: Cloud Hypervisor makes ACPI tables of its own: 'acpi' says nothing to it"
    ),
    (
      "memory: 4GiB\nslots: {first: 3}",
      "topo.yaml:3:8: error: Cloud Hypervisor numbers slots from 0 on, not from 3"
    ),
    (
      "memory: 4GiB\nslots: {max_size: 1GiB}",
      "topo.yaml:3:8: error: Cloud Hypervisor cuts no slots: 1 GiB are less than the 3 GiB of one range"
    ),
    (
      "memory: 4GiB\nslots: {cuts: [1MiB]}",
      "topo.yaml:3:16: error: Cloud Hypervisor cuts no slots: none begins at 0x100000"
    ),
    (
      "memory: 4GiB\nlegacy_x86: on",
      "topo.yaml:3:13: error: Cloud Hypervisor cuts no slots at the ranges below 1 MiB"
    ),
    (
      "memory: 4GiB\ncpus: {first_uid: 1}",
      "topo.yaml:3:19: error: Cloud Hypervisor counts CPUs' UIDs from 0 on, not from 1"
    ),
    ("memory: 4GiB\ncpus: {x2apic: on}", ""),
    (
      "memory: 4GiB\ncpus: {numbering: threads-last, threads_per_core: 2}",
      "topo.yaml:3:7: error: Cloud Hypervisor numbers the threads of a core one behind the other"
    ),
    (
      "memory: 4GiB\ncpus: {threads_per_core: 4}",
      "topo.yaml:3:7: error: Cloud Hypervisor has cores of 1 or 2 threads, not of 4"
    ),
    (
      "memory: 4GiB\ncpus: {cores_per_llc: [1, 2]}",
      "topo.yaml:3:7: error: Cloud Hypervisor has as many cores in each die: last-level caches of different numbers of them are none of its"
    ),
    (
      "memory: 4GiB\ncpus: {llcs: 4, dies: 2}",
      "topo.yaml:3:7: error: Cloud Hypervisor knows nothing within dies but cores: that 2 last-level caches are in each it cannot be told"
    ),
    ("memory: 4GiB\ncpus: 9000", "topo.yaml:3:7: error: Cloud Hypervisor has at most 8192 CPUs, not 9000"),
    (
      "nodes: [{memory: 4GiB, hugepages: auto}]",
      "topo.yaml:2:35: error: Cloud Hypervisor never goes on with small pages where there are too few hugepages; write 'on' or 'off'"
    ),
    ("nodes: [{memory: 4GiB, pin: on}]", "topo.yaml:2:18: error: Cloud Hypervisor has no memory that is locked"),
    (
      "nodes: [{memory: 4GiB, host_nodes: [0, 1]}]",
      "topo.yaml:2:18: error: Cloud Hypervisor binds memory to one node of the host, not to 2"
    ),
    (
      "nodes: [{memory: 4GiB, host_nodes: 0, policy: preferred}]",
      "topo.yaml:2:18: error: Cloud Hypervisor binds memory to a node of the host, and has no policy 'preferred'"
    ),
    (
      "nodes: [{memory: 4GiB, host_nodes: 0, policy: weighted-interleave}]",
      "topo.yaml:2:18: error: Cloud Hypervisor binds memory to a node of the host, and has no policy "
        + "'weighted-interleave'"
    ),
    (
      "nodes: [{memory: 4GiB, policy: local}]",
      "topo.yaml:2:18: error: Cloud Hypervisor binds memory to a node of the host, and has no policy 'local'"
    ),
    (
      "nodes: [{memory: 4GiB, host_nodes: 0, backing: {file: /tmp/x}}]",
      "topo.yaml:2:18: error: Cloud Hypervisor binds no memory of files that it shares"
    ),
    (
      "nodes: [{memory: 4GiB, backing: existing}]",
      "topo.yaml:2:33: error: Cloud Hypervisor has no memory of a machine from before"
    ),
    (
      "nodes: [{memory: 4GiB, thp: on}, {memory: 4GiB, thp: off}]",
      "topo.yaml:2:43: error: Cloud Hypervisor treats all memory alike in 'thp', which is 'on' for the first and 'off' for node 1"
    ),
    (
      "nodes: [{memory: 4GiB}, {memory: 0}]",
      "topo.yaml:2:25: error: Cloud Hypervisor's nodes have CPUs or memory, and node 1 has neither"
    ),
    (
      "nodes: [{memory: 4GiB}, {memory: 0, hotplug: 1GiB}]\ncpus: 2",
      "topo.yaml:2:46: error: Cloud Hypervisor plugs memory into zones that have some, and node 1 has none"
    ),
    (
      "nodes: [{memory: 4GiB, hotplug: {size: 1GiB, slots: 2}}]",
      "topo.yaml:2:53: error: Cloud Hypervisor decides itself by how many slots memory is plugged in"
    ),
    (
      "nodes: [{memory: 4GiB, hotplug: {size: 1GiB, start: 1TiB}}]",
      "topo.yaml:2:53: error: Cloud Hypervisor places the space of node 0 itself, at 0x140000000-0x180000000, not at 0x10000000000-0x10040000000"
    ),
    (
      "nodes: [{memory: 1GiB}, {ranges: [{start: 2GiB, size: 1GiB}]}]",
      "topo.yaml:2:35: error: Cloud Hypervisor places the memory of node 1 itself, at 0x40000000-0x80000000, not at 0x80000000-0xc0000000"
    ),
    (
      "nodes: [{memory: 1028KiB}, {memory: 1GiB, align: 2MiB}]",
      "topo.yaml:2:50: error: Cloud Hypervisor places the memory of node 1 itself, at 0x101000-0x40101000, not at 0x200000-0x40200000"
    ),
    (
      "nodes: [{memory: 1028KiB}, {memory: 1GiB}]\nplacement: {align: 1MiB}",
      "topo.yaml:3:20: error: Cloud Hypervisor places the memory of node 1 itself, at 0x101000-0x40101000, not at 0x200000-0x40200000"
    ),
  ]

  @Test("What Cloud Hypervisor cannot be told, and where", arguments: refused)
  func refuses(_ topology: String, _ message: String) {
    let trip = RoundTrip("memc: 1\n" + topology, CloudHypervisorFormat.self)
    #expect(trip.lines == message, "\(trip.told)")
  }
}
