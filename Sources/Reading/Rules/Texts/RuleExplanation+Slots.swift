extension RuleExplanation {
  /// Memslots, what a guest may do with them, and VTL2, which has its own.
  static let ofSlots: [RuleExplanation] = [
    RuleExplanation(
      "legacy-needs-low-ram",
      """
      `legacy_x86: on` cuts the RAM from 0 to 1 MiB where a PC's chipset switches it between RAM, ROM and devices, so that \
      each range is a memslot. All of it must be RAM: a range that is none has no slot to switch.

      Usually `gaps` of the topology, which replace the preset's, leave VGA's memory out. With `legacy_x86` it stays RAM, \
      and `visibility` has it unmapped at first. Where devices are always there, leave `legacy_x86` out and keep the gap.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        legacy_x86: on
        platform:
          gaps: [{start: 0xa0000, end: 0xc0000}, {start: 3GiB, end: 4GiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        legacy_x86: on
        platform:
          gaps: [{start: 3GiB, end: 4GiB}]
        """),
    RuleExplanation(
      "legacy-needs-x86",
      """
      The ranges that `legacy_x86` cuts are those of a PC's chipset: VGA's memory, and 13 ranges that the Programmable \
      Attribute Map (PAM) switches, 0xc0000 to 1 MiB. aarch64 has no such chipset, and its RAM does not begin at 0.

      Leave it out; `slots: {cuts: […]}` cuts memslots at any addresses.
      """,
      breaks: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        legacy_x86: on
        """,
      cure: """
        memc: 1
        arch: aarch64
        memory: 1GiB
        """),
    RuleExplanation(
      "not-controllable",
      """
      What a guest may do with RAM, KVM knows of a memslot as a whole: its flags are of the slot (KVM_MEM_READONLY), and a \
      slot that is not registered cannot be accessed anywhere. So `visibility` is stated of whole slots of RAM. This range \
      is a part of one, several, or no RAM.

      Let `legacy_x86: on` cut the first megabyte, or `slots: {cuts: […]}` cut at both ends of the range; state several \
      slots one by one. `memc compile` lists the slots.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        slots: {cuts: [0xa0000]}
        visibility:
          - {start: 0xa0000, end: 0xc0000, mode: unmapped}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        slots: {cuts: [0xa0000, 0xc0000]}
        visibility:
          - {start: 0xa0000, end: 0xc0000, mode: unmapped}
        """),
    RuleExplanation(
      "slot-cut-nowhere",
      """
      `slots.cuts` are addresses that no memslot reaches across. This one lies outside of RAM and of windows, or where a \
      range begins or ends by itself, so that it cuts nothing.

      Usually memory has become less, or a gap has moved it. Correct the address or leave it out.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        slots: {cuts: [2GiB]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        slots: {cuts: [512MiB]}
        """),
    RuleExplanation(
      "slot-cut-unaligned",
      """
      `max_size` cuts long ranges at its multiples, and here one of them lies inside a large page: of 2 MiB, or of the size \
      that the node asks for.

      KVM maps a large page only where one memslot holds all of it (Linux, arch/x86/kvm/x86.c: \
      `kvm_alloc_memslot_metadata`), so at each cut the guest gets small ones, for which its accesses are slower. Choose a \
      multiple of the page size. Cuts that `slots.cuts` and `legacy_x86` ask for are not told of.
      """,
      breaks: """
        memc: 1
        memory: 2GiB
        slots: {max_size: 1025MiB}
        """,
      cure: """
        memc: 1
        memory: 2GiB
        slots: {max_size: 1024MiB}
        """),
    RuleExplanation(
      "slot-number-too-high",
      """
      KVM on x86_64 has 32,764 numbers for memslots, 0 to 32,763, and refuses others (Linux, virt/kvm/kvm_main.c: \
      KVM_USER_MEM_SLOTS in `kvm_vm_ioctl_set_memory_region`). Slots are numbered from `slots.first` on, and those that are \
      kept for hot-pluggable memory count.

      Lower `first`. A small `max_size` makes many slots: 1 TiB by 16 MiB is 65,536 of them.
      """,
      breaks: """
        memc: 1
        memory: 4GiB
        slots: {first: 32763}
        """,
      cure: """
        memc: 1
        memory: 4GiB
        slots: {first: 32762}
        """),
    RuleExplanation(
      "slot-page-unaligned",
      """
      `slots.page_size` is the size of a page of the host that the machine is for: on Arm 16 or 64 KiB where the kernel is \
      built so. KVM takes a memslot only at multiples of it, in guest physical addresses and in length (Linux, \
      virt/kvm/kvm_main.c: `kvm_set_memory_region`), and mmap(2) an offset in a file.

      Give nodes, windows and cuts such sizes and addresses. For a host of 4 KiB pages leave `page_size` out.
      """,
      breaks: """
        memc: 1
        memory: 1048580KiB
        slots: {page_size: 64KiB}
        """,
      cure: """
        memc: 1
        memory: 1048640KiB
        slots: {page_size: 64KiB}
        """),
    RuleExplanation(
      "too-many-slots",
      """
      `slots.max` is how many memslots the hypervisor has for this machine, and the layout needs more. A range of RAM is a \
      slot; gaps, nodes, zones, `slots.cuts`, `legacy_x86` and `max_size` cut it, every window that is seen is one more, \
      and those kept for hot-pluggable memory count.

      The gap below 4 GiB alone makes two slots of one node of 4 GiB. Raise `max`, or cut less.
      """,
      breaks: """
        memc: 1
        memory: 4GiB
        slots: {max: 1}
        """,
      cure: """
        memc: 1
        memory: 4GiB
        slots: {max: 2}
        """),
    RuleExplanation(
      "visibility-over-usable",
      """
      A memslot that the guest cannot write, or cannot access at all, lies where e820 (on aarch64 the memory map) says \
      usable RAM. The guest takes pages there, and its writes leave KVM as MMIO exits (KVM_EXIT_MMIO) that nobody answers \
      as RAM does.

      Reserve the range under `platform`, or state the visibility of memory that is reserved already, such as \
      0xa0000-0x100000. Where the hypervisor makes the memory writable before the guest runs, `-Wno-visibility-over-usable` \
      keeps silent.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        legacy_x86: on
        visibility:
          - {start: 0, end: 0xa0000, mode: read-only}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        legacy_x86: on
        visibility:
          - {start: 0xf0000, end: 0x100000, mode: read-only}
        """),
    RuleExplanation(
      "visibility-twice",
      """
      A memslot begins with one visibility: read-write, read-only or unmapped. Two statements of one slot are a slip even \
      where they agree, as the next change would be made to one of them.

      Leave one out. While the machine runs a hypervisor changes visibility as often as it likes.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        legacy_x86: on
        visibility:
          - {start: 0xa0000, end: 0xc0000, mode: unmapped}
          - {start: 0xa0000, end: 0xc0000, mode: read-only}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        legacy_x86: on
        visibility:
          - {start: 0xa0000, end: 0xc0000, mode: unmapped}
          - {start: 0xf0000, end: 0x100000, mode: read-only}
        """),
    RuleExplanation(
      "vtl2-over-device",
      """
      VTL2's memory is seen by VTL2 only, whose virtual machine sees the guest's memory besides, at the guest's addresses. \
      A device window at an address of VTL2's memory would be there for the guest, and hidden for VTL2.

      Move one of them. Without `start` memc places VTL2's memory above RAM, gaps and windows.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 4GiB, size: 64MiB}
        devices:
          - {name: bar0, start: 4GiB, size: 16MiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        vtl2: {size: 64MiB}
        devices:
          - {name: bar0, start: 4GiB, size: 16MiB}
        """),
    RuleExplanation(
      "vtl2-over-reserved",
      """
      The guest is not to know of VTL2's memory: no table and no entry of the map tells of it. A reserved range at its \
      addresses is in e820, so the guest would be told that something is there, and of persistent memory that it may use \
      it.

      Move one of them. A range of type `hole` is in no map and is not meant.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 8GiB, size: 16MiB}
        platform: {reserved: [{start: 8GiB, size: 16MiB}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 9GiB, size: 16MiB}
        platform: {reserved: [{start: 8GiB, size: 16MiB}]}
        """),
    RuleExplanation(
      "vtl2-too-low",
      """
      VTL2, the more privileged level, is a virtual machine of its own for KVM, in which the guest's RAM has the guest's \
      addresses. Its own memory lies above all that: above RAM, hot-pluggable space and every gap, in which the guest's \
      devices may come to be.

      Below, it would take the place of memory or of a device that VTL2 must see. Leave `start` out, and memc places it.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 3GiB, size: 64MiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        vtl2: {start: 4GiB, size: 64MiB}
        """),
  ]
}
