extension Language {
  /// A node.
  package static let node = LanguageSection(
    "a node",
    nodeKeys.map(\.key) + policyKeys.map(\.key))

  static let nodeKeys: [BoundKey<NodeDeclaration>] =
    [
      BoundKey(
        "name", .nodeName, \.node.name, examples: ["cxl"],
        "A label for reports, by which pairs and links of distances can name the node: no number."),
      BoundKey(
        "domain", .number(0...UInt64(maximumNodes - 1)), \.node.domain, examples: [7],
        """
        The proximity domain, which no other node has, and by which other sections name the node. Absent: the node's \
        place in the list, from 0 on.
        """),
      BoundKey(
        "memory", .memorySize, \.node.memory, unclear: .memory, examples: ["4GiB", 0],
        """
        Memory of the node; 0 is a node without memory. Absent: an equal share of what the root's memory leaves \
        after the nodes that state theirs.
        """),
      BoundKey(
        "ranges", .decoded(.list(.section(memoryRange)), writing: { $0.document }) { $0.memoryRanges($1) },
        \.node.ranges, unclear: .memory,
        examples: [[["start": "4GiB", "size": "2GiB"]]],
        "Instead of memory: where the node's memory lies, ascending. Nodes without are placed around it."),
      // What a zone does not state is that of 'defaults', which the decoder of nodes knows.
      BoundKey(
        LanguageKey(
          "zones", .list(.section(memoryZone)),
          examples: [[["size": "1GiB", "hugepages": "on"], ["size": "3GiB", "backing": "shared"]]],
          """
          Instead of memory and of what says how the host provides it: several zones, in the order of addresses, each of \
          which says that for itself.
          """)),
      BoundKey(
        "align", .nodeAlignment, \.node.alignment, unclear: .memory, examples: ["auto", "2MiB"],
        """
        What the node's memory begins at multiples of, instead of what placement says: a power of two, or auto for the \
        node's hugepages, 2 MiB where these are auto, or 4 KiB.
        """),
      BoundKey(
        "llcs", .number(0...maximumCPUs), \.llcs, examples: [1, 0],
        """
        How many last-level caches of the CPU shape belong to the node, in order; 0 is a node without CPUs. Absent where all \
        others state 0, too: an equal share.
        """),
      BoundKey(
        "cpus", .cpuList(below: UInt32(maximumCPUs)), \.cpus, examples: ["0-3,8", [0, 1], 5],
        "Instead of llcs: the node's CPUs as a list such as \"0-3,8\"; one number is that CPU."),
    ] + memoryKindKeys + [
      BoundKey(
        "hmat",
        .decoded(.section(performance), writing: { DocumentValue(performanceKeys, of: $0) }) { $0.performance($1) },
        \.node.performance,
        "How fast the node's memory is, and what caches are in front of it: what the guest's HMAT tells of it.")
    ]
}

extension KeyForm<String> {
  /// A text that nobody takes for a node's number.
  fileprivate static var nodeName: Self {
    Self(.text, read: { $0.nodeName($1, $2) }, text: { $0 }, breach: { name, _ in NodeRules.name(name) })
  }
}

extension NodeDeclaration: KeyOwner {
  static var unstated: NodeDeclaration { NodeDeclaration(node: MemoryNode()) }
}
