public import Diagnostics

/// A YAML document as a compact tree: nodes are indices into one array, scalars are ranges of one buffer, and
/// every node knows the stretch of source it came from.
///
/// Aliases are nodes of their own that stand for the anchored node: they keep their own place in the source, and
/// everything else asked of them is answered by the node they stand for. A document that was built has no
/// undefined or recursive alias, no duplicate key, no key that is not a scalar, no tag, and at most
/// ``maximumNodes`` nodes when its aliases are expanded, so walking it always ends.
///
/// ```swift
/// let source = SourceFile(name: "topo.yaml", text: "nodes: [{memory: 1GiB}]")
/// var sink = DiagnosticSink(source: source)
/// if let tree = YAMLTree(parsing: source, reportingTo: &sink) {
///   for entry in tree.entries(of: tree.root) { print(tree.string(of: entry.key)) }
/// }
/// ```
public struct YAMLTree: Sendable {
  /// The longest input, in bytes.
  public static let maximumInput = 64 << 20
  /// The deepest nesting of collections.
  public static let maximumDepth = 64
  /// The most nodes of a document, counted as if every alias were written out.
  public static let maximumNodes = 2_000_000

  /// What a node is.
  public enum Kind: Sendable {
    /// A word, a number, a quoted or block text.
    case scalar
    /// A list.
    case sequence
    /// Keys with values.
    case mapping
  }

  /// A node of a tree; meaningful for the tree that gave it only.
  public struct NodeID: Hashable, Sendable {
    let index: UInt32
  }

  /// A key with its value.
  public struct Entry: Sendable {
    /// The key, a scalar.
    public let key: NodeID
    /// The value.
    public let value: NodeID
  }

  /// 8 bytes a node: building a large tree costs more in fresh pages of memory than in instructions.
  ///
  /// A scalar that stands in the source as it is, on one line of an ASCII text, is told by where it begins and how
  /// long it is. Every other node has ``Details``.
  struct Node {
    enum Tag: UInt32 {
      case verbatimScalar
      case plainScalar
      case quotedScalar
      case sequence
      case flowMapping
      case blockMapping
      case alias
    }

    private static let tagShift: UInt32 = 28
    private static let indexMask: UInt32 = (1 << tagShift) - 1

    /// The character at which the node begins, below the tag: an index has 27 bits, as the input has 64 MiB.
    private let tagAndStart: UInt32
    /// Of a verbatim scalar its length; of every other node the index of its details.
    let payload: UInt32

    init(_ tag: Tag, start: UInt32, payload: UInt32) {
      tagAndStart = tag.rawValue << Self.tagShift | start
      self.payload = payload
    }

    var tag: Tag { Tag(rawValue: tagAndStart >> Self.tagShift) ?? .alias }

    var start: UInt32 { tagAndStart & Self.indexMask }
  }

  /// What a node has that is no verbatim scalar.
  struct Details {
    /// Scalars: where the bytes begin in ``text``. Collections: the index behind the last node of the subtree.
    /// Aliases: the node they stand for.
    var first: UInt32
    /// Scalars: the number of bytes. Collections: the number of direct children.
    var count: UInt32
    /// The character behind the node.
    var end: UInt32
  }

  // ``TreeBuilder`` fills these in document order.

  var nodes: [Node] = []
  var details: [Details] = []
  /// The bytes of the scalars that are not verbatim.
  var text: [UInt8] = []
  var lines = LineTable()
  /// The source, in which verbatim scalars stand.
  let source: [UInt8]

  init(emptyFor source: [UInt8]) {
    self.source = source
  }

  /// Parses a source; where it is no document that memc can take in, reports why and gives `nil`.
  public init?(parsing source: SourceFile, reportingTo sink: inout DiagnosticSink) {
    guard let tree = TreeBuilder.build(source, reportingTo: &sink) else { return nil }
    self = tree
  }

  /// The root of the document.
  public var root: NodeID { NodeID(index: 0) }

  private func resolved(_ id: NodeID) -> Node { nodes[resolvedIndex(id)] }

  private func resolvedIndex(_ id: NodeID) -> Int {
    let node = nodes[Int(id.index)]
    return node.tag == .alias ? Int(details[Int(node.payload)].first) : Int(id.index)
  }

  /// What the node is; an alias is what it stands for.
  public func kind(of id: NodeID) -> Kind {
    switch resolved(id).tag {
    case .verbatimScalar, .plainScalar, .quotedScalar, .alias: .scalar
    case .sequence: .sequence
    case .flowMapping, .blockMapping: .mapping
    }
  }

  /// Where the node is written; an alias has its own place, not that of its anchor.
  public func range(of id: NodeID) -> SourceRange {
    let node = nodes[Int(id.index)]
    let end = node.tag == .verbatimScalar ? node.start + node.payload : details[Int(node.payload)].end
    return SourceRange(start: lines.position(of: node.start), end: lines.position(of: end))
  }

  /// Whether a scalar is written without quotes.
  public func isPlain(_ id: NodeID) -> Bool {
    let tag = resolved(id).tag
    return tag == .verbatimScalar || tag == .plainScalar
  }

  /// Whether a mapping is written in braces.
  public func isFlowMapping(_ id: NodeID) -> Bool { resolved(id).tag == .flowMapping }

