extension RuleExplanation {
  /// What a machine has of memory, where it lies, and what maps say of it.
  static let ofMemory: [RuleExplanation] = [
    RuleExplanation(
      "kind-without-memory",
      """
      `persistent`, `special_purpose`, `cxl` and `hmat` in a node say of what kind its memory is, or how fast. This node \
      states `memory: 0` and no hot-pluggable space, so there is no entry in e820, SRAT or HMAT that could say it.

      Often the node was emptied, or the key stands in the node whose CPUs use the memory. Leave it out, or move it to the \
      node with the memory.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 0, cpus: "0", persistent: on}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 0, cpus: "0"}
        """),
    RuleExplanation(
      "low-megabyte-usable",
      """
      A PC has VGA's memory from 0xa0000 on, and option ROMs and BIOS from 0xc0000 to 1 MiB. Here e820 calls a part of that \
      usable RAM.

      Linux takes the range out of its map by itself (arch/x86/kernel/setup.c: `trim_bios_range`); other systems believe \
      the map, and overwrite what firmware or a display has there. The `generic` platform reserves 0x9fc00-0x100000, with \
      the EBDA below VGA's memory; `reserved: {replace: true}` takes that away.

      Where the machine has neither, as a microVM, `-Wno-low-megabyte-usable` keeps silent.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform:
          reserved: {replace: true, list: [{start: 0x9fc00, end: 0xc0000}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform:
          reserved: {replace: true, list: [{start: 0x9fc00, end: 0x100000}]}
        """),
    RuleExplanation(
      "many-e820-entries",
      """
      Linux's zero page has room for 128 entries of e820 (arch/x86/include/uapi/asm/bootparam.h: \
      E820_MAX_ENTRIES_ZEROPAGE). The rest must be linked to it as `setup_data` of type SETUP_E820_EXT, and so memc writes \
      them. A loader that copies the page alone loses them, and the guest is without that memory.

      Join reserved ranges that lie close together. The example has 63 of them, each with RAM around it.
      """,
      breaks: RuleExample(
        .topology,
        """
        memc: 1
        memory: 2GiB
        platform:
          reserved:
            - {start: 0x60002000, size: 4KiB}
            - {start: 0x60004000, size: 4KiB}
            # and 61 more
        """,
        bytes: reservedPages(63, behind: "memc: 1\nmemory: 2GiB\n")),
      cure: RuleExample(
        .topology,
        """
        memc: 1
        memory: 2GiB
        platform:
          reserved:
            - {start: 0x60002000, size: 4KiB}
            - {start: 0x60004000, size: 4KiB}
            # and 60 more
        """,
        bytes: reservedPages(62, behind: "memc: 1\nmemory: 2GiB\n"))),
    RuleExplanation(
      "many-nodes",
      """
      Linux has at most 1,024 NUMA nodes on x86_64 and on aarch64 (CONFIG_NODES_SHIFT is at most 10), and takes proximity \
      domains below that number only (include/acpi/acpi_numa.h: MAX_PXM_DOMAINS).

      With a higher one it tells of "Too many proximity domains" and uses no SRAT at all: the guest is without NUMA \
      (drivers/acpi/numa/srat.c: `acpi_map_pxm_to_node`, `bad_srat`). Of a device tree it says that a "Node id exceeds \
      maximum value", and the guest is without NUMA as well (drivers/of/of_numa.c: `of_numa_parse_memory_nodes`).

      Kernels that are built for fewer nodes take fewer: by default 64 on x86_64 and 16 on aarch64. Other systems may have \
      other limits, so it is a warning.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, domain: 1024}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, domain: 1023}
        """),
    RuleExplanation(
      "memory-missing",
      """
      How much memory a node has is stated by the node, or follows from `memory` at the root, of which nodes that say \
      nothing get equal shares. Here neither is there.

      State the root's `memory`, or `memory`, `ranges` or `zones` in every node; `memory: 0` is a node without any.
      """,
      breaks: """
        memc: 1
        nodes: 2
        """,
      cure: """
        memc: 1
        memory: 2GiB
        nodes: 2
        """),
    RuleExplanation(
      "memory-range-below-dram",
      """
      `dram_base` is where the platform's RAM begins: at 0 on x86_64, at 1 GiB on aarch64 where nothing else is said. A \
      range of a node's memory begins below it.

      Below is what the machine has in place of RAM: QEMU's `virt`, for one, has flash, the GIC and devices there (its \
      hw/arm/virt.c, `base_memmap`). Place the range higher, or set `platform: {dram_base: …}` for a machine that is built \
      otherwise.
      """,
      breaks: """
        memc: 1
        arch: aarch64
        nodes:
          - {ranges: [{start: 512MiB, size: 1GiB}]}
        """,
      cure: """
        memc: 1
        arch: aarch64
        nodes:
          - {ranges: [{start: 1GiB, size: 1GiB}]}
        """),
    RuleExplanation(
      "memory-range-in-gap",
      """
      A gap is a range of guest physical addresses without RAM, such as the MMIO gap below 4 GiB, in which PCI devices, the \
      IOAPIC and the local APIC answer. Memory that states its `ranges` lies where they say, and is not moved out of a \
      gap's way.

      RAM there would hide the devices: KVM hands an access to a device only where no memslot is. Cut the range where the \
      gap begins and go on behind it, or state `memory` in place of `ranges` and let memc cut it.
      """,
      breaks: """
        memc: 1
        nodes:
          - {ranges: [{start: 0, end: 3.5GiB}]}
        """,
      cure: """
        memc: 1
        nodes:
          - {ranges: [{start: 0, end: 3GiB}, {start: 4GiB, size: 512MiB}]}
        """),
    RuleExplanation(
      "memory-range-order",
      """
      The ranges of a node ascend, and each begins at or behind the end of the one before. They are the node's memory from \
      its first byte on: in this order memslots take their offsets in it, so that an order that was not meant would show \
      only where contents are moved.

      Sort them. Of overlapping ones, one has a wrong address or size.
      """,
      breaks: """
        memc: 1
        nodes:
          - {ranges: [{start: 2GiB, end: 3GiB}, {start: 0, end: 1GiB}]}
        """,
      cure: """
        memc: 1
        nodes:
          - {ranges: [{start: 0, end: 1GiB}, {start: 2GiB, end: 3GiB}]}
        """),
    RuleExplanation(
      "memory-range-overlap",
      """
      An address is of one node. KVM takes no memslot over another one (Linux, virt/kvm/kvm_main.c: `kvm_set_memory_region` \
      returns EEXIST), and Linux as a guest does without NUMA where SRAT gives an address to two proximity domains \
      (mm/numa_memblks.c: `numa_cleanup_meminfo`).

      Usually an `end` was meant as a size, or the next node was not moved when one grew.
      """,
      breaks: """
        memc: 1
        nodes:
          - {ranges: [{start: 0, size: 1GiB}]}
          - {ranges: [{start: 512MiB, size: 1GiB}]}
        """,
      cure: """
        memc: 1
        nodes:
          - {ranges: [{start: 0, size: 1GiB}]}
          - {ranges: [{start: 1GiB, size: 1GiB}]}
        """),
    RuleExplanation(
      "memory-range-plugged",
      """
      On QEMU's platforms persistent memory is an NVDIMM, which QEMU plugs into the space for hot-pluggable memory above \
      all RAM. There QEMU places it by itself, so a node of it cannot say where it lies.

      State `memory`. On `generic` persistent memory is RAM of its own kind and lies wherever `ranges` say.
      """,
      breaks: """
        memc: 1
        platform: qemu-q35
        nodes:
          - {memory: 1GiB}
          - {ranges: [{start: 8GiB, size: 1GiB}], persistent: on}
        """,
      cure: """
        memc: 1
        platform: qemu-q35
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, persistent: on}
        """),
    RuleExplanation(
      "memory-sum-mismatch",
      """
      Where the root states `memory`, the nodes' memory adds up to it, as QEMU's `-m` and `-numa` must (its hw/core/numa.c: \
      "total memory for NUMA nodes should equal RAM size"). memc does not guess which of the numbers is wrong.

      Let one node say nothing: it takes what the others leave. Or leave the root's `memory` out, and the nodes decide.
      """,
      breaks: """
        memc: 1
        memory: 8GiB
        nodes:
          - {memory: 2GiB}
          - {memory: 4GiB}
        """,
      cure: """
        memc: 1
        memory: 6GiB
        nodes:
          - {memory: 2GiB}
          - {memory: 4GiB}
        """),
    RuleExplanation(
      "memory-zones-plugged",
      """
      On QEMU's platforms persistent memory is an NVDIMM, and one is one object of the host, a memory backend. Zones, each \
      an object of its own, cannot be pieces of it.

      State `memory` and the policy in the node, or make each zone a node.
      """,
      breaks: """
        memc: 1
        platform: qemu-q35
        nodes:
          - {memory: 1GiB}
          - {zones: [{size: 1GiB}, {size: 1GiB}], persistent: on}
        """,
      cure: """
        memc: 1
        platform: qemu-q35
        nodes:
          - {memory: 1GiB}
          - {memory: 2GiB, persistent: on}
        """),
    RuleExplanation(
      "no-memory",
      """
      The machine has no byte of RAM. A guest needs some to run in, and there would be no entry in e820, no memory affinity \
      and no memslot.

      `memory: 0` is for a node that has CPUs or devices only, beside others with memory.
      """,
      breaks: """
        memc: 1
        memory: 0
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "no-nodes",
      """
      A machine has at least one node: without nodes nothing in it has memory. One that is not about NUMA has one node, and \
      needs no `nodes` key.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 0
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 1
        """),
    RuleExplanation(
      "no-volatile-memory",
      """
      All memory is persistent. e820 has it as type 7, and Linux makes RAM only of type 1 (arch/x86/kernel/e820.c: \
      `e820__memblock_setup`): a kernel has no page to run in.

      Give the machine a node of ordinary memory besides. It is a warning, as tables of such a machine may be wanted for a \
      test.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, persistent: on}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, persistent: on}
        """),
    RuleExplanation(
      "phys-bits-exceeded",
      """
      `phys_bits` is how many bits a guest physical address has on the guest's CPUs (MAXPHYADDR, CPUID leaf 0x80000008). \
      Something of this machine lies beyond: RAM, a window, VTL2's memory, or on Arm the registers of the GIC.

