extension RuleExplanation {
  /// The text of a topology: YAML, and the keys in it.
  static let ofText: [RuleExplanation] = [
    RuleExplanation(
      "input-too-large",
      """
      memc reads files of at most 64 MiB. A topology of thousands of nodes has a few hundred KiB; what is larger is another \
      file, or an attempt to use up memory.

      Check which file was named. Equal nodes are shorter as a number (`nodes: 512`), or as an anchor and aliases.
      """,
      breaks: RuleExample(
        .topology,
        """
        memc: 1
        memory: 1GiB
        # and 64 MiB of comment
        """,
        bytes: Array("memc: 1\nmemory: 1GiB\n#".utf8) + [UInt8](repeating: UInt8(ascii: "#"), count: 64 << 20)),
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "key-not-scalar",
      """
      A key is a plain word. YAML also allows a list or a mapping as a key, with `? ` before it or in braces; no key of \
      memc is one.

      Usually a brace or a bracket is in the wrong place, or the text came out of a template whose `{{…}}` nobody filled \
      in.
      """,
      breaks: """
        memc: 1
        {{memory}}: 1GiB
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "leading-zero",
      """
      A decimal number does not begin with 0. In YAML 1.1 `010` is octal and means 8, in YAML 1.2 it is 10, and readers of \
      either kind are in use. memc reads no octal numbers, and refuses what one of two people would read otherwise.

      Leave the zero out. `0x10` is hexadecimal everywhere, and 0 itself is fine.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: 010
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: 10
        """),
    RuleExplanation(
      "merge-not-mapping",
      """
      `<<` puts the entries of another mapping in here (YAML 1.1, merge key). Its value is a mapping, a list of mappings, \
      or an alias of one; keys that stand beside it win.

      Usually the `*` of the alias is missing, so that its name is a mere word, or the anchor is that of a list.
      """,
      breaks: """
        memc: 1
        nodes:
          - &node {memory: 1GiB}
          - {<<: node, cpus: 0}
        """,
      cure: """
        memc: 1
        nodes:
          - &node {memory: 1GiB}
          - {<<: *node, cpus: 0}
        """),
    RuleExplanation(
      "missing-key",
      """
      A mapping lacks a key without which it means nothing: a gap needs its `start` and its `end` or `size`, a zone its \
      `size`, a pair its `distance`, the whole file `memc: 1`. memc makes no default up where any would be a guess.

      The message names what is missing. `memc schema` and its description in docs/language.md have all keys.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        platform: {gaps: [{start: 3GiB}]}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        platform: {gaps: [{start: 3GiB, end: 4GiB}]}
        """),
    RuleExplanation(
      "multiple-documents",
      """
      A line of `---` begins another document of YAML, and a file is one topology. memc would have to pick one, and would \
      leave out the others without a word.

      Put each into a file of its own: `memc check` and `memc compile` take several.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        ---
        memc: 1
        memory: 2GiB
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "nesting-too-deep",
      """
      Lists and mappings stand in each other at most 64 deep. A topology needs less than ten; what nests deeper is no \
      topology, and is refused before it costs memory.

      Usually a program wrote the file, and did not close what it had opened.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        nodes:
          [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{}
          ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        nodes:
          [{}
          ]
        """),
    RuleExplanation(
      "not-utf8",
      """
      A file is UTF-8 (YAML 1.1 has UTF-16 too, memc does not). Here is a byte that UTF-8 does not have at this place.

      Often an editor saved Latin-1, or a tool of Windows UTF-16, which begins with the bytes ff fe. `iconv -f LATIN1 -t \
      UTF-8 FILE` or `iconv -f UTF-16 -t UTF-8 FILE` converts it. In the example `�` stands for the byte fc, which is `ü` \
      in Latin-1.
      """,
      breaks: RuleExample(
        .topology,
        """
        memc: 1
        name: M�nchen
        memory: 1GiB
        """,
        bytes: Array("memc: 1\nname: M".utf8) + [0xfc] + Array("nchen\nmemory: 1GiB\n".utf8)),
      cure: """
        memc: 1
        name: München
        memory: 1GiB
        """),
    RuleExplanation(
      "too-many-tree-nodes",
      """
      A document has at most 2,000,000 scalars, lists and mappings, those that aliases stand for counted each time. Nine \
      lines of aliases of aliases can stand for a thousand million: a text that uses up the memory of whoever expands it.

      No machine needs so many. Say equal nodes by their number, `nodes: 4096`, and CPUs by lists such as `0-63`.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        a: &a [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "unknown-key",
      """
      A key here is none of the language, or belongs elsewhere. An unknown key is an error because a slip would go unseen \
      otherwise: without `memory` the machine is another one.

      The message names the key that was probably meant, also for words of QEMU's and of other tools, or where it stands. \
      `memc schema` prints the JSON Schema, with which editors complete keys.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        cpus: {sockets: 2, llcs: 2}
        """,
      cure: """
        memc: 1
        memory: 1GiB
        cpus: {packages: 2, llcs: 2}
        """),
    RuleExplanation(
      "unprintable-text",
      """
      A name or a path has a control character in it. It would stand in messages, reports and tables as it is, and could \
      there break a line or change what a terminal shows.

      In double quotes YAML reads backslashes: `\\t` is a tab, `\\n` ends a line. In single quotes, or in none, they are \
      themselves.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        name: "left\\tright"
        """,
      cure: """
        memc: 1
        memory: 1GiB
        name: "left right"
        """),
    RuleExplanation(
      "unsupported-version",
      """
      `memc: 1` says for which version of the language a file is written. A later version may mean something else by the \
      same words, so memc reads only those that it knows: 1.

      It is no version of the program. Write 1, or use a newer memc where the file needs it.
      """,
      breaks: """
        memc: 2
        memory: 1GiB
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
    RuleExplanation(
      "wrong-type",
      """
      A key's value is of another kind than the key takes: a list in place of a size, a word in place of a mapping.

      Often an item lacks its `- ` or its brackets, or a `:` lacks the space behind it, so that `memory:1GiB` is one word. \
      The message says what the key takes. What a scalar is, a number or a text, the key decides and not YAML.
      """,
      breaks: """
        memc: 1
        memory: [4GiB]
        """,
      cure: """
        memc: 1
        memory: 4GiB
        """),
    RuleExplanation(
      "yaml-syntax",
      """
      The text is no YAML 1.1 as libyaml reads it. Nothing behind the place is read; what is told is where the slip \
      probably is, which may lie before the place where libyaml stopped.

      Frequent are a bracket, a brace or a quote that is not closed, a tab for indentation, which YAML forbids, and a text \
      with `: ` or ` #` in it that has no quotes.
      """,
      breaks: """
        memc: 1
        memory: 1GiB
        name: lab: left
        """,
      cure: """
        memc: 1
        memory: 1GiB
        name: "lab: left"
        """),
    RuleExplanation(
      "yaml-tag",
      """
      A tag, `!!int` or `!name`, tells a reader of YAML of what type a value is. memc decides by the key: `cpus: 8` and \
      `cpus: "8"` are the same. Tags that other programs obey can make them build any object, and memc takes none.

      Leave the tag out. A text that begins with `!` stands in quotes.
      """,
      breaks: """
        memc: 1
        memory: !!str 1GiB
        """,
      cure: """
        memc: 1
        memory: 1GiB
        """),
  ]
}
