public import Diagnostics
public import YAMLTree

extension Topology {
  /// Decodes and validates what a document declares, reporting every mistake that can be judged without addresses.
  ///
  /// - Parameters:
  ///   - tree: The document.
  ///   - sink: Told what is wrong. Where it has errors, a topology that is given nevertheless is of use only for
  ///     finding more of them.
  public init?(decoding tree: YAMLTree, reportingTo sink: inout DiagnosticSink) {
    var decoder = TopologyDecoder(tree: tree, sink: sink)
    let topology = decoder.decode()
    sink = decoder.sink
    guard let topology else { return nil }
    self = topology
  }
}

/// Decodes a document, one section a file: this one has the root and what is too small for a file of its own.
struct TopologyDecoder {
  let tree: YAMLTree
  var sink: DiagnosticSink
  /// Whether every mistake so far leaves it clear how much memory lies where, so that passes can look for more.
  private var isMemoryKnown = true

  init(tree: YAMLTree, sink: DiagnosticSink) {
    self.tree = tree
    self.sink = sink
  }

  mutating func decode() -> Topology? {
    guard checkVersion(), let root = fields(of: tree.root, Language.root) else { return nil }
    let name = text(root, "name")?.value
    let architecture = choice(root, "arch").flatMap { Architecture(rawValue: $0.value) } ?? .x8664
    let platform = self.platform(root, architecture)
    let memory = memorySize(root, "memory")
    let defaults = root["defaults"].flatMap { fields(of: $0, Language.policy) }.map { policy($0) }
    let places = editPlaces(root)
    let declared = nodes(root, architecture, defaults: defaults ?? PolicyDeclaration())
    let placement = placementAlignment(root)
    let slots = self.slots(root)
    // What is wrong in these sections changes no RAM: passes can look for more.
    let wasMemoryKnown = isMemoryKnown
    let legacyX86 = legacyX86(root, architecture)
    let cpuDeclaration = cpuDeclaration(root)
    let visibility = visibility(root)
    let devices = devices(root)
    let vtl2 = vtl2(root)
    let aliases = aliases(root)
    guard let declared else { return nil }
    let cpus = cpuDeclaration.flatMap { self.cpus($0, declared) }
    let distances = self.distances(root, nodeCount: declared.count)
    isMemoryKnown = wasMemoryKnown
    if let cpus { warnOfEmptyNodes(declared, cpus) }
    guard isMemoryKnown else { return nil }
    var topology = Topology(
      name: name, architecture: architecture, platform: platform, memory: memory, nodes: declared.map(\.node),
      cpus: cpus ?? [], distances: distances, placementAlignment: placement, slots: slots)
    topology.places = places
    topology.legacyX86 = legacyX86 ?? Located(false)
    // Which ranges are slots is not known where it is not known how they are cut.
    topology.visibility = legacyX86 == nil ? [] : visibility
    topology.devices = devices
    topology.vtl2 = vtl2
    topology.aliases = aliases
    return topology
  }

  /// Looks at the version before anything else: another version has other keys.
  private mutating func checkVersion() -> Bool {
    let entries = tree.mergedEntries(of: tree.root, reportingTo: &sink)
    guard let id = entries.first(where: { tree.string(of: $0.key) == "memc" })?.value else { return true }
    guard let version = scalar(id, wanted: "'memc' is the version of the language, a number", ScalarParser.number)
    else { return true }
    guard version == Language.version else {
      report(
        .unsupportedVersion, at: id, "this memc reads version \(Language.version) of the language, not \(version)")
      return false
    }
    return true
  }

  private mutating func warnOfEmptyNodes(_ declared: [NodeDeclaration], _ cpus: [CPU]) {
    var hasCPU = [Bool](repeating: false, count: declared.count)
    for cpu in cpus { hasCPU[Int(cpu.node)] = true }
    for (index, declaration) in declared.enumerated()
    where declaration.node.memory?.value == 0 && !hasCPU[index] {
      sink.report(
        LanguageRule.emptyNode, at: declaration.node.range,
        "node \(index) has neither memory nor CPUs; Linux does not online it")
    }
  }