      Page tables of such a CPU have no bits for those addresses: on x86_64 the bits are reserved, and an access through \
      one that is set faults. Linux does not hold e820 against `phys_bits`. It takes what e820 calls usable up to 2^46, or \
      2^52 with page tables of five levels (arch/x86/kernel/e820.c: `e820__end_of_ram_pfn`, MAX_ARCH_PFN), and falls over \
      the first access.

      On a host whose CPU has more bits the guest may reach the memory all the same: KVM lets the CPU translate addresses, \
      which then looks at its own bits. QEMU refuses the machine: "phys-bits too low" (its hw/i386/pc.c, \
      `pc_memory_init`).

      The gap below 4 GiB moves RAM up, so that 8 GiB need 34 bits and not 33.
      """,
      breaks: """
        memc: 1
        memory: 8GiB
        platform: {phys_bits: 33}
        """,
      cure: """
        memc: 1
        memory: 8GiB
        platform: {phys_bits: 34}
        """),
    RuleExplanation(
      "ram-over-apic",
      """
      Every PC has its IOAPIC at 0xfec00000 and its local APICs at 0xfee00000. RAM lies over one here.

      KVM emulates the IOAPIC only where no memslot is: what the guest writes to it goes into RAM, and no interrupt comes. \
      For the local APIC it wants a memslot of its own where the CPU virtualizes accesses to that \
      (arch/x86/kvm/lapic.c: `kvm_alloc_apic_access_page`), and refuses the CPUs or the RAM, as memslots do not overlap.

