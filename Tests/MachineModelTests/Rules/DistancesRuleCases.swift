import MachineModel
import TestSupport

extension LanguageRuleTests {
  static let distances: [RuleCase<LanguageRule>] = [
    RuleCase(
      .distanceDiagonal,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: [[10, 20], [20, 11]]
      """,
      """
      topo.yaml:4:28: error: node 1's distance to itself is 11; it is 10 by definition [distance-diagonal]
         4 | distances: [[10, 20], [20, 11]]
           |                            ^~
      """),
    RuleCase(
      .distanceUnknownNode, "where nodes have other numbers than places",
      """
      memc: 1
      nodes: [{memory: 1GiB, domain: 4}, {memory: 1GiB, domain: 2}]
      distances: {pairs: [{from: 4, to: 0, distance: 12}, {from: 4, to: 4, distance: 12}]}
      """,
      """
      topo.yaml:3:35: error: there is no domain 0: domains are 2,4 [distance-unknown-node]
         3 | distances: {pairs: [{from: 4, to: 0, distance: 12}, {from: 4, to: 4, distance: 12}]}
           |                                   ^
      topo.yaml:3:80: error: domain 4's distance to itself is 12; it is 10 by definition [distance-diagonal]
         3 | distances: {pairs: [{from: 4, to: 0, distance: 12}, {from: 4, to: 4, distance: 12}]}
           |                                                                                ^~
      """),
    RuleCase(
      .distanceAsymmetric, "where nodes have other numbers than places",
      """
      memc: 1
      nodes: [{memory: 1GiB, domain: 4}, {memory: 1GiB, domain: 2}]
      distances: {matrix: [[10, 12], [13, 10]]}
      """,
      """
      topo.yaml:3:33: error: from domain 4 to domain 2 is 13, but back it is 12; if that is meant, write 'asymmetric: true' beside 'matrix' [distance-asymmetric]
         3 | distances: {matrix: [[10, 12], [13, 10]]}
           |                                 ^~
      """),
    RuleCase(
      .distanceDiagonal, "of a pair",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {pairs: [{from: 1, to: 1, distance: 12}]}
      """,
      """
      topo.yaml:4:48: error: node 1's distance to itself is 12; it is 10 by definition [distance-diagonal]
         4 | distances: {pairs: [{from: 1, to: 1, distance: 12}]}
           |                                                ^~
      """),
    RuleCase(
      .distanceDiagonal, "of a link",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {links: [{between: [1, 1], distance: 12}]}
      """,
      """
      topo.yaml:4:31: error: the link joins node 1 to itself [distance-diagonal]
         4 | distances: {links: [{between: [1, 1], distance: 12}]}
           |                               ^~~~~~
      """),
    RuleCase(
      .distanceTooShort,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {remote: 10}
      """,
      """
      topo.yaml:4:21: error: distance 10 is too short: 10 is a node's distance to itself, others are 11 to 255 [distance-too-short]
         4 | distances: {remote: 10}
           |                     ^~
      """),
    RuleCase(
      .distanceTooShort, "of a link",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {links: [{between: [0, 1], distance: 10}]}
      """,
      """
      topo.yaml:4:49: error: distance 10 is too short: a link's is 11 to 254 [distance-too-short]
         4 | distances: {links: [{between: [0, 1], distance: 10}]}
           |                                                 ^~
      """),
    RuleCase(
      .distanceTooLong,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {remote: 256}
      """,
      """
      topo.yaml:4:21: error: distance 256 is too long: SLIT has one byte, and 255 is unreachable [distance-too-long]
         4 | distances: {remote: 256}
           |                     ^~~
      """),
    RuleCase(
      .distanceTooLong, "of a link",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {links: [{between: [0, 1], distance: 255}]}
      """,
      """
      topo.yaml:4:49: error: distance 255 is too long: a link's is 11 to 254 [distance-too-long]
         4 | distances: {links: [{between: [0, 1], distance: 255}]}
           |                                                 ^~~
      """),
    RuleCase(
      .distanceShape,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances:
        - [10, 20]
        - [20, 10, 20]
      """,
      """
      topo.yaml:6:5: error: row 1 has 3 entries for 2 nodes [distance-shape]
         6 |   - [20, 10, 20]
           |     ^~~~~~~~~~~~
      """),
    RuleCase(
      .distanceShape, "rows",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: [[10]]
      """,
      """
      topo.yaml:4:12: error: the matrix has 1 row for 2 nodes [distance-shape]
         4 | distances: [[10]]
           |            ^~~~~~
      """),
    RuleCase(
      .distanceShape, "a link of three nodes",
      """
      memc: 1
      memory: 1GiB
      nodes: 3
      distances: {links: [{between: [0, 1, 2], distance: 12}]}
      """,
      """
      topo.yaml:4:31: error: a link joins two nodes, not 3 [distance-shape]
         4 | distances: {links: [{between: [0, 1, 2], distance: 12}]}
           |                               ^~~~~~~~~
      """),
    RuleCase(
      .distanceUnknownNode,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances: {pairs: [{from: 0, to: 2, distance: 16}]}
      """,
      """
      topo.yaml:4:35: error: there is no node 2: nodes are 0-1 [distance-unknown-node]
         4 | distances: {pairs: [{from: 0, to: 2, distance: 16}]}
           |                                   ^
      """),
    RuleCase(
      .distanceAsymmetric,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances:
        - [10, 20]
        - [21, 10]
      """,
      """
      topo.yaml:6:6: error: from node 1 to node 0 is 21, but back it is 20; if that is meant, put the rows under 'matrix' and say 'asymmetric: true' beside it [distance-asymmetric]
         6 |   - [21, 10]
           |      ^~
      """),
    RuleCase(
      .distanceAsymmetric, "in brackets",
      """
      memc: 1
      memory: 1GiB
      nodes: 3
      distances: [[10, 20, 20], [21, 10, 20], [20, 22, 10]]
      """,
      """
      topo.yaml:4:28: error: from node 1 to node 0 is 21, but back it is 20; if that is meant, write '{asymmetric: true, matrix: […]}' [distance-asymmetric]
         4 | distances: [[10, 20, 20], [21, 10, 20], [20, 22, 10]]
           |                            ^~
      topo.yaml:4:46: error: from node 2 to node 1 is 22, but back it is 20; if that is meant, write '{asymmetric: true, matrix: […]}' [distance-asymmetric]
         4 | distances: [[10, 20, 20], [21, 10, 20], [20, 22, 10]]
           |                                              ^~
      """),
    RuleCase(
      .distanceAsymmetric, "under its key",
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances:
        matrix:
          - [10, 20]
          - [21, 10]
      """,
      """
      topo.yaml:7:8: error: from node 1 to node 0 is 21, but back it is 20; if that is meant, write 'asymmetric: true' beside 'matrix' [distance-asymmetric]
         7 |     - [21, 10]
           |        ^~
      """),
    RuleCase(
      .distancePairTwice,
      """
      memc: 1
      memory: 1GiB
      nodes: 2
      distances:
        pairs:
          - {from: 0, to: 1, distance: 16}
          - {from: 1, to: 0, distance: 18}
      """,
      """
      topo.yaml:7:7: error: the pair 1, 0 stands twice [distance-pair-twice]
         7 |     - {from: 1, to: 0, distance: 18}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      topo.yaml:6:7: note: it stands here first
         6 |     - {from: 0, to: 1, distance: 16}
           |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
    RuleCase(
      .distanceSaturated,
      """
      memc: 1
      memory: 1GiB
      nodes: 3
      distances:
        links:
          - {between: [0, 1], distance: 200}
          - {between: [1, 2], distance: 200}
      """,
      """
      topo.yaml:6:5: warning: 2 distances saturate at 254, the first from node 0 to node 2 [distance-saturated]
         6 |     - {between: [0, 1], distance: 200}
           |     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      """),
  ]
}
