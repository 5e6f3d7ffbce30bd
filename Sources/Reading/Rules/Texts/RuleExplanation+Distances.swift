extension RuleExplanation {
  /// How far nodes are from each other.
  static let ofDistances: [RuleExplanation] = [
    RuleExplanation(
      "distance-asymmetric",
      """
      A distance holds in both directions, unless `asymmetric: true` says that it is meant otherwise.

      SLIT has a distance for each direction (ACPI 6.5, section 5.2.17), and Linux keeps both as they are \
      (drivers/acpi/numa/srat.c: `acpi_numa_slit_init`). But few machines differ there, and a matrix that does is mostly \
      one with a slip of the pen.

      Where it is meant, put the rows under `matrix`: `{asymmetric: true, matrix: [[10, 20], [21, 10]]}`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: [[10, 20], [21, 10]]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: {asymmetric: true, matrix: [[10, 20], [21, 10]]}
        """),
    RuleExplanation(
      "distance-diagonal",
      """
      A node's distance to itself is 10. All other distances are relative to it: 20 is twice as far.

      ACPI defines it so (ACPI 6.5, section 5.2.17). Linux does without a SLIT that has anything else there \
      (drivers/acpi/numa/srat.c: `slit_valid`), and QEMU refuses it (hw/core/numa.c: `parse_numa_distance`).
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: [[10, 20], [20, 11]]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: [[10, 20], [20, 10]]
        """),
    RuleExplanation(
      "distance-pair-twice",
      """
      The distance of a pair is stated once. A pair holds for both directions, so that 0 to 1 and 1 to 0 are the same one.

      Two that say the same would do no harm, but two that differ would leave open which one counts. With `asymmetric: \
      true` each direction is a pair of its own.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances:
          pairs:
            - {from: 0, to: 1, distance: 16}
            - {from: 1, to: 0, distance: 18}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances:
          asymmetric: true
          pairs:
            - {from: 0, to: 1, distance: 16}
            - {from: 1, to: 0, distance: 18}
        """),
    RuleExplanation(
      "distance-saturated",
      """
      With `links` a distance is that of the shortest path: 10, and for each link on it what the link has above 10. Two \
      links of 200 come to 390, of which 254 is kept.

      An entry of SLIT is one byte, and its highest value, 255, says that there is no way at all (ACPI 6.5, section \
      5.2.17). All pairs that are cut to 254 look equally far to a guest. Shorter links leave room for long paths.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 3
        distances:
          links:
            - {between: [0, 1], distance: 200}
            - {between: [1, 2], distance: 200}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 3
        distances:
          links:
            - {between: [0, 1], distance: 20}
            - {between: [1, 2], distance: 20}
        """),
    RuleExplanation(
      "distance-shape",
      """
      A matrix has a row for each node and in each row an entry for each node, both in the order of their proximity \
      domains. A link joins two nodes.

      SLIT is such a square (ACPI 6.5, section 5.2.17), and a row that is too short would move all that follow. Mostly a \
      node was added and the matrix was not; where few distances differ from the others, `pairs` with `remote` say the same \
      in fewer numbers.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 3
        distances: [[10, 20], [20, 10]]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 3
        distances: [[10, 20, 20], [20, 10, 20], [20, 20, 10]]
        """),
    RuleExplanation(
      "distance-too-long",
      """
      A distance is at most 255, and 255 says that one node does not reach the other. A link's is at most 254, as it is a \
      way.

      An entry of SLIT is one byte (ACPI 6.5, section 5.2.17). Distances are relative to 10 and no nanoseconds: memory at \
      20 is twice as far as a node's own.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: {remote: 300}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: {remote: 30}
        """),
    RuleExplanation(
      "distance-too-short",
      """
      The distance to another node is at least 11.

      10 is a node's distance to itself, and what is below has no meaning (ACPI 6.5, section 5.2.17). Firmware that fills \
      in 10 everywhere is known, and Linux does without a SLIT that has 10 or less between two nodes \
      (drivers/acpi/numa/srat.c: `slit_valid`). For nodes that are equally far from all CPUs, write 11, or make them one \
      node.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: {remote: 10}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: {remote: 11}
        """),
    RuleExplanation(
      "distance-unknown-node",
      """
      A pair or a link names nodes that exist, each by its number or its name. A node's number is its proximity domain: \
      what it states as `domain`, or else its place in the list from 0 on. A name that several nodes have names none of \
      them.

      Often numbers were counted from 1 on.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: {pairs: [{from: 1, to: 2, distance: 16}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes: 2
        distances: {pairs: [{from: 0, to: 1, distance: 16}]}
        """),
  ]

  /// Which nodes there are to a guest.
  static let ofDomains: [RuleExplanation] = [
    RuleExplanation(
      "domain-not-by-place",
      """
      On QEMU's platforms a node's proximity domain is its place in the list, from 0 on.

      QEMU takes a node's `nodeid` for its proximity domain, and places memory in the order of the IDs, none of which may \
      be missing (hw/core/numa.c: `numa_complete_configuration`). Another `domain` would be a machine that QEMU cannot \
      make.

      Leave `domain` out and state the nodes in the order of their numbers.
      """,
      breaks: """
        memc: 1
        platform: qemu-q35
        nodes: [{memory: 1GiB, domain: 1}, {memory: 2GiB, domain: 0}]
        """,
      cure: """
        memc: 1
        platform: qemu-q35
        nodes: [{memory: 2GiB}, {memory: 1GiB}]
        """),
    RuleExplanation(
      "domain-twice",
      """
      No two nodes are one proximity domain. A node without `domain` is that of its place in the list, from 0 on, and \
      counts as well.

      A guest knows nodes by their domains alone: two of one domain would be one node to it (Linux, \
      drivers/acpi/numa/srat.c: `acpi_map_pxm_to_node`), while the distances and the memory policies here are of two.

      For one node whose memory lies in several places, state `ranges`; for memory that is provided in several ways, \
      `zones`.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, domain: 3}
          - {memory: 1GiB, domain: 3}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, domain: 3}
          - {memory: 1GiB, domain: 4}
        """),
    RuleExplanation(
      "empty-node",
      """
      A node has memory, space for memory that is plugged in, a CPU, an initiator or a port. This one has nothing.

      SRAT has no structure of such a domain, so that a guest does not learn that it exists. Linux brings up nodes that \
      have memory, CPUs or generic initiators (arch/x86/mm/numa.c: `init_cpu_to_node`, `init_gi_nodes`).

      Where memory comes later, state the space for it: `{memory: 0, hotplug: 4GiB}`.
      """,
      breaks: """
        memc: 1
        nodes:
          - {memory: 1GiB, cpus: 0}
          - {memory: 0}
        """,
      cure: """
        memc: 1
        nodes:
          - {memory: 1GiB, cpus: 0}
          - {memory: 0, hotplug: 1GiB}
        """),
  ]
}
