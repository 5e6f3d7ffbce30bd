import TestSupport
import YAMLTree

extension SyntaxRuleTests {
  static let written: [RuleCase<SyntaxRule>] = [
    RuleCase(
      .yamlSyntax,
      """
      memc: 1
      memory: [1GiB
      """,
      """
      topo.yaml:2:9: error: this '[' is not closed; close it with ']' where it ends [yaml-syntax]
         2 | memory: [1GiB
           |         ^
      topo.yaml:3:1: note: ',' or ']' is needed here
         3 |
           | ^
      """),
    RuleCase(
      .yamlSyntax, "a tab",
      """
      memc: 1
      nodes:
      	- memory: 1GiB
      """,
      """
      topo.yaml:3:1: error: found character that cannot start any token; indent with spaces: YAML does not allow tabs here [yaml-syntax]
         3 | 	- memory: 1GiB
           | ^
      topo.yaml:3:1: note: while scanning for the next token
         3 | 	- memory: 1GiB
           | ^
      """),
    RuleCase(
      .yamlSyntax, "a later version",
      """
      %YAML 1.3
      ---
      memc: 1
      """,
      """
      topo.yaml:1:1: error: found incompatible YAML document [yaml-syntax]
         1 | %YAML 1.3
           | ^
      """),
    RuleCase(
      .yamlSyntax, "an open quote",
      """
      memc: 1
      name: "two sockets
      memory: 1GiB
      """,
      """
      topo.yaml:2:7: error: this quote is not closed; close it where the text ends [yaml-syntax]
         2 | name: "two sockets
           |       ^
      topo.yaml:4:1: note: the file ends here
         4 |
           | ^
      """),
    RuleCase(
      .emptyDocument,
      """
      # Only a comment.
      """,
      """
      topo.yaml:1:1: error: the file holds no document; begin with 'memc: 1' [empty-document]
         1 | # Only a comment.
           | ^
      """),
    RuleCase(
      .multipleDocuments,
      """
      memc: 1
      ---
      memc: 1
      """,
      """
      topo.yaml:2:1: error: a file holds one document; a second one begins here; put it into a file of its own [multiple-documents]
         2 | ---
           | ^~~
      """),
    RuleCase(
      .yamlTag,
      """
      memc: !!int "1"
      """,
      """
      topo.yaml:1:7: error: tags are not supported: memc decides by key what a scalar is; remove the tag [yaml-tag]
         1 | memc: !!int "1"
           |       ^~~~~~~~~
      """),
    RuleCase(
      .yamlTag, "each is reported",
      """
      memc: 1
      memory: !size 1GiB
      nodes: !list [!node {memory: 1GiB}]
      """,
      """
      topo.yaml:2:9: error: tags are not supported: memc decides by key what a scalar is; remove the tag [yaml-tag]
         2 | memory: !size 1GiB
           |         ^~~~~~~~~~
      topo.yaml:3:8: error: tags are not supported: memc decides by key what a scalar is; remove the tag [yaml-tag]
         3 | nodes: !list [!node {memory: 1GiB}]
           |        ^~~~~~~
      topo.yaml:3:15: error: tags are not supported: memc decides by key what a scalar is; remove the tag [yaml-tag]
         3 | nodes: !list [!node {memory: 1GiB}]
           |               ^~~~~~~
      """),
    RuleCase(
      .aliasUndefined,
      """
      defaults: &policy {pin: on}
      nodes: [*polcy]
      """,
      """
      topo.yaml:2:9: error: no anchor '&polcy' stands before this alias; did you mean '*policy'? [alias-undefined]
         2 | nodes: [*polcy]
           |         ^~~~~~
      """),
    RuleCase(
      .aliasUndefined, "nothing is near",
      """
      nodes: [*node]
      """,
      """
      topo.yaml:1:9: error: no anchor '&node' stands before this alias [alias-undefined]
         1 | nodes: [*node]
           |         ^~~~~
      """),
    RuleCase(
      .aliasRecursive,
      """
      nodes: &nodes
        - *nodes
      """,
      """
      topo.yaml:2:5: error: '*nodes' stands inside what it stands for [alias-recursive]
         2 |   - *nodes
           |     ^~~~~~
      topo.yaml:1:8: note: the anchor '&nodes' begins here
         1 | nodes: &nodes
           |        ^~~~~~
      """),
    RuleCase(
      .keyNotScalar,
      """
      ? [memc]
      : 1
      """,
      """
      topo.yaml:1:3: error: a key is a plain word, not a collection [key-not-scalar]
         1 | ? [memc]
           |   ^~~~~~
      """),
    RuleCase(
      .keyNotScalar, "an alias of a list",
      """
      a: &list [1]
      *list : 2
      """,
      """
      topo.yaml:1:1: error: unknown key 'a'; a topology has 'memc', 'name', 'arch', 'platform', 'memory', 'share', 'nodes', 'cpus', 'distances', 'placement', 'defaults', 'slots', 'legacy_x86', 'visibility', 'devices', 'initiators', 'ports', 'cxl', 'vtl2', 'aliases', 'acpi' and 'hmat' [unknown-key]
         1 | a: &list [1]
           | ^
      topo.yaml:2:1: error: a key is a plain word, not a collection [key-not-scalar]
         2 | *list : 2
           | ^~~~~
      """),
    RuleCase(
      .duplicateKey,
      """
      memc: 1
      memory: 1GiB
      "memory": 2GiB
      """,
      """
      topo.yaml:3:1: error: key 'memory' stands twice in this mapping [duplicate-key]
         3 | "memory": 2GiB
           | ^~~~~~~~
      topo.yaml:2:1: note: it stands here first
         2 | memory: 1GiB
           | ^~~~~~
      """),
    RuleCase(
      .duplicateKey, "through an alias",
      """
      &key memory: 1GiB
      *key : 2GiB
      """,
      """
      topo.yaml:1:1: error: a topology needs 'memc'; begin the file with 'memc: 1' [missing-key]
         1 | &key memory: 1GiB
           | ^
      topo.yaml:2:1: error: key 'memory' stands twice in this mapping [duplicate-key]
         2 | *key : 2GiB
           | ^~~~
      topo.yaml:1:1: note: it stands here first
         1 | &key memory: 1GiB
           | ^~~~~~~~~~~
      """),
    RuleCase(
      .mergeNotMapping,
      """
      memc: 1
      memory: 1GiB
      <<: base
      """,
      """
      topo.yaml:3:5: error: '<<' merges a mapping or a list of mappings, not a scalar [merge-not-mapping]
         3 | <<: base
           |     ^~~~
      """),
    RuleCase(
      .mergeNotMapping, "in a list",
      """
      memc: 1
      nodes:
        - <<: [{memory: 1GiB}, 5, [pin]]
      """,
      """
      topo.yaml:3:26: error: an item of '<<' is a mapping, not a scalar [merge-not-mapping]
         3 |   - <<: [{memory: 1GiB}, 5, [pin]]
           |                          ^
      topo.yaml:3:29: error: an item of '<<' is a mapping, not a list [merge-not-mapping]
         3 |   - <<: [{memory: 1GiB}, 5, [pin]]
           |                             ^~~~~
      """),
  ]
}
