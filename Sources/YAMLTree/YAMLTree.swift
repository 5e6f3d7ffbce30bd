public import Diagnostics

/// A YAML document as a compact tree: nodes are indices into one array, scalars are ranges of one buffer, and
/// every node knows the range of source it came from.
///
/// Aliases are nodes of their own that stand for the anchored node: they keep their own place in the source, and
/// everything else asked of them is answered by the node they stand for. A document that was built has no
/// undefined or recursive alias, and at most ``maximumNodes`` nodes when its aliases are expanded, so walking it always
/// ends. Where the sink has errors, it may have duplicate keys, keys that are no scalars and tags, and is of use for
/// finding more mistakes only.
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
  package static let maximumInput = 64 << 20
  /// The deepest nesting of collections.
  package static let maximumDepth = 64
  /// The most nodes of a document, counted as if every alias were written out.
  package static let maximumNodes = 2_000_000

  /// What a node is.
  package enum Kind: UInt8, Sendable {
    /// A word, a number, a quoted or block text.
    case scalar
    /// A list.
    case sequence
    /// Keys with values.
    case mapping

    /// Stated, so that other modules need not ask the runtime how kinds are compared.
    package static func == (left: Kind, right: Kind) -> Bool { left.rawValue == right.rawValue }
  }

  /// A node of a tree; meaningful for the tree that gave it only.
  package struct NodeID: Hashable, Sendable {
    let index: UInt32
  }

  /// A key with its value.
  package struct Entry: Sendable {
    /// The key, a scalar.
    package let key: NodeID
    /// The value.
    package let value: NodeID
  }

  /// 4 bytes a node: building a large tree costs more in fresh pages of memory than in instructions.
  ///
  /// A short scalar that stands in the source as it is, on one line of an ASCII text, is told by where it begins and
  /// how long it is. Every other node has ``Details``.
  struct Node {
    enum Form {
      case verbatim(start: UInt32, length: UInt32)
      /// The index of the details.
      case detailed(UInt32)
    }

    private static let lengthBits: UInt32 = 6
    private static let lengthMask: UInt32 = (1 << lengthBits) - 1

    /// The lengths of a verbatim scalar.
    static let verbatimLengths: ClosedRange<UInt32> = 1...lengthMask

    /// Below, the length of a verbatim scalar, or 0; above, where it begins, or the index of the details. That has
    /// 26 bits: the input has 64 MiB, and a scalar with a length begins before its end.
    private let bits: UInt32

    /// - Parameter length: One of ``verbatimLengths``.
    init(verbatimAt start: UInt32, length: UInt32) {
      bits = start << Self.lengthBits | length
    }

    init(details: UInt32) {
      bits = details << Self.lengthBits
    }

    var form: Form {
      let (upper, length) = (bits >> Self.lengthBits, bits & Self.lengthMask)
      return length == 0 ? .detailed(upper) : .verbatim(start: upper, length: length)
    }
  }

  /// What is known of a node that is no verbatim scalar.
  struct Details {
    enum Tag {
      case plainScalar
      case quotedScalar
      case sequence
      case flowMapping
      case blockMapping
      case alias
    }

    let tag: Tag
    /// The character at which the node begins.
    let start: UInt32
    /// The character behind the node.
    var end: UInt32
    /// Scalars: where the bytes begin in ``text``. Collections: the index behind the last node of the subtree.
    /// Aliases: the node they stand for.
    var first: UInt32
    /// Scalars: the number of bytes. Collections: the number of direct children.
    var count: UInt32
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

  /// Parses a source and reports which rules it breaks; `nil` where it is no document at all.
  public init?(parsing source: SourceFile, reportingTo sink: inout DiagnosticSink) {
    guard let tree = TreeBuilder.build(source, reportingTo: &sink) else { return nil }
    self = tree
  }

  /// The root of the document.
  package var root: NodeID { NodeID(index: 0) }

  /// The details of a node; `nil` for a verbatim scalar.
  private func details(at index: Int) -> Details? {
    switch nodes[index].form {
    case .verbatim: nil
    case .detailed(let place): details[Int(place)]
    }
  }

  private func resolved(_ id: NodeID) -> Int {
    if let details = details(at: Int(id.index)), details.tag == .alias { return Int(details.first) }
    return Int(id.index)
  }

  private func resolvedDetails(_ id: NodeID) -> Details? { details(at: resolved(id)) }

  /// What the node is; an alias is what it stands for.
  package func kind(of id: NodeID) -> Kind {
    switch resolvedDetails(id)?.tag {
    case nil, .plainScalar, .quotedScalar, .alias: .scalar
    case .sequence: .sequence
    case .flowMapping, .blockMapping: .mapping
    }
  }

  /// Where the node is written; an alias has its own place, not that of its anchor.
  package func range(of id: NodeID) -> SourceRange {
    switch nodes[Int(id.index)].form {
    case .verbatim(let start, let length):
      return SourceRange(start: lines.position(of: start), end: lines.position(of: start + length))
    case .detailed(let place):
      let details = details[Int(place)]
      return SourceRange(start: lines.position(of: details.start), end: lines.position(of: details.end))
    }
  }

  /// Whether a scalar is written without quotes.
  package func isPlain(_ id: NodeID) -> Bool {
    let tag = resolvedDetails(id)?.tag
    return tag == nil || tag == .plainScalar
  }

  /// Whether a mapping is written in braces.
  package func isFlowMapping(_ id: NodeID) -> Bool { resolvedDetails(id)?.tag == .flowMapping }

  /// The bytes of a scalar; empty for collections.
  package func bytes(of id: NodeID) -> ArraySlice<UInt8> {
    switch nodes[resolved(id)].form {
    case .verbatim(let start, let length):
      return source[Int(start)..<Int(start + length)]
    case .detailed(let place):
      let details = details[Int(place)]
      switch details.tag {
      case .plainScalar, .quotedScalar: return text[Int(details.first)..<Int(details.first + details.count)]
      case .sequence, .flowMapping, .blockMapping, .alias: return []
      }
    }
  }

  /// The text of a scalar; empty for collections.
  package func string(of id: NodeID) -> String { String(decoding: bytes(of: id), as: UTF8.self) }

  /// Whether the node is a scalar with text: not a collection, and not the nothing in `key:`.
  package func hasText(_ id: NodeID) -> Bool { kind(of: id) == .scalar && !bytes(of: id).isEmpty }

  /// The values of the elements of a sequence where all are plain decimal numbers up to 255 without a leading zero;
  /// `nil` for all else, numbers written in other ways among them.
  ///
  /// A large matrix is a million of these. This way costs no more than looking at the digits; what is `nil` here is
  /// to be read element by element by a parser that can say what is wrong with it.
  package func bytes(in id: NodeID) -> [UInt8]? {
    let index = resolved(id)
    guard let details = details(at: index), details.tag == .sequence else { return nil }
    var values: [UInt8] = []
    values.reserveCapacity(Int(details.count))
    // Elements without elements of their own follow each other.
    for element in index + 1..<index + 1 + Int(details.count) {
      guard case .verbatim(let start, let length) = nodes[element].form, length <= 3 else { return nil }
      guard length == 1 || source[Int(start)] != UInt8(ascii: "0") else { return nil }
      var value: UInt16 = 0
      for place in start..<start + length {
        let digit = source[Int(place)] &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        value = value &* 10 &+ UInt16(digit)
      }
      guard value <= 255 else { return nil }
      values.append(UInt8(truncatingIfNeeded: value))
    }
    return values
  }

  /// The number of elements of a sequence or entries of a mapping; 0 for scalars.
  package func count(of id: NodeID) -> Int {
    guard let details = resolvedDetails(id) else { return 0 }
    switch details.tag {
    case .plainScalar, .quotedScalar, .alias: return 0
    case .sequence: return Int(details.count)
    case .flowMapping, .blockMapping: return Int(details.count / 2)
    }
  }

  /// The elements of a sequence, in order; none for other kinds.
  package func elements(of id: NodeID) -> Children {
    kind(of: id) == .sequence ? children(of: id) : Children(tree: self, position: 0, remaining: 0)
  }

  /// The entries of a mapping as written, in order, `<<` among them; none for other kinds.
  package func entries(of id: NodeID) -> [Entry] {
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
  package func isMergeKey(_ id: NodeID) -> Bool {
    isPlain(id) && bytes(of: id).elementsEqual("<<".utf8)
  }

  /// The entries of a mapping with those of its merge key merged in: what is written in the mapping itself
  /// wins, then the first of the merged mappings that has the key.
  ///
  /// - Parameters:
  ///   - id: A mapping.
  ///   - sink: Told where `<<` merges something that is no mapping.
  package func mergedEntries(of id: NodeID, reportingTo sink: inout DiagnosticSink) -> [Entry] {
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
    let index = resolved(id)
    return Children(tree: self, position: UInt32(index + 1), remaining: details(at: index)?.count ?? 0)
  }

  /// The index of the next sibling of a node.
  func next(after index: UInt32) -> UInt32 {
    guard let details = details(at: Int(index)) else { return index + 1 }
    switch details.tag {
    case .plainScalar, .quotedScalar, .alias: return index + 1
    case .sequence, .flowMapping, .blockMapping: return details.first
    }
  }

  /// The direct children of a collection, in order.
  package struct Children: Sequence, IteratorProtocol, Sendable {
    fileprivate let tree: YAMLTree
    fileprivate var position: UInt32
    fileprivate var remaining: UInt32

    /// The next child, or `nil` behind the last.
    package mutating func next() -> NodeID? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      let id = NodeID(index: position)
      position = tree.next(after: position)
      return id
    }
  }
}
