import MachineModel

extension RuleExplanation {
  /// CPUs: who they are, whose they are, and how they are grouped.
  static let ofCPUs: [RuleExplanation] = [
    RuleExplanation(
      "apic-id-too-wide",
      """
      An APIC ID holds the place of a CPU level by level: package, die, last-level cache, core, thread. Each level has as \
      many bits as its largest member needs, and all together have to fit into the 32 bits of an x2APIC ID.

      MADT and SRAT have 32 bits for it (ACPI 6.5, sections 5.2.12.12 and 5.2.16.3), and so has CPUID's leaf 0xb, whose \
      subleaves say by how many bits an ID is shifted for each level.

      Only a list of very different caches comes to that: one cache with a million cores makes room for a million in each \
      of the others. Have caches differ less.
      """,
      breaks: RuleExample(
        .topology,
        """
        memc: 1
        memory: 1GiB
        cpus:
          cores_per_llc:
            - 1000000
            - 1  # and 4,095 lines more like this one
        """,
        bytes: Array("memc: 1\nmemory: 1GiB\ncpus:\n  cores_per_llc:\n    - 1000000\n".utf8)
          + Array(repeating: Array("    - 1\n".utf8), count: 4096).joined()),
      cure: """
        memc: 1
        memory: 1GiB
        cpus:
          cores_per_llc:
            - 1000
            - 1
        """),
    RuleExplanation(
      "cpu-list-in-braces",
      """
      Inside braces or brackets of YAML a comma ends a value. In `{cpus: 0-3,8}` the list is `0-3`, and `8` is a key \
      without a value.

      Quote the list, `{cpus: "0-3,8"}`, or write the node without braces, where a comma is a part of the text.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes:
          - {cpus: 0-3,4}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes:
          - {cpus: "0-3,4"}
        """),
    RuleExplanation(
      "cpu-missing",
      """
      Every CPU of the machine belongs to a node.

      SRAT says of each CPU to which proximity domain it belongs. Linux does not complain of one that SRAT leaves out: it \
      gives it some online node, and the scheduler and memory allocation go by that.

      A single number is that CPU and no count: `cpus: 4` in a node is CPU 4 alone, so that CPUs 0 to 3 belong to nobody. \
      Four CPUs are `"0-3"`. At the root `cpus: 4` does count them.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: 4
        nodes:
          - {cpus: 0-2}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: 4
        nodes:
          - {cpus: 0-3}
        """),
    RuleExplanation(
      "cpu-twice",
      """
      A CPU is of one node, so that no two nodes name the same one.

      SRAT has one affinity for a CPU. Where it has two, Linux keeps what it reads last (arch/x86/mm/srat.c: \
      `acpi_numa_processor_affinity_init`), which nobody wants to count on.

      Lists have both ends: after `"0-3"` the next node begins with CPU 4. A single number is a CPU and no count, so that \
      `cpus: 2` in each of two nodes is CPU 2 twice.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes:
          - {cpus: "0-3"}
          - {cpus: "3-7"}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes:
          - {cpus: "0-3"}
          - {cpus: "4-7"}
        """),
    RuleExplanation(
      "cpu-unknown",
      """
      A node names CPUs that the root's `cpus` counts. They are numbered from 0 on, so that of four the last is CPU 3.

      Tables have a CPU's number as its ACPI processor UID: SRAT would speak of a CPU that MADT does not have. Where the \
      root says nothing of CPUs, the last one is the highest that a node names.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: 4
        nodes:
          - {cpus: 0-4}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: 4
        nodes:
          - {cpus: 0-3}
        """),
    RuleExplanation(
      "dies-uneven",
      """
      `dies` counts those of the whole machine, and each package has as many as the others.

      A shape says one thing for all packages, as QEMU's `-smp` does. But there `dies` counts those of one package: two \
      packages of three dies each are `-smp sockets=2,dies=3` and here `dies: 6`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: {packages: 2, dies: 3, llcs: 6}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {packages: 2, dies: 6, llcs: 6}
        """),
  ]

  /// CPUs that only a program can state, so that its examples are no topologies that memc reads.
  static let ofCPUsOfPrograms: [RuleExplanation] = [
    RuleExplanation(
      "apic-id-twice",
      """
      No two CPUs have one APIC ID. memc gives IDs by the shape of the CPUs, so that no file can break this: it is for \
      programs that make a topology themselves.

      On x86_64 interrupts go to an APIC ID, and SRAT knows a CPU by nothing else. KVM refuses a second vCPU of one ID, as \
      the ID is the vCPU's number there (KVM_CREATE_VCPU).
      """,
      breaks: RuleExample(
        .program {
          var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
          topology.cpus = [CPU(apicID: 0, node: 0), CPU(apicID: 0, node: 0)]
          return topology
        },
        """
        var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
        topology.cpus = [CPU(apicID: 0, node: 0), CPU(apicID: 0, node: 0)]
        """),
      cure: RuleExample(
        .program {
          var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
          topology.cpus = [CPU(apicID: 0, node: 0), CPU(apicID: 1, node: 0)]
          return topology
        },
        """
        var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
        topology.cpus = [CPU(apicID: 0, node: 0), CPU(apicID: 1, node: 0)]
        """)),
    RuleExplanation(
      "cpu-node-unknown",
      """
      The node that a CPU belongs to is one of the machine's. In a file a node lists its CPUs, so that none can break this: \
      it is for programs that make a topology themselves, where a CPU says its node by its place in the list, from 0 on.

      SRAT would have the CPU in a proximity domain that nothing else is in.
      """,
      breaks: RuleExample(
        .program {
          var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
          topology.cpus = [CPU(apicID: 0, node: 1)]
          return topology
        },
        """
        var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
        topology.cpus = [CPU(apicID: 0, node: 1)]
        """),
      cure: RuleExample(
        .program {
          var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
          topology.cpus = [CPU(apicID: 0, node: 0)]
          return topology
        },
        """
        var topology = Topology(memory: Located(1 << 30), nodes: [MemoryNode()])
        topology.cpus = [CPU(apicID: 0, node: 0)]
        """)),
  ]
}
