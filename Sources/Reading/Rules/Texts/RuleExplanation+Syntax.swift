extension RuleExplanation {
  /// Files that are no YAML as memc reads it, and values that say nothing.
  static let ofSyntax: [RuleExplanation] = [
    RuleExplanation(
      "alias-recursive",
      """
      An alias, `*name`, stands for what its anchor, `&name`, is written at. Inside of that it would stand for itself, and \
      have no end.

      YAML allows such graphs, but a topology is a tree. State once what several places shall have, and name it from beside \
      it, not from within.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes: &nodes
          - *nodes
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes:
          - &node {}
          - *node
        """),
    RuleExplanation(
      "alias-undefined",
      """
      An alias, `*name`, names an anchor, `&name`, that stands before it in the file. YAML reads a file from its top, so \
      that one further down does not count.

      Often the anchor has another spelling, or was moved or deleted.
      """,
      breaks: """
        memc: 1
        nodes:
          - *node
          - &node {memory: 1GiB}
        """,
      cure: """
        memc: 1
        nodes:
          - &node {memory: 1GiB}
          - *node
        """),
    RuleExplanation(
      "conflicting-keys",
      """
      Some keys exclude each other: each would say the same thing, or one leaves nothing for the other to say. Which two it \
      are, the message tells.

      A range has `end` or `size`; a node `memory` or `ranges` or `zones`, and with `zones` nothing that those state for \
      themselves; a window `start` or `place`; an initiator or a port `pci` or `acpi`; distances `matrix`, `links` or \
      `pairs`. Memory that is `persistent` is not `special_purpose`, as e820 has one type for an address.

      Keep the one that you know; the other follows from it.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform:
          gaps: [{start: 3GiB, end: 4GiB, size: 1GiB}]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform:
          gaps: [{start: 3GiB, end: 4GiB}]
        """),
    RuleExplanation(
      "control-character",
      """
      The file holds no control characters but tabs and line ends. NUL, escape and the others are not allowed in YAML, not \
      even in a comment (YAML 1.1, section 5.1), and libyaml refuses them.

      They cannot be seen in an editor, and a terminal would obey some when the line is shown. They come from the output of \
      a program that writes colours, or from a file that is no text. Delete them.
      """,
      breaks: RuleExample(
        .topology,
        """
        memc: 1
        memory: 1GiB  # ␛[31mred
        """,
        bytes: Array("memc: 1\nmemory: 1GiB  # \u{1B}[31mred\n".utf8)),
      cure: """
        memc: 1
        memory: 1GiB  # red
        """),
    RuleExplanation(
      "decimal-unit",
      """
      Sizes have binary units: `GiB`, or `G` for short. `GB` is 10^9 bytes, which is not what anybody means by the memory \
      of a machine: 4 GB are not even whole pages.

      QEMU's `-m 4G` and the kernel's `mem=4G` are binary as well. Write `4GiB`. Bandwidths are another matter: `GB/s` is \
      right there.
      """,
      breaks: """
        memc: 1
        memory: 4GB
        """,
      cure: """
        memc: 1
        memory: 4GiB
        """),
    RuleExplanation(
      "duplicate-key",
      """
      A key stands once in its mapping. In quotes, or by an alias, it is the same key.

      YAML demands it, but many readers keep the last one without a word, as libyaml leaves it to whoever uses it. A \
      `memory` that was stated twice would then be the one further down, whichever that is.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        memory: 2GiB
        """,
      cure: """
        memc: 1
        memory: 2GiB
        """),
    RuleExplanation(
      "empty-document",
      """
      The file holds a document. This one has nothing but comments and spaces.

      A topology begins with `memc: 1`, the version of its language. Mostly a file was not yet written when it was read, or \
      everything in it is commented out.
      """,
      breaks: """
        # memc: 1
        # memory: 1GiB
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "empty-share",
      """
      Nodes that state no memory share what the root's `memory` leaves after those that do. Here nothing is left, or less \
      than a unit for each: 1 MiB, or more where the nodes are aligned.

      A number without a unit counts bytes, so that `memory: 8192` is two pages and no 8 GiB. For a node that has none, \
      state `memory: 0`.
      """,
      breaks: """
        memc: 1
        memory: 4GiB
        nodes:
          - {memory: 4GiB}
          - {cpus: 0}
        """,
      cure: """
        memc: 1
        memory: 4GiB
        nodes:
          - {memory: 3GiB}
          - {cpus: 0}
        """),
    RuleExplanation(
      "empty-value",
      """
      A key has a value. `memory:` with nothing behind it says nothing, and a list without an entry, such as `ranges: []`, \
      does neither.

      YAML takes it for `null`, and other tools take that for what they have by default. Often a template left it empty. \
      Leave the key out, or state its value.
      """,
      breaks: """
        memc: 1
        memory:
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "fractional-bytes",
      """
      A size with a decimal point comes to a whole number of bytes. 0.5 KiB are 512 bytes; 0.3 KiB are 307.2.

      Nothing is rounded, as nobody could say in which direction. Take a smaller unit: `1.1GiB` is none either, but \
      `1126MiB` is. Memory is made of whole pages besides, multiples of 4 KiB.
      """,
      breaks: """
        memc: 1
        memory: 1.1GiB
        """,
      cure: """
        memc: 1
        memory: 1126MiB
        """),
  ]
}
