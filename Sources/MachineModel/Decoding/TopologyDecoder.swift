import Addresses
public import Diagnostics
public import YAMLTree

extension Topology {
  /// Decodes what a document declares, reporting values that cannot be read or that no key takes.
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
  /// What mistakes so far leave unclear, of which nothing more is to be told.
  var unclear: Topology.Aspects = []
  /// Where fixes of later mistakes can change the text.
  var places = EditPlaces()
  /// What nodes name in `hmat` as what their memory is attached to, by the place of that section.
  var initiatorsOfMemory: [SourceRange: YAMLTree.NodeID] = [:]
  /// What becomes unclear by a mistake in what is being decoded; `nil` where nothing does that passes look at.
  private(set) var aspect: Topology.Aspects?

  init(tree: YAMLTree, sink: DiagnosticSink) {
    self.tree = tree
    self.sink = sink
  }

  mutating func decode() -> Topology? {
    // Which of two equal keys is meant, for one, is nobody's to guess: then only what is written is judged.
    let isSound = !sink.hasErrors
    guard checkVersion(), let root = fields(of: tree.root, Language.root) else { return nil }
    var topology = Topology.unstated
    let unread = read(Language.rootKeys, of: root, into: &topology)
    // Which ranges are slots is not known where it is not known how they are cut.
    if root["legacy_x86"] != nil, unread.contains("legacy_x86") { unclear.insert(.slots) }
    // Where 'vtl2' is there and wrong, that was told.
    if topology.vtl2 == nil, !root.lacks("vtl2") { topology.aliases = [] }
    topology.areBridgesUnclear = unread.contains("cxl")
    topology.platform = judging(.platform) { $0.platform(root) }
    let defaults = root["defaults"].flatMap { fields(of: $0, Language.policy) }.map { policy($0) }
    noteEditPlaces(root)
    let declared = judging(.memory) { $0.nodes(root, defaults: defaults ?? PolicyDeclaration()) }
    if declared == nil { unclear.insert(.memory) }
    let cpuDeclaration = cpuDeclaration(root)
    topology.nodes = (declared ?? []).map(\.node)
    topology.cpus = declared.flatMap { declared in cpuDeclaration.flatMap { cpus($0, declared) } } ?? []
    let names = NodeNames(declared)
    attachMemory(of: &topology.nodes, names)
    topology.distances = distances(root, names)
    topology.initiators = genericDevices(root, "initiators", Language.initiator, names)
    topology.areInitiatorsUnclear =
      root.isUnclear("initiators")
      || topology.initiators.count != root["initiators"].map { tree.count(of: $0) } ?? 0
    topology.ports = genericDevices(root, "ports", Language.port, names)
    if case .shape(let shape, let options)? = cpuDeclaration {
      topology.cpuShape = shape.value
      topology.processors = options
    }
    topology.cpuOrigin = root["cpus"].map { tree.range(of: $0) }
    if !isSound { unclear.formUnion(.all) }
    topology.places = places
    topology.unclear = unclear
    topology.told = sink.hasErrors ? .error : .warning
    topology.origin = SourceRange(start: root.range.start, end: root.range.start)
    return topology
  }

  /// Decodes something, mistakes in which leave an aspect of the machine unclear.
  mutating func judging<Value>(_ aspect: Topology.Aspects?, _ body: (inout TopologyDecoder) -> Value) -> Value {
    let outer = self.aspect
    self.aspect = aspect
    defer { self.aspect = outer }
    return body(&self)
  }

  /// What to write for an architecture under another of its names.
  @Sendable static func architectureAdvice(_ text: String) -> WordAdvice? {
    switch text.lowercased() {
    case "arm64", "armv8": WordAdvice(writing: "aarch64", for: "arch")
    case "amd64", "x64", "x86", "ia32e": WordAdvice(writing: "x86_64", for: "arch")
    default: nil
    }
  }

  /// Looks at the version before anything else: another version has other keys.
  private mutating func checkVersion() -> Bool {
    let entries = tree.mergedEntries(of: tree.root, reportingTo: &sink)
    guard let id = entries.first(where: { tree.string(of: $0.key) == "memc" })?.value else { return true }
    let wanted = "'memc' is the version of the language, a number"
    guard tree.hasText(id) else {
      reportWrongType(id, wanted: wanted)
      return true
    }
    let version: UInt64
    do throws(ScalarProblem) {
      version = try ScalarParser.number(tree.bytes(of: id))
    } catch {
      report(
        error.rule, at: id, "\(wanted); \(error.message)",
        suggestion: error.suggestion ?? "write 'memc: \(Language.version)'",
        fix: fix(writing: error.replacement ?? "\(Language.version)", at: id))
      return true
    }
    guard version == Language.version else {
      report(
        .unsupportedVersion, at: id, "this memc reads version \(Language.version) of the language, not \(version)")
      return false
    }
    return true
  }

