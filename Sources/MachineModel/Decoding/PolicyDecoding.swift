import Addresses
import Diagnostics
import YAMLTree

/// What a node, or `defaults`, states of its memory policy, over what it inherits.
struct PolicyDeclaration {
  /// What it comes to, but for what follows from a key that is not stated.
  fileprivate(set) var value: MemoryPolicy
  /// The keys that are stated, here or where they are inherited from, each with its place; the last of one name holds.
  fileprivate var stated: [(key: String, place: SourceRange)] = []
  /// Whether host nodes are written in a way that cannot be read.
  fileprivate(set) var areHostNodesUnclear = false
  /// Where what states the mode takes another key.
  fileprivate(set) var insertionAtMode: KeyInsertion?

  /// A policy of which no text states anything.
  init(_ value: MemoryPolicy = MemoryPolicy()) {
    self.value = value
  }

  /// Where a key is stated, or `nil` where no text states it.
  func place(of key: String) -> SourceRange? { stated.last { $0.key == key }?.place }

  /// The policy, with what follows from host nodes.
  var resolved: MemoryPolicy {
    var policy = value
    if policy.mode == nil, !policy.hostNodes.isEmpty { policy.mode = .bind }
    return policy
  }
}

extension TopologyDecoder {
  /// The memory policy keys of a node or of `defaults`, over what it inherits.
  mutating func policy(
    _ fields: Fields, over inherited: PolicyDeclaration = PolicyDeclaration()
  ) -> PolicyDeclaration {
    var policy = inherited
    for key in fields.stated(of: Language.policyKeys) {
      if let place = key.read?(&self, fields, &policy.value) { policy.stated.append((key.name, place)) }
    }
    let own = policy.stated[inherited.stated.count...]
    if own.contains(where: { $0.key == "host_nodes" }) {
      policy.areHostNodesUnclear = false
      if policy.value.hostNodes.isEmpty, let id = fields["host_nodes"] {
        report(.emptyValue, at: id, "'host_nodes' names no host node", suggestion: "leave it out")
      }
    } else if !fields.lacks("host_nodes") {
      policy.areHostNodesUnclear = true
    }
    if own.contains(where: { $0.key == "policy" }) { policy.insertionAtMode = insertion(in: fields.id) }
    return policy
  }

  /// The key `backing`, which is a word or a file.
  mutating func backing(_ fields: Fields) -> Located<MemoryPolicy.Backing>? {
    guard let id = fields["backing"] else { return nil }
    if tree.kind(of: id) == .mapping {
      guard let file = self.fields(of: id, Language.backing), let path = text(file, "file") else { return nil }
      return Located(.file(path: path.value), at: tree.range(of: id))
    }
    guard let word = choice(fields, "backing", advice: Self.backingAdvice) else { return nil }
    let backings: [String: MemoryPolicy.Backing] = ["shared": .shared, "existing": .existing]
    return Located(backings[word.value] ?? .private, at: word.origin)
  }

  /// What to write for a path, or for the word of another tool.
  private static func backingAdvice(_ text: String) -> WordAdvice? {
    if text.contains("/") {
      // What means something to YAML needs quotes, which is a person's to see to.
      let isPlain = text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || "0123456789._-/".unicodeScalars.contains($0)
      }
      return isPlain
        ? WordAdvice(writing: "{file: \(text)}", for: "backing")
        : WordAdvice(words: "name it, 'backing: {file: \"\(text.excerpt)\"}'")
    }
    return switch text.lowercased() {
    case "memfd", "shm", "memory-backend-memfd":
      WordAdvice(writing: "shared", for: "backing", because: "which is a memfd")
    case "anonymous", "anon", "ram", "memory-backend-ram": WordAdvice(writing: "private", for: "backing")
    case "hugetlbfs", "hugepages": WordAdvice(words: "that is said as 'hugepages: on', with any backing")
    case "file", "memory-backend-file": WordAdvice(words: "name it, 'backing: {file: PATH}'")
    default: nil
    }
  }

  /// The key `hugepages`, which is a switch, a word or a size.
  mutating func hugepages(_ fields: Fields) -> Located<MemoryPolicy.Hugepages>? {
    guard let id = fields["hugepages"] else { return nil }
    let wanted = "'hugepages' is 'off', 'on', 'auto' or a size such as '2MiB'"
    let text = tree.string(of: id)
    let range = tree.range(of: id)
    if let isOn = ScalarParser.isOn(text) { return Located(isOn ? .size(Units.largePage) : .off, at: range) }
    if text == "auto" { return Located(.auto, at: range) }
    guard tree.kind(of: id) == .scalar, text.first?.isNumber == true || text.hasPrefix("-") else {
      reportWrongType(id, wanted: wanted)
      return nil
    }
    guard let size = scalar(id, wanted: wanted, ScalarParser.size) else { return nil }
    return isSound(ValueRules.hugepageSize(size), at: id) ? Located(.size(size), at: range) : nil
  }

  /// The key `thp`, which is a switch or a word.
  mutating func transparentHugepages(
    _ fields: Fields
  ) -> Located<MemoryPolicy.TransparentHugepages>? {
    guard let id = fields["thp"] else { return nil }
    if tree.kind(of: id) == .scalar, tree.string(of: id) == "default" {
      return Located(.default, at: tree.range(of: id))
    }
    guard let isOn = toggle(fields, "thp", or: "default") else { return nil }
    return Located(isOn.value ? .on : .off, at: isOn.origin)
  }

  // MARK: Defaults and combinations

  /// The policy of a node. Reports keys that exclude each other, wherever each is stated.
  mutating func resolve(_ policy: PolicyDeclaration) -> MemoryPolicy {
    for breach in PolicyRules.together(policy) { report(breach, at: tree.root) }
    return policy.resolved
  }
}
