import Addresses
import Diagnostics
import YAMLTree

/// The memory policy keys that a node, or `defaults`, states; what is absent falls to the next.
struct PolicyDeclaration {
  var hostNodes: Located<[UInt32]>?
  /// Whether host nodes are written in a way that cannot be read.
  var areHostNodesUnclear = false
  var mode: Located<MemoryPolicy.Mode>?
  /// Where what states the mode takes another key.
  var insertionAtMode: KeyInsertion?
  var backing: Located<MemoryPolicy.Backing>?
  var hugepages: Located<MemoryPolicy.Hugepages>?
  var transparentHugepages: Located<MemoryPolicy.TransparentHugepages>?
  var prefault: Located<Bool>?
  var pin: Located<Bool>?
  var reserve: Located<Bool>?
  var mergeable: Located<Bool>?

  /// Nothing.
  init() {}

  /// What a policy comes to, as if it had been stated.
  init(stating policy: MemoryPolicy) {
    if !policy.hostNodes.isEmpty { hostNodes = Located(policy.hostNodes) }
    mode = policy.mode.map { Located($0) }
    backing = Located(policy.backing, at: policy.backingOrigin)
    hugepages = policy.hugepages
    if policy.transparentHugepages != .default { transparentHugepages = Located(policy.transparentHugepages) }
    if policy.reserve { reserve = Located(true) }
    if policy.mergeable { mergeable = Located(true) }
  }

  /// What is stated here, and else what is stated there.
  func over(_ defaults: PolicyDeclaration) -> PolicyDeclaration {
    var policy = self
    policy.hostNodes = hostNodes ?? defaults.hostNodes
    policy.areHostNodesUnclear = hostNodes == nil && (areHostNodesUnclear || defaults.areHostNodesUnclear)
    policy.mode = mode ?? defaults.mode
    policy.insertionAtMode = mode == nil ? defaults.insertionAtMode : insertionAtMode
    policy.backing = backing ?? defaults.backing
    policy.hugepages = hugepages ?? defaults.hugepages
    policy.transparentHugepages = transparentHugepages ?? defaults.transparentHugepages
    policy.prefault = prefault ?? defaults.prefault
    policy.pin = pin ?? defaults.pin
    policy.reserve = reserve ?? defaults.reserve
    policy.mergeable = mergeable ?? defaults.mergeable
    return policy
  }

  /// The policy, the language's own where nothing is stated.
  var value: MemoryPolicy {
    var policy = MemoryPolicy()
    policy.hostNodes = hostNodes?.value ?? []
    policy.mode = mode?.value ?? (policy.hostNodes.isEmpty ? nil : .bind)
    policy.backing = backing?.value ?? policy.backing
    policy.backingOrigin = backing?.origin
    policy.hugepages = hugepages ?? policy.hugepages
    policy.transparentHugepages = transparentHugepages?.value ?? policy.transparentHugepages
    policy.prefault = prefault?.value ?? policy.prefault
    policy.pin = pin?.value ?? policy.pin
    policy.reserve = reserve?.value ?? policy.reserve
    policy.mergeable = mergeable?.value ?? policy.mergeable
    return policy
  }
}

extension TopologyDecoder {
  /// The memory policy keys of a node or of `defaults`.
  mutating func policy(_ fields: Fields) -> PolicyDeclaration {
    var declaration = PolicyDeclaration()
    declaration.hostNodes = cpuList(fields, "host_nodes", limit: Language.maximumHostNodes)
    declaration.areHostNodesUnclear = declaration.hostNodes == nil && !fields.lacks("host_nodes")
    if let hostNodes = declaration.hostNodes, hostNodes.value.isEmpty, let id = fields["host_nodes"] {
      report(.emptyValue, at: id, "'host_nodes' names no host node", suggestion: "leave it out")
    }
    if let mode = choice(fields, "policy"), let value = MemoryPolicy.Mode(rawValue: mode.value) {
      declaration.mode = Located(value, at: mode.origin)
      declaration.insertionAtMode = insertion(in: fields.id)
    }
    declaration.backing = judging(.policy) { $0.backing(fields) }
    declaration.hugepages = judging(.policy) { $0.hugepages(fields) }
    declaration.transparentHugepages = transparentHugepages(fields)
    declaration.prefault = toggle(fields, "prefault")
    declaration.pin = toggle(fields, "pin")
    declaration.reserve = toggle(fields, "reserve")
    declaration.mergeable = toggle(fields, "mergeable")
    return declaration
  }

  private mutating func backing(_ fields: Fields) -> Located<MemoryPolicy.Backing>? {
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

  private mutating func hugepages(_ fields: Fields) -> Located<MemoryPolicy.Hugepages>? {
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

  private mutating func transparentHugepages(
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

  /// The policy of a node: what it states, then the defaults, then the language's own. Reports keys that exclude
  /// each other, wherever each is stated.
  mutating func resolve(_ own: PolicyDeclaration, _ defaults: PolicyDeclaration) -> MemoryPolicy {
    let policy = own.over(defaults)
    for breach in PolicyRules.together(policy) { report(breach, at: tree.root) }
    return policy.value
  }
}
