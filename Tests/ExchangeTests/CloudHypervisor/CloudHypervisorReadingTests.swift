import Exchange
import Testing

/// What is read of Cloud Hypervisor's arguments and of the JSON of its API, and what is said of the rest.
@Suite("Cloud Hypervisor, read") struct CloudHypervisorReadingTests {
  static let read: [(text: String, topology: String)] = [
    // docs/memory.md, with arguments that say nothing of memory.
    (
      """
      cloud-hypervisor --kernel ./vmlinux --cpus boot=4 \\
        --memory size=1G --disk path=focal.raw --cmdline "console=hvc0 root=/dev/vda1 rw" \\
        --net tap=,mac=,ip=,mask=
      """,
      """
      memc: 1
      platform: cloud-hypervisor
      memory: 1GiB
      cpus: 4

      """
    ),
    (
      "--memory=size=1G,hotplug_size=1G,hotplug_method=acpi --cpus=boot=2,max=6,max_phys_bits=40,features=amx,nested=off",
      """
      memc: 1
      platform: {base: cloud-hypervisor, phys_bits: 40}
      nodes: [{memory: 1GiB, hotplug: 1GiB}]
      cpus: {cores_per_llc: 6, present: 2}

      """
    ),
    (
      "--memory size=1G,hugepages=on,hugepage_size=2M,shared=on,prefault=on,reserve=on",
      """
      memc: 1
      platform: cloud-hypervisor
      memory: 1GiB
      defaults: {backing: shared, hugepages: 2MiB, prefault: on}

      """
    ),
    (
      "--memory size=4G,mergeable=true,thp=OFF,reserve=on --cpus boot=8,topology=2:2:1:2",
      """
      memc: 1
      platform: cloud-hypervisor
      memory: 4GiB
      cpus: {packages: 2, llcs: 2, cores_per_llc: 2, threads_per_core: 2}
      defaults: {thp: off, reserve: on, mergeable: on}

      """
    ),
    // What nothing says is what Cloud Hypervisor has.
    (
      "--cpus boot=2,topology=1:1:2:1",
      """
      memc: 1
      platform: cloud-hypervisor
      memory: 512MiB
      cpus: {dies: 2, llcs: 2}

      """
    ),
    // docs/memory.md, "NUMA settings".
    (
      """
      --cpus boot=8
      --memory size=0
      --memory-zone id=mem0,size=1G id=mem1,size=1G
      --numa guest_numa_id=0,cpus=[1-3,7],memory_zones=mem0,distances=[1@15] guest_numa_id=1,cpus=[0,4-6],memory_zones=[mem1]
      """,
      """
      memc: 1
      platform: cloud-hypervisor
      nodes:
        - {memory: 1GiB, cpus: "1-3,7"}
        - {memory: 1GiB, cpus: "0,4-6"}
      distances: {remote: 15}

      """
    ),
    // Both directions, a node without CPUs, one without memory, and numbers in another order than addresses.
    (
      """
      --cpus boot=4 --memory size=0
      --memory-zone id=a,size=2G,shared=on,host_numa_node=1 --memory-zone id=b,size=1G
      --numa guest_numa_id=7,cpus=[0-1],memory_zones=[b],distances=[2@30,5@16] guest_numa_id=2,memory_zones=[a],distances=[7@25]
      --numa guest_numa_id=5,cpus=[2,3]
      """,
      """
      memc: 1
      platform: cloud-hypervisor
      nodes:
        - {domain: 2, memory: 2GiB, host_nodes: 1, backing: shared}
        - {domain: 5, memory: 0, cpus: 2-3}
        - {domain: 7, memory: 1GiB, cpus: 0-1}
      distances: {asymmetric: on, matrix: [[10, 20, 25], [20, 10, 16], [30, 16, 10]]}
      input:3:88: warning: SLIT of platform 'cloud-hypervisor' has rows of nodes only, so that row 0 is that of proximity domain 2; Linux takes it for that of 0; number nodes from 0 on, without a number left out [slit-rows-by-node]

      """
    ),
    // Zones of one node, each with a policy of its own.
    (
      """
      --memory size=0,mergeable=on --memory-zone id=fast,size=1G,hugepages=on,hugepage_size=1G,prefault=on
      --memory-zone id=bulk,size=3G,mergeable=off id=rest,size=512M
      """,
      """
      memc: 1
      platform: cloud-hypervisor
      nodes:
        - zones:
            - {name: fast, size: 1GiB, hugepages: 1GiB, prefault: on}
            - {name: bulk, size: 3GiB}
            - {name: rest, size: 512MiB, mergeable: on}
      input:1:27: warning: hugepages cannot be merged: 'mergeable' is left out [not-imported]

      """
    ),
    // docs/memory.md, "memory_zones": two nodes have zones in turn, so that the first one's memory lies apart.
    (
      """
      --cpus boot=2 --memory size=0
      --memory-zone id=mem0,size=1G id=mem1,size=1G id=mem2,size=2G
      --numa guest_numa_id=0,cpus=[0],memory_zones=[mem0,mem2] guest_numa_id=1,cpus=[1],memory_zones=mem1
      """,
      """
      memc: 1
      platform: cloud-hypervisor
      nodes:
        - {ranges: [{start: 0, end: 1GiB}, {start: 2GiB, end: 3GiB}, {start: 4GiB, end: 5GiB}]}
        - {memory: 1GiB}
      cpus: 2

      """
    ),
    // Space behind RAM, zone by zone; the first zone's is no multiple of 128 MiB.
    (
      """
      --cpus boot=2 --memory size=0,hotplug_method=virtio-mem
      --memory-zone id=a,size=1G,hotplug_size=192M id=b,size=4G,hotplug_size=1G
      --numa guest_numa_id=0,cpus=[0],memory_zones=[a] guest_numa_id=1,cpus=[1],memory_zones=[b]
      """,
      """
      memc: 1
      platform: cloud-hypervisor
      nodes:
        - {memory: 1GiB, hotplug: 192MiB}
        - {memory: 4GiB, hotplug: 1GiB}
      cpus: 2

      """
    ),
    // A file that the memory is shared with, by a name that has a comma.
    (
      "--memory size=0 --memory-zone 'id=m,size=64M,file=\"/dev/shm/a,b\",shared=on'",
      """
      memc: 1
      platform: cloud-hypervisor
      memory: 64MiB
      defaults: {backing: {file: "/dev/shm/a,b"}}

      """
    ),
    // docs/api.md and the OpenAPI description's names.
    (
      """
      {
        "cpus": {"boot_vcpus": 2, "max_vcpus": 4, "topology":
          {"threads_per_core": 2, "cores_per_die": 1, "dies_per_package": 2, "packages": 1}, "features": {"amx": true}},
        "payload": {"kernel": "/opt/clh/kernel/vmlinux-virtio-fs-virtio-iommu", "cmdline": "console=ttyS0"},
        "memory": {"size": 0, "zones": [{"id": "mem0", "size": 1073741824, "file": null},
          {"id": "mem1", "size": 2147483648, "hugepages": true, "hugepage_size": 2097152}], "mergeable": true},
        "disks": [{"path": "/opt/clh/images/focal-server-cloudimg-amd64.raw"}],
        "numa": [{"guest_numa_id": 0, "cpus": [0, 1], "memory_zones": ["mem0"],
          "distances": [{"destination": 1, "distance": 25}]},
          {"guest_numa_id": 1, "cpus": [2, 3], "memory_zones": ["mem1"]}]
      }
      """,
      """
      memc: 1
      platform: cloud-hypervisor
      nodes:
        - {memory: 1GiB}
        - {memory: 2GiB, hugepages: 2MiB}
      cpus: {dies: 2, llcs: 2, threads_per_core: 2, present: 2}
      distances: {remote: 25}

      """
    ),
    // What 'ch-remote info' prints.
    (
      #"{"config": {"cpus": {"boot_vcpus": 1, "max_vcpus": 1}, "memory": {"size": 536870912, "thp": true}}, "state": "Running"}"#,
      """
      memc: 1
      platform: cloud-hypervisor
      memory: 512MiB
      defaults: {thp: on}

      """
    ),
    // As Linux shows the arguments of a process.
    (
      "cloud-hypervisor\0--memory\0size=256M\0--cpus\0boot=2\0",
      """
      memc: 1
      platform: cloud-hypervisor
      memory: 256MiB
      cpus: 2

      """
    ),
  ]

