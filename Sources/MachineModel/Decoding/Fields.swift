import Diagnostics
import YAMLTree

/// The keys of one mapping that its section knows, each with its value.
struct Fields {
  let section: LanguageSection
  /// The mapping.
  let id: YAMLTree.NodeID
  /// Where the mapping is written.
  let range: SourceRange
  /// What the mapping has.
  fileprivate let entries: [YAMLTree.Entry]
  /// For each key of the section which of these it is; -1 where it is absent.
  fileprivate var places: [Int]
  /// Keys whose values are not known although something was written for them: nothing follows from their absence.
  fileprivate var unclear: Set<String> = []
  /// Whether there is a key of which nobody can tell what is meant: it may be any that is missed.
  fileprivate var hasObscureKey = false

  /// The value of a key, or `nil` where the key is absent.
  ///
  /// - Parameter key: A key of the section: asking for another one is a mistake in memc, not in the input.
  subscript(key: String) -> YAMLTree.NodeID? { entry(key)?.value }

  /// A key with its value, or `nil` where the key is absent.
  func entry(_ key: String) -> YAMLTree.Entry? {
    guard let index = section.index(of: key) else { preconditionFailure("\(section.title) has no key '\(key)'") }
    return places[index] < 0 ? nil : entries[places[index]]
  }

  /// Those keys of a list that the mapping states, in the order of the section.
  func stated<Owner>(of keys: [BoundKey<Owner>]) -> some Sequence<BoundKey<Owner>> {
    places.indices.lazy.filter { places[$0] >= 0 }.compactMap { index in
      keys.first { $0.name == section.keys[index].name }
    }
  }

  fileprivate func isAbsent(_ key: String) -> Bool { section.index(of: key).map { places[$0] < 0 } ?? true }

  /// Whether a key is written under another name, or in a way that cannot be read.
  func isUnclear(_ key: String) -> Bool { unclear.contains(key) }

  /// Whether the key is absent, and not because something else was written for it.
  func lacks(_ key: String) -> Bool {
    isAbsent(key) && !unclear.contains(key) && !hasObscureKey
  }

  /// Whether a key that must be there is missed. A version of the language is not written as anything else, so it is
  /// missed whatever else there is.
  fileprivate func needs(_ key: LanguageKey) -> Bool {
    key.name == "memc" ? isAbsent(key.name) && !unclear.contains(key.name) : lacks(key.name)
  }

  /// Whether the section has a key that it does not know.
  var hasUnknownKey: Bool { hasObscureKey || !unclear.isEmpty }
}

extension TopologyDecoder {
  /// Reads a mapping: reports keys that its section does not know or needs, and gives the others.
  mutating func fields(of id: YAMLTree.NodeID, _ section: LanguageSection) -> Fields? {
    guard tree.kind(of: id) == .mapping else {
      let keys = Self.list(section.keys.map(\.name))
      reportWrongType(
        id, wanted: "\(section.title) \(section.isPlural ? "are" : "is") a mapping with \(keys)",
        suggestion: sizeAsNode(id, section))
      return nil
    }
    let entries = tree.mergedEntries(of: id, reportingTo: &sink)
    var fields = Fields(
      section: section, id: id, range: tree.range(of: id), entries: entries,
      places: [Int](repeating: -1, count: section.keys.count))
    fields.hasObscureKey = sink.hasErrors(of: SyntaxRule.mergeNotMapping)
    var unknown: [(key: UnknownKey, value: YAMLTree.NodeID)] = []
    var lastKnown: (index: Int, place: Int)?
    for (index, entry) in entries.enumerated() {
      guard tree.kind(of: entry.key) == .scalar else {
        // That was told, and nobody knows which key is meant.
        fields.hasObscureKey = true
        fields.unclear.insert("memc")
        continue
      }
      let name = tree.string(of: entry.key)
      guard let place = section.index(of: name) else {
        if tree.isFlowMapping(id), isLostItem(entry), let owner = lastKnown,
          section.keys[owner.place].form.isNumeric
        {
          // The first lost item speaks for all of them.
          if owner.index == index - 1 { reportListInBraces(section.keys[owner.place], entries, from: index) }
          fields.places[owner.place] = -1
          fields.unclear.insert(section.keys[owner.place].name)
        } else {
          unknown.append((reportUnknownKey(entry.key, name, of: id, section), entry.value))
          lastKnown = nil
        }
        continue
      }
      lastKnown = (index, place)
      // Of a key that stands twice, which was told, the first is read.
      if fields.places[place] < 0 { fields.places[place] = index }
    }
    takeIn(unknown, &fields)
    for key in section.keys where key.isRequired && fields.needs(key) {
      let start = tree.range(of: id).start
      report(
        .missingKey, at: SourceRange(start: start, end: start), "\(section.title) needs '\(key.name)'",
        suggestion: key.name == "memc" ? "begin the file with 'memc: \(Language.version)'" : nil,
        fix: key.name == "memc" ? insertion(in: id, isFirst: true)?.fix("memc: \(Language.version)") : nil)
    }
    return fields
  }

