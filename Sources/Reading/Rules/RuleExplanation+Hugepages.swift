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
        """)
  ]
}
