import Addresses
import Diagnostics
import YAMLTree

extension Language {
  /// The map form of the root's `hmat`.
  package static let localities = LanguageSection("HMAT", localityKeys)

  static let localityKeys: [BoundKey<LocalityOptions>] =
    LocalityAttribute.allCases.map { attribute -> BoundKey<LocalityOptions> in
      BoundKey(
        attribute.rawValue, .localities(attribute), examples: [attribute.quantity.matrixExample],
        """
        The \(attribute.words) of every pair: a row for each node with CPUs or initiators, a column for each node with \
        memory, both in the order of their domains.
        """, get: { options in options[attribute].map { Located($0, at: $0.origin) } },
        set: { $0[attribute] = $1?.value })
    } + [
      BoundKey(
        "derive", .toggle, \.areDerived,
        """
        Whether what no node states is estimated: 100 ns and 51200 MB/s on nodes with CPUs, 300 ns and 20480 MB/s on \
        others.
        """),
      BoundKey(
        LanguageKey(
          "base", .section(localityBases),
          "What an entry of 1 in the table stands for; what all values are multiples of where nothing is stated.")),
    ]

  /// `base` of the root's `hmat`.
  package static let localityBases = LanguageSection("base units", localityBaseKeys)

  static let localityBaseKeys: [BoundKey<LocalityOptions>] = [
    BoundKey(
      "latency", .base(of: .latency), \.latencyBase, examples: ["10ns"], "The unit of all latencies of the table."),
    BoundKey(
      "bandwidth", .base(of: .bandwidth), \.bandwidthBase, examples: ["2MB/s"],
      "The unit of all bandwidths of the table."),
  ]

  /// A node's `hmat`.
  package static let performance = LanguageSection("memory performance", performanceKeys)

  static let performanceKeys: [BoundKey<MemoryPerformance>] =
    LocalityAttribute.allCases.map { attribute -> BoundKey<MemoryPerformance> in
      BoundKey(
        attribute.rawValue, .quantity(attribute.quantity), examples: [.text(attribute.quantity.example)],
        """
        The \(attribute.words) of the node's memory for initiators of the node itself; for others it is \
        \(attribute.quantity == .latency ? "longer" : "less") by distance.
        """, get: { $0[attribute] }, set: { $0[attribute] = $1 })
    } + [
      BoundKey(
        "cache",
        .decoded(
          .either([.section(memorySideCache), .list(.section(memorySideCache))]), writing: \.document
        ) {
          $0.memorySideCaches($1)
        }, \.caches, examples: [["size": "16GiB"], [["size": "1GiB"], ["size": "16GiB"]]],
        "A cache in front of the node's memory, or a list of up to three of them by their levels."),
      BoundKey(
        LanguageKey(
          "initiator", .either([.number(0...UInt64(maximumNodes - 1)), .name]), examples: [0],
          """
          The node with CPUs or initiators that the memory of a node without is attached to, by number or name. Absent: the \
          nearest one; on QEMU's platforms none, as where QEMU is not told.
          """)),
    ]

  /// A node's `hmat.cache`.
  package static let memorySideCache = LanguageSection("a memory-side cache", memorySideCacheKeys)

  static let memorySideCacheKeys: [BoundKey<MemorySideCache>] = [
    BoundKey("size", .cacheSize, \.size, isRequired: true, examples: ["16GiB"], "Bytes of the cache."),
    BoundKey(
      "level", .number(1...UInt64(MemorySideCache.highestLevel)), \.level, examples: [1],
      "Which of the node's caches it is; its place in the list where nothing is stated."),
    BoundKey(
      "associativity", .choice(advice: associativityAdvice), \.associativity, "How addresses find their lines."),
    BoundKey(
      "policy", .choice(advice: writePolicyAdvice), \.policy, "When what is written reaches memory."),
    BoundKey("line", .number(1...UInt64(UInt16.max)), \.lineSize, examples: [64], "Bytes of a line."),
  ]

