extension RuleExplanation {
  /// CPUs by their last-level caches, packages and number.
  static let ofShapes: [RuleExplanation] = [
    RuleExplanation(
      "llc-cores-mismatch",
      """
      `cores_per_llc` as a list says for each last-level cache how many cores share it. So it has as many entries as there \
      are caches: as `llcs` says, where that is stated, and one at least.

      Leave `llcs` out, and the list counts. Where all caches are alike, one number is enough.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: {llcs: 4, cores_per_llc: [4, 8, 4]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {llcs: 4, cores_per_llc: [4, 8, 4, 8]}
        """),
    RuleExplanation(
      "llc-cut",
      """
      CPUs that share a last-level cache, or are threads of one core, are near the same memory. Here they are of different \
      nodes.

      Linux on x86 compares the two at boot and says "CPU #3's llc-sibling CPU #2 is not on the same node", with a \
      backtrace; its scheduler then does without the cache (arch/x86/kernel/smpboot.c: `topology_sane`).

      Often the list was made for the order in which Linux numbers CPUs, all first threads before the second ones: write \
      `numbering: threads-last` in `cpus` then. Or state `llcs` in the nodes, and memc makes the lists.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: {llcs: 2, cores_per_llc: 2}
        nodes:
          - cpus: 0-2
          - cpus: 3
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {llcs: 2, cores_per_llc: 2}
        nodes:
          - cpus: 0-1
          - cpus: 2-3
        """),
    RuleExplanation(
      "llc-sum-mismatch",
      """
      Each last-level cache belongs to a node. The numbers that the nodes state add up to those that `cpus` has, or some \
      caches would have no node, or be missing.

      Let one node say nothing: nodes that state none share what is left. `llcs: 0` is a node without CPUs.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: {llcs: 4}
        nodes:
          - {llcs: 2}
          - {llcs: 1}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {llcs: 4}
        nodes:
          - {llcs: 2}
          - {llcs: 2}
        """),
    RuleExplanation(
      "llcs-and-lists",
      """
      Nodes have their CPUs in one of two ways: `llcs` counts last-level caches of the shape, which are dealt out in order, \
      and `cpus` lists CPUs by number. Mixed, it would be open which caches the counted ones are.

      State the same in all nodes. To have an odd one, list the CPUs of all.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes:
          - {llcs: 1}
          - {cpus: "0"}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes:
          - {cpus: "1"}
          - {cpus: "0"}
        """),
    RuleExplanation(
      "llcs-uneven",
      """
      `llcs` in `cpus` counts the last-level caches of the whole machine. They divide evenly over packages, or over dies \
      where there are some, and what nodes do not state divides evenly over those that state none: machines are built of \
      equal packages, and a remainder would have to go somewhere.

      Often the number was meant of one package: two packages with three caches each have `llcs: 6`. Where nodes differ, \
      state `llcs` in them.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: {packages: 2, llcs: 3}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {packages: 2, llcs: 6}
        """),
    RuleExplanation(
      "llcs-without-shape",
      """
      `llcs` of a node counts last-level caches of the CPU shape. With a plain number such as `cpus: 4` CPUs have no shape: \
      no packages, no caches, and nothing to count.

      Write the shape, `cpus: {llcs: 2, cores_per_llc: 2}`, or list CPUs in the nodes, `cpus: 0-1`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: 4
        nodes:
          - {llcs: 2}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {llcs: 2, cores_per_llc: 2}
        nodes:
          - {llcs: 2}
        """),
    RuleExplanation(
      "no-cpus",
      """
      At least one node has a CPU. A machine boots on one, and MADT and SRAT must name it.

      Nodes without CPUs are fine beside others: `llcs: 0`, or no `cpus` where the others list theirs.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: 0
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: 1
        """),
    RuleExplanation(
      "node-across-packages",
      """
      A node is one package, several whole ones, or a part of one, as hardware has it: a package's memory controllers are \
      one node, or several (sub-NUMA clusters, NPS of AMD). Here a node has a part of a package whose other part is of \
      another node, and CPUs of further packages besides.

      A guest's scheduler takes packages and nodes for groups within each other. Distances in SLIT cannot be true either, \
      as some of the node's CPUs are near its memory and some are not.

      Usually the numbers of packages and of nodes do not go together, or CPU lists were made for another numbering.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        cpus: {packages: 3, llcs: 6}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        cpus: {packages: 2, llcs: 6}
        """),
    RuleExplanation(
      "present-cpus",
      """
      `present` says how many of the CPUs are there when the guest starts; MADT has the others as online capable, so that \
      they can be plugged in (ACPI 6.5, section 5.2.12.2). It counts among those of the shape, so it is no larger than \
      their number.

      The shape has all CPUs that there may ever be: raise `llcs`, `cores_per_llc` or `threads_per_core`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: {cores_per_llc: 4, present: 5}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {cores_per_llc: 4, present: 4}
        """),
    RuleExplanation(
      "too-many-cpus",
      """
      memc makes tables for at most 1,048,576 CPUs. Linux on x86 is built for 8,192 at most (CONFIG_NR_CPUS), and KVM takes \
      4,096 vCPUs at most.

      Usually the factors of the shape were taken for numbers of the whole machine: `cores_per_llc` and `threads_per_core` \
      multiply with `llcs`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: 1048577
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: 1024
        """),
  ]

