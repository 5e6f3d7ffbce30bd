extension RuleExplanation {
  /// Latencies, bandwidths and memory-side caches as a topology states them.
  static let ofHMAT: [RuleExplanation] = [
    RuleExplanation(
      "hmat-base",
      """
      An entry of HMAT is 16 bits, and counts in the base unit of its structure. With a stated `base` the highest value may \
      be 65,534 times that: 0 stands for a value that is not known, and 65,535 for memory that cannot be reached (ACPI 6.5, \
      section 5.2.28.4).

      Leave `base` out, and memc takes the largest unit that all values are multiples of. A stated one is for tables that \
      are to be like those of a machine that exists.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[70ns]], base: {latency: 1ps}}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[70ns]], base: {latency: 10ps}}
        """),
    RuleExplanation(
      "hmat-base-unused",
      """
      A base unit is of values that are there: this one says in what HMAT counts latencies or bandwidths of which none is \
      stated.

      HMAT has the unit in the same structure as the values (ACPI 6.5, section 5.2.28.4), so that without them it stands \
      nowhere. State the values, or leave the base out.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[70ns]], base: {bandwidth: 2MB/s}}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[70ns]], base: {latency: 2ns}}
        """),
    RuleExplanation(
      "hmat-cache-level",
      """
      The memory-side caches of a node have levels from 1 on, each once, and there are up to three. A list that states no \
      levels counts them by itself.

      Each cache of HMAT says its level and how many levels there are, in four bits each, of which ACPI defines 0 to 3 \
      (ACPI 6.5, section 5.2.28.5). QEMU wants level 1 before level 2 as well (hw/core/numa.c: `parse_numa_hmat_cache`).
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hmat: {cache: {size: 256MiB, level: 2}}}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, hmat: {cache: {size: 256MiB, level: 1}}}
        """),
    RuleExplanation(
      "hmat-initiator",
      """
      `initiator` says to which node the memory of a node without CPUs and initiators is attached: one that has some. \
      Memory beside CPUs is attached to those.

      HMAT has one attached initiator for the memory of a domain, or none (ACPI 6.5, section 5.2.28.3). Where it has one, \
      Linux links the memory to that node alone (drivers/acpi/numa/hmat.c: `hmat_register_target_initiators`). QEMU refuses \
      another initiator for a node with CPUs (hw/core/machine.c: `machine_set_cpu_numa_node`).
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, cpus: 0}
          - {memory: 1GiB, cpus: 1, hmat: {initiator: 0}}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, cpus: 0}
          - {memory: 1GiB, hmat: {initiator: 0}}
        """),
    RuleExplanation(
      "hmat-rounded",
      """
      Some values are no multiples of the unit in which HMAT counts, so that a guest is told others. The message says what \
      becomes of them.

      All entries of a structure have one unit, and 16 bits each (ACPI 6.5, section 5.2.28.4). memc takes the largest unit \
      that all values are multiples of; where the highest one has no room in that, the least unit in which it has.

      Values far apart with many digits cause it. Round them yourself: 100001 ps and 1 ns are known less exactly than that.
      """,
      breaks: """
        memc: 1
        nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB}]
        hmat: {latency: [[1ns, 100001ps]]}
        """,
      cure: """
        memc: 1
        nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB}]
        hmat: {latency: [[1ns, 100ns]]}
        """),
    RuleExplanation(
      "hmat-shape",
      """
      A matrix of `hmat` has a row for each node that reaches memory, one with CPUs or `initiators`, and in each row an \
      entry for each node with memory or space for it. Both are in the order of their proximity domains.

      HMAT lists initiators and targets apart (ACPI 6.5, section 5.2.28.4): a node without CPUs has no row there, and one \
      without memory no column. Where nothing is known of a pair, write `none`, and where there is no way, `unreachable`.
      """,
      breaks: """
        memc: 1
        nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB}]
        hmat: {latency: [[90ns, 250ns], [250ns, 90ns]]}
        """,
      cure: """
        memc: 1
        nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB}]
        hmat: {latency: [[90ns, 250ns]]}
        """),
    RuleExplanation(
      "hmat-stated-twice",
      """
      A latency or a bandwidth is stated by the nodes or by the root's matrix, not by both. A matrix has every pair, so \
      that what a node says of its own memory stands in it already.

      Keep the matrix where pairs were measured, and the nodes' values where distance may tell the rest. Different \
      attributes may be stated differently, such as latencies by a matrix and bandwidths by nodes.
      """,
      breaks: """
        memc: 1
        nodes: [{memory: 1GiB, hmat: {latency: 90ns}}]
        hmat: {latency: [[100ns]]}
        """,
      cure: """
        memc: 1
        nodes: [{memory: 1GiB, hmat: {bandwidth: 50GB/s}}]
        hmat: {latency: [[100ns]]}
        """),
    RuleExplanation(
      "hmat-too-large",
      """
      A latency is at most 2^32 - 1 picoseconds, about 4.29 ms, and a bandwidth at most 2^32 - 1 MB/s.

      Linux multiplies entry and unit in 32 bits, and takes what has no room there for a value that is not known \
      (drivers/acpi/numa/hmat.c: `hmat_normalize`). No memory is as slow or as fast as that: mostly the unit is another one \
      than was meant, such as `ms` for `ns`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[90ms]]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[90ns]]}
        """),
    RuleExplanation(
      "hmat-unread",
      """
      A value is right as it is stated, but by distance or by rounding to the unit it becomes more than Linux reads.

      What a node states holds for its own CPUs. For others a latency is that times distance / 10, so that 3 ms at a \
      distance of 21 are 6.3 ms. Linux has 32 bits for picoseconds or MB/s and takes more for a value that is not known \
      (drivers/acpi/numa/hmat.c: `hmat_normalize`): it then knows nothing of that pair.

      State a matrix, whose values hold as they are, or smaller values.
      """,
      breaks: """
        memc: 1
        nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, hmat: {latency: 3ms}}]
        distances: {remote: 20}
        """,
      cure: """
        memc: 1
        nodes: [{memory: 1GiB, cpus: 0}, {memory: 1GiB, hmat: {latency: 2ms}}]
        distances: {remote: 20}
        """),
    RuleExplanation(
      "hmat-zero",
      """
      A latency, a bandwidth, a base unit and the size of a cache are not 0.

      An entry of 0 says in HMAT that nothing is known of the pair (ACPI 6.5, section 5.2.28.4), and Linux reads it so \
      (drivers/acpi/numa/hmat.c: `hmat_normalize`): a latency of 0 would not be the best one, but none. Latencies are \
      counted in whole picoseconds and bandwidths in whole MB/s, so that `0.2MB/s` comes to 0 too.

      Where nothing is known, leave the value out, or write `none` in a matrix.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[0ns]]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        hmat: {latency: [[1ns]]}
        """),
  ]

  /// HMAT as anybody may have made it, held against SRAT.
  static let ofHMATTables: [RuleExplanation] = [
    RuleExplanation(
      "hmat-initiator-ignored",
      """
      A row of HMAT's latencies or bandwidths is of a proximity domain of which SRAT has no CPU, memory or generic \
      initiator that is enabled.

      Linux has no node for the domain and passes over the row (drivers/acpi/numa/hmat.c: `alloc_memory_initiator`). The \
      other rows count, so that nothing breaks and one initiator is missing. A generic port or an interrupt translation \
      service makes no node (drivers/acpi/numa/srat.c: `acpi_numa_init` does not read them).

      Mostly one of two tables was changed and the other was not.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 58 00 00 00 02 16 45 58 41 4D 50 4C  HMATX.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 01 00 00 00 30 00 00 00  ............0...
            0030: 00 00 00 00 02 00 00 00 01 00 00 00 00 00 00 00  ................
            0040: A0 86 01 00 00 00 00 00 00 00 00 00 03 00 00 00  ................
            0050: 00 00 00 00 01 00 02 00                          ........
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 52 00 00 00 02 28 45 58 41 4D 50 4C  HMATR....(EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 01 00 00 00 2A 00 00 00  ............*...
            0030: 00 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00  ................
            0040: A0 86 01 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
            0050: 01 00                                            ..
        """)),
    RuleExplanation(
      "hmat-initiator-unknown",
      """
      HMAT attaches memory to an initiator of a proximity domain of which SRAT has no CPU, memory or generic initiator that \
      is enabled. A generic port or an interrupt translation service does not count.

      Linux does without the whole HMAT then: all that it has read by that time is dropped (drivers/acpi/numa/hmat.c: \
      `hmat_parse_proximity_domain`, `hmat_init`). Its log says `Ignoring: Invalid table`, and why only where debugging \
      messages are on.

      Where the memory is attached to nobody, a flag of the structure says so (ACPI 6.5, section 5.2.28.3), and the number \
      does not count.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 50 00 00 00 02 53 45 58 41 4D 50 4C  HMATP....SEXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 00 00 00 00 28 00 00 00  ............(...
            0030: 01 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 50 00 00 00 02 56 45 58 41 4D 50 4C  HMATP....VEXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 00 00 00 00 28 00 00 00  ............(...
            0030: 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        """)),
    RuleExplanation(
      "hmat-revision",
      """
      HMAT is of revision 1 or 2. ACPI 6.2 has revision 1, and from ACPI 6.3 on it is 2 (ACPI 6.5, section 5.2.28).

      Linux ignores a table of any other (drivers/acpi/numa/hmat.c: `hmat_init`), as the same bits have other meanings by \
      revision: in revision 1 a latency's unit is 100 picoseconds.
      """,
      breaks: RuleExample(
        .tables,
        """
        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 28 00 00 00 03 A6 45 58 41 4D 50 4C  HMAT(.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00                          ........
        """),
      cure: RuleExample(
        .tables,
        """
        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 28 00 00 00 02 A7 45 58 41 4D 50 4C  HMAT(.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00                          ........
        """)),
    RuleExplanation(
      "hmat-target-ignored",
      """
      A column of HMAT's latencies or bandwidths, or a memory-side cache, is of a proximity domain of which SRAT has no \
      enabled memory affinity.

      Linux finds no memory that it could be said of, and passes over it (drivers/acpi/numa/hmat.c: `hmat_parse_locality`, \
      `hmat_parse_cache`). The rest of the table counts. A generic port that is named by its ACPI handle may be a column as \
      well: the values are then those of the way to the port.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 58 00 00 00 02 16 45 58 41 4D 50 4C  HMATX.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 01 00 00 00 30 00 00 00  ............0...
            0030: 00 00 00 00 01 00 00 00 02 00 00 00 00 00 00 00  ................
            0040: A0 86 01 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
            0050: 03 00 00 00 01 00 02 00                          ........
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 52 00 00 00 02 28 45 58 41 4D 50 4C  HMATR....(EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 01 00 00 00 2A 00 00 00  ............*...
            0030: 00 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00  ................
            0040: A0 86 01 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
            0050: 01 00                                            ..
        """)),
    RuleExplanation(
      "hmat-target-unknown",
      """
      HMAT has attributes of a proximity domain of which SRAT has no enabled memory affinity.

      Linux does without the whole HMAT then (drivers/acpi/numa/hmat.c: `hmat_parse_proximity_domain`, `hmat_init`). Its \
      log says `Ignoring: Invalid table`, and why only where debugging messages are on. In revision 1 the domain counts \
      only where a flag says that it is valid.

      Old versions of QEMU, 7.2 among them, have attributes of nodes without memory. Give such a node memory, or leave its \
      structure out.
      """,
      breaks: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 50 00 00 00 02 53 45 58 41 4D 50 4C  HMATP....SEXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 00 00 00 00 28 00 00 00  ............(...
            0030: 01 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00  ................
            0040: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        """),
      cure: RuleExample(
        .tables,
        """
        SRAT @ 0x000000007FFE0000
            0000: 53 52 41 54 68 00 00 00 03 DA 45 58 41 4D 50 4C  SRATh.....EXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0030: 00 10 00 00 01 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 01 28 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .(..............
            0050: 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00 00  ...@............
            0060: 00 00 00 00 00 00 00 00                          ........

        HMAT @ 0x000000007FFE0100
            0000: 48 4D 41 54 50 00 00 00 02 56 45 58 41 4D 50 4C  HMATP....VEXAMPL
            0010: 4D 41 43 48 49 4E 45 31 01 00 00 00 41 43 4D 45  MACHINE1....ACME
            0020: 01 00 00 00 00 00 00 00 00 00 00 00 28 00 00 00  ............(...
            0030: 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
            0040: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        """)),
  ]
}
