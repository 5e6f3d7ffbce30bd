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
    if let isOn = ScalarParser.isOn(text) { return Located(isOn ? .size(2 << 20) : .off, at: range) }
    if text == "auto" { return Located(.auto, at: range) }
    guard tree.kind(of: id) == .scalar, text.first?.isNumber == true || text.hasPrefix("-") else {
      reportWrongType(id, wanted: wanted)
      return nil
    }
    guard let size = scalar(id, wanted: wanted, ScalarParser.size) else { return nil }
    guard size > Units.pageSize, size <= Units.addressLimit, size.nonzeroBitCount == 1 else {
      report(
        .hugepageSize, at: id,
        "hugepage size \(Units.bytes(size)) is not a power of two above the host page size, 4 KiB")
      return nil
    }
    return Located(.size(size), at: range)
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
    let hostNodes = own.hostNodes ?? defaults.hostNodes
    let mode = own.mode ?? defaults.mode
    let backing = own.backing ?? defaults.backing
    let hugepages = own.hugepages ?? defaults.hugepages
    let transparent = own.transparentHugepages ?? defaults.transparentHugepages
    let reserve = own.reserve ?? defaults.reserve
    let mergeable = own.mergeable ?? defaults.mergeable

    checkMode(
      mode, hostNodes, own.mode == nil ? defaults.insertionAtMode : own.insertionAtMode,
      areHostNodesUnclear: own.hostNodes == nil && (own.areHostNodesUnclear || defaults.areHostNodesUnclear))
    checkHugepages(hugepages, transparent, mergeable, reserve)
    if let mergeable, mergeable.value, let backing, backing.value != .private, let range = mergeable.origin {
      report(
        .mergeableNotPrivate, at: range, "KSM merges private memory only",
        notes: [.init("the backing is stated here", at: backing.origin)])
    }

    var policy = MemoryPolicy()
    policy.hostNodes = hostNodes?.value ?? []
    policy.mode = mode?.value ?? (policy.hostNodes.isEmpty ? nil : .bind)
    policy.backing = backing?.value ?? .private
    policy.backingOrigin = backing?.origin
    policy.hugepages = hugepages ?? Located(.off)
    policy.transparentHugepages = transparent?.value ?? .default
    policy.prefault = (own.prefault ?? defaults.prefault)?.value ?? false
    policy.pin = (own.pin ?? defaults.pin)?.value ?? false
    policy.reserve = reserve?.value ?? false
    policy.mergeable = mergeable?.value ?? false
    return policy
  }

  private mutating func checkMode(
    _ mode: Located<MemoryPolicy.Mode>?, _ hostNodes: Located<[UInt32]>?, _ insertion: KeyInsertion?,
    areHostNodesUnclear: Bool
  ) {
    guard let mode, let range = mode.origin else { return }
    if mode.value == .local, let hostNodes {
      report(
        .policyWithHostNodes, at: range, "the policy 'local' names no host nodes",
        notes: [.init("they are stated here", at: hostNodes.origin)])
    } else if mode.value != .local, hostNodes == nil, !areHostNodesUnclear {
      report(
        .policyNeedsHostNodes, at: range, "the policy '\(mode.value.rawValue)' needs 'host_nodes'",
        suggestion: "write for example 'host_nodes: [0]'", fix: insertion?.fix("host_nodes: [0]"))
    }
  }

  private mutating func checkHugepages(
    _ hugepages: Located<MemoryPolicy.Hugepages>?, _ transparent: Located<MemoryPolicy.TransparentHugepages>?,
    _ mergeable: Located<Bool>?, _ reserve: Located<Bool>?
  ) {
    guard let hugepages, hugepages.value != .off else { return }
    let note = Diagnostic.Note("hugepages are asked for here", at: hugepages.origin)
    if let transparent, transparent.value == .on, let range = transparent.origin {
      report(
        .hugepagesWithTHP, at: range, "memory of hugepages cannot be transparent-huge as well", notes: [note])
    }
    if let mergeable, mergeable.value, let range = mergeable.origin {
      report(.hugepagesMergeable, at: range, "hugepages cannot be merged by KSM", notes: [note])
    }
    if let reserve, hugepages.value != .auto, let range = reserve.origin {
      report(
        .hugepagesReserve, at: range,
        reserve.value
          ? "'reserve: on' adds nothing: hugepages are always reserved"
          : "'reserve: off' has no effect: hugepages are always reserved",
        notes: [note])
    }
  }
}