  @Test("What is read", arguments: read)
  func reads(_ text: String, _ topology: String) {
    #expect(ReadMachine(text, CloudHypervisorFormat.self).text == topology)
  }

  static let refused: [(text: String, message: String)] = [
    (
      "",
      "input:1:1: error: nothing says what the machine has: there is no '--cpus', '--memory', '--memory-zone' or '--numa'; where Cloud Hypervisor is to choose, it has one CPU and 512 MiB: write '--memory size=512M'"
    ),
    (
      "qemu-system-x86_64 -m 4G",
      "input:1:1: error: nothing says what the machine has: there is no '--cpus', '--memory', '--memory-zone' or '--numa'; where Cloud Hypervisor is to choose, it has one CPU and 512 MiB: write '--memory size=512M'"
    ),
    (
      #"{"machine-config": {"vcpu_count": 2, "mem_size_mib": 1024}}"#,
      #"input:1:1: error: nothing says what the machine has: there is no 'cpus', 'memory' or 'numa'; where Cloud Hypervisor is to choose, it has one CPU and 512 MiB: write '"memory": {"size": 536870912}'"#
    ),
    (
      "--memory 'size=1G",
      "input:1:10: error: the quote ' does not end; end it with another ', or write \\' for the character itself"
    ),
    ("--memory", "input:1:1: error: '--memory' has no value; write '--memory size=…'"),
    ("--memory size=1G --memory size=2G", "input:1:18: error: '--memory' stands twice"),
    (
      "--memory size=1G,hugepage=on",
      "input:1:18: error: '--memory' has no option 'hugepage'; did you mean 'hugepages'?"
    ),
    (
      "--memory size=1G,foo=on",
      "input:1:18: error: '--memory' has no option 'foo'; it has 'size', 'file', 'hotplug_method', 'thp', 'shared', 'hugepages', 'hugepage_size', 'hotplug_size', 'hotplugged_size', 'prefault', 'reserve', 'mergeable'"
    ),
    ("--memory size=1G,shared", "input:1:18: error: the option 'shared' has no value; write 'shared=…'"),
    (
      "--memory size=1T",
      "input:1:15: error: '1T' is not a size: a number of bytes, or one with K, M or G behind it"
    ),
    (
      "--memory size=99999999999G",
      "input:1:15: error: '99999999999G' is not a size: a number of bytes, or one with K, M or G behind it"
    ),
    (
      "--memory size=18446744073709551616",
      "input:1:15: error: '18446744073709551616' is not a size: a number of bytes, or one with K, M or G behind it"
    ),
    (
      "--memory size=-1G",
      "input:1:15: error: '-1G' is not a size: a number of bytes, or one with K, M or G behind it"
    ),
    ("--memory size=9000000G", "input:1:15: error: 9000000 GiB is more than 2^52 bytes, all that addresses reach"),
    ("--memory size=1000", "input:1:15: error: 1000 bytes is not a multiple of 4 KiB"),
    ("--memory size=1G,shared=maybe", "input:1:25: error: 'maybe' is not 'on' or 'off'"),
    (
      "--memory size=1G,hugepage_size=2M",
      "input:1:32: error: a size of hugepages needs hugepages; write 'hugepages=on'"
    ),
    (
      "--memory size=1G,hugepages=on,hugepage_size=3M",
      "input:1:45: error: hugepage size 3 MiB is not a power of two above the host page size, 4 KiB"
    ),
    (
      "--memory size=1G,hugepages=on,hugepage_size=0",
      "input:1:45: error: hugepage size 0 bytes is not a power of two above the host page size, 4 KiB"
    ),
    ("--memory size=1G,hotplug_size=0", "input:1:31: error: hot-pluggable space has no size; leave 'hotplug' out"),
    ("--memory size=1G,hotplug_method=dimm", "input:1:33: error: 'dimm' is not 'acpi' or 'virtio-mem'"),
    (
      "--memory size=0",
      "input:1:15: error: the memory has no size, and no zones that would add up to it are stated; state them: '--memory-zone id=mem0,size=…'"
    ),
    (
      "--memory size=1G --memory-zone id=a,size=1G",
      "input:1:15: error: the memory has 1 GiB besides its zones, which say what there is; write 'size=0'"
    ),
    ("--memory-zone size=1G", "input:1:15: error: the zone has no 'id', by which nodes name it"),
    ("--memory-zone id=a,size=1G id=a,size=1G", "input:1:31: error: another zone is called 'a' as well"),
    (
      "--memory-zone id=a,size=1G,hotplug_size=1G",
      "input:1:41: error: into zones, memory is plugged by virtio-mem only; write 'hotplug_method=virtio-mem' for all memory"
    ),
    ("--memory size=[1G", "input:1:15: error: the bracket [ does not end"),
    ("--memory size=1G]", "input:1:17: error: the bracket ] closes none that is open"),
    ("--memory 'size=\"1G'", "input:1:16: error: the quote \" does not end"),
    ("--cpus boot=0", "input:1:13: error: there are no CPUs; a machine has at least one"),
    ("--cpus boot=4,max=2", "input:1:19: error: there are at most 2 CPUs, but 4 are there at boot"),
    ("--cpus boot=9000", "input:1:13: error: there are 9000 CPUs; Cloud Hypervisor has at most 8192"),
    (
      "--cpus boot=18446744073709551615",
      "input:1:13: error: there are 18446744073709551615 CPUs; Cloud Hypervisor has at most 8192"
    ),
    (
      "--cpus boot=4,topology=1:2:1",
      "input:1:24: error: '1:2:1' is not four numbers such as '2:4:1:2': threads of a core, cores of a die, dies of a package, packages"
    ),
    (
      "--cpus boot=4,topology=2:2:2:1",
      "input:1:24: error: 2 threads a core, 2 cores a die, 2 dies a package and 1 package are 8 CPUs, but there are 4"
    ),
    (
      "--cpus boot=4,topology=65535:65535:65535:65535",
      "input:1:24: error: 65535 threads a core, 65535 cores a die, 65535 dies a package and 65535 packages are 18445618199572250625 CPUs, but there are 4"
    ),
    (
      "--cpus boot=4,topology=0:2:2:1",
      "input:1:24: error: 0 threads a core, 2 cores a die, 2 dies a package and 1 package are 0 CPUs, but there are 4"
    ),
    ("--cpus boot=4,max_phys_bits=90", "input:1:29: error: 'phys_bits' is 90; it is 32 to 64"),
    ("--numa cpus=[0]", "input:1:8: error: the node has no 'guest_numa_id'"),
    ("--numa guest_numa_id=0,cpus=[0-x]", "input:1:30: error: '0-x' is not a number, or a range such as '0-3'"),
    ("--numa guest_numa_id=0,cpus=[1-1]", "input:1:30: error: '1-1' is not a number, or a range such as '0-3'"),
    ("--numa guest_numa_id=0,cpus=[0-4294967295]", "input:1:29: error: node 0 has CPU 1, but the CPUs are 0"),
    (
      "--cpus boot=2 --numa guest_numa_id=0,cpus=[0-1] guest_numa_id=1,cpus=[1]",
      "input:1:70: error: CPU 1 of node 1 belongs to node 0 already"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=[mem1]",
      "input:1:47: error: there is no zone 'mem1'; the only one is 'mem0'"
    ),
    (
      "--memory-zone id=a,size=1G id=b,size=1G --numa guest_numa_id=0,cpus=[0],memory_zones=[a,b] guest_numa_id=1,memory_zones=[a]",
      "input:1:122: error: the zone 'a' belongs to node 0 already"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=mem0 guest_numa_id=0",
      "input:1:65: error: nodes 0 and 1 are both proximity domain 0"
    ),
    (
      "--numa guest_numa_id=4096,cpus=[0],memory_zones=mem0", "input:1:22: error: 'domain' is 4096; it is 0 to 4095"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],distances=[1@20],memory_zones=mem0",
      "input:1:44: error: there is no node 1, nor so a distance to it; nodes are 0"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=mem0,distances=1@20",
      "input:1:61: error: '1@20' is not a list such as '[1@20,2@30]'"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=mem0,distances=[1@256]",
      "input:1:62: error: '1@256' is not a node and its distance such as '1@20', which is at most 255"
    ),
    (
      "--memory size=1G --cpus boot=2 --numa guest_numa_id=0,cpus=[0],memory_zones=mem0,distances=[1@9] guest_numa_id=1,cpus=[1]",
      "input:1:93: error: distance 9 is too short: 10 is a node's distance to itself, others are 11 to 255"
    ),
    (
      "--memory size=1G --cpus boot=2 --numa guest_numa_id=0,cpus=[0],memory_zones=mem0,distances=[1@15,1@16] guest_numa_id=1,cpus=[1]",
      "input:1:98: error: the distance to node 1 is stated already"
    ),
    (#"{"memory": {"size": "1G"}}"#, #"input:1:21: error: 'size' is "1G", not an integer"#),
    (#"{"memory": {"mergeable": true}}"#, "input:1:12: error: 'memory' has no 'size'"),
    (#"{"memory": []}"#, "input:1:12: error: 'memory' is a list of 0, not an object"),
    (
      #"{"memory": {"size": 1073741824, "shared": "on"}}"#,
      #"input:1:43: error: 'shared' is "on", not true or false"#
    ),
    (
      #"{"memory": {"size": 1073741824, "hotplug_method": "acpi"}}"#,
      #"input:1:51: error: 'hotplug_method' is "acpi", not one of "Acpi", "VirtioMem""#
    ),
    (#"{"cpus": {"boot_vcpus": 1}}"#, "input:1:10: error: 'cpus' has no 'max_vcpus'"),
    (
      #"{"numa": [{"guest_numa_id": 0, "cpus": [0, -1]}, 7]}"#,
      "input:1:44: error: 'cpus[1]' is -1, not an integer from 0 to 4294967295"
    ),
    (#"{"memory": {"size": 1073741824},}"#, "input:1:33: error: the text is not JSON: a string is expected"),
    (#"{"memory": {"size": 1073741824}"#, "input:1:32: error: the text is not JSON: ',' or '}' is expected"),
  ]

  @Test("What is refused, and where", arguments: refused)
  func refuses(_ text: String, _ message: String) {
    let machine = ReadMachine(text, CloudHypervisorFormat.self)
    #expect(machine.topology == nil)
    let first = machine.lines.first { $0.contains(": error: ") } ?? ""
    #expect(first.replacing(#/ \[[a-z-]+\]$/#, with: "") == message, "\(machine.diagnostics)")
  }

  static let lost: [(text: String, message: String)] = [
    (
      "--memory size=1G,hotplug_size=1G,hotplug_method=virtio-mem",
      "input:1:49: warning: that memory is plugged in by virtio-mem has no place in a topology, which says how much and where"
    ),
    (
      "--memory size=1G,hotplug_size=1G,hotplugged_size=512M,hotplug_method=virtio-mem",
      "input:1:50: warning: that 512 MiB are plugged in from the start has no place in a topology, which says what may be"
    ),
    (
      "--cpus boot=2,affinity=[0@[0-3],1@4]",
      "input:1:24: warning: on which CPUs of the host the CPUs run has no place in a topology"
    ),
    (
      "--memory-zone id=a,size=1G,file=/tmp/ram",
      "input:1:33: warning: what '/tmp/ram' holds is lost: memory of a file is shared with it in a topology, and this is a copy; write 'shared=on' if it is to be the file's own"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=mem0,pci_segments=[0]",
      "input:1:64: warning: which PCI segments belong to node 0 has no place in a topology"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=mem0,sgx_epc_sections=[epc0]",
      "input:1:68: warning: memory for SGX has no place in a topology"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=mem0 guest_numa_id=1,device_id=gpu0",
      "input:1:77: warning: the device of node 1 is lost: a topology knows devices by their PCI addresses, which Cloud Hypervisor chooses; state it in the topology: 'initiators: [{node: 1, pci: \"0000:00:05.0\"}]'"
    ),
    (
      "--cpus boot=4 --numa guest_numa_id=0,cpus=[0,2],memory_zones=mem0",
      "input:1:8: warning: CPUs 1,3 belong to no node; here they belong to node 0"
    ),
    (
      "--memory-zone id=a,size=1G id=b,size=2G --numa guest_numa_id=3,cpus=[0],memory_zones=[b]",
      "input:1:15: warning: the zone 'a' belongs to no node; here it belongs to node 3"
    ),
    (
      "--numa guest_numa_id=0,cpus=[0],memory_zones=mem0,distances=[0@11]",
      "input:1:62: warning: a node's distance to itself is 10, whatever is stated: 11 is left out"
    ),
    (
      "--cpus boot=1 --memory-zone id=a,size=1G id=b,size=1G id=c,size=1G,prefault=on id=d,size=1G,shared=on --numa guest_numa_id=0,cpus=[0],memory_zones=[a,c] guest_numa_id=1,memory_zones=[b,d]",
      "input:1:110: warning: the zones of the node lie apart, at 0x0-0x40000000, 0x80000000-0xc0000000; as they differ in more than that, here they lie one behind the other"
    ),
  ]

  @Test("What has no place in a topology is told of, and the rest is read", arguments: lost)
  func tells(_ text: String, _ message: String) {
    let machine = ReadMachine(text, CloudHypervisorFormat.self)
    #expect(machine.topology != nil)
    #expect(machine.lines.contains { $0 == "\(message) [not-imported]" }, "\(machine.diagnostics)")
  }

  @Test(
    "Whatever bytes there are, they are read or refused", .timeLimit(.minutes(10)),
    arguments: [
      "--numa guest_numa_id=0,cpus=[0,1],distances=[", "--memory-zone id=a,size=1G ", "[", "{\"memory\":", "\u{FF}",
      "--cpus boot=1,topology=1:1:1:1 ", "--memory size=1G,", "@",
    ])
  func megabytes(_ text: String) {
    let bytes = Array(String(repeating: text, count: (1 << 20) / text.utf8.count).utf8)
    let machine = ReadMachine(bytes: bytes, CloudHypervisorFormat.self)
    #expect(machine.topology == nil && machine.diagnostics.contains(" error: "))
  }

  @Test("Bytes that are not UTF-8 are told of where they are needed")
  func encoding() {
    let bytes = Array("--memory-zone size=1G,id=".utf8) + [0xFF]
    let text = ReadMachine(bytes: bytes, CloudHypervisorFormat.self).diagnostics
    #expect(text.hasPrefix("input:1:26: error: '\u{FFFD}' is not UTF-8 [malformed-input]"), "\(text)")
  }
}