  /// What a platform has, and an architecture.
  static let ofPlatforms: [RuleExplanation] = [
    RuleExplanation(
      "platform-lacks-arch",
      """
      A preset is a certain machine, and that one exists for some architectures only: QEMU's `pc` and `q35` are PCs, its \
      `virt` here is Arm's. A topology without `arch` is x86_64.

      State the `arch` of the machine, or another platform. docs/language.md has the architectures of each preset.
      """,
      breaks: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform: qemu-q35
        """,
      cure: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform: qemu-virt
        """),
    RuleExplanation(
      "platform-lacks-key",
      """
      Some keys mean something on certain presets only. `max_ram_below_4g` and `cpu_vendor` decide how QEMU's PCs cut RAM; \
      no other machine asks. And Firecracker and crosvm tell a guest nothing of nodes: without SRAT, SLIT and HMAT there is \
      no place for `distances`, `hmat`, `initiators` and `ports`.

      Start from the preset that is meant, `platform: {base: qemu-q35, …}`, or leave the key out. A map without `base` is \
      `generic`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform: {cpu_vendor: amd}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform: {base: qemu-q35, cpu_vendor: amd}
        """),
    RuleExplanation(
      "port-by-pci",
      """
      A generic port is a place behind which memory may come to be, such as a CXL host bridge. SRAT names it by a handle of \
      ACPI or of PCI, and Linux reads those of ACPI only (drivers/acpi/numa/hmat.c: `srat_parse_genport_affinity` passes \
      over other types).

      Name the host bridge by the `_HID` and the `_UID` that it has in the ACPI namespace; Linux finds it by its `_UID` \
      (`acpi_find_genport_target`). Initiators are another matter: they may be named by PCI.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        ports:
          - {node: 0, pci: "0000:00:02.0"}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        ports:
          - {node: 0, acpi: {hid: ACPI0016, uid: 1}}
        """),
    RuleExplanation(
      "preset-range-dropped",
      """
      The topology moves the beginning of RAM, `dram_base`, above a gap or a reserved range of the preset. What lies below \
      RAM needs no gap in it and no entry in the map, so the range is dropped, or the part below.

      It is a note, for those who count on the range: EBDA, VGA and BIOS of a PC, for example. State the ranges that the \
      machine is to have, `reserved: {replace: true, list: […]}`, and nothing is dropped.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform: {dram_base: 1MiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform: {dram_base: 1MiB, reserved: {replace: true, list: []}}
        """),
    RuleExplanation(
      "serial-needs-x86",
      """
      `serial: com1` has the DSDT describe the serial port of a PC, at I/O ports 0x3f8 to 0x3ff. aarch64 has no I/O ports.

      Leave it out. Serial ports of Arm's machines lie in memory, and hypervisors describe them in tables of their own.
      """,
      breaks: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        acpi: {serial: com1}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        acpi: {serial: com1}
        """),
    RuleExplanation(
      "unknown-platform",
      """
      `platform` is a preset's name, or a map that states gaps, reserved ranges and what else is different, with a preset \
      as its `base`. There is no preset of this name.

      The message lists them. For another machine start from `generic` and state its gaps: `platform: {gaps: […]}`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform: qemu
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform: qemu-q35
        """),
    RuleExplanation(
      "x2apic-needs-x86",
      """
      `x2apic: on` has MADT and SRAT describe every CPU by the structure for x2APIC, as on machines whose APIC IDs have 32 \
      bits. aarch64 has no APICs: its tables have GICC structures, with MPIDR and ACPI processor UID.

      Leave it out, or state `arch: x86_64`.
      """,
      breaks: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        cpus: {cores_per_llc: 4, x2apic: on}
        """,
      cure: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        cpus: {cores_per_llc: 4}
        """),
  ]
}