      Leave a gap below 4 GiB, as every preset does; `gaps` in a topology replaces the preset's, so an empty list has none \
      at all.
      """,
      breaks: """
        memc: 1
        memory: 4GiB
        platform: {gaps: []}
        """,
      cure: """
        memc: 1
        memory: 4GiB
        platform: {gaps: [{start: 3GiB, end: 4GiB}]}
        """),
    RuleExplanation(
      "reserved-overlap",
      """
      Each address has one entry in e820, so no two ranges say what it is. Two are equal often, but of different types as \
      often, and who reads the map would have to choose.

      The topology's `reserved` adds to the platform's ranges, of which `generic` has 0x9fc00-0x100000 on x86_64, and a gap \
      with `e820` is one, too. `reserved: {replace: true, list: […]}` starts from nothing.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform: {reserved: [{start: 512KiB, end: 768KiB}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform: {reserved: [{start: 256KiB, end: 512KiB}]}
        """),
    RuleExplanation(
      "small-node",
      """
      Kernels before Linux 6.7 may ignore a node of less than 4 MiB (arch/x86/mm/numa.c: NODE_MIN_SIZE). Its CPUs are then \
      of another node, and SRAT and the guest disagree.

      Often a number without a unit is the cause: `memory: 8192` is 8 KiB. For later kernels, and for other systems, \
      `-Wno-small-node` keeps silent.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 2MiB}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 4MiB}
        """),
    RuleExplanation(
      "soft-reserved-purpose",
      """
      `soft_reserved: on` has Linux's zero page call the memory "soft reserved" (type 0xefffffff, of Linux alone): Linux \
      keeps it free for a driver that hands it out, as it does by itself where UEFI calls memory special-purpose \
      (EFI_MEMORY_SP). So it is a way to say `special_purpose` to a kernel that is started without firmware, and needs \
      that.