  /// The bytes of a scalar; empty for collections.
  public func bytes(of id: NodeID) -> ArraySlice<UInt8> {
    let node = resolved(id)
    switch node.tag {
    case .verbatimScalar:
      return source[Int(node.start)..<Int(node.start + node.payload)]
    case .plainScalar, .quotedScalar:
      let details = details[Int(node.payload)]
      return text[Int(details.first)..<Int(details.first + details.count)]
    case .sequence, .flowMapping, .blockMapping, .alias: return []
    }
  }

  /// The text of a scalar; empty for collections.
  public func string(of id: NodeID) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

  /// Whether the node is a scalar with text: not a collection, and not the nothing in `key:`.
  public func hasText(_ id: NodeID) -> Bool { kind(of: id) == .scalar && !bytes(of: id).isEmpty }

  /// The values of the elements of a sequence where all are plain decimal numbers up to 255 without a leading zero;
  /// `nil` for all else, numbers written in other ways among them.
  ///
  /// A large matrix is a million of these. This way costs no more than looking at the digits; what is `nil` here is
  /// to be read element by element by a parser that can say what is wrong with it.
  public func bytes(in id: NodeID) -> [UInt8]? {
    let index = resolvedIndex(id)
    guard nodes[index].tag == .sequence else { return nil }
    let count = Int(details[Int(nodes[index].payload)].count)
    var values: [UInt8] = []
    values.reserveCapacity(count)
    // Elements without elements of their own follow each other.
    for element in index + 1..<index + 1 + count {
      let node = nodes[element]
      guard node.tag == .verbatimScalar, (1...3).contains(node.payload) else { return nil }
      let start = Int(node.start)
      guard node.payload == 1 || source[start] != UInt8(ascii: "0") else { return nil }
      var value: UInt16 = 0
      for byte in source[start..<start + Int(node.payload)] {
        let digit = byte &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        value = value &* 10 &+ UInt16(digit)
      }
      guard value <= 255 else { return nil }
      values.append(UInt8(truncatingIfNeeded: value))
    }
    return values
  }

  /// The number of elements of a sequence or entries of a mapping; 0 for scalars.
  public func count(of id: NodeID) -> Int {
    let node = resolved(id)
    switch node.tag {
    case .verbatimScalar, .plainScalar, .quotedScalar, .alias: return 0
    case .sequence: return Int(details[Int(node.payload)].count)
    case .flowMapping, .blockMapping: return Int(details[Int(node.payload)].count / 2)
    }
  }

  /// The elements of a sequence, in order; none for other kinds.
  public func elements(of id: NodeID) -> Children {
    kind(of: id) == .sequence ? children(of: id) : Children(tree: self, position: 0, remaining: 0)
  }

  /// The entries of a mapping as written, in order, `<<` among them; none for other kinds.
  public func entries(of id: NodeID) -> [Entry] {
    guard kind(of: id) == .mapping else { return [] }
    var entries: [Entry] = []
    entries.reserveCapacity(count(of: id))
    var iterator = children(of: id)
    while let key = iterator.next(), let value = iterator.next() {
      entries.append(Entry(key: key, value: value))
    }
    return entries
  }

  /// Whether a key is the merge key of YAML 1.1, an unquoted `<<`.
  public func isMergeKey(_ id: NodeID) -> Bool {
    isPlain(id) && bytes(of: id).elementsEqual("<<".utf8)
  }

  /// The entries of a mapping with those of its merge key merged in: what is written in the mapping itself
  /// wins, then the first of the merged mappings that has the key.
  ///
  /// - Parameters:
  ///   - id: A mapping.
  ///   - sink: Told where `<<` merges something that is no mapping.
  public func mergedEntries(of id: NodeID, reportingTo sink: inout DiagnosticSink) -> [Entry] {
    let written = entries(of: id)
    guard let merge = written.first(where: { isMergeKey($0.key) }) else { return written }
    var merged = written.filter { !isMergeKey($0.key) }
    var known = Set(merged.map { string(of: $0.key) })
    let sources = kind(of: merge.value) == .sequence ? Array(elements(of: merge.value)) : [merge.value]
    for source in sources {
      guard kind(of: source) == .mapping else {
        sink.report(
          SyntaxRule.mergeNotMapping, at: range(of: source),
          (source == merge.value ? "'<<' merges a mapping or a list of mappings" : "an item of '<<' is a mapping")
            + ", not a \(kind(of: source) == .sequence ? "list" : "scalar")")
        continue
      }
      for entry in mergedEntries(of: source, reportingTo: &sink)
      where known.insert(string(of: entry.key)).inserted {
        merged.append(entry)
      }
    }
    return merged
  }

  private func children(of id: NodeID) -> Children {
    let index = resolvedIndex(id)
    let details = details[Int(nodes[index].payload)]
    return Children(tree: self, position: UInt32(index + 1), remaining: details.count)
  }

  /// The index of the next sibling of a node.
  func next(after index: UInt32) -> UInt32 {
    let node = nodes[Int(index)]
    switch node.tag {
    case .verbatimScalar, .plainScalar, .quotedScalar, .alias: return index + 1
    case .sequence, .flowMapping, .blockMapping: return details[Int(node.payload)].first
    }
  }

  /// The direct children of a collection, in order.
  public struct Children: Sequence, IteratorProtocol, Sendable {
    fileprivate let tree: YAMLTree
    fileprivate var position: UInt32
    fileprivate var remaining: UInt32

    /// The next child, or `nil` behind the last.
    public mutating func next() -> NodeID? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      let id = NodeID(index: position)
      position = tree.next(after: position)
      return id
    }
  }
}
