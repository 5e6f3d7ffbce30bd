import TestSupport
import YAMLTree

extension SyntaxRuleTests {
  static let advice: [RuleCase<SyntaxRule>] = [
    RuleCase(
      .yamlSyntax, "a key without a space at the beginning",
      """
      memc:1
      memory: 1GiB
      """,
      """
      topo.yaml:1:5: error: a space must follow ':'; write 'memc: 1' [yaml-syntax]
         1 | memc:1
           |     ^
      """),
    RuleCase(
      .yamlSyntax, "a key without a space",
      """
      memc: 1
      memory:1GiB
      nodes: 2
      """,
      """
      topo.yaml:2:7: error: a space must follow ':'; write 'memory: 1GiB' [yaml-syntax]
         2 | memory:1GiB
           |       ^
      """),
    RuleCase(
      .yamlSyntax, "a key without a space in an item",
      """
      memc: 1
      nodes:
        - memory:1GiB
          cpus: 0
      """,
      """
      topo.yaml:3:11: error: a space must follow ':'; write 'memory: 1GiB' [yaml-syntax]
         3 |   - memory:1GiB
           |           ^
      """),
    RuleCase(
      .yamlSyntax, "a quote that the next one closes",
      """
      memc: 1
      name: "two sockets
      nodes: [{name: "a", memory: 1GiB}]
      """,
      """
      topo.yaml:2:7: error: this quote is not closed in its line; close it where the text ends [yaml-syntax]
         2 | name: "two sockets
           |       ^
      topo.yaml:3:16: note: this one closes it
         3 | nodes: [{name: "a", memory: 1GiB}]
           |                ^
      """),
    RuleCase(
      .yamlSyntax, "an open single quote",
      """
      memc: 1
      name: 'it''s
      memory: 1GiB
      """,
      """
      topo.yaml:2:7: error: this quote is not closed; close it where the text ends [yaml-syntax]
         2 | name: 'it''s
           |       ^
      topo.yaml:4:1: note: the file ends here
         4 |
           | ^
      """),
    RuleCase(
      .yamlSyntax, "a bracket that is open before other keys",
      """
      memc: 1
      nodes: [{memory: 1GiB}
      cpus: 4
      """,
      """
      topo.yaml:2:8: error: this '[' is not closed; close it with ']' where it ends [yaml-syntax]
         2 | nodes: [{memory: 1GiB}
           |        ^
      topo.yaml:3:1: note: ',' or ']' is needed here
         3 | cpus: 4
           | ^
      """),
    RuleCase(
      .yamlSyntax, "a bracket that is open behind a comma",
      """
      memc: 1
      nodes: [
        {memory: 1GiB},
      """,
      """
      topo.yaml:2:8: error: this '[' is not closed; close it with ']' where it ends [yaml-syntax]
         2 | nodes: [
           |        ^
      topo.yaml:4:1: note: an item or ']' is needed here
         4 |
           | ^
      """),
    RuleCase(
      .yamlSyntax, "a bracket that is open behind a comma, before other keys",
      """
      memc: 1
      nodes: [{memory: 1GiB}, {memory: 2GiB},
      cpus: {llcs: 2}
      """,
      """
      topo.yaml:2:8: error: this '[' is not closed; close it with ']' where it ends [yaml-syntax]
         2 | nodes: [{memory: 1GiB}, {memory: 2GiB},
           |        ^
      topo.yaml:4:1: note: ',' or ']' is needed here
         4 |
           | ^
      """),
    RuleCase(
      .yamlSyntax, "an item that is missing",
      """
      memc: 1
      nodes: [{memory: 1GiB}, , {memory: 2GiB}]
      """,
      """
      topo.yaml:2:25: error: an item is needed before this; remove the ',' too many [yaml-syntax]
         2 | nodes: [{memory: 1GiB}, , {memory: 2GiB}]
           |                         ^
      topo.yaml:2:8: note: the '[' is here
         2 | nodes: [{memory: 1GiB}, , {memory: 2GiB}]
           |        ^
      """),
    RuleCase(
      .yamlSyntax, "a brace that a bracket closes",
      """
      memc: 1
      nodes: [{memory: 1GiB, name: "}"]  # }
      cpus: 4
      """,
      """
      topo.yaml:2:9: error: this '{' is not closed; close it with '}' where it ends [yaml-syntax]
         2 | nodes: [{memory: 1GiB, name: "}"]  # }
           |         ^
      topo.yaml:2:33: note: ']' stands here first
         2 | nodes: [{memory: 1GiB, name: "}"]  # }
           |                                 ^
      """),
    RuleCase(
      .yamlSyntax, "a comma that is missing",
      """
      memc: 1
      nodes: [
        {memory: 1GiB}
        {memory: 2GiB}
      ]
      """,
      """
      topo.yaml:4:3: error: ',' or ']' is needed here [yaml-syntax]
         4 |   {memory: 2GiB}
           |   ^
      topo.yaml:2:8: note: the '[' is here
         2 | nodes: [
           |        ^
      """),
    RuleCase(
      .yamlSyntax, "a bracket too many",
      """
      memc: 1
      nodes: [{memory: 1GiB}]]
      """,
      """
      topo.yaml:2:24: error: this ']' closes nothing; remove it, or open it before [yaml-syntax]
         2 | nodes: [{memory: 1GiB}]]
           |                        ^
      """),
    RuleCase(
      .yamlSyntax, "a no-break space behind a colon",
      """
      memc: 1
      memory:\u{A0}1GiB
      nodes: 1
      """,
      """
      topo.yaml:2:8: error: U+00A0 (no-break space) is no space to YAML; write a plain space [yaml-syntax]
         2 | memory:\u{A0}1GiB
           |        ^
      """),
    RuleCase(
      .yamlSyntax, "a no-break space for indentation",
      """
      memc: 1
      nodes:
        - memory: 1GiB
        \u{A0} cpus: 0
      """,
      """
      topo.yaml:4:3: error: U+00A0 (no-break space) is no space to YAML; write a plain space [yaml-syntax]
         4 |   \u{A0} cpus: 0
           |   ^
      """),
    RuleCase(
      .yamlSyntax, "a mapping in a scalar",
      """
      memc: 1
      memory: 1GiB
        nodes: 2
      """,
      """
      topo.yaml:3:8: error: mapping values are not allowed in this context; indent a key as far as those beside it [yaml-syntax]
         3 |   nodes: 2
           |        ^
      """),
    RuleCase(
      .yamlSyntax, "a value with a colon",
      """
      memc: 1
      name: a: b
      """,
      """
      topo.yaml:2:8: error: mapping values are not allowed in this context; put a text that has ': ' into quotes [yaml-syntax]
         2 | name: a: b
           |        ^
      """),
    RuleCase(
      .duplicateKey, "what else is wrong is told as well",
      """
      memc: 1
      memory: 1GiB
      memory: 2GiB
      nodse: 3
      """,
      """
      topo.yaml:3:1: error: key 'memory' stands twice in this mapping [duplicate-key]
         3 | memory: 2GiB
           | ^~~~~~
      topo.yaml:2:1: note: it stands here first
         2 | memory: 1GiB
           | ^~~~~~
      topo.yaml:4:1: error: unknown key 'nodse'; did you mean 'nodes'? [unknown-key]
         4 | nodse: 3
           | ^~~~~
      """),
  ]
}
