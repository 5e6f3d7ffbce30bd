import Artifacts
import Diagnostics
import Lowering
import TestSupport
import Testing

/// What fixes make of a file, in every way of writing what they change.
@Suite("Fixes") struct FixTests {
  @Test(
    "A file after the fix of its first diagnostic that has one",
    arguments: [
      ("a scalar", "memc: 1\nmemory: 4GB # all\n", "memc: 1\nmemory: 4GiB # all\n"),
      ("in quotes", "memc: 1\nmemory: \"4GB\"\n", "memc: 1\nmemory: 4GiB\n"),
      ("in braces", "{memc: 1, memory: 4gib}\n", "{memc: 1, memory: 4GiB}\n"),
      (
        "an anchor stays", "memc: 1\nmemory: &all 4GB\nslots: {max_size: *all}\n",
        "memc: 1\nmemory: &all 4GiB\nslots: {max_size: *all}\n"
      ),
      (
        "an alias is replaced", "memc: 1\nname: &all 4GB\nmemory: *all\n", "memc: 1\nname: &all 4GB\nmemory: 4GiB\n"
      ),
      (
        "behind characters of several bytes", "{memc: 1, name: Größe, memory: 4GB}\n",
        "{memc: 1, name: Größe, memory: 4GiB}\n"
      ),
      (
        "a word", "memc: 1\nmemory: 1GiB\narch: x86-64\n", "memc: 1\nmemory: 1GiB\narch: x86_64\n"
      ),
      (
        "a list in braces", "memc: 1\nmemory: 1GiB\nnodes: [{cpus: 0-3,8, pin: on}]\n",
        "memc: 1\nmemory: 1GiB\nnodes: [{cpus: \"0-3,8\", pin: on}]\n"
      ),
      ("the version", "memory: 4GiB\n", "memc: 1\nmemory: 4GiB\n"),
      (
        "the version, behind a comment", "# My machine.\n---\nmemory: 4GiB\n",
        "# My machine.\n---\nmemc: 1\nmemory: 4GiB\n"
      ),
      ("the version in braces", "{memory: 4GiB}\n", "{memc: 1, memory: 4GiB}\n"),
      ("the version alone", "{}\n", "{memc: 1}\n"),
      (
        "a key of the root",
        "memc: 1\nmemory: 1GiB\nvisibility: [{start: 0xc0000, size: 16KiB, mode: read-only}]\n",
        "memc: 1\nlegacy_x86: on\nmemory: 1GiB\nvisibility: [{start: 0xc0000, size: 16KiB, mode: read-only}]\n"
      ),
      (
        "a key of the root that says otherwise",
        "memc: 1\nmemory: 1GiB\nlegacy_x86: no\nvisibility: [{start: 0xc0000, size: 16KiB, mode: read-only}]\n",
        "memc: 1\nmemory: 1GiB\nlegacy_x86: on\nvisibility: [{start: 0xc0000, size: 16KiB, mode: read-only}]\n"
      ),
      (
        "a key of a node", "memc: 1\nmemory: 1GiB\nnodes:\n  - name: first\n    policy: bind\n",
        "memc: 1\nmemory: 1GiB\nnodes:\n  - name: first\n    host_nodes: [0]\n    policy: bind\n"
      ),
      (
        "a key of a node of one key", "memc: 1\nmemory: 1GiB\nnodes:\n  - policy: bind\n",
        "memc: 1\nmemory: 1GiB\nnodes:\n  - host_nodes: [0]\n    policy: bind\n"
      ),
      (
        "a key of a node in braces, behind an anchor", "memc: 1\nmemory: 1GiB\nnodes: [&n {policy: bind}, *n]\n",
        "memc: 1\nmemory: 1GiB\nnodes: [&n {host_nodes: [0], policy: bind}, *n]\n"
      ),
      (
        "a matrix in brackets", "memc: 1\nmemory: 1GiB\nnodes: 2\ndistances: [[10, 20], [21, 10]]\n",
        "memc: 1\nmemory: 1GiB\nnodes: 2\ndistances: {asymmetric: true, matrix: [[10, 20], [21, 10]]}\n"
      ),
      (
        "a matrix in braces that says otherwise",
        "memc: 1\nmemory: 1GiB\nnodes: 2\ndistances: {asymmetric: off, matrix: [[10, 20], [21, 10]]}\n",
        "memc: 1\nmemory: 1GiB\nnodes: 2\ndistances: {asymmetric: true, matrix: [[10, 20], [21, 10]]}\n"
      ),
      (
        "a reserved range under its key",
        "memc: 1\nmemory: 1GiB\nplatform:\n  reserved:\n    list:\n      - {start: 512KiB, end: 768KiB}\n",
        "memc: 1\nmemory: 1GiB\nplatform:\n  reserved:\n    replace: true\n    list:\n      - {start: 512KiB, end: 768KiB}\n"
      ),
      (
        "a numbering",
        "memc: 1\nmemory: 1GiB\ncpus:\n  llcs: 2\n  threads_per_core: 2\nnodes: [{cpus: [0, 2]}, {cpus: [1, 3]}]\n",
        "memc: 1\nmemory: 1GiB\ncpus:\n  llcs: 2\n  numbering: threads-last\n  threads_per_core: 2\nnodes: [{cpus: [0, 2]}, {cpus: [1, 3]}]\n"
      ),
      (
        "an alignment", "memc: 1\nnodes: [{memory: 5MiB}, {memory: 1GiB, hugepages: on}]\n",
        "memc: 1\nnodes: [{memory: 5MiB}, {memory: 1GiB, align: auto, hugepages: on}]\n"
      ),
      (
        "an alignment where there is one",
        "memc: 1\nnodes: [{memory: 5MiB}, {memory: 1GiB, align: 64KiB, hugepages: on}]\n",
        "memc: 1\nnodes: [{memory: 5MiB}, {memory: 1GiB, align: auto, hugepages: on}]\n"
      ),
      (
        "an alignment of nodes that are counted",
        "memc: 1\nmemory: 28MiB\nnodes: 3\ndefaults: {hugepages: on}\n",
        "memc: 1\nplacement: {align: 2MiB}\nmemory: 28MiB\nnodes: 3\ndefaults: {hugepages: on}\n"
      ),
      (
        "an alignment of nodes that are counted, where there is one",
        "memc: 1\nmemory: 28MiB\nnodes: 3\ndefaults: {hugepages: on}\nplacement: {align: 64KiB}\n",
        "memc: 1\nmemory: 28MiB\nnodes: 3\ndefaults: {hugepages: on}\nplacement: {align: 2MiB}\n"
      ),
      (
        "an alignment of nodes that are counted and packed",
        "memc: 1\nmemory: 28MiB\nnodes: 3\ndefaults: {hugepages: on}\nplacement: packed\n",
        "memc: 1\nmemory: 28MiB\nnodes: 3\ndefaults: {hugepages: on}\nplacement: {align: 2MiB}\n"
      ),
    ])
  func edits(_ title: String, _ text: String, _ fixed: String) throws {
    let compilation = Compilation(text)
    let diagnostic = try #require(compilation.diagnostics.first { $0.fix != nil }, "\(compilation.text)")
    #expect(try #require(diagnostic.fix).applied(to: text) == fixed)
    #expect(!Compilation(fixed).identifiers.contains(diagnostic.identifier), "\(Compilation(fixed).text)")
  }

  @Test(
    "Where it is not certain what to replace, there are words and no fix",
    arguments: [
      "memc: 1\nmemory: |-\n  4GB\n", "memc: 1\nmemory: \"4\\x47B\"\n", "memc: 1\nmemory: &all \"4GB\"\n",
      "memc: 1\nmemory: 1GiB\nnodes: 2\ndistances:\n- [10, 20]\n- [21, 10]\n",
      "memc: 1\nmemory: 1GiB\nnodes: 2\ndistances: [[10, 20],\n  [21, 10]]\n",
    ])
  func uncertain(_ text: String) throws {
    let compilation = Compilation(text)
    let diagnostic = try #require(compilation.diagnostics.first, "\(text)")
    #expect(diagnostic.suggestion != nil && diagnostic.fix == nil, "\(compilation.text)")
  }
}
