import Addresses
import Diagnostics
import YAMLTree

// Scalars of each kind of the language, read from a field and reported at its place.

extension TopologyDecoder {
  /// Reads a scalar with a parser of ``ScalarParser``.
  ///
  /// - Parameter wanted: What it should be, as a sentence; only made where it is something else.
  mutating func scalar<Value>(
    _ id: YAMLTree.NodeID, wanted: @autoclosure () -> String,
    _ parse: (ArraySlice<UInt8>) throws(ScalarProblem) -> Value
  ) -> Value? {
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: wanted())
      return nil
    }
    do throws(ScalarProblem) {
      return try parse(tree.bytes(of: id))
    } catch {
      let fix = error.replacement.flatMap { self.fix(spelling: $0, at: id, isCertain: error.isSpelling) }
      report(error.rule, at: id, error.message, suggestion: error.suggestion ?? spaceAdvice(id), fix: fix)
      return nil
    }
  }

  /// A text that is not empty and stays what it is when it is printed.
  mutating func text(_ fields: Fields, _ key: String) -> Located<String>? {
    text(fields, key) { ValueRules.text($0, of: key) }
  }

  /// The name of a node.
  mutating func nodeName(_ fields: Fields, _ key: String) -> Located<String>? {
    text(fields, key, NodeRules.name)
  }

  private mutating func text(_ fields: Fields, _ key: String, _ rule: (String) -> Breach?) -> Located<String>? {
    guard let id = fields[key] else { return nil }
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: "'\(key)' is a text")
      return nil
    }
    let text = tree.string(of: id)
    return isSound(rule(text), at: id) ? Located(text, at: tree.range(of: id)) : nil
  }

  /// A number in the range that the section gives its key.
  mutating func number(_ fields: Fields, _ key: String) -> Located<UInt64>? {
    guard let id = fields[key], let range = fields.section.key(key)?.form.numberRange else { return nil }
    return number(id, named: "'\(key)'", in: range)
  }

  mutating func number(
    _ id: YAMLTree.NodeID, named name: String, in range: ClosedRange<UInt64>
  ) -> Located<UInt64>? {
    guard let value = scalar(id, wanted: "\(name) is a number", ScalarParser.number) else { return nil }
    return isSound(ValueRules.number(value, named: name, in: range), at: id)
      ? Located(value, at: tree.range(of: id)) : nil
  }

  /// A size of memory: a multiple of 4 KiB of at most 2^52 bytes.
  mutating func memorySize(_ fields: Fields, _ key: String) -> Located<UInt64>? {
    guard let id = fields[key],
      let size = scalar(id, wanted: "'\(key)' is a size such as '4GiB'", ScalarParser.size)
    else { return nil }
    let breach = ValueRules.memorySize(size)
    if let breach, breach.rule == .unalignedSize {
      let below = size / Units.pageSize * Units.pageSize
      // One byte less than a multiple is a last address that was taken for a size.
      let isBelowMultiple = (size + 1) % Units.pageSize == 0
      let meant = isBelowMultiple || below == 0 ? below + Units.pageSize : below
      if let advice = UnitAdvice(tree.string(of: id), at: tree.replaceableRange(of: id)) {
        report(breach.rule, at: id, breach.message, suggestion: advice.suggestion, fix: advice.fix)
      } else {
        report(breach.rule, at: id, breach.message, writing: Units.literal(meant))
      }
      return nil
    }
    return isSound(breach, at: id) ? Located(size, at: tree.range(of: id)) : nil
  }

  /// A guest physical address of at most 2^52.
  ///
  /// - Parameter onPage: Whether the address must lie on a 4 KiB page.
  mutating func address(_ fields: Fields, _ key: String, onPage: Bool) -> UInt64? {
    fields[key].flatMap { address($0, of: key, named: "'\(key)'", onPage: onPage) }
  }

  /// A guest physical address.
  ///
  /// - Parameters:
  ///   - key: The key that it is the value of, or of an entry of that.
  ///   - name: What it is, as it stands in a sentence.
  mutating func address(_ id: YAMLTree.NodeID, of key: String, named name: String, onPage: Bool) -> UInt64? {
    guard
      let address = scalar(
        id, wanted: "\(name) is an address such as '3GiB' or '0xc0000000'", ScalarParser.size)
    else { return nil }
    let breach = ValueRules.address(address, onPage: onPage)
    if let breach, breach.rule == .unalignedAddress {
      reportUnaligned(address, key, breach, at: id)
      return nil
    }
    return isSound(breach, at: id) ? address : nil
  }

  /// Reports an address that is on no page, with one that is and by which a range covers all that it was to cover.
  private mutating func reportUnaligned(
    _ address: UInt64, _ key: String, _ breach: Breach, at id: YAMLTree.NodeID
  ) {
    // One byte below a page is the last address of what lies before it. The highest address is on a page.
    let isLastOfPage = (address + 1) % Units.pageSize == 0
    let below = address / Units.pageSize * Units.pageSize
    let meant = Units.address(isLastOfPage || key == "end" ? below + Units.pageSize : below)
    let reason = key == "end" && isLastOfPage ? "'end' is the address just behind the range; " : ""
    report(
      breach.rule, at: id, breach.message, suggestion: "\(reason)write '\(meant)'", fix: fix(writing: meant, at: id)
    )
  }

  /// `start` with either `end` or `size`.
  mutating func addressRange(_ fields: Fields, onPages: Bool) -> (start: UInt64, end: UInt64)? {
    let start = address(fields, "start", onPage: onPages)
    switch (fields.entry("end"), fields.entry("size")) {
    case (let end?, let size?):
      report(
        .conflictingKeys, at: size.key, "a range has 'end' or 'size', not both",
        notes: [.init("'end' stands here", at: tree.range(of: end.key))])
      return nil
    case (nil, nil):
      guard fields.lacks("end"), fields.lacks("size") else { return nil }
      report(
        .missingKey, at: SourceRange(start: fields.range.start, end: fields.range.start),
        "\(fields.section.title) needs 'end' or 'size'")
      return nil
    case (let entry?, nil):
      let end = address(fields, "end", onPage: onPages)
      guard let start, let end else { return nil }
      guard isSound(ValueRules.range(from: start, to: end), at: entry.value) else { return nil }
      // On pages it is an error, above. Firmware places what is smaller than a page at whole KiB.
      if !onPages, (end + 1) % 1024 == 0 {
        report(
          .inclusiveEnd, at: entry.value,
          "the range ends just before \(Units.address(end)), one byte below a multiple of 1 KiB",
          suggestion: "'end' is the address just behind the range; write '\(Units.address(end + 1))'",
          fix: fix(writing: Units.address(end + 1), at: entry.value))
      }
      return (start, end)
    case (nil, let entry?):
      return range(from: start, size: entry.value, onPages: onPages)
    }
  }

  /// `start` with `size`, of a section that has no `end`, on pages.
  mutating func place(_ fields: Fields) -> (start: UInt64, size: UInt64)? {
    let start = address(fields, "start", onPage: true)
    guard let id = fields["size"], let range = range(from: start, size: id, onPages: true) else { return nil }
    return (range.start, range.end - range.start)
  }

  /// The `size` of a section that has no `end`, on pages.
  mutating func size(_ fields: Fields) -> UInt64? { fields["size"].flatMap { rangeSize($0, onPages: true) } }

  private mutating func range(
    from start: UInt64?, size id: YAMLTree.NodeID, onPages: Bool
  ) -> (start: UInt64, end: UInt64)? {
    let size = rangeSize(id, onPages: onPages)
    guard let start, let size else { return nil }
    return isSound(ValueRules.range(from: start, size: size), at: id) ? (start, start + size) : nil
  }

  private mutating func rangeSize(_ id: YAMLTree.NodeID, onPages: Bool) -> UInt64? {
    guard let size = scalar(id, wanted: "'size' is a size such as '16MiB'", ScalarParser.size) else { return nil }
    let breach = ValueRules.rangeSize(size, onPages: onPages)
    if let breach, breach.rule == .unalignedSize {
      // The next multiple, so that the range covers all that it was to cover.
      let next = size / Units.pageSize * Units.pageSize + Units.pageSize
      report(breach.rule, at: id, breach.message, writing: Units.literal(next))
      return nil
    }
    return isSound(breach, at: id) ? size : nil
  }

  /// A switch.
  ///
  /// - Parameter word: A word that the key takes besides those of a switch.
  mutating func toggle(_ fields: Fields, _ key: String, or word: String? = nil) -> Located<Bool>? {
    guard let id = fields[key] else { return nil }
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: word.map { "'\(key)' is '\($0)', 'on' or 'off'" } ?? "'\(key)' is on or off")
      return nil
    }
    let text = tree.string(of: id)
    guard let isOn = ScalarParser.isOn(text) else {
      let message =
        "'\(text.excerpt)' is \(word.map { "neither '\($0)' nor" } ?? "not") a switch: "
        + "'on', 'off', 'true', 'false', 'yes' or 'no'"
      let lowercased = text.lowercased()
      if ScalarParser.isOn(lowercased) == nil, lowercased != word {
        report(.invalidSwitch, at: id, message)
      } else {
        report(
          .invalidSwitch, at: id, message, suggestion: "write '\(lowercased.excerpt)'",
          fix: fix(spelling: lowercased, at: id))
      }
      return nil
    }
    return Located(isOn, at: tree.range(of: id))
  }

  /// One of the words that the section gives its key.
  ///
  /// - Parameter advice: What to write instead of a word that the key does not know; `nil` where nothing is known of it.
  mutating func choice(
    _ fields: Fields, _ key: String, advice: (String) -> WordAdvice? = { _ in nil }
  ) -> Located<String>? {
    guard let id = fields[key] else { return nil }
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: "'\(key)' is \(fields.section.choices(of: key))")
      return nil
    }
    let text = tree.string(of: id)
    guard fields.section.key(key)?.form.words.contains(text) == true else {
      reportUnknownWord(id, key, text, in: fields.section, advice: advice(text))
      return nil
    }
    return Located(text, at: tree.range(of: id))
  }

  /// Reports a word that its key does not know.
  mutating func reportUnknownWord(
    _ id: YAMLTree.NodeID, _ key: String, _ text: String, in section: LanguageSection,
    rule: LanguageRule = .invalidChoice, advice: WordAdvice? = nil
  ) {
    let words = section.key(key)?.form.words ?? []
    let nearest = SpellingSuggestion.nearest(to: text, among: words)
    let isCertain =
      advice == nil && nearest.map { SpellingSuggestion.isCertain($0, for: text, among: words) } == true
    report(
      rule, at: id, "'\(key)' is \(section.choices(of: key)), not '\(text.excerpt)'",
      suggestion: advice?.words ?? nearest.map { "did you mean '\($0)'?" } ?? spaceAdvice(id),
      fix: (advice == nil ? nearest : advice?.value).flatMap { fix(spelling: $0, at: id, isCertain: isCertain) })
  }

  /// A list in cpulist form, or a YAML list of its items: ascending, none twice.
  mutating func cpuList(_ fields: Fields, _ key: String, limit: UInt32) -> Located<[UInt32]>? {
    guard let id = fields[key] else { return nil }
    var items: [(text: String, id: YAMLTree.NodeID)] = []
    var isWhole = true
    switch tree.kind(of: id) {
    case .scalar where !tree.bytes(of: id).isEmpty:
      items = tree.string(of: id).split(separator: ",", omittingEmptySubsequences: false).map { (String($0), id) }
    case .sequence:
      for element in tree.elements(of: id) {
        guard tree.hasText(element) else {
          reportWrongType(element, wanted: "an item of '\(key)' is a number or a range such as '0-3'")
          isWhole = false
          continue
        }
        items.append((tree.string(of: element), element))
      }
    default:
      reportWrongType(id, wanted: "'\(key)' is a list such as \"0-3,8\" or [0-3, 8]")
      return nil
    }
    var ranges: [(range: ClosedRange<UInt32>, id: YAMLTree.NodeID)] = []
    for (index, item) in items.enumerated() {
      do throws(ScalarProblem) {
        ranges.append((try CPUList.item(item.text.trimmedSpaces, limit: limit), item.id))
      } catch {
        report(error, ofItem: index, of: items)
        isWhole = false
      }
    }
    ranges.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (lower, upper) in zip(ranges, ranges.dropFirst()) where lower.range.upperBound >= upper.range.lowerBound {
      report(ValueRules.listedTwice(upper.range.lowerBound), at: upper.id)
      isWhole = false
    }
    guard isWhole else { return nil }
    return Located(ranges.flatMap { Array($0.range) }, at: tree.range(of: id))
  }

  /// Reports an item of a list; where several items are one scalar, what to write instead has the others too.
  private mutating func report(
    _ problem: ScalarProblem, ofItem index: Int, of items: [(text: String, id: YAMLTree.NodeID)]
  ) {
    let item = items[index]
    // Nobody reads more, and a list may have as many wrong items as it has items.
    guard !sink.isFull(of: problem.rule) else { return report(problem.rule, at: item.id, problem.message) }
    guard let replacement = problem.replacement, items.count(where: { $0.id == item.id }) > 1 else {
      let fix = problem.replacement.flatMap { self.fix(writing: $0, at: item.id) }
      report(problem.rule, at: item.id, problem.message, suggestion: problem.suggestion, fix: fix)
      return
    }
    var texts = items.map(\.text)
    texts[index] = replacement
    report(problem.rule, at: item.id, problem.message, writing: "\"\(texts.joined(separator: ","))\"")
  }
}

