import Diagnostics

/// Builds a ``YAMLTree`` from libyaml's events in one pass, with the limits that keep a hostile file from
/// costing more than an honest one.
struct TreeBuilder {
  private struct OpenCollection {
    var node: UInt32
    /// The index of its details.
    var details: Int
    var anchor: String?
    var expandedBefore: Int
    /// The children that its parent had when it began, itself among them.
    var parentsChildren: UInt32
  }

  private struct Anchor {
    /// `nil` while the anchored collection is still open: an alias to it now would be recursive.
    var node: UInt32?
    /// The nodes of the subtree when all aliases in it are written out.
    var expandedSize: Int
    var range: SourceRange
  }

  private var tree: YAMLTree
  /// Whether a character is a byte, so that scalars can be found in the source by the indices of their characters.
  private let isASCII: Bool
  private var openCollections: [OpenCollection] = []
  /// The line of the last scalar that stands in the source as it is: a row of a matrix notes its line once.
  private var lastScalarsLine: UInt32?
  /// The children so far of the innermost open collection.
  private var children: UInt32 = 0
  private var anchors: [String: Anchor] = [:]
  private var expandedCount = 0

  /// Parses a source; reports where it breaks a ``SyntaxRule``, and gives `nil` where it is then no tree.
  static func build(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> YAMLTree? {
    guard source.bytes.count <= YAMLTree.maximumInput else {
      sink.report(
        SyntaxRule.inputTooLarge, at: .beginning,
        "the file has \(source.bytes.count) bytes; at most \(YAMLTree.maximumInput) (64 MiB) are read")
      return nil
    }
    if let offset = excessiveTagDirective(in: source.bytes) {
      let position = source.position(ofByte: offset)
      sink.report(
        SyntaxRule.yamlTag, at: SourceRange(start: position, end: position),
        "there are more than \(maximumTagDirectives) tag directives, and tags are not supported",
        suggestion: "remove the directives")
      return nil
    }
    var builder = TreeBuilder(source)
    // libyaml begins a line at the end of every text, also of one that does not end with a line break.
    if let last = source.bytes.last, last != UInt8(ascii: "\n") {
      builder.tree.lines.last = source.position(ofByte: source.bytes.count).line - 1
    }
    let isWhole = EventParser.withEvents(of: source.bytes) { parser in
      builder.consume(&parser, source, reportingTo: &sink)
    }
    return isWhole ? builder.tree : nil
  }

  private static let maximumTagDirectives = 64

  /// Where the first tag directive too many begins. libyaml compares every directive with all before it, which
  /// takes minutes for a few megabytes of them, so they are counted before it sees them.
  private static func excessiveTagDirective(in bytes: [UInt8]) -> Int? {
    // Hardly any file has a percent sign, which this finds out for many bytes at once.
    guard bytes.reduce(0xFF, { min($0, $1 ^ UInt8(ascii: "%")) }) == 0 else { return nil }
    var count = 0
    var rest = bytes[...]
    while let offset = rest.firstIndex(of: UInt8(ascii: "%")) {
      rest = bytes[(offset + 1)...]
      guard rest.starts(with: "TAG".utf8),
        offset == 0 || bytes[offset - 1] < UInt8(ascii: " ") || bytes[offset - 1] > 0x7F
      else { continue }
      count += 1
      if count > maximumTagDirectives { return offset }
    }
    return nil
  }

  private init(_ source: SourceFile) {
    tree = YAMLTree(emptyFor: source.bytes)
    isASCII = source.bytes.reduce(0, |) < 0x80
    // Growing costs more than anything else here. Four bytes a node is what dense matrices have; pages that
    // are reserved and not touched cost nothing.
    tree.nodes.reserveCapacity(min(source.bytes.count / 4, YAMLTree.maximumNodes) + 16)
  }

  // MARK: Events

  private mutating func consume(
    _ parser: inout EventParser, _ source: SourceFile, reportingTo sink: inout DiagnosticSink
  ) -> Bool {
    var documents = 0
    while true {
      do {
        try parser.advance()
      } catch {
        SyntaxErrorReport(error, in: source).send(to: &sink)
        return false
      }
      switch parser.kind {
      case .scalar:
        if isASCII, let scalar = parser.bareScalar, YAMLTree.Node.verbatimLengths.contains(scalar.length) {
          append(scalar)
        } else {
          appendScalar(parser)
        }
      case .alias:
        guard appendAlias(parser, &sink) else { return false }
      case .sequenceStart, .mappingStart:
        guard open(parser, &sink) else { return false }
      case .sequenceEnd, .mappingEnd:
        close(parser, &sink)
        continue
      case .streamStart, .documentEnd:
        continue
      case .documentStart:
        documents += 1
        if documents == 1 { continue }
        sink.report(
          SyntaxRule.multipleDocuments, at: parser.range, "a file holds one document; a second one begins here",
          suggestion: "put it into a file of its own")
        return false
      case .streamEnd:
        if tree.nodes.isEmpty {
          sink.report(
            SyntaxRule.emptyDocument, at: .beginning, "the file holds no document",
            suggestion: "begin with 'memc: 1'")
        }
        return !tree.nodes.isEmpty
      }
      if parser.hasTag {
        sink.report(
          SyntaxRule.yamlTag, at: parser.range, "tags are not supported: memc decides by key what a scalar is",
          suggestion: "remove the tag")
      }
      guard expandedCount <= YAMLTree.maximumNodes else {
        sink.report(
          SyntaxRule.tooManyTreeNodes, at: parser.range,
          "the document has more than \(YAMLTree.maximumNodes) nodes when its aliases are expanded")
        return false
      }
    }
  }

  /// Takes in a node that is a child of the innermost open collection.
  private mutating func append(
    _ tag: YAMLTree.Details.Tag, start: Mark, end: Mark? = nil, first: UInt32 = 0, count: UInt32 = 0,
    expandedSize: Int = 1
  ) {
    tree.lines.note(start)
    expandedCount += expandedSize
    children += 1
    tree.nodes.append(YAMLTree.Node(details: UInt32(tree.details.count)))
    tree.details.append(
      YAMLTree.Details(tag: tag, start: start.index, end: end?.index ?? 0, first: first, count: count))
  }

  /// Takes in a scalar that is found in the source again by where it begins.
  private mutating func append(_ scalar: EventParser.BareScalar) {
    if scalar.start.line != lastScalarsLine {
      tree.lines.note(scalar.start)
      lastScalarsLine = scalar.start.line
    }
    expandedCount += 1
    children += 1
    tree.nodes.append(YAMLTree.Node(verbatimAt: scalar.start.index, length: scalar.length))
  }

  private mutating func appendScalar(_ parser: borrowing EventParser) {
    let (first, count) = (UInt32(tree.text.count), parser.scalarLength)
    parser.appendScalar(to: &tree.text)
    append(
      parser.isPlain ? .plainScalar : .quotedScalar, start: parser.start, end: parser.end, first: first,
      count: count)
    tree.lines.note(parser.end)
    if let anchor = parser.anchor {
      anchors[anchor] = Anchor(node: UInt32(tree.nodes.count - 1), expandedSize: 1, range: parser.range)
    }
  }

  private mutating func appendAlias(_ parser: borrowing EventParser, _ sink: inout DiagnosticSink) -> Bool {
    let name = parser.anchor ?? ""
    guard let anchor = anchors[name] else {
      let nearest = SpellingSuggestion.nearest(to: name, among: anchors.keys.sorted())
      sink.report(
        SyntaxRule.aliasUndefined, at: parser.range, "no anchor '&\(name.excerpt)' stands before this alias",
        suggestion: nearest.map { "did you mean '*\($0.excerpt)'?" })
      return false
    }
    guard let target = anchor.node else {
      sink.report(
        SyntaxRule.aliasRecursive, at: parser.range, "'*\(name.excerpt)' stands inside what it stands for",
        notes: [.init("the anchor '&\(name.excerpt)' begins here", at: anchor.range)])
      return false
    }
    append(.alias, start: parser.start, end: parser.end, first: target, expandedSize: anchor.expandedSize)
    return true
  }

  private mutating func open(_ parser: borrowing EventParser, _ sink: inout DiagnosticSink) -> Bool {
    guard openCollections.count < YAMLTree.maximumDepth else {
      sink.report(
        SyntaxRule.nestingTooDeep, at: parser.range,
        "collections are nested more than \(YAMLTree.maximumDepth) deep")
      return false
    }
    let anchor = parser.anchor
    if let anchor { anchors[anchor] = Anchor(node: nil, expandedSize: 0, range: parser.range) }
    let node = UInt32(tree.nodes.count)
    let expandedBefore = expandedCount
    append(
      parser.kind == .sequenceStart ? .sequence : parser.isFlowMapping ? .flowMapping : .blockMapping,
      start: parser.start)
    openCollections.append(
      OpenCollection(
        node: node, details: tree.details.count - 1, anchor: anchor, expandedBefore: expandedBefore,
        parentsChildren: children))
    children = 0
    return true
  }

  private mutating func close(_ parser: borrowing EventParser, _ sink: inout DiagnosticSink) {
    guard let collection = openCollections.popLast() else { return }
    let end = parser.end
    tree.lines.note(end)
    tree.details[collection.details].end = end.index
    tree.details[collection.details].first = UInt32(tree.nodes.count)
    tree.details[collection.details].count = children
    children = collection.parentsChildren
    if let anchor = collection.anchor {
      anchors[anchor] = Anchor(
        node: collection.node, expandedSize: expandedCount - collection.expandedBefore,
        range: tree.range(of: YAMLTree.NodeID(index: collection.node)))
    }
    guard parser.kind == .mappingEnd else { return }
    let mapping = YAMLTree.NodeID(index: collection.node)
    if tree.details[collection.details].count > 2 * Self.mostKeysToCompare {
      checkKeys(of: mapping, ManyKeys(), &sink)
    } else {
      checkKeys(of: mapping, FewKeys(), &sink)
    }
  }

  // MARK: Keys

  /// Up to so many keys are compared with each other: a dictionary costs more than all comparisons.
  private static let mostKeysToCompare: UInt32 = 16

  private func checkKeys(of mapping: YAMLTree.NodeID, _ keys: some SeenKeys, _ sink: inout DiagnosticSink) {
    var keys = keys
    for entry in tree.entries(of: mapping) {
      guard tree.kind(of: entry.key) == .scalar else {
        sink.report(
          SyntaxRule.keyNotScalar, at: tree.range(of: entry.key), "a key is a plain word, not a collection")
        continue
      }
      if let first = keys.first(equalTo: entry.key, in: tree) {
        sink.report(
          SyntaxRule.duplicateKey, at: tree.range(of: entry.key),
          "key '\(tree.string(of: entry.key).excerpt)' stands twice in this mapping",
          notes: [.init("it stands here first", at: tree.range(of: first))])
      }
    }
  }
}

/// The keys of a mapping so far.
private protocol SeenKeys {
  /// The first key of the same bytes, if there is one; else takes the key in.
  mutating func first(equalTo key: YAMLTree.NodeID, in tree: YAMLTree) -> YAMLTree.NodeID?
}

private struct FewKeys: SeenKeys {
  private var seen: [YAMLTree.NodeID] = []

  mutating func first(equalTo key: YAMLTree.NodeID, in tree: YAMLTree) -> YAMLTree.NodeID? {
    let bytes = tree.bytes(of: key)
    for other in seen where tree.bytes(of: other) == bytes { return other }
    seen.append(key)
    return nil
  }
}

private struct ManyKeys: SeenKeys {
  private var seen: [ArraySlice<UInt8>: YAMLTree.NodeID] = [:]

  mutating func first(equalTo key: YAMLTree.NodeID, in tree: YAMLTree) -> YAMLTree.NodeID? {
    let bytes = tree.bytes(of: key)
    if let first = seen[bytes] { return first }
    seen[bytes] = key
    return nil
  }
}
