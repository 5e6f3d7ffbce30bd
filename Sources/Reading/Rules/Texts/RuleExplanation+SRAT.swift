extension RuleExplanation {
  /// What MADT, SLIT and SRAT say, those of a topology and anybody's.
  static let ofTables: [RuleExplanation] = [
    RuleExplanation(
      "madt-processor-repeated",
      """
      MADT has a structure for each CPU that is there or may be plugged in (ACPI 6.5, section 5.2.12). Here two of them \
      have the same APIC ID, MPIDR or ACPI processor UID, so that one CPU stands for two.

      An interrupt that is sent to the ID cannot mean both. Linux on Arm leaves the second of an MPIDR out \
      (arch/arm64/kernel/smp.c: `acpi_map_gic_cpu_interface`). Usually a maker copied a structure and did not count on. The \
      example has a second local APIC with the ID of the first, at byte 0x37.
      """,
      breaks: RuleExample(
        .tables,
        """
        APIC @ 0x000000007FFE1000
            0000: 41 50 49 43 3C 00 00 00 05 71 45 58 41 4D 50 4C  APIC<....qEXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 00 00 E0 FE 00 00 00 00 00 08 00 00  ................
            0030: 01 00 00 00 00 08 01 00 01 00 00 00              ............
        """),
      cure: RuleExample(
        .tables,
        """
        APIC @ 0x000000007FFE1000
            0000: 41 50 49 43 3C 00 00 00 05 70 45 58 41 4D 50 4C  APIC<....pEXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 00 00 E0 FE 00 00 00 00 00 08 00 00  ................
            0030: 01 00 00 00 00 08 01 01 01 00 00 00              ............
        """)),
    RuleExplanation(
      "many-memory-affinities",
      """
      SRAT has a memory affinity for each range of a node's memory, here more than 2,048. Linux keeps twice as many ranges \
      as it has nodes, 2 × 1,024 at most (include/linux/numa_memblks.h: NR_NODE_MEMBLKS).

      One range more, and Linux tells of "too many memblk ranges" and uses no SRAT at all: the guest is without NUMA \
      (drivers/acpi/numa/srat.c: `acpi_numa_memory_affinity_init`, `bad_srat`). Have fewer nodes or gaps. The example has \
      2,048 gaps, each with RAM around it.
      """,
      breaks: RuleExample(
        .topology,
        """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform:
          gaps:
            - {start: 0x60002000, size: 4KiB}
            - {start: 0x60004000, size: 4KiB}
            # and 2046 more
        """,
        bytes: pageGaps(2048)),
      cure: RuleExample(
        .topology,
        """
        memc: 1
        arch: aarch64
        memory: 1GiB
        platform:
          gaps:
            - {start: 0x60002000, size: 4KiB}
            - {start: 0x60004000, size: 4KiB}
            # and 2045 more
        """,
        bytes: pageGaps(2047))),
    RuleExplanation(
      "slit-asymmetric",
      """
      The distance from one proximity domain to another is not the distance back. ACPI allows that (ACPI 6.5, section \
      5.2.17), and Linux keeps each direction (drivers/acpi/numa/srat.c: `acpi_numa_slit_init`).

      Few machines are such, so mostly a number went into the wrong place of the matrix. It is a note; where it is meant, \
      nothing is to do. The example has 20 forth and 30 back.
      """,
      breaks: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 0B 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 1E 0A  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """)),
    RuleExplanation(
      "slit-diagonal",
      """
      A proximity domain is at distance 10 from itself, which is what other distances are measured by (ACPI 6.5, section \
      5.2.17). SLIT says another number here.

      Linux then says "SLIT table looks invalid. Not used." and has all nodes at 20 from each other \
      (drivers/acpi/numa/srat.c: `slit_valid`). Often a row has an entry too many or too few, and the diagonal has moved. \
      The example has 20 at its first entry.
      """,
      breaks: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 0B 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 14 14 14 0A  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """)),
    RuleExplanation(
      "slit-remote-distance",
      """
      Another proximity domain is farther than 10: 11 to 254, or 255 where there is no way (ACPI 6.5, section 5.2.17). 0 to \
      9 mean nothing, and 10 is the domain itself.

      Firmware that knows no distances writes 10 everywhere. Linux does without such a SLIT, says "SLIT table looks \
      invalid. Not used." and has all nodes at 20 from each other (drivers/acpi/numa/srat.c: `slit_valid`). Write 20 where \
      nothing is known.
      """,
      breaks: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 29 45 58 41 4D 50 4C  SLIT0....)EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 0A 0A 0A  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """)),
    RuleExplanation(
      "slit-rows-by-node",
      """
      Row i of SLIT is of proximity domain i, as SLIT has no other names for its rows; so Linux reads it \
      (drivers/acpi/numa/srat.c: `acpi_numa_slit_init`). Cloud Hypervisor writes a row for each node and none for numbers \
      that no node is, and memc makes the table as it does.

      Where nodes are domains 0 and 2, row 1 is domain 2's, and Linux takes it for that of a domain 1. Number the nodes \
      from 0 on and leave none out, or compile for `generic`, whose SLIT has rows for the numbers between.
      """,
      breaks: """
        memc: 1
        platform: cloud-hypervisor
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, domain: 2}
        """,
      cure: """
        memc: 1
        platform: cloud-hypervisor
        nodes:
          - {memory: 1GiB}
          - {memory: 1GiB, domain: 1}
        """),
    RuleExplanation(
      "srat-domain-not-in-slit",
      """
      SLIT has a row for each proximity domain, from 0 to one less than its number of localities (ACPI 6.5, section \
      5.2.17). SRAT has a domain that is not among them.

      Linux has such a domain at 20 from all others (mm/numa_memblks.c: `numa_alloc_distance`), whatever the machine is \
      like. Give SLIT a row and a column more. The example has domains 0 and 1 in SRAT, and one locality in SLIT.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 CC 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00  .........(......
            0070: 00 00 00 40 00 00 00 00 00 00 00 40 00 00 00 00  ...@.......@....
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................

        SLIT @ 0x000000007FFE1200
            0000: 53 4C 49 54 2D 00 00 00 01 4B 45 58 41 4D 50 4C  SLIT-....KEXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 0A           .............
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 CC 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00  .........(......
            0070: 00 00 00 40 00 00 00 00 00 00 00 40 00 00 00 00  ...@.......@....
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................

        SLIT @ 0x000000007FFE1200
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """)),
    RuleExplanation(
      "srat-memory-empty",
      """
      A memory affinity is enabled, but has a length of 0. Linux passes over it without a word (mm/numa_memblks.c: \
      `numa_add_memblk_to`), and the proximity domain may be without memory.

      Usually a field was left out or lies at another offset: the length stands at byte 16 of the structure (ACPI 6.5, \
      section 5.2.16.2). A maker that has nothing to say clears the flag "enabled". The example has no length in its second \
      memory affinity.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 0C 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00  .........(......
            0070: 00 00 00 40 00 00 00 00 00 00 00 00 00 00 00 00  ...@............
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 CC 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00  .........(......
            0070: 00 00 00 40 00 00 00 00 00 00 00 40 00 00 00 00  ...@.......@....
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
        """)),
    RuleExplanation(
      "srat-memory-missing",
      """
      e820 calls more than 1 MiB usable that no enabled memory affinity of SRAT has. Linux would not know of which node \
      that memory is, and does without NUMA altogether (mm/memblock.c: `memblock_validate_numa_coverage`, before 6.8 \
      `numa_meminfo_cover_memory`).

      Often RAM that the gap below 4 GiB moved up was forgotten in SRAT. It is told where e820 and SRAT are both checked, \
      as in `memc check e820.bin srat.bin`. The example has 1 GiB in SRAT and 2 GiB in e820, which are two files.
      """,
      breaks: RuleExample(
        .files,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 68 00 00 00 03 9F 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable
        """),
      cure: RuleExample(
        .files,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 68 00 00 00 03 5F 45 58 41 4D 50 4C  SRATh...._EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 80 00 00 00 00 00 00 00 00 01 00 00 00  ................
            0060: 00 00 00 00 00 00 00 00                          ........

        BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable
        """)),
    RuleExplanation(
      "srat-memory-overlap",
      """
      Two memory affinities of different proximity domains have addresses in common, so that memory there is of two nodes.

      Linux says that one node "overlaps with" the other and does without NUMA altogether (mm/numa_memblks.c: \
      `numa_cleanup_meminfo`). Usually a base was not moved when the domain before it grew, or an end was written for a \
      length. The example gives 512 MiB to 1 GiB to domains 0 and 1.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 EC 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00  .........(......
            0070: 00 00 00 20 00 00 00 00 00 00 00 40 00 00 00 00  ...........@....
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 CC 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 01 00 00 00 00 00  .........(......
            0070: 00 00 00 40 00 00 00 00 00 00 00 40 00 00 00 00  ...@.......@....
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
        """)),
    RuleExplanation(
      "srat-memory-repeated",
      """
      Two memory affinities of one proximity domain have addresses in common. Linux says that the node "overlaps with \
      itself", joins them and goes on (mm/numa_memblks.c: `numa_cleanup_meminfo`).

      Nothing is lost in Linux, but a base or a length is wrong, or a range stands twice. The example has 512 MiB to 1 GiB \
      twice in domain 0.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 ED 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 00 00 00 00 00 00  .........(......
            0070: 00 00 00 20 00 00 00 00 00 00 00 40 00 00 00 00  ...........@....
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 90 00 00 00 03 CD 45 58 41 4D 50 4C  SRAT......EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00 01 28 00 00 00 00 00 00  .........(......
            0070: 00 00 00 40 00 00 00 00 00 00 00 40 00 00 00 00  ...@.......@....
            0080: 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
        """)),
    RuleExplanation(
      "srat-memory-too-high",
      """
      A memory affinity's base and length add up to 2^64 or more, so that its end, in 64 bits, lies below its base. Linux \
      warns of an "invalid memblk node" and passes over the range (mm/numa_memblks.c: `numa_add_memblk_to`); its memory \
      then has no node.

      Mostly base and length have their halves of 32 bits exchanged, or the structure is shifted by a few bytes.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 68 00 00 00 03 D5 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 F0 FF FF FF FF FF FF  .(..............
            0050: 00 20 00 00 00 00 00 00 00 00 00 00 01 00 00 00  ................
            0060: 00 00 00 00 00 00 00 00                          ........
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 68 00 00 00 03 9F 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........
        """)),
    RuleExplanation(
      "srat-processor-repeated",
      """
      SRAT says of one CPU, by its APIC ID or on Arm its ACPI processor UID, that it is in two proximity domains. Linux \
      keeps what it reads last (arch/x86/mm/srat.c: `acpi_numa_processor_affinity_init`); other systems may keep the first.

      Local APIC and x2APIC affinities count together, as one CPU may have either. Usually the APIC IDs were numbered \
      wrongly, as where they are not the CPUs' numbers. The example has APIC ID 0 in domains 0 and 1.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 78 00 00 00 03 7D 45 58 41 4D 50 4C  SRATx....}EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 00 10 01 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0050: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0060: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0070: 00 00 00 00 00 00 00 00                          ........
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 78 00 00 00 03 7C 45 58 41 4D 50 4C  SRATx....|EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 00 10 01 01 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0050: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0060: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0070: 00 00 00 00 00 00 00 00                          ........
        """)),
    RuleExplanation(
      "srat-reserved",
      """
      A bit or a byte of SRAT that ACPI reserves is not zero (ACPI 6.5, section 5.2.16). Linux looks at none of them. A \
      later version of ACPI may give it a meaning, and then the table says what nobody meant.

      Clear it. Of structures that are not enabled nothing is told. In the example the CPU's flags are 3, of which only bit \
      0, "enabled", has a meaning.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 68 00 00 00 03 9D 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 03 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE1000
            0000: 53 52 41 54 68 00 00 00 03 9F 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........
        """)),
    RuleExplanation(
      "table-damaged",
      """
      The table is not what it says of itself: its bytes do not add up to 0 modulo 256, as the checksum has to make them \
      (ACPI 6.5, section 5.2.6), its length is not that of the file, or a structure reaches beyond its end.

      Linux tells of a wrong checksum and takes the table all the same; structures it reads no further than their lengths \
      make sense. Often a byte was changed by hand, or a dump was cut off. In the example the checksum, byte 9, is wrong.
      """,
      breaks: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 05 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """)),
    RuleExplanation(
      "table-repeated",
      """
      There is another table of the same kind. A machine has one SRAT, one SLIT and so on; of several, Linux reads the \
      first (drivers/acpi/tables.c: `acpi_table_parse`), and memc does not know which belongs to the others, so it holds \
      neither against them.

      Usually files of two machines were checked together, or one file twice. Tables of AML (SSDT) may be several.
      """,
      breaks: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................

        SLIT @ 0x000000007FFE1200
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """)),
    RuleExplanation(
      "table-slack",
      """
      Something stands behind what the table holds: bytes of a SLIT behind its matrix, or of a structure behind its fields. \
      Readers pass over it, so nothing is lost; but the length or a count says something else than was meant.

      Make the length right, and then the checksum. The example has four bytes behind the four distances of two localities.
      """,
      breaks: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 34 00 00 00 01 11 45 58 41 4D 50 4C  SLIT4.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
            0030: 00 00 00 00                                      ....
        """),
      cure: RuleExample(
        .tables,
        """
        SLIT @ 0x000000007FFE1000
            0000: 53 4C 49 54 30 00 00 00 01 15 45 58 41 4D 50 4C  SLIT0.....EXAMPL
            0010: 45 58 41 4D 50 4C 45 31 01 00 00 00 45 58 4D 50  EXAMPLE1....EXMP
            0020: 01 00 00 00 02 00 00 00 00 00 00 00 0A 14 14 0A  ................
        """)),
  ]

  /// A machine whose RAM is cut by gaps of a page, each of which makes a memory affinity more.
  ///
  /// - Parameter count: How many gaps.
  private static func pageGaps(_ count: Int) -> [UInt8] {
    let gaps = (1...count).map { page in
      "    - {start: 0x\(String(0x6000_0000 + page * 0x2000, radix: 16)), size: 4KiB}\n"
    }
    return Array("memc: 1\narch: aarch64\nmemory: 1GiB\nplatform:\n  gaps:\n\(gaps.joined())".utf8)
  }
}