extension LanguageSection {
  /// All that a key with words takes, as it stands in a sentence.
  func choices(of key: String) -> String {
    guard let form = self.key(key)?.form else { return "" }
    let sections = form.sections.map { "a mapping with \(TopologyDecoder.list($0.keys.map(\.name)))" }
    let choices = form.words.map { "'\($0)'" } + (form.isPreset ? ["the name of a preset"] : []) + sections
    let others = choices.dropLast().joined(separator: ", ")
    return others + (others.isEmpty ? "" : " or ") + (choices.last ?? "")
  }
}

extension ValueForm {
  /// The sections of which a value may be the mapping.
  fileprivate var sections: [LanguageSection] {
    switch self {
    case .mapping(let section): [section()]
    case .either(let forms): forms.flatMap(\.sections)
    default: []
    }
  }

  /// The range of the number that a value may be.
  var numberRange: ClosedRange<UInt64>? {
    switch self {
    case .number(let range): range
    case .either(let forms): forms.lazy.compactMap(\.numberRange).first
    default: nil
    }
  }

  /// Whether a value may be a list in cpulist form.
  var isCPUList: Bool {
    if case .cpuList = self { true } else { false }
  }

  /// Whether a value may be the name of a preset.
  fileprivate var isPreset: Bool {
    switch self {
    case .preset: true
    case .either(let forms): forms.contains(where: \.isPreset)
    default: false
    }
  }

  /// The words that a value may be.
  var words: [String] {
    switch self {
    case .choice(let words): words
    case .either(let forms): forms.flatMap(\.words)
    default: []
    }
  }
}

extension String {
  fileprivate var trimmedSpaces: Substring {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