  // MARK: Unknown keys

  private mutating func reportUnknownKey(
    _ id: YAMLTree.NodeID, _ name: String, of mapping: YAMLTree.NodeID, _ section: LanguageSection
  ) -> UnknownKey {
    // Nobody reads so many, and comparing a million keys with those of the section takes seconds.
    guard !sink.isFull(of: LanguageRule.unknownKey) else {
      sink.report(LanguageRule.unknownKey, at: tree.range(of: id), "unknown key '\(name.excerpt)'")
      return UnknownKey(meant: nil, suggestion: "")
    }
    if reportMissingSpace(id, .unknownKey) {
      return UnknownKey(meant: String(name.prefix { $0 != ":" }), suggestion: "")
    }
    let meaning = section.meaning(ofUnknown: name)
    // A key that is there already is hardly meant a second time.
    let isCertain =
      meaning.meant.map { meant in
        SpellingSuggestion.isCertain(meant, for: name, among: section.keys.map(\.name))
          && !tree.entries(of: mapping).contains { tree.string(of: $0.key) == meant }
      } == true
    sink.report(
      LanguageRule.unknownKey, at: tree.range(of: id),
      meaning.owners.isEmpty ? "unknown key '\(name.excerpt)'" : "'\(name)' is no key of \(section.title)",
      suggestion: meaning.suggestion,
      fix: meaning.meant.flatMap {
        meaning.suggestion == "did you mean '\($0)'?" ? fix(spelling: $0, at: id, isCertain: isCertain) : nil
      })
    return meaning
  }

  /// What was meant by unknown keys is not known, and neither is what depends on it.
  private mutating func takeIn(_ unknown: [(key: UnknownKey, value: YAMLTree.NodeID)], _ fields: inout Fields) {
    let isRoot = fields.section.title == Language.root.title
    for (key, value) in unknown {
      if let meant = key.meant, fields.isAbsent(meant) { fields.unclear.insert(meant) }
      // Which node a key of nodes belongs into is not known, but what the nodes state is.
      if isRoot { fields.unclear.formUnion(key.owners.filter { $0 != "nodes" }) }
      // A key in the wrong section may as well be the wrong word for one of this section.
      if key.mayBeAny || !isRoot && key.meant == nil { fields.hasObscureKey = true }
      if isRoot, key.mayBeAny {
        fields.unclear.formUnion(
          ["memc", "nodes"].filter { fields.isAbsent($0) && mayBe(value, valueOf: $0) })
      }
    }
    guard fields.hasUnknownKey else { return }
    switch fields.section.title {
    case Language.root.title:
      for key in fields.unclear { if let aspect = Topology.Aspects(ofRootKey: key) { unclear.insert(aspect) } }
      if !fields.lacks("memory"), fields.isAbsent("memory") { unclear.insert(.memory) }
    case Language.node.title, Language.policy.title, Language.memoryZone.title:
      for size in ["memory", "size"]
      where fields.section.key(size) != nil && !fields.lacks(size) && fields.isAbsent(size) {
        unclear.insert(.memory)
      }
      if fields.isUnclear("zones") { unclear.formUnion([.memory, .policy]) }
      if fields.hasObscureKey || fields.unclear.contains(where: { Language.policy.key($0) != nil }) {
        unclear.insert(.policy)
      }
    default: if let aspect { unclear.insert(aspect) }
    }
  }

