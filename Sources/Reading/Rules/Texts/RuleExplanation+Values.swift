extension RuleExplanation {
  /// What stands behind a key.
  static let ofValues: [RuleExplanation] = [
    RuleExplanation(
      "inclusive-end",
      """
      `end` is the address just behind a range: from 0 to `end` 0x100000 is one MiB. This one lies a byte below a round \
      number, as ends do in a kernel's log (`[mem 0x00000000-0x000fffff]`), in /proc/iomem and in PCI's registers, where \
      `end` is the last byte.

      Taken as it is, the range would be a byte short. Add 1, or state `size`. Addresses that must lie on pages are an \
      error there, `unaligned-address`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform: {reserved: [{start: 0x1000000, end: 0x1ffffff}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform: {reserved: [{start: 0x1000000, end: 0x2000000}]}
        """),
    RuleExplanation(
      "invalid-bandwidth",
      """
      A bandwidth is a number with its unit: MB/s, GB/s or TB/s of powers of ten, or MiB/s, GiB/s or TiB/s. HMAT counts in \
      MB/s (ACPI 6.5, section 5.2.28), but data sheets use all of these, so that a number alone is no bandwidth.

      `/s` belongs to it: `50GB` is a size.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hmat: {bandwidth: 50GB}}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, hmat: {bandwidth: 50GB/s}}
        """),
    RuleExplanation(
      "invalid-choice",
      """
      The key takes one of a few words, and this is none of them. The words are spelled as those who defined them do, in \
      small letters: `x86_64` is the name that Linux and QEMU have, with an underscore.

      The message lists the words, and the one that was probably meant.
      """,
      breaks: """
        memc: 1
        arch: x86-64
        memory: 1GiB
        """,
      cure: """
        memc: 1
        arch: x86_64
        memory: 1GiB
        """),
    RuleExplanation(
      "invalid-cpu-list",
      """
      A list of CPUs is in the form in which Linux writes it in /sys/devices/system/node/node0/cpulist: numbers and ranges \
      with commas between them, such as `0-3,8`. A range has both ends, the lower one first.

      A YAML list is as good: `[0, 1, 2, 3, 8]`. Within braces a list with commas needs quotes, as a comma there ends the \
      value.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes:
          - cpus: 3-0
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes:
          - cpus: 0-3
        """),
    RuleExplanation(
      "invalid-hardware-id",
      """
      A device that is not on PCI is named in SRAT by the `_HID` and `_UID` that it has in the ACPI namespace. SRAT has \
      eight bytes for `_HID` (ACPI 6.5, section 5.2.16, device handle of type ACPI), so it is an ACPI ID: four capital \
      letters or digits and four hexadecimal digits (section 6.1.5), such as `ACPI0016` of a CXL host bridge.

      An EISA ID such as `PNP0A08` has seven characters, and small letters are none of an ID. Where the device is on PCI, \
      write `pci` in place of `acpi`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        initiators:
          - {node: 0, acpi: {hid: acpi0017, uid: 1}}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        initiators:
          - {node: 0, acpi: {hid: ACPI0017, uid: 1}}
        """),
    RuleExplanation(
      "invalid-latency",
      """
      A latency is a number with its unit: ps, ns, us or ms, in whole picoseconds. HMAT counts in picoseconds (ACPI 6.5, \
      section 5.2.28), while people speak of nanoseconds: a number alone would be wrong by a thousand for one of them.

      Between number and unit there may be a space, and the number may have decimals: `95.5ns`.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hmat: {latency: 100}}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, hmat: {latency: 100ns}}
        """),
    RuleExplanation(
      "invalid-number",
      """
      A number is decimal, or hexadecimal with `0x` before it; `_` may stand between digits, as in `1_000_000`. Words, \
      signs, exponents and decimals are none.

      YAML has other forms, such as `0b1` or `1e3`, on which its readers disagree. memc reads the characters by itself, so \
      that a file means the same everywhere.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: two
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        """),
    RuleExplanation(
      "invalid-pci-address",
      """
      A PCI address is bus, device and function in hexadecimal, with a segment before them or without one: `0000:17:00.0` \
      or `17:00.0`, as lspci and QEMU write it. A bus has devices 0 to 1f, a device functions 0 to 7.

      SRAT has 16 bits for the segment, 8 for the bus and 8 for device and function (ACPI 6.5, section 5.2.16, device \
      handle of type PCI). The address is that which the guest sees, not the host's. YAML may take it for a number of base \
      60: put it in quotes.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        initiators:
          - {node: 0, pci: "0000:00:20.0"}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        initiators:
          - {node: 0, pci: "0000:00:02.0"}
        """),
    RuleExplanation(
      "invalid-size",
      """
      A size is a number with an optional unit: KiB, MiB, GiB, TiB, or K, M, G, T for the same; without a unit it counts \
      bytes. Capital and small letters are told apart, as `b` stands for bits elsewhere.

      Hexadecimal numbers count bytes and take no unit: in `0x4G` the eye reads one thing and a program another.
      """,
      breaks: """
        memc: 1
        memory: 4gib
        """,
      cure: """
        memc: 1
        memory: 4GiB
        """),
    RuleExplanation(
      "invalid-switch",
      """
      A switch is one of `on`, `off`, `true`, `false`, `yes` and `no`, in small letters. YAML 1.1 has `On`, `TRUE` and `y` \
      besides, YAML 1.2 only `true` and `false`; memc takes the six that are plain to everybody, quoted or not.

      Numbers are no switches: write `on` for 1.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, pin: On}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, pin: on}
        """),
    RuleExplanation(
      "negative-number",
      """
      Sizes, addresses, counts and distances are not negative. Hypervisors that read them without a sign make a huge number \
      of such a one: -1 becomes 2^64 − 1.

      Usually two numbers were subtracted in the wrong order, or -1 is to say that there is none: leave the key out for \
      that.
      """,
      breaks: """
        memc: 1
        memory: -4GiB
        """,
      cure: """
        memc: 1
        memory: 4GiB
        """),
    RuleExplanation(
      "node-name-number",
      """
      Distances and devices name a node by its proximity domain, a number, or by its `name`. A name that is a number would \
      be both: `1` could be the node of that name or proximity domain 1.

      Take a word, such as `node1` or `hbm`. To give a node another number, write `domain: 1`.
      """,
      breaks: """
        memc: 1
        nodes:
          - {name: "1", memory: 1GiB}
        """,
      cure: """
        memc: 1
        nodes:
          - {name: node1, memory: 1GiB}
        """),
    RuleExplanation(
      "not-power-of-two",
      """
      An alignment is a power of two, at least a page of 4 KiB and at most 2^52. An address is aligned where its low bits \
      are 0, and only a power of two has such bits; so have the pages of every processor.

      Take the next larger power of two: 4 MiB in place of 3 MiB. Where memory is to lie at a certain address, `ranges` in \
      the node say it.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        placement: {align: 3MiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        placement: {align: 4MiB}
        """),
    RuleExplanation(
      "number-out-of-range",
      """
      The number is none that the key takes. Each range has its cause: a slot number goes up to 32,763, as KVM on x86_64 \
      has KVM_USER_MEM_SLOTS, 32,764 of them; a memslot is at most 8 TiB - 4 KiB long, as KVM takes less than 2^31 pages in \
      one (Linux, include/linux/kvm_host.h: KVM_MEM_MAX_NR_PAGES).

      The message has the range; `memc schema` has those of all keys.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        slots: {first: 32764}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        slots: {first: 32763}
        """),
    RuleExplanation(
      "number-overflow",
      """
      Numbers and sizes have 64 bits, as addresses, e820 and ACPI's tables do. This one has more, with its unit multiplied \
      in: 16,777,216 TiB are 2^64 bytes.

      Usually the unit is too large, or a number of bytes has got one. No guest reaches beyond 2^52 bytes anyway.
      """,
      breaks: """
        memc: 1
        memory: 16777216TiB
        """,
      cure: """
        memc: 1
        memory: 16TiB
        """),
    RuleExplanation(
      "unaligned-address",
      """
      The address is none at which a page of 4 KiB begins. Guests map memory by pages, and KVM takes a memslot only at a \
      multiple of the host's page size (Linux, virt/kvm/kvm_main.c: `kvm_set_memory_region` returns EINVAL).

      Often an `end` is meant as the last byte, such as 0xffffffff: `end` is the address just behind, 4GiB. Reserved ranges \
      may lie anywhere.
      """,
      breaks: """
        memc: 1
        memory: 8GiB
        platform: {gaps: [{start: 3GiB, end: 0xffffffff}]}
        """,
      cure: """
        memc: 1
        memory: 8GiB
        platform: {gaps: [{start: 3GiB, end: 0x100000000}]}
        """),
    RuleExplanation(
      "unaligned-size",
      """
      Memory has whole pages of 4 KiB. KVM takes no part of a page in a memslot (Linux, virt/kvm/kvm_main.c: \
      `kvm_set_memory_region` returns EINVAL), and Linux as a guest throws the rest away (arch/x86/kernel/e820.c: \
      `memblock_trim_memory` in `e820__memblock_setup`).

      A number without a unit counts bytes. `memory: 512` is often meant as MiB, as QEMU's `-m 512` is: write `512MiB`.
      """,
      breaks: """
        memc: 1
        memory: 512
        """,
      cure: """
        memc: 1
        memory: 512MiB
        """),
    RuleExplanation(
      "unknown-node",
      """
      A device, a port or a latency speaks of a node that the topology has not. Nodes are named by their proximity domain, \
      from 0 on where no node states `domain`, or by their `name`.

      SRAT would have a proximity domain for it in which is nothing else. Usually the count begins with 1, or a node was \
      taken out.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        initiators:
          - {node: 1, pci: "0000:00:02.0"}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        initiators:
          - {node: 0, pci: "0000:00:02.0"}
        """),
  ]
}