  /// What libvirt calls caches that are neither direct-mapped nor anything simple.
  @Sendable private static func associativityAdvice(_ text: String) -> WordAdvice? {
    ["full", "complex-indexing"].contains(text.lowercased())
      ? WordAdvice(writing: "complex", for: "associativity") : nil
  }

  /// What libvirt and others call policies.
  @Sendable private static func writePolicyAdvice(_ text: String) -> WordAdvice? {
    switch text.lowercased().filter(\.isLetter) {
    case "writeback", "wb": WordAdvice(writing: "write-back", for: "policy")
    case "writethrough", "wt": WordAdvice(writing: "write-through", for: "policy")
    default: nil
    }
  }
}

extension LocalityOptions: KeyOwner {
  static var unstated: LocalityOptions { LocalityOptions() }
}

extension MemoryPerformance: KeyOwner {
  static var unstated: MemoryPerformance { MemoryPerformance() }
}

extension MemorySideCache: KeyOwner {
  static var unstated: MemorySideCache { MemorySideCache(size: 0) }
}

extension Quantity {
  /// What the language says of values that are written so.
  var form: ValueForm {
    switch self {
    case .latency: .latency
    case .bandwidth: .bandwidth
    }
  }

  /// A value that editors and messages show.
  var example: String {
    switch self {
    case .latency: "100ns"
    case .bandwidth: "50GB/s"
    }
  }

  /// All values of a machine of two nodes.
  fileprivate var matrixExample: LanguageExample {
    switch self {
    case .latency: [["100ns", "210ns"], ["210ns", "100ns"]]
    case .bandwidth: [["50GB/s", "24GB/s"], ["24GB/s", "50GB/s"]]
    }
  }
}

extension KeyForm<UInt64> {
  /// A latency in picoseconds or a bandwidth in MB/s.
  fileprivate static func quantity(_ quantity: Quantity) -> Self {
    value(of: quantity) { LocalityRules.quantity($0, quantity, named: "'\($1)'") }
  }

  /// What values are counted in.
  fileprivate static func base(of quantity: Quantity) -> Self {
    value(of: quantity) { LocalityRules.base($0, quantity, named: "'\($1)'") }
  }

  private static func value(
    of quantity: Quantity, breach: @escaping @Sendable (UInt64, _ key: String) -> Breach?
  ) -> Self {
    Self(
      quantity.form,
      read: { decoder, fields, key in
        guard let id = fields[key], let value = decoder.quantity(id, quantity, named: "'\(key)'"),
          decoder.isSound(breach(value, key), at: id)
        else { return nil }
        return Located(value, at: decoder.tree.range(of: id))
      }, text: quantity.text, document: { .scalar(quantity.writtenText($0)) }, breach: breach)
  }

  /// Bytes of a cache.
  fileprivate static var cacheSize: Self {
    Self(
      .size,
      read: { decoder, fields, key in
        guard let id = fields[key],
          let size = decoder.scalar(id, wanted: "'\(key)' is a size such as '16GiB'", ScalarParser.size),
          decoder.isSound(LocalityRules.cacheSize(size), at: id)
        else { return nil }
        return Located(size, at: decoder.tree.range(of: id))
      }, text: Units.literal, breach: { size, _ in LocalityRules.cacheSize(size) })
  }
}

extension KeyForm<StatedLocalities> {
  /// A value for each pair of an initiator and a target.
  fileprivate static func localities(_ attribute: LocalityAttribute) -> Self {
    Self(
      .list(.list(.either([attribute.quantity.form, .choice(TopologyDecoder.localityWords)]))),
      read: { decoder, fields, _ in decoder.localities(fields, attribute) }, text: { _ in nil },
      document: { $0.document(of: attribute) }, breach: { matrix, _ in LocalityRules.values(matrix, attribute) })
  }
}
