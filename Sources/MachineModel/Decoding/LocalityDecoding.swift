import Diagnostics
import YAMLTree

extension TopologyDecoder {
  /// What stands in a matrix for a pair without a value.
  static let localityWords = ["none", "unreachable"]

  /// The root's `hmat`, which is a word or a mapping.
  mutating func localityOptions(_ root: Fields) -> LocalityOptions? {
    guard let id = root["hmat"] else { return nil }
    var options = LocalityOptions.unstated
    options.origin = tree.range(of: id)
    if tree.kind(of: id) == .scalar {
      guard choice(root, "hmat") != nil else { return nil }
      options.areDerived = true
      return options
    }
    guard let fields = fields(of: id, Language.localities) else { return nil }
    read(Language.localityKeys, of: fields, into: &options)
    if let base = fields["base"], let bases = self.fields(of: base, Language.localityBases) {
      read(Language.localityBaseKeys, of: bases, into: &options)
    }
    return options
  }

  /// A node's `hmat`.
  mutating func performance(_ node: Fields) -> MemoryPerformance? {
    guard let id = node["hmat"], let fields = fields(of: id, Language.performance) else { return nil }
    var performance = MemoryPerformance.unstated
    performance.origin = tree.range(of: id)
    read(Language.performanceKeys, of: fields, into: &performance)
    if let initiator = fields["initiator"] { initiatorsOfMemory[tree.range(of: id)] = initiator }
    return performance
  }

  /// What nodes say that their memory is attached to, which can be told once all nodes are known.
  mutating func attachMemory(of nodes: inout [MemoryNode], _ names: NodeNames) {
    guard !initiatorsOfMemory.isEmpty else { return }
    for index in nodes.indices {
      guard let origin = nodes[index].performance?.origin, let id = initiatorsOfMemory[origin] else { continue }
      nodes[index].performance?.initiator = knownNode(id, called: "'initiator'", names, .localityInitiator).map {
        Located($0, at: tree.range(of: id))
      }
    }
  }

  // MARK: Values

  /// A latency in picoseconds, or a bandwidth in MB/s.
  ///
  /// - Parameter name: The value as it stands in a sentence.
  mutating func quantity(_ id: YAMLTree.NodeID, _ quantity: Quantity, named name: String) -> UInt64? {
    let wanted = "\(name) is a \(quantity) such as '\(quantity.example)'"
    // Words that entries of matrices have.
    switch tree.kind(of: id) == .scalar ? tree.string(of: id).lowercased() : "" {
    case "none": reportWrongType(id, wanted: wanted, suggestion: "leave it out where nothing is known")
    case "unreachable":
      reportWrongType(id, wanted: wanted, suggestion: "memory is unreachable where its distance is 255")
    default:
      return scalar(id, wanted: wanted) { (bytes) throws(ScalarProblem) in
        try QuantityParser.value(bytes, of: quantity)
      }
    }
    return nil
  }

  /// A matrix of the root's `hmat`; `nil` where not all of it could be read.
  mutating func localities(_ fields: Fields, _ attribute: LocalityAttribute) -> Located<StatedLocalities>? {
    guard let id = fields[attribute.rawValue] else { return nil }
    let example = attribute.quantity.example
    guard tree.kind(of: id) == .sequence else {
      reportNoList(
        id, wanted: "'\(attribute.rawValue)' is a list of rows such as [[\(example)]]", item: "row")
      return nil
    }
    var matrix = StatedLocalities(rows: [], origin: tree.range(of: id))
    var isWhole = true
    for row in tree.elements(of: id) {
      guard tree.kind(of: row) == .sequence else {
        reportWrongType(row, wanted: "a row of '\(attribute.rawValue)' is a list such as [\(example)]")
        isWhole = false
        continue
      }
      for entry in tree.elements(of: row) {
        guard let value = locality(entry, attribute) else {
          isWhole = false
          continue
        }
        matrix.values.append(value)
      }
      matrix.rows.append(StatedLocalities.Row(count: tree.count(of: row), origin: tree.range(of: row)))
    }
    return isWhole ? Located(matrix, at: matrix.origin) : nil
  }

  private mutating func locality(_ id: YAMLTree.NodeID, _ attribute: LocalityAttribute) -> UInt64? {
    // Most entries are numbers.
    if let first = tree.bytes(of: id).first, first >= UInt8(ascii: "A"), tree.kind(of: id) == .scalar {
      let text = tree.string(of: id)
      switch text {
      case "none": return StatedLocalities.notStated
      case "unreachable": return StatedLocalities.unreachable
      default: break
      }
      if let word = Self.localityWords.first(where: { $0 == text.lowercased() }) {
        report(
          .invalidChoice, at: id, "'\(text)' is no entry of '\(attribute.rawValue)'", suggestion: "write '\(word)'",
          fix: fix(spelling: word, at: id))
        return nil
      }
    }
    let quantity = attribute.quantity
    let read = scalar(
      id, wanted: "an entry is a \(quantity) such as '\(quantity.example)', 'none' or 'unreachable'"
    ) { (bytes) throws(ScalarProblem) in try QuantityParser.value(bytes, of: quantity) }
    guard let read else { return nil }
    return isSound(LocalityRules.entry(read, quantity), at: id) ? read : nil
  }

  // MARK: Caches

  /// A node's `hmat.cache`: a cache, or a list of them.
  mutating func memorySideCaches(_ performance: Fields) -> [MemorySideCache]? {
    guard let id = performance["cache"] else { return nil }
    let elements: [YAMLTree.NodeID]
    switch tree.kind(of: id) {
    case .mapping: elements = [id]
    case .sequence: elements = Array(tree.elements(of: id))
    case .scalar:
      reportWrongType(id, wanted: "'cache' is a cache such as {size: 16GiB}, or a list of them")
      return nil
    }
    var caches: [MemorySideCache] = []
    for element in elements {
      guard let fields = fields(of: element, Language.memorySideCache) else { continue }
      var cache = MemorySideCache.unstated
      cache.origin = tree.range(of: element)
      if read(Language.memorySideCacheKeys, of: fields, into: &cache).isEmpty { caches.append(cache) }
    }
    return caches.count == elements.count ? caches : nil
  }
}