      Write both. `special_purpose` alone leaves the memory usable in the map and marks it in SRAT.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, soft_reserved: on}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, special_purpose: on, soft_reserved: on}
        """),
    RuleExplanation(
      "too-many-e820-entries",
      """
      memc makes maps of at most 4,096 entries. Readers take fewer: Linux on x86 has room for 128 and three for each node \
      that it is built for (arch/x86/include/asm/e820/types.h: E820_MAX_ENTRIES).

      Join reserved ranges. The example has 2,048 of them, each with RAM around it. An ACPI image that is carved out of RAM \
      needs two entries more, as the message then says.
      """,
      breaks: RuleExample(
        .topology,
        """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform:
          reserved:
            - {start: 0x60002000, size: 4KiB}
            # and 2047 more
        """,
        bytes: reservedPages(2048, behind: "memc: 1\narch: aarch64\nmemory: 1GiB\n")),
      cure: RuleExample(
        .topology,
        """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform:
          reserved:
            - {start: 0x60002000, size: 4KiB}
            # and 2045 more
        """,
        bytes: reservedPages(2046, behind: "memc: 1\narch: aarch64\nmemory: 1GiB\n"))),
    RuleExplanation(
      "too-many-nodes",
      """
      memc takes at most 4,096 nodes. Distances alone are a number for each pair, 16 million bytes of SLIT then. Linux has \
      room for 1,024 nodes at most.

      Usually a number of CPUs or of megabytes stands in `nodes`.
      """,
      breaks: """
        memc: 1
        memory: 1TiB
        nodes: 4097
        """,
      cure: """
        memc: 1
        memory: 1TiB
        nodes: 1024
        """),
  ]

  /// A machine with pages reserved one by one, each of which makes two entries more in its map.
  ///
  /// - Parameters:
  ///   - count: How many pages.
  ///   - beginning: The topology without them.
  private static func reservedPages(_ count: Int, behind beginning: String) -> [UInt8] {
    let pages = (1...count).map { page in
      "    - {start: 0x\(String(0x6000_0000 + page * 0x2000, radix: 16)), size: 4KiB}\n"
    }
    return Array("\(beginning)platform:\n  reserved:\n\(pages.joined())".utf8)
  }
}
