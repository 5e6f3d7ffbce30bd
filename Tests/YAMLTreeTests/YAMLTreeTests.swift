import Artifacts
import Diagnostics
import TestSupport
import Testing

import YAMLTree

/// What a document is as a tree, and where each node of it is written.
@Suite("YAML tree") struct YAMLTreeTests {
  // MARK: Kinds and places

  @Test("Every node knows its stretch of the source")
  func ranges() throws {
    let tree = try tree(
      """
      memc: 1
      "quoted key": 'it''s'
      flow: [a, {b: c}]
      block:
        - 4 GiB
        - |
          text

      """)
    #expect(
      outline(of: tree) == [
        "mapping 1:1-8:1",
        "  memc 1:1-1:5", "  1 1:7-1:8",
        "  quoted key 2:1-2:13", "  it's 2:15-2:22",
        "  flow 3:1-3:5", "  sequence 3:7-3:18", "    a 3:8-3:9", "    mapping 3:11-3:17", "      b 3:12-3:13",
        "      c 3:15-3:16",
        "  block 4:1-4:6", "  sequence 5:3-8:1", "    4 GiB 5:5-5:10", "    text\n 6:5-8:1",
      ])
  }

  @Test("Columns count characters, not bytes")
  func columns() throws {
    let tree = try tree("name: größer\n漢字: {a: 😀, b: 1}\n")
    #expect(
      outline(of: tree) == [
        "mapping 1:1-3:1", "  name 1:1-1:5", "  größer 1:7-1:13", "  漢字 2:1-2:3", "  mapping 2:5-2:17",
        "    a 2:6-2:7", "    😀 2:9-2:10", "    b 2:12-2:13", "    1 2:15-2:16",
      ])
  }

  @Test(
    "Lines end where YAML ends them",
    arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"])
  func lineBreaks(_ lineBreak: String) throws {
    let tree = try tree(["memc: 1", "# comment", "memory: 1GiB", ""].joined(separator: lineBreak))
    #expect(
      outline(of: tree) == [
        "mapping 1:1-4:1", "  memc 1:1-1:5", "  1 1:7-1:8", "  memory 3:1-3:7", "  1GiB 3:9-3:13",
      ])
  }

  @Test("A scalar of any length keeps its text and its place", arguments: [1, 2, 62, 63, 64, 65, 127, 128, 1000])
  func lengths(_ length: Int) throws {
    let text = String(repeating: "x", count: length)
    let tree = try tree("a: \(text)\nb: [&anchor \(text), *anchor, \(text)]\n")
    #expect(
      outline(of: tree) == [
        "mapping 1:1-3:1", "  a 1:1-1:2", "  \(text) 1:4-1:\(length + 4)", "  b 2:1-2:2",
        "  sequence 2:4-2:\(2 * length + 25)", "    \(text) 2:5-2:\(length + 13)",
        "    \(text) 2:\(length + 15)-2:\(length + 22)", "    \(text) 2:\(length + 24)-2:\(2 * length + 24)",
      ])
  }

  @Test("A byte order mark is no part of the document")
  func byteOrderMark() throws {
    #expect(try outline(of: tree("\u{FEFF}a: 1\nb: 2\n")) == outline(of: tree("a: 1\nb: 2\n")))
  }

  @Test("Quotes and braces are remembered, for what depends on them")
  func styles() throws {
    let tree = try tree("[plain, 'single', \"double\", {flow: 1}]")
    let elements = Array(tree.elements(of: tree.root))
    #expect(elements.map(tree.isPlain) == [true, false, false, false])
    #expect(elements.map(tree.isFlowMapping) == [false, false, false, true])
    #expect(try self.tree("block: 1").isFlowMapping(self.tree("block: 1").root) == false)
  }

  @Test("What is asked of the wrong kind of node is empty")
  func wrongKind() throws {
    let tree = try tree("[word, [1, 2], {a: b}]")
    let elements = Array(tree.elements(of: tree.root))
    #expect(elements.map { tree.string(of: $0) } == ["word", "", ""])
    #expect(elements.map { tree.count(of: $0) } == [0, 2, 1])
    #expect(elements.map { tree.entries(of: $0).count } == [0, 0, 1])
    #expect(elements.map { Array(tree.elements(of: $0)).count } == [0, 2, 0])
  }

  @Test("A scalar without text has a place and no bytes")
  func emptyScalar() throws {
    let tree = try tree("memory:\ncpus: ''\n")
    #expect(
      outline(of: tree) == [
        "mapping 1:1-3:1", "  memory 1:1-1:7", "   1:8-1:8", "  cpus 2:1-2:5", "   2:7-2:9",
      ])
  }

  // MARK: Aliases

  @Test("An alias has its own place and what its anchor has of everything else")
  func aliases() throws {
    let tree = try tree("[&a {x: [1, 2]}, *a, &b word, *b]")
    #expect(
      outline(of: tree) == [
        "sequence 1:1-1:34",
        "  mapping 1:2-1:16", "    x 1:6-1:7", "    sequence 1:9-1:15", "      1 1:10-1:11", "      2 1:13-1:14",
        "  mapping 1:18-1:20", "    x 1:6-1:7", "    sequence 1:9-1:15", "      1 1:10-1:11", "      2 1:13-1:14",
        "  word 1:22-1:29", "  word 1:31-1:33",
      ])
  }

  @Test("An anchor may be defined again; an alias means the last one before it")
  func redefinedAnchor() throws {
    let tree = try tree("[&a 1, *a, &a 2, *a]")
    #expect(tree.elements(of: tree.root).map { tree.string(of: $0) } == ["1", "1", "2", "2"])
  }

  @Test("An alias may be a key")
  func aliasAsKey() throws {
    let tree = try tree("a: &key memory\n*key : 1GiB\n")
    #expect(tree.entries(of: tree.root).map { tree.string(of: $0.key) } == ["a", "memory"])
  }

  @Test("Aliases count as what they stand for")
  func expandedCount() {
    // A root, a list of 1,000 with its anchor, and as many aliases of it as still fit: 1,001 nodes each.
    let list = "- &a [" + Array(repeating: "x", count: 1000).joined(separator: ",") + "]\n"
    let fitting = (YAMLTree.maximumNodes - 1) / 1001
    #expect(Compilation(list + String(repeating: "- *a\n", count: fitting - 1)).tree != nil)
    #expect(Compilation(list + String(repeating: "- *a\n", count: fitting)).identifiers == ["too-many-tree-nodes"])
  }

  @Test("Collections nest 64 deep")
  func depth() throws {
    let tree = try tree(String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
    #expect(outline(of: tree).last == String(repeating: "  ", count: 63) + "sequence 1:64-1:66")
    #expect(Compilation(String(repeating: "- ", count: 64) + "x").tree != nil)
    #expect(Compilation(String(repeating: "- ", count: 65) + "x").identifiers == ["nesting-too-deep"])
    #expect(Compilation(String(repeating: "[", count: 1_000_000)).identifiers == ["nesting-too-deep"])
  }

  // MARK: Merge keys

  @Test(
    "Merging takes what the mapping does not have, from the first that has it",
    arguments: [
      ("{<<: {a: 1, b: 2}, a: own}", "a: own, b: 2"),
      ("{a: own, <<: {a: 1, b: 2}}", "a: own, b: 2"),
      ("{<<: [{a: 1}, {a: 2, b: 2}, {b: 3, c: 3}]}", "a: 1, b: 2, c: 3"),
      ("{<<: {<<: {a: 1, b: 1}, b: 2}, c: 3}", "c: 3, b: 2, a: 1"),
      ("{<<: [{<<: {a: 1}}, {a: 2}]}", "a: 1"),
      ("{<<: {}}", ""),
      ("{<<: []}", ""),
      ("{\"<<\": {a: 1}}", "<<: mapping"),
    ])
  func merge(_ text: String, _ expected: String) throws {
    let tree = try tree(text)
    var sink = DiagnosticSink(source: nil)
    let entries = tree.mergedEntries(of: tree.root, reportingTo: &sink)
    let merged = entries.map { entry in
      "\(tree.string(of: entry.key)): "
        + (tree.kind(of: entry.value) == .mapping ? "mapping" : tree.string(of: entry.value))
    }
    #expect(merged.joined(separator: ", ") == expected)
    #expect(sink.diagnostics.isEmpty)
  }

  @Test("Merging through aliases, as nodes that differ in one key do")
  func mergeAliases() throws {
    let tree = try tree("- &base {memory: 1GiB, pin: on}\n- <<: *base\n  memory: 2GiB\n")
    var sink = DiagnosticSink(source: nil)
    let second = Array(tree.elements(of: tree.root))[1]
    let entries = tree.mergedEntries(of: second, reportingTo: &sink)
    #expect(entries.map { tree.string(of: $0.value) } == ["2GiB", "on"])
    #expect(entries.map { tree.range(of: $0.value).start.line } == [3, 1])
  }

  @Test("Merges that grow with every step are stopped")
  func mergeBomb() {
    let links = (1...1200).map { "- &x\($0) {<<: *x\($0 - 1), k\($0): 1}\n" }.joined()
    #expect(Compilation("- &x0 {a: 1}\n" + links).identifiers == ["too-many-tree-nodes"])
  }

  // MARK: Documents

  @Test("Comments, markers and a directive surround one document")
  func markers() throws {
    #expect(try outline(of: tree("%YAML 1.1\n# before\n---\nword\n...\n# behind\n")) == ["word 4:1-4:5"])
  }

  @Test("Nothing is no document", arguments: ["", "\n\n", "# only a comment", "\u{FEFF}", "   "])
  func empty(_ text: String) {
    #expect(Compilation(text).identifiers == ["empty-document"])
  }

  @Test("Every duplicate key of a mapping is reported, in every mapping")
  func duplicateKeys() {
    let source = SourceFile(name: "topo.yaml", text: "{a: 1, b: 2, a: 3, c: {d: 1, d: 2}, a: 4, b: 5}")
    var sink = DiagnosticSink(source: source)
    // The tree is there all the same, so that whoever reads it finds more.
    #expect(YAMLTree(parsing: source, reportingTo: &sink) != nil)
    #expect(sink.diagnostics.map(\.identifier) == Array(repeating: "duplicate-key", count: 4))
    #expect(sink.diagnostics.compactMap(\.range?.start.column) == [14, 30, 37, 43])
    #expect(sink.diagnostics.compactMap { $0.notes.first?.range?.start.column } == [2, 24, 2, 8])
  }

  @Test("So is one of many keys", arguments: [2, 15, 16, 17, 100])
  func duplicateAmongMany(_ count: Int) {
    let keys = (0..<count - 1).map { "key\($0): 1" } + ["key0: 2"]
    let source = SourceFile(name: "topo.yaml", text: keys.joined(separator: "\n") + "\nkey0: 3\n")
    var sink = DiagnosticSink(source: source)
    _ = YAMLTree(parsing: source, reportingTo: &sink)
    #expect(sink.diagnostics.compactMap(\.range?.start.line).map(Int.init) == [count, count + 1])
    #expect(sink.diagnostics.compactMap { $0.notes.first?.range?.start.line } == [1, 1])
  }

  @Test("Hostile text costs no more than honest text", .timeLimit(.minutes(10)))
  func hostile() {
    let texts = [
      String(repeating: "{", count: 500_000), String(repeating: "? ", count: 500_000),
      "\"" + String(repeating: "a ", count: 500_000), String(repeating: "- ", count: 500_000),
      String(repeating: "&a ", count: 200_000), String(repeating: "*a ", count: 200_000),
      String(repeating: "%TAG !a! tag:x\n", count: 200_000), String(repeating: "a: ", count: 200_000),
      "[" + String(repeating: "&a x,", count: 100_000) + "]" + "]",
    ]
    for text in texts { #expect(Compilation(text).hasErrors) }
  }

  // MARK: Helpers

  private func tree(_ text: String) throws -> YAMLTree {
    var sink = DiagnosticSink(source: nil)
    let tree = YAMLTree(parsing: SourceFile(name: "test.yaml", text: text), reportingTo: &sink)
    #expect(sink.diagnostics.isEmpty)
    return try #require(tree)
  }

  /// A line a node: its text or kind, and its range.
  private func outline(of tree: YAMLTree) -> [String] {
    var lines: [String] = []
    func append(_ id: YAMLTree.NodeID, _ indent: String) {
      let range = tree.range(of: id)
      let place = "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
      switch tree.kind(of: id) {
      case .scalar: lines.append("\(indent)\(tree.string(of: id)) \(place)")
      case .sequence:
        lines.append("\(indent)sequence \(place)")
        for element in tree.elements(of: id) { append(element, indent + "  ") }
      case .mapping:
        lines.append("\(indent)mapping \(place)")
        for entry in tree.entries(of: id) {
          append(entry.key, indent + "  ")
          append(entry.value, indent + "  ")
        }
      }
    }
    append(tree.root, "")
    return lines
  }
}
