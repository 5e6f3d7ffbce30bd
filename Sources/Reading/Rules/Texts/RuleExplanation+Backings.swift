extension RuleExplanation {
  /// How the host provides memory.
  static let ofBackings: [RuleExplanation] = [
    RuleExplanation(
      "mergeable-not-private",
      """
      `mergeable: on` lets KSM join equal pages of guests. It works on private memory only, which is what a node has where \
      it says nothing: a page that is joined becomes another one as soon as somebody writes to it.

      Shared memory is one object for all who map it, so its pages cannot be replaced behind their backs. Linux takes the \
      advice and does nothing (mm/ksm.c: `vma_ksm_compatible`, VM_SHARED). A file and memory that is taken over are shared, \
      too.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, backing: shared, mergeable: on}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, mergeable: on}
        """),
    RuleExplanation(
      "offset-needs-file",
      """
      `offset` of a device window says where in its `file` the window's bytes begin. Without a file the window has memory \
      of its own, zeros at first, and there is nothing to begin in.

      State the `file`, as for firmware's flash, or leave `offset` out. For the guest physical address the key is `start`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        devices:
          - {name: flash, place: low, size: 4MiB, offset: 64KiB}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        devices:
          - {name: flash, place: low, size: 4MiB, file: flash.fd, offset: 64KiB}
        """),
    RuleExplanation(
      "policy-needs-host-nodes",
      """
      `bind`, `preferred`, `interleave` and `weighted-interleave` take a node's memory from certain NUMA nodes of the \
      host. Which ones, `host_nodes` says.

      memc hands both to mbind(2). Linux refuses these modes with an empty set of nodes (mm/mempolicy.c: `mpol_new`), but \
      for `preferred`, which it takes for local then: never what is meant. QEMU wants `host-nodes` with `policy` for the \
      same reason.

      Write `host_nodes: 0`, or a list such as `[0, 1]`.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, policy: bind}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, policy: bind, host_nodes: 0}
        """),
    RuleExplanation(
      "policy-with-host-nodes",
      """
      `policy: local` takes each page from the host node on whose CPU it is first touched. `host_nodes` says something \
      else: from which nodes pages come whoever touches them. Linux refuses the two together (mm/mempolicy.c: `mpol_new`, \
      MPOL_LOCAL).

      Often `local` stands in `defaults`, or `host_nodes` does. Write `policy: bind` where the nodes are meant, or leave \
      `host_nodes` out.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, policy: local, host_nodes: 0}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, policy: bind, host_nodes: 0}
        """),
    RuleExplanation(
      "zone-name-twice",
      """
      Reports of `memc realize`, and the lines of `--verify`, call a zone by its name and by its node. Two zones of one \
      node with one name could not be told apart.

      Zones of other nodes may have the name too, as those of equal nodes have that are written by one YAML anchor. Guests \
      never see names: zones are how the host provides a node's memory.
      """,
      breaks: """
        memc: 1
        nodes:
          - zones: [{name: fast, size: 1GiB}, {name: fast, size: 1GiB}]
        """,
      cure: """
        memc: 1
        nodes:
          - zones: [{name: fast, size: 1GiB}, {name: slow, size: 1GiB}]
        """),
  ]

  /// Memory that one process hands to another: `memc realize --share` and `--existing`.
  static let ofHandOver: [RuleExplanation] = [
    RuleExplanation(
      "existing-file",
      """
      The other machine's node is made of a file. A file is not handed over as a descriptor: who knows its path can map it \
      by itself, and its owner can cut it at any time, which kills a guest with SIGBUS. Only a memfd can be sealed against \
      that (Linux, fcntl(2): F_ADD_SEALS).

      State the file in this topology as the other one does; both machines then map it shared. The example assumes that \
      node 0 of the other machine is a file of 1 GiB.
      """,
      breaks: RuleExample(
        .takingOver(.file),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: existing}
        """),
      cure: RuleExample(
        .takingOver(.file),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: {file: /dev/shm/guest-memory}}
        """)),
    RuleExplanation(
      "existing-needed",
      """
      `backing: existing` says that a node's memory is there already, in another process, and is not made anew. Without \
      `--existing SOCKET` there is nobody to ask for it, and a guest would not find its contents in new memory.

      Name the socket on which the other machine waits, started with `memc realize --share SOCKET`. To build the machine \
      with memory of its own, write `backing: shared`: where no node says `existing`, `--existing` takes all of them over, \
      so one file serves both sides.
      """,
      breaks: RuleExample(
        .takingOver(nil),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: existing}
        """),
      cure: RuleExample(
        .takingOver(nil),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: shared}
        """)),
    RuleExplanation(
      "existing-node-missing",
      """
      A node takes the memory of the node with the same place in the other machine's topology, and a zone that of the same \
      zone of it. Here the other machine has no such node, or its node has no memory or other zones.

      Nothing is matched by size or by address: two nodes may be equal, and addresses may differ. Let only those nodes say \
      `backing: existing` that were handed over; where one says so, the others get memory of their own. The example assumes \
      that the other machine has node 0 only, 1 GiB.
      """,
      breaks: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        nodes:
          - {memory: 1GiB, backing: existing}
          - {memory: 1GiB, backing: existing}
        """),
      cure: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        nodes:
          - {memory: 1GiB, backing: existing}
          - {memory: 1GiB}
        """)),
    RuleExplanation(
      "existing-not-hugetlb",
      """
      Pages are as they were made: those of a memfd are small, or all of one size of hugetlbfs (memfd_create(2): \
      MFD_HUGETLB), and nobody who takes the memfd over can change that. A topology that asks for other pages asks for \
      another machine.

      Leave `hugepages` out, and the node takes whatever is there; or start the other machine with the same `hugepages`. \
      The example assumes that node 0 of the other machine has 1 GiB of small pages.
      """,
      breaks: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: existing, hugepages: 2MiB}
        """),
      cure: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: existing}
        """)),
    RuleExplanation(
      "existing-private",
      """
      Private memory is seen by one process only: each write goes to a copy of its own. Memory that is taken over must be \
      one object in both processes, so its node is `shared` or `existing`. A node that says nothing is private.

      Where no node says `existing`, all of them take memory over, and all need `backing: shared`, as the side has it that \
      hands over. The example assumes that node 0 of the other machine has 1 GiB.
      """,
      breaks: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        memory: 1GiB
        """),
      cure: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: shared}
        """)),
    RuleExplanation(
      "existing-size-mismatch",
      """
      A node that takes memory over has as many bytes as the memory, no more and no less. memc seals the memfd with \
      F_SEAL_SHRINK and F_SEAL_GROW before it hands it over, so that nobody can cut it under a guest. Its size is settled \
      then.

      Usually one of the two topologies was changed. Give the node its old size; a new node beside it may have memory of \
      its own. The example assumes that node 0 of the other machine has 1 GiB.
      """,
      breaks: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        memory: 2GiB
        defaults: {backing: existing}
        """),
      cure: RuleExample(
        .takingOver(.small),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: existing}
        """)),
    RuleExplanation(
      "existing-unaligned",
      """
      The memory that the node takes over is made of hugepages, and here a range of the node's guest physical addresses \
      begins or ends inside one. Addresses may differ from those of the other machine, but not by a part of a page.

      Memory of hugetlbfs is mapped by whole pages only (Linux, fs/hugetlbfs/inode.c: `hugetlbfs_file_mmap`), and KVM maps \
      a large page only where guest and host address agree in its bits. Let `align: auto` or `placement: {align: 2MiB}` \
      round up where nodes begin, or give those before it sizes that are multiples. The example assumes that node 0 of the \
      other machine has 1 GiB of 2 MiB pages.
      """,
      breaks: RuleExample(
        .takingOver(.hugepages),
        """
        memc: 1
        nodes:
          - {ranges: [{start: 1MiB, size: 1GiB}], backing: existing}
        """),
      cure: RuleExample(
        .takingOver(.hugepages),
        """
        memc: 1
        nodes:
          - {ranges: [{start: 2MiB, size: 1GiB}], backing: existing}
        """)),
    RuleExplanation(
      "existing-with-thp",
      """
      `thp: on` asks Linux to put large pages together out of small ones (MADV_HUGEPAGE). The memory that the node takes \
      over has large pages already, out of the pool of hugetlbfs, and khugepaged passes over mappings of that \
      (include/linux/mm.h: VM_NO_KHUGEPAGED).

      Leave `thp` out. The example assumes that node 0 of the other machine has 1 GiB of 2 MiB pages.
      """,
      breaks: RuleExample(
        .takingOver(.hugepages),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: existing, thp: on}
        """),
      cure: RuleExample(
        .takingOver(.hugepages),
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: existing}
        """)),
    RuleExplanation(
      "share-incomplete",
      """
      `--share` hands the memory of nodes over, and of nothing else. Memory of device windows and of VTL2 stays behind: the \
      machine that takes over begins with new one, zeros, and its guest misses what was there.

      A frame buffer may be drawn anew; firmware's variables would be lost. A window of a file that is read-only loses \
      nothing, as both sides map the file, and is no warning. Where the loss is meant, `-Wno-share-incomplete` keeps \
      silent.
      """,
      breaks: RuleExample(
        .handingOver,
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: shared}
        devices:
          - {name: rom, start: 3GiB, size: 64KiB}
        """),
      cure: RuleExample(
        .handingOver,
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: shared}
        devices:
          - {name: rom, start: 3GiB, size: 64KiB, file: rom.bin, visibility: read-only}
        """)),
    RuleExplanation(
      "share-private",
      """
      Memory is handed over as a descriptor, sent through a Unix socket (unix(7): SCM_RIGHTS). Private memory is anonymous: \
      it has none, and ends with its process.

      Write `backing: shared` in the nodes or in `defaults`; they are memfds then. What shared memory cannot have is \
      `mergeable`.
      """,
      breaks: RuleExample(
        .handingOver,
        """
        memc: 1
        memory: 1GiB
        """),
      cure: RuleExample(
        .handingOver,
        """
        memc: 1
        memory: 1GiB
        defaults: {backing: shared}
        """)),
  ]
}