  private mutating func noteEditPlaces(_ root: Fields) {
    places.root = insertion(in: tree.root)
    places.architecture =
      root["arch"].map { .init(value: tree.replaceableRange(of: $0)) } ?? .init(key: places.root)
    places.defaults = root["defaults"].flatMap { insertion(in: $0) }
    guard let placement = root["placement"] else { return }
    places.placement = tree.range(of: placement)
    places.alignment = tree.entries(of: placement).first { tree.string(of: $0.key) == "align" }
      .flatMap { tree.replaceableRange(of: $0.value) }
  }

  // MARK: Placement and slots

  /// The key `placement`, which is a word or a mapping.
  mutating func placementAlignment(_ root: Fields) -> UInt64? {
    guard let id = root["placement"] else { return nil }
    if tree.kind(of: id) == .scalar { return choice(root, "placement").map { _ in Units.pageSize } }
    guard let fields = fields(of: id, Language.placement) else { return nil }
    var placement = Placement.unstated
    read(Language.placementKeys, of: fields, into: &placement)
    return placement.alignment
  }

  /// The section `slots`.
  mutating func slots(_ root: Fields) -> SlotOptions {
    guard let id = root["slots"], let slots = fields(of: id, Language.slots) else { return SlotOptions() }
    var options = SlotOptions(origin: tree.range(of: id))
    read(Language.slotKeys, of: slots, into: &options)
    return options
  }

  // MARK: ACPI

  /// The section `acpi`.
  mutating func acpi(_ root: Fields) -> ACPIOptions? {
    guard let id = root["acpi"], let fields = fields(of: id, Language.acpi) else { return nil }
    var options = ACPIOptions()
    options.origin = tree.range(of: id)
    read(Language.acpiKeys, of: fields, into: &options)
    return options
  }

  // MARK: Reporting

  /// Whether a value breaks no rule; reports what it breaks.
  mutating func isSound(_ breach: Breach?, at id: YAMLTree.NodeID) -> Bool {
    guard let breach else { return true }
    report(breach, at: id)
    return breach.rule.severity < .error
  }

  /// Reports what a value breaks, at the place that the breach names or else here.
  mutating func report(_ breach: Breach, at id: YAMLTree.NodeID) {
    report(
      breach.rule, at: breach.origin ?? tree.range(of: id), breach.message, suggestion: breach.suggestion,
      fix: breach.fix, notes: breach.notes)
  }

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
    if rule.severity == .error, !rule.leavesAllClear, let aspect { unclear.insert(aspect) }
    sink.report(rule, at: range, message, suggestion: suggestion, fix: fix, notes: notes)
  }

  mutating func reportWrongType(_ id: YAMLTree.NodeID, wanted: String, suggestion: String? = nil) {
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
    guard !reportMissingSpace(id, .wrongType) else { return }
    report(.wrongType, at: id, "\(wanted), not \(found)", suggestion: suggestion ?? spaceAdvice(id))
  }

  /// Reports a value that is not the list that it should be.
  ///
  /// - Parameter item: What the list has, in one word.
  mutating func reportNoList(_ id: YAMLTree.NodeID, wanted: String, item: String) {
    var advice: String?
    if let first = tree.entries(of: id).first {
      advice =
        spaceAdvice(first.key)
        ?? "begin each \(item) with '- '\(tree.isFlowMapping(id) ? ", or put it into brackets: '[{…}]'" : "")"
    }
    reportWrongType(id, wanted: wanted, suggestion: advice)
  }

  // MARK: Spaces

  /// Reports a key and its value that are one word because nothing stands between the colon and the value; gives
  /// whether it is that.
  mutating func reportMissingSpace(_ id: YAMLTree.NodeID, _ rule: LanguageRule) -> Bool {
    guard tree.kind(of: id) == .scalar, tree.isPlain(id) else { return false }
    let text = tree.string(of: id)
    guard let colon = text.firstIndex(of: ":"), UnusualSpace.name(in: text) == nil,
      Language.sections.contains(where: { $0.key(String(text[..<colon])) != nil })
    else { return false }
    let value = text[text.index(after: colon)...].prefix { $0 != " " }
    guard !value.isEmpty else { return false }
    var place = tree.range(of: id).start
    place.column += UInt32(text[..<colon].unicodeScalars.count)
    report(
      rule, at: SourceRange(start: place, end: SourcePosition(line: place.line, column: place.column + 1)),
      "a space must follow ':'", suggestion: "write '\(text[..<colon]): \(value.excerpt)'",
      fix: Fix(inserting: " ", at: SourcePosition(line: place.line, column: place.column + 1)))
    return true
  }

  /// What to write where what looks like a space is none to YAML.
  func spaceAdvice(_ id: YAMLTree.NodeID) -> String? {
    UnusualSpace.name(in: tree.string(of: id)).map { "\($0) is no space to YAML; write a plain space" }
  }
}

extension LanguageRule {
  /// Whether what a breach of the rule is about stays clear enough for passes to look for more mistakes.
  fileprivate var leavesAllClear: Bool {
    switch self {
    case .invalidCPUList, .cpuTwice, .cpuListInBraces, .llcsAndLists, .hugepagesWithTHP, .hugepagesMergeable,
      .mergeableNotPrivate, .policyNeedsHostNodes, .policyWithHostNodes, .invalidSwitch, .unprintableText:
      true
    default: false
    }
  }
}
