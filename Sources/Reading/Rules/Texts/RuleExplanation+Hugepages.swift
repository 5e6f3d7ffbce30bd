extension RuleExplanation {
  /// Pages larger than the host's smallest ones.
  static let ofHugepages: [RuleExplanation] = [
    RuleExplanation(
      "hugepage-alignment",
      """
      A node with `hugepages: 2MiB` or `1GiB` is made of pages of that size, and a page is of one node. So each range of guest \
      addresses of the node begins and ends at a multiple of the size; a rest could be of small pages only, and the node would be \
      another one than was asked for.

      KVM maps a large page for the guest only where guest and host address agree in all bits below the page's size, and where the \
      memslot holds the whole page (Linux, arch/x86/kvm/mmu/mmu.c: `kvm_mmu_max_mapping_level`; the bits are compared once, in \
      `kvm_alloc_memslot_metadata`). QEMU refuses a backend whose size is no multiple of its page size; others lose the large pages \
      without a word.

      Often the gap below 4 GiB cuts a node in two where no page ends. Let nodes have sizes that add up to a multiple there, let one be \
      relocated as a whole, or let `placement: {align: 1GiB}` round up where each begins.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1537MiB, hugepages: 2MiB}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1538MiB, hugepages: 2MiB}
        """),
    RuleExplanation(
      "hugepage-size",
      """
      A size for `hugepages` is a power of two that is larger than the host's small pages, 4 KiB, and at most 2^52 bytes. A \
      processor has large pages of few sizes only: x86_64 has 2 MiB and 1 GiB.

      Linux keeps a pool for each size it has (/sys/kernel/mm/hugepages), and memfd_create(2) and mmap(2) are told the size \
      as the exponent of two. `memc check` cannot know the host. A size of the right form that the host has not is refused \
      where the memory is made (`hugepage-size-missing`), or beforehand by `memc check --host`.

      Write `on` for 2 MiB, or a size.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hugepages: 3MiB}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, hugepages: 2MiB}
        """),
    RuleExplanation(
      "hugepages-auto-small",
      """
      `hugepages: auto` asks for pages of 2 MiB where memory can hold them. This memory cannot: one of its ranges of guest \
      physical addresses begins or ends inside such a page. So it is made of small pages, in `memslots.json` and by `memc \
      realize` alike.

      A large page of hugetlbfs is never of two nodes, and KVM maps none that a memslot holds in part (Linux, \
      arch/x86/kvm/x86.c: `kvm_alloc_memslot_metadata`).

      Nothing is wrong, so it is a note. To have large pages, give nodes sizes that are multiples of 2 MiB, or let `align: \
      auto` begin the node at a multiple of its pages. With `hugepages: on` it is an error in place of the note.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 5MiB, hugepages: auto}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 6MiB, hugepages: auto}
        """),
    RuleExplanation(
      "hugepages-mergeable",
      """
      KSM compares small pages of processes and lets equal ones be one. A hugepage is not among them: Linux takes advice to \
      merge memory of hugetlbfs, and does nothing (mm/ksm.c: `vma_ksm_compatible`, VM_HUGETLB).

      A node can be made of hugepages, or share pages with other guests. Decide for one: leave out `hugepages`, or \
      `mergeable`.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hugepages: on, mergeable: on}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, mergeable: on}
        """),
    RuleExplanation(
      "hugepages-reserve",
      """
      `reserve` says whether the host accounts for small pages at once, or as they are touched (MAP_NORESERVE). Of \
      hugepages it says nothing: memc maps them without that flag, and Linux then takes them out of the pool for the \
      mapping at once, or refuses it (mm/hugetlb.c: `hugetlb_reserve_pages`). Whatever `reserve` says, nothing is \
      different.

      Often `reserve` stands in `defaults` for all nodes. Leave it out where there are hugepages.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hugepages: on, reserve: on}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, hugepages: on}
        """),
    RuleExplanation(
      "hugepages-with-thp",
      """
      `hugepages` takes pages out of the host's pool (hugetlbfs). `thp: on` asks Linux to put large pages together out of \
      small ones, wherever it finds room (MADV_HUGEPAGE). Memory is of one kind or the other: khugepaged passes over \
      mappings of hugetlbfs (include/linux/mm.h: VM_NO_KHUGEPAGED).

      Hugepages are there for certain and must be set aside beforehand; transparent ones cost no preparation and are not \
      promised. Leave out the one that is not meant.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, hugepages: on, thp: on}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, thp: on}
        """),
    RuleExplanation(
      "legacy-split-on-hugepages",
      """
      `legacy_x86: on` cuts the RAM below 1 MiB into a memslot for each range that a PC's chipset switches by itself. The \
      first large page of the node then lies in several memslots.

      KVM maps a large page only where one memslot holds all of it (Linux, arch/x86/kvm/x86.c: \
      `kvm_alloc_memslot_metadata`). So it maps the first 2 MiB by small pages, or the first GiB where pages are as large.

      Put a small node of small pages in front of it. Where the loss does not matter, `-W legacy-split-on-hugepages` makes \
      it a warning.
      """,
      breaks: """
        memc: 1
        legacy_x86: on
        nodes:
          - {memory: 1GiB, hugepages: on}
        """,
      cure: """
        memc: 1
        legacy_x86: on
        nodes:
          - {memory: 4MiB}
          - {memory: 1GiB, hugepages: on}
        """),
  ]
}
