import Diagnostics

/// Builds a ``YAMLTree`` from libyaml's events in one pass, with the limits that keep a hostile file from
/// costing more than an honest one.
struct TreeBuilder {
  private struct OpenCollection {
    var node: UInt32
    var anchor: String?
    var expandedBefore: Int
  }

  private struct Anchor {
    /// `nil` while the anchored collection is still open: an alias to it now would be recursive.
    var node: UInt32?
    /// The nodes of the subtree when all aliases in it are written out.
    var expandedSize: Int
    var range: SourceRange
  }

  private var nodes: [YAMLTree.Node] = []
  private var text: [UInt8] = []
  private var open: [OpenCollection] = []
  private var anchors: [String: Anchor] = [:]
  private var expandedCount = 0

  /// Parses a source; reports and gives `nil` where it breaks a ``SyntaxRule``.
  static func build(_ source: SourceFile, reportingTo sink: inout DiagnosticSink) -> YAMLTree? {
    guard source.bytes.count <= YAMLTree.maximumInput else {
      sink.report(
        SyntaxRule.inputTooLarge, at: nil,
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
    var builder = TreeBuilder(inputSize: source.bytes.count)
    let isWhole = EventParser.withEvents(of: source.bytes) { parser in
      builder.consume(&parser, source, reportingTo: &sink)
    }
    guard isWhole, !sink.hasErrors else { return nil }
    return YAMLTree(nodes: builder.nodes, text: builder.text)
  }

  private static let maximumTagDirectives = 64

  /// Where the first tag directive too many begins. libyaml compares every directive with all before it, which
  /// takes minutes for a few megabytes of them, so they are counted before it sees them.
  private static func excessiveTagDirective(in bytes: [UInt8]) -> Int? {
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

  private init(inputSize: Int) {
    // Growing costs more than anything else here. Four bytes a node is what dense matrices have; pages that
    // are reserved and not touched cost nothing.
    nodes.reserveCapacity(min(inputSize / 4, YAMLTree.maximumNodes) + 16)
    text.reserveCapacity(inputSize)
  }

  // MARK: Events

  private mutating func consume(
    _ parser: inout EventParser, _ source: SourceFile, reportingTo sink: inout DiagnosticSink
  ) -> Bool {
    var documents = 0
    while true {
      let event: Event
      do {
        event = try parser.next(appendingTo: &text)
      } catch {
        Self.report(error, in: source, to: &sink)
        return false
      }
      switch event.kind {
      case .streamStart, .documentEnd: break
      case .documentStart:
        documents += 1
        guard documents == 1 else {
          sink.report(
            SyntaxRule.multipleDocuments, at: event.range, "a file holds one document; a second one begins here",
            suggestion: "put it into a file of its own")
          return false
        }
      case .streamEnd:
        if nodes.isEmpty {
          sink.report(
            SyntaxRule.emptyDocument, at: .beginning, "the file holds no document",
            suggestion: "begin with 'memc: 1'")
        }
        return !nodes.isEmpty
      case .scalar, .alias, .sequenceStart, .mappingStart:
        guard begin(event, &sink) else { return false }
      case .sequenceEnd, .mappingEnd:
        end(event, &sink)
      }
    }
  }

  /// Takes in a node; `false` where going on makes no sense.
  private mutating func begin(_ event: Event, _ sink: inout DiagnosticSink) -> Bool {
    expandedCount += 1
    let index = UInt32(nodes.count)
    if event.hasTag {
      sink.report(
        SyntaxRule.yamlTag, at: event.range, "tags are not supported: memc decides by key what a scalar is",
        suggestion: "remove the tag")
    }
    if let parent = open.last { nodes[Int(parent.node)].count += 1 }
    switch event.kind {
    case .alias:
      guard appendAlias(event, &sink) else { return false }
    case .sequenceStart, .mappingStart:
      guard open.count < YAMLTree.maximumDepth else {
        sink.report(
          SyntaxRule.nestingTooDeep, at: event.range,
          "collections are nested more than \(YAMLTree.maximumDepth) deep")
        return false
      }
      if let name = event.anchor {
        anchors[name] = Anchor(node: nil, expandedSize: 0, range: event.range)
      }
      let tag: YAMLTree.Node.Tag =
        event.kind == .sequenceStart ? .sequence : event.isFlow ? .flowMapping : .blockMapping
      nodes.append(
        YAMLTree.Node(tag: tag, start: 0, count: 0, subtreeEnd: index + 1, range: event.range))
      open.append(OpenCollection(node: index, anchor: event.anchor, expandedBefore: expandedCount - 1))
    default:
      nodes.append(
        YAMLTree.Node(
          tag: event.isPlain ? .plainScalar : .quotedScalar, start: UInt32(event.text.lowerBound),
          count: UInt32(event.text.count), subtreeEnd: index + 1, range: event.range))
      if let name = event.anchor {
        anchors[name] = Anchor(node: index, expandedSize: 1, range: event.range)
      }
    }
    guard expandedCount <= YAMLTree.maximumNodes else {
      sink.report(
        SyntaxRule.tooManyTreeNodes, at: event.range,
        "the document has more than \(YAMLTree.maximumNodes) nodes when its aliases are expanded")
      return false
    }
    return true
  }

  private mutating func appendAlias(_ event: Event, _ sink: inout DiagnosticSink) -> Bool {
    let name = event.anchor ?? ""
    guard let anchor = anchors[name] else {
      let nearest = SpellingSuggestion.nearest(to: name, among: anchors.keys.sorted())
      sink.report(
        SyntaxRule.aliasUndefined, at: event.range, "no anchor '&\(name.excerpt)' stands before this alias",
        suggestion: nearest.map { "did you mean '*\($0.excerpt)'?" })
      return false
    }
    guard let target = anchor.node else {
      sink.report(
        SyntaxRule.aliasRecursive, at: event.range, "'*\(name.excerpt)' stands inside what it stands for",
        notes: [.init("the anchor '&\(name.excerpt)' begins here", at: anchor.range)])
      return false
    }
    expandedCount += anchor.expandedSize - 1
    nodes.append(
      YAMLTree.Node(
        tag: .alias, start: target, count: 0, subtreeEnd: UInt32(nodes.count + 1), range: event.range))
    return true
  }

  private mutating func end(_ event: Event, _ sink: inout DiagnosticSink) {
    guard let collection = open.popLast() else { return }
    let index = Int(collection.node)
    nodes[index].subtreeEnd = UInt32(nodes.count)
    nodes[index].range.end = event.range.end
    if let name = collection.anchor {
      anchors[name] = Anchor(
        node: collection.node, expandedSize: expandedCount - collection.expandedBefore,
        range: nodes[index].range)
    }
    if event.kind == .mappingEnd { checkKeys(of: index, &sink) }
    // Ancestors are patched as they end; siblings find each other through this node's own end.
  }

  // MARK: Keys

  private mutating func checkKeys(of mapping: Int, _ sink: inout DiagnosticSink) {
    var seen: [ArraySlice<UInt8>: Int] = [:]
    var key = mapping + 1
    for _ in 0..<(nodes[mapping].count / 2) {
      let value = Int(nodes[key].subtreeEnd)
      let resolved = nodes[key].tag == .alias ? Int(nodes[key].start) : key
      switch nodes[resolved].tag {
      case .plainScalar, .quotedScalar:
        let start = Int(nodes[resolved].start)
        let bytes = text[start..<(start + Int(nodes[resolved].count))]
        if let first = seen[bytes] {
          sink.report(
            SyntaxRule.duplicateKey, at: nodes[key].range,
            "key '\(String(decoding: bytes, as: UTF8.self).excerpt)' stands twice in this mapping",
            notes: [.init("it stands here first", at: nodes[first].range)])
        } else {
          seen[bytes] = key
        }
      case .sequence, .flowMapping, .blockMapping, .alias:
        sink.report(SyntaxRule.keyNotScalar, at: nodes[key].range, "a key is a plain word, not a collection")
      }
      key = Int(nodes[value].subtreeEnd)
    }
  }

  // MARK: Errors of libyaml

  private static func report(
    _ error: SyntaxError, in source: SourceFile, to sink: inout DiagnosticSink
  ) {
    switch error.reason {
    case .outOfMemory:
      sink.report(SyntaxRule.yamlSyntax, at: nil, error.problem)
    case .reader(let offset):
      let position = source.position(ofByte: offset)
      let range = SourceRange(start: position, end: position)
      if error.problem.hasPrefix("control characters") {
        let text = String(decoding: source.bytes[min(offset, source.bytes.count)...].prefix(4), as: UTF8.self)
        let code = String(text.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
        sink.report(
          SyntaxRule.controlCharacter, at: range,
          "the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) at byte \(offset) "
            + "is not allowed in YAML")
      } else {
        sink.report(
          SyntaxRule.notUTF8, at: range, "the file is not UTF-8: \(error.problem) at byte \(offset)",
          suggestion: "save it as UTF-8")
      }
    case .grammar(let position):
      let isTab = source.line(position.line).map {
        $0.unicodeScalars.dropFirst(Int(position.column) - 1).first == "\t"
      }
      sink.report(
        SyntaxRule.yamlSyntax, at: SourceRange(start: position, end: position), error.problem,
        suggestion: isTab == true ? "indent with spaces: YAML does not allow tabs here" : nil,
        notes: error.context.map { context in
          [.init(context.message, at: SourceRange(start: context.position, end: context.position))]
        } ?? [])
    }
  }
}
