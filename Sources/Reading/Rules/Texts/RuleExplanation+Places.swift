extension RuleExplanation {
  /// The ACPI image, and who made its tables.
  static let ofACPIImage: [RuleExplanation] = [
    RuleExplanation(
      "acpi-address-taken",
      """
      `acpi.address` is where the ACPI image lies. All of it is RAM that the guest may write to, and none of it is unusable \
      or persistent memory or the root pointer's place. On x86_64 it ends at 4 GiB or below.

      The root pointer and the root tables hold addresses of what is in the image, and RSDT has 32 bits for each (ACPI 6.5, \
      section 5.2.7). Where no RAM is, a guest finds no table. An image in usable RAM is no mistake: its pages become ACPI \
      data in e820.

      Without `address` memc finds a place, which the message names where there is one.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        acpi: {address: 2GiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        acpi: {address: 1023MiB}
        """),
    RuleExplanation(
      "acpi-identity",
      """
      An identity has exactly as many characters as its field, of printable ASCII: `oem_id` six, `oem_table_id` eight, \
      `creator_id` four.

      The fields have a fixed length and no end mark (ACPI 6.5, section 5.2.6). Software that knows a machine by them \
      compares whole fields, so that memc does not guess how a shorter name is filled up. Mostly it is spaces: `oem_id: \
      "ACME  "`, in quotes, as YAML drops spaces at the end of a plain word.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        acpi: {oem_id: ACME}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        acpi: {oem_id: "ACME  "}
        """),
    RuleExplanation(
      "acpi-no-place",
      """
      There is no RAM in which the ACPI image could lie, although the topology says something of it with `acpi`.

      On x86_64 an operating system searches for the root pointer from 0xe0000 to 1 MiB (ACPI 6.5, section 5.2.5.1). It \
      lies there, with the tables behind it, or else the tables lie at the top of usable RAM below 4 GiB. On aarch64 the \
      image lies in usable RAM, 2 MiB above the lowest or higher. The guest has to be allowed to write there.

      A machine without RAM in these places, a very small one, or one that makes them read-only has no room. Where an \
      `address` in other RAM would do, the message has one; on x86_64 there is none above 4 GiB. Else give the machine RAM \
      in these places, or leave `acpi` out.
      """,
      breaks: """
        memc: 1
        nodes: [{ranges: [{start: 4GiB, end: 5GiB}]}]
        acpi: {oem_id: EXAMPL}
        """,
      cure: """
        memc: 1
        nodes: [{ranges: [{start: 0, end: 1GiB}]}]
        acpi: {oem_id: EXAMPL}
        """),
    RuleExplanation(
      "acpi-not-placed",
      """
      There is no RAM in which the ACPI image could lie, so that `acpi.bin` and `acpi-rsdp.bin` are not written. All other \
      files are.

      The image is for hypervisors that start a kernel without firmware. On x86_64 it lies from 0xe0000 on, where an \
      operating system searches for the root pointer (ACPI 6.5, section 5.2.5.1), or at the top of usable RAM below 4 GiB; \
      on aarch64 in usable RAM, 2 MiB above the lowest or higher. A machine that has firmware, which places the tables itself, does not miss it.
      """,
      breaks: """
        memc: 1
        nodes: [{ranges: [{start: 4GiB, end: 5GiB}]}]
        """,
      cure: """
        memc: 1
        nodes: [{ranges: [{start: 0, end: 1GiB}]}]
        """),
    RuleExplanation(
      "acpi-table-absent",
      """
      `acpi.tables` names a table that this machine does not have. A table is made where the topology says something that \
      it tells: HMAT with `hmat`, CEDT with `cxl`, GTDT on aarch64. On platforms whose guest is told nothing of nodes there \
      is no SRAT, SLIT or HMAT.

      Leave the name out, or state what the table is of.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        acpi: {tables: [srat, hmat]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        acpi: {tables: [srat, hmat]}
        hmat: {latency: [[100ns]]}
        """),
    RuleExplanation(
      "acpi-table-twice",
      """
      `acpi.tables` names each table once.

      The root table would list the same table twice. Of most signatures an operating system reads the first only (Linux, \
      drivers/acpi/tables.c: `acpi_table_parse`).
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        acpi: {tables: [srat, slit, srat]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        acpi: {tables: [srat, slit]}
        """),
    RuleExplanation(
      "acpi-table-unknown",
      """
      `acpi.tables` chooses among the tables that memc makes, by the names of their files without the ending: `madt`, \
      `srat`, `slit` and others, which the message lists. `dsdt` and `fadt` are in every image.

      A signature can be another word than the name: MADT's is `APIC`, and FADT's is `FACP`. What is no ACPI table, such as \
      `e820`, is written all the same, and is chosen with `--emit`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        acpi: {tables: [srat, apic]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        acpi: {tables: [srat, madt]}
        """),
  ]

  /// Mirrors of the guest's RAM for a more privileged level.
  static let ofAliases: [RuleExplanation] = [
    RuleExplanation(
      "alias-needs-vtl2",
      """
      An alias is a mirror of the guest's RAM at an offset, for VTL2, the more privileged level, to see. Without `vtl2` \
      there is nobody who could.

      VTL2 is a virtual machine of its own with memory slots of its own, and the guest's slots have no mirror. State its \
      memory: `vtl2: {size: 64MiB}`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        aliases: [{offset: 64GiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 64MiB}
        aliases: [{offset: 64GiB}]
        """),
    RuleExplanation(
      "alias-overlap",
      """
      Aliases do not overlap. Each reaches as far above its offset as the guest's RAM reaches above 0, so that their \
      offsets differ by at least the end of RAM.

      Each mirror has memslots of VTL2, and KVM takes no two that overlap (virt/kvm/kvm_main.c: \
      `kvm_check_memslot_overlap`). Gaps in RAM are in a mirror too: 4 GiB of RAM end at 5 GiB where a gap of 1 GiB is \
      below them.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 64MiB}
        aliases:
          - {offset: 0x1000000000}
          - {offset: 0x1020000000}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 64MiB}
        aliases:
          - {offset: 0x1000000000}
          - {offset: 0x1040000000}
        """),
    RuleExplanation(
      "alias-too-low",
      """
      An alias lies above everything that has addresses of its own: RAM, hot-pluggable space, device windows and the memory \
      of VTL2.

      VTL2 sees the guest's RAM at its own addresses, and each mirror besides. One that begins lower would be in the way of \
      what is there, now or when memory is plugged in. Take a power of two above all that, as the message does.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 64MiB}
        aliases: [{offset: 4GiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 64MiB}
        aliases: [{offset: 16GiB}]
        """),
    RuleExplanation(
      "alias-unaligned",
      """
      The offset of an alias is a multiple of 2 MiB, or of the largest pages that the memory has.

      KVM maps a large page only where guest and host address agree in all bits below its size; it compares them for each \
      memslot as it is made (arch/x86/kvm/x86.c: `kvm_alloc_memslot_metadata`). A mirror at another offset works, but in \
      pages of 4 KiB, although the same memory is mapped by large ones at its own addresses.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 64MiB}
        aliases: [{offset: 0x1000001000}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 64MiB}
        aliases: [{offset: 0x1000000000}]
        """),
  ]

  /// Addresses, gaps and what is at one place twice.
  static let ofPlaces: [RuleExplanation] = [
    RuleExplanation(
      "address-too-high",
      """
      A guest physical address is at most 2^52, and no size is more than that.

      x86_64 has at most 52 bits for physical addresses. KVM takes no memslot above what the host's CPU has, which is \
      mostly less (arch/x86/kvm/mmu.h: `kvm_mmu_max_gfn`). State `phys_bits` in `platform`, and memc tells of what is above \
      that as well.

      Often a unit is wrong, or a size was written where an address belongs.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        devices: [{name: bar0, start: 8192TiB, size: 4KiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        devices: [{name: bar0, start: 8TiB, size: 4KiB}]
        """),
    RuleExplanation(
      "backing-file-twice",
      """
      No two nodes or zones are made of one file.

      The file is mapped shared from its beginning, so that both would be the same memory: what a guest writes to one, it \
      would read from the other, while e820 and SRAT call them two. memc compares paths here; that two paths are one file, \
      only a host can tell, as `memc check --host` does.

      State a file for each. A path in `defaults` is that of all nodes.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, backing: {file: /srv/ram}}
          - {memory: 1GiB, backing: {file: /srv/ram}}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, backing: {file: /srv/ram0}}
          - {memory: 1GiB, backing: {file: /srv/ram1}}
        """),
    RuleExplanation(
      "empty-range",
      """
      A range ends above its start, and a size of memory, of a window or of a zone is not 0.

      `end` is the address just behind the range, so that one page at 3 GiB ends at 0xc0001000. A node without memory \
      states `memory: 0`; what is not there otherwise is left out.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform: {gaps: [{start: 3GiB, end: 3GiB}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform: {gaps: [{start: 3GiB, end: 4GiB}]}
        """),
    RuleExplanation(
      "gap-below-dram",
      """
      A gap does not start below `dram_base`, the lowest address that RAM may have. A gap says where RAM is cut, and below \
      `dram_base` there is none to cut.

      Begin the gap at a higher address. Where RAM shall begin behind it, a higher `dram_base` says the same.
      """,
      breaks: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform: {gaps: [{start: 512MiB, end: 2GiB}]}
        """,
      cure: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform: {gaps: [{start: 2GiB, end: 3GiB}]}
        """),
    RuleExplanation(
      "gap-overlap",
      """
      Gaps do not overlap. Where two share addresses, they are one gap, or one of them is not where it was meant.

      `gaps` of `platform` replaces those of the preset, so that only what the file states counts here. A gap may touch the \
      next one, which is of use where they differ in what e820 says of them.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform:
          gaps:
            - {start: 2GiB, end: 4GiB}
            - {start: 3GiB, end: 5GiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform:
          gaps:
            - {start: 2GiB, end: 4GiB}
            - {start: 4GiB, end: 5GiB}
        """),
  ]
}