  private func editPlaces(_ root: Fields) -> EditPlaces {
    var places = EditPlaces()
    places.root = insertion(in: tree.root)
    places.defaults = root["defaults"].flatMap { insertion(in: $0) }
    guard let placement = root["placement"] else { return places }
    places.placement = tree.range(of: placement)
    places.alignment = tree.entries(of: placement).first { tree.string(of: $0.key) == "align" }
      .flatMap { tree.replaceableRange(of: $0.value) }
    return places
  }

  // MARK: Placement and slots

  private mutating func placementAlignment(_ root: Fields) -> UInt64 {
    guard let id = root["placement"] else { return Units.pageSize }
    if tree.kind(of: id) == .scalar {
      _ = choice(root, "placement")
      return Units.pageSize
    }
    guard let placement = fields(of: id, Language.placement), let align = placement["align"],
      let alignment = scalar(align, wanted: "'align' is a size such as '2MiB'", ScalarParser.size)
    else { return Units.pageSize }
    guard alignment >= Units.pageSize, alignment <= Units.addressLimit, alignment.nonzeroBitCount == 1 else {
      report(
        .notPowerOfTwo, at: align,
        "'align' is \(Units.bytes(alignment)); it is a power of two from 4 KiB to 2^52 bytes")
      return Units.pageSize
    }
    return alignment
  }

  private mutating func slots(_ root: Fields) -> SlotOptions {
    guard let id = root["slots"], let slots = fields(of: id, Language.slots) else { return SlotOptions() }
    var options = SlotOptions(range: tree.range(of: id))
    if let first = number(slots, "first") { options.first = UInt32(first.value) }
    if let size = memorySize(slots, "max_size") {
      if size.value < Units.pageSize || size.value > Language.longestSlot {
        report(
          .numberOutOfRange, at: slots["max_size"] ?? id,
          "'max_size' is \(Units.bytes(size.value)); KVM takes slots from 4 KiB to 8 TiB - 4 KiB")
      } else {
        options.maximumSize = size.value
      }
    }
    if let maximum = number(slots, "max") {
      options.maximumCount = Located(UInt32(maximum.value), at: maximum.range)
    }
    return options
  }

  // MARK: Reporting

  mutating func report(
    _ rule: LanguageRule, at id: YAMLTree.NodeID, _ message: String, suggestion: String? = nil, fix: Fix? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    report(rule, at: tree.range(of: id), message, suggestion: suggestion, fix: fix, notes: notes)
  }

  mutating func report(
    _ rule: LanguageRule, at range: SourceRange, _ message: String, suggestion: String? = nil, fix: Fix? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    if rule.severity == .error, !rule.leavesMemoryKnown { isMemoryKnown = false }
    sink.report(rule, at: range, message, suggestion: suggestion, fix: fix, notes: notes)
  }

  mutating func reportWrongType(_ id: YAMLTree.NodeID, wanted: String) {
    let found: String
    switch tree.kind(of: id) {
    case .scalar:
      guard !tree.bytes(of: id).isEmpty else {
        report(.emptyValue, at: id, "there is no value: \(wanted)")
        return
      }
      found = "'\(tree.string(of: id).excerpt)'"
    case .sequence: found = "a list"
    case .mapping: found = "a mapping"
    }
    report(.wrongType, at: id, "\(wanted), not \(found)")
  }
}

extension LanguageRule {
  /// Whether sizes and places of memory are clear in spite of a breach, so that looking on is worth while.
  fileprivate var leavesMemoryKnown: Bool {
    switch self {
    case .invalidCPUList, .cpuTwice, .cpuListInBraces, .llcsAndLists, .hugepagesWithTHP, .hugepagesMergeable,
      .mergeableNotPrivate, .policyNeedsHostNodes, .policyWithHostNodes, .invalidSwitch, .unprintableText:
      true
    default: false
    }
  }
}
