import Diagnostics
import YAMLTree

/// The keys of one mapping that its section knows, each with its value.
struct Fields {
  let section: LanguageSection
  /// The mapping.
  let id: YAMLTree.NodeID
  /// Where the mapping is written.
  let range: SourceRange
  fileprivate var values: [String: YAMLTree.Entry] = [:]

  /// The value of a key, or `nil` where the key is absent.
  ///
  /// - Parameter key: A key of the section: asking for another one is a mistake in memc, not in the input.
  subscript(key: String) -> YAMLTree.NodeID? { entry(key)?.value }

  /// A key with its value, or `nil` where the key is absent.
  func entry(_ key: String) -> YAMLTree.Entry? {
    precondition(section.key(key) != nil, "\(section.title) has no key '\(key)'")
    return values[key]
  }
}

extension TopologyDecoder {
  /// Reads a mapping: reports keys that its section does not know or needs, and gives the others.
  mutating func fields(of id: YAMLTree.NodeID, _ section: LanguageSection) -> Fields? {
    guard tree.kind(of: id) == .mapping else {
      reportWrongType(
        id,
        wanted: "\(section.title) is a mapping with \(Self.list(section.keys.filter(\.isSupported).map(\.name)))")
      return nil
    }
    var fields = Fields(section: section, id: id, range: tree.range(of: id))
    let entries = tree.mergedEntries(of: id, reportingTo: &sink)
    var lastKnown: (index: Int, key: LanguageKey)?
    for (index, entry) in entries.enumerated() {
      let name = tree.string(of: entry.key)
      guard let key = section.key(name) else {
        if tree.isFlowMapping(id), isLostItem(entry), let owner = lastKnown, owner.key.form.isCPUList {
          // The first lost item speaks for all of them.
          if owner.index == index - 1 { reportListInBraces(owner.key.name, entries, from: index) }
        } else {
          reportUnknownKey(entry.key, name, section)
          lastKnown = nil
        }
        continue
      }
      lastKnown = (index, key)
      if key.isSupported {
        fields.values[name] = entry
      } else {
        report(.notSupportedYet, at: entry.key, "'\(name)' is not supported yet by this version of memc")
      }
    }
    for key in section.keys where key.isRequired && fields.values[key.name] == nil {
      let start = tree.range(of: id).start
      report(
        .missingKey, at: SourceRange(start: start, end: start), "\(section.title) needs '\(key.name)'",
        suggestion: key.name == "memc" ? "begin the file with 'memc: \(Language.version)'" : nil,
        fix: key.name == "memc" ? insertion(in: id, isFirst: true)?.fix("memc: \(Language.version)") : nil)
    }
    return fields
  }

  private mutating func reportUnknownKey(
    _ id: YAMLTree.NodeID, _ name: String, _ section: LanguageSection
  ) {
    var suggestion: String?
    if sink.isFull(of: LanguageRule.unknownKey) {
      // Nobody reads it, and comparing a million keys with those of the section takes seconds.
    } else if let nearest = SpellingSuggestion.nearest(to: name, among: section.keys.map(\.name)) {
      suggestion = "did you mean '\(nearest)'?"
    } else {
      suggestion = "\(section.title) has \(Self.list(section.keys.filter(\.isSupported).map(\.name)))"
    }
    report(.unknownKey, at: id, "unknown key '\(name.excerpt)'", suggestion: suggestion)
  }

  /// In braces, YAML takes `{cpus: 0-3,8}` for two keys, the second without a value.
  private func isLostItem(_ entry: YAMLTree.Entry) -> Bool {
    let key = tree.string(of: entry.key)
    return key.first?.isNumber == true && key.allSatisfy { $0.isNumber || $0 == "-" }
      && tree.kind(of: entry.value) == .scalar && tree.bytes(of: entry.value).isEmpty
  }

  private mutating func reportListInBraces(_ name: String, _ entries: [YAMLTree.Entry], from index: Int) {
    let items =
      [tree.string(of: entries[index - 1].value)]
      + entries[index...].prefix(while: isLostItem).map { tree.string(of: $0.key) }
    let list = "\"\(items.joined(separator: ","))\""
    let value = tree.replaceableRange(of: entries[index - 1].value)
    let end = tree.range(of: entries[index + items.count - 2].key).end
    report(
      .cpuListInBraces, at: entries[index].key,
      "in braces a comma ends the value of '\(name)', so '\(items[1].excerpt)' is a key here",
      suggestion: "write '\(name): \(list.excerpt)'",
      fix: value.map { Fix(writing: list, at: SourceRange(start: $0.start, end: end)) })
  }

  /// Words as they stand in a sentence: `'a', 'b' and 'c'`.
  static func list(_ words: [String], joinedBy conjunction: String = "and") -> String {
    let quoted = words.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