  /// Whether a value may be meant for the version, or for nodes, on which the rest of a file depends.
  private func mayBe(_ value: YAMLTree.NodeID, valueOf key: String) -> Bool {
    if tree.kind(of: value) == .sequence { return key == "nodes" }
    guard let number = try? ScalarParser.number(tree.bytes(of: value)) else { return false }
    return key == "nodes" || number == Language.version
  }

  /// `nodes: [2GiB]` is meant for a node of 2 GiB.
  private func sizeAsNode(_ id: YAMLTree.NodeID, _ section: LanguageSection) -> String? {
    guard section.title == Language.node.title, tree.hasText(id),
      (try? ScalarParser.size(tree.bytes(of: id))) != nil
    else { return nil }
    return "write '{memory: \(tree.string(of: id).excerpt)}'"
  }

  // MARK: Commas in braces

  /// In braces, YAML takes `{cpus: 0-3,8}` for two keys, the second without a value.
  private func isLostItem(_ entry: YAMLTree.Entry) -> Bool {
    let key = tree.string(of: entry.key)
    return key.first?.isNumber == true && key.allSatisfy { $0.isNumber || $0 == "-" }
      && tree.kind(of: entry.value) == .scalar && tree.bytes(of: entry.value).isEmpty
  }

  private mutating func reportListInBraces(_ key: LanguageKey, _ entries: [YAMLTree.Entry], from index: Int) {
    let items =
      [tree.string(of: entries[index - 1].value)]
      + entries[index...].prefix(while: isLostItem).map { tree.string(of: $0.key) }
    // Commas between the digits of a number are no part of it.
    let list =
      key.form.isCPUList
      ? "\"\(items.joined(separator: ","))\""
      : key.form.isListOfNumbers ? "[\(items.joined(separator: ", "))]" : items.joined()
    let value = tree.replaceableRange(of: entries[index - 1].value)
    let end = tree.range(of: entries[index + items.count - 2].key).end
    report(
      key.form.isCPUList ? .cpuListInBraces : .unknownKey, at: entries[index].key,
      "in braces a comma ends the value of '\(key.name)', so '\(items[1].excerpt)' is a key here",
      suggestion: "write '\(key.name): \(list.excerpt)'",
      // A list of CPUs only lacks its quotes; what is joined to a number may have been meant otherwise.
      fix: value.map {
        Fix(writing: list, at: SourceRange(start: $0.start, end: end)).markedSafe(key.form.isCPUList)
      })
  }

  /// Words as they stand in a sentence: `'a', 'b' and 'c'`.
  static func list(_ words: [String], joinedBy conjunction: String = "and") -> String {
    let quoted = words.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}

extension ValueForm {
  /// Whether a value is written in digits, so that commas between them are taken for a part of it.
  fileprivate var isNumeric: Bool {
    switch self {
    case .number, .size, .address, .cpuList: true
    case .either(let forms): forms.contains(where: \.isNumeric)
    default: false
    }
  }

  /// Whether a value may be a YAML list of numbers.
  fileprivate var isListOfNumbers: Bool {
    switch self {
    case .list(.number): true
    case .either(let forms): forms.contains(where: \.isListOfNumbers)
    default: false
    }
  }
}
