import Diagnostics
import YAMLTree

// What a tool can change by itself where something is reported.

extension TopologyDecoder {
  /// Reports a scalar that another text can take the place of.
  ///
  /// - Parameter text: What to write instead; the suggestion says so.
  mutating func report(
    _ rule: LanguageRule, at id: YAMLTree.NodeID, _ message: String, writing text: String,
    notes: [Diagnostic.Note] = []
  ) {
    report(
      rule, at: tree.range(of: id), message, suggestion: "write '\(text.excerpt)'", fix: fix(writing: text, at: id),
      notes: notes)
  }

  /// The fix that writes a text in place of a scalar; `nil` where the scalar cannot be replaced as a whole.
  func fix(writing text: String, at id: YAMLTree.NodeID) -> Fix? {
    tree.replaceableRange(of: id).map { Fix(writing: text, at: $0) }
  }

  /// The fix that spells a scalar as the language does, which a tool may make unasked.
  ///
  /// - Parameters:
  ///   - text: What is meant.
  ///   - isCertain: Whether nothing else can be meant.
  func fix(spelling text: String, at id: YAMLTree.NodeID, isCertain: Bool = true) -> Fix? {
    // What has an anchor is read in other places too, where it may be right.
    fix(writing: text, at: id)?.markedSafe(isCertain && tree.standsAlone(id))
  }

  /// The fix that makes a key of a mapping say something, whether it is there or not.
  ///
  /// - Parameters:
  ///   - key: The key, whose value is a scalar.
  ///   - value: What it is to say.
  ///   - mapping: The mapping; an alias is what it stands for.
  func fix(setting key: String, to value: String, in mapping: YAMLTree.NodeID) -> Fix? {
    if let entry = tree.entries(of: mapping).first(where: { tree.string(of: $0.key) == key }) {
      return fix(writing: value, at: entry.value)
    }
    return insertion(in: mapping)?.fix("\(key): \(value)")
  }

  /// Where a mapping takes another key; `nil` for what is no mapping.
  ///
  /// - Parameters:
  ///   - mapping: The mapping; an alias is what it stands for.
  ///   - isFirst: Whether the key comes before all others, and not behind the first, which people look for at the top.
  func insertion(in mapping: YAMLTree.NodeID, isFirst: Bool = false) -> KeyInsertion? {
    guard tree.kind(of: mapping) == .mapping else { return nil }
    let isFlow = tree.isFlowMapping(mapping)
    let keys = tree.entries(of: mapping).prefix(isFirst ? 1 : 2)
    guard let key = keys.last?.key else {
      let end = tree.range(of: mapping).end
      return KeyInsertion(SourcePosition(line: end.line, column: end.column - 1), .empty)
    }
    return KeyInsertion(tree.range(of: key).start, isFlow ? .flow : .block)
  }

  /// The fix that puts a list that is written in brackets on one line into a mapping; `nil` for any other.
  ///
  /// - Parameter before: What the mapping begins with, up to the list.
  func fix(wrapping list: YAMLTree.NodeID, in before: String) -> Fix? {
    let range = tree.range(of: list)
    guard range.start.line == range.end.line else { return nil }
    // A list with dashes ends where its last element does, and has one.
    if let last = Array(tree.elements(of: list)).last, tree.range(of: last).end >= range.end { return nil }
    return Fix([
      Fix.Edit(SourceRange(start: range.start, end: range.start), replacement: "{\(before)"),
      Fix.Edit(SourceRange(start: range.end, end: range.end), replacement: "}"),
    ])
  }
}
