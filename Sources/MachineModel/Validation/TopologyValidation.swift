import Addresses
public import Diagnostics

/// The rules of the language on a topology as a value, whoever made it: the decoder, an importer, a program.
///
/// Single values are judged by the functions that the decoder judges them by while it reads, as only it knows what to
/// write instead; what several values come to together is judged here alone.
public struct TopologyValidation: Sendable {
  /// Creates the validation.
  public init() {}

  /// Judges a topology.
  ///
  /// - Parameters:
  ///   - topology: What is wanted.
  ///   - sink: Told what is wrong, at the place that the topology has for it.
  /// - Returns: A topology that passes can compute with: ranges ascend, and what was wrong is left out or is the
  ///   language's default, and ``Topology/unclear`` says of which aspects that makes nothing known.
  public func run(_ topology: Topology, reportingTo sink: inout DiagnosticSink) -> Topology {
    var judgement = Judgement(topology: topology, sink: sink)
    judgement.judgeValues()
    judgement.judgeTogether()
    sink = judgement.sink
    return judgement.topology
  }
}

private struct Judgement {
  var topology: Topology
  var sink: DiagnosticSink

  // MARK: Single values

  mutating func judgeValues() {
    judgePlatform()
    judgeSlots()
    judgeWindows()
    judgeACPI()
    judgeLocalities()
    _ = isSound(name(topology.name), at: topology.origin)
    if !isSound(ValueRules.alignment(topology.placementAlignment), at: topology.places.alignment, .memory) {
      topology.placementAlignment = Units.pageSize
    }
    if let memory = topology.memory, !isSound(ValueRules.memorySize(memory.value), at: memory.origin, .memory) {
      topology.memory = nil
    }
    // Of more nodes than there may be, nobody wants to hear one by one.
    guard isSound(NodeRules.count(topology.nodes.count), at: topology.origin, .memory) else {
      topology.nodes = []
      topology.cpus = []
      (topology.initiators, topology.ports) = ([], [])
      return
    }
    for index in topology.nodes.indices { judgeNode(index) }
    judgeDevices()
    if !isSound(
      DistanceRules.matrix(topology.distances, topology.nodes), at: topology.distances.origin)
    {
      topology.distances = DistanceMatrix(count: topology.nodes.count)
    }
    if !isSound(CPURules.cpus(topology.cpus, nodeCount: topology.nodes.count), at: topology.origin) {
      topology.cpus = []
    }
    judgeProcessors()
  }

  private mutating func judgeProcessors() {
    if let shape = topology.cpuShape, !isSound(CPURules.shape(shape), at: topology.origin) {
      topology.cpuShape = nil
    }
    let options = topology.processors
    guard options.present != nil || options.firstUID != nil else { return }
    for key in Language.processorKeys
    where !isSound(key.breach(options), at: options.present?.origin ?? topology.origin) {
      key.reset(&topology.processors)
    }
  }

  private mutating func judgeNode(_ index: Int) {
    let node = topology.nodes[index]
    _ = isSound(node.name.flatMap(NodeRules.name), at: node.origin)
    if let domain = node.domain,
      !isSound(number(domain.value, "domain", Language.node), at: domain.origin ?? node.origin)
    {
      topology.nodes[index].domain = nil
    }
    if !isSound(RangeRules.ends(of: node), at: node.origin, .memory) { topology.nodes[index].ranges = [] }
    topology.nodes[index].sumUpRanges(at: node.memory?.origin)
    judgeZones(index)
    if let memory = topology.nodes[index].memory,
      !isSound(ValueRules.memorySize(memory.value), at: memory.origin, .memory)
    {
      topology.nodes[index].memory = nil
    }
    if let alignment = node.alignment, case .size(let size) = alignment.value,
      !isSound(ValueRules.alignment(size), at: alignment.origin ?? node.origin, .memory)
    {
      topology.nodes[index].alignment = nil
    }
    if let space = node.hotplug, !isSound(hotplug(space), at: space.origin ?? node.origin) {
      topology.nodes[index].hotplug = nil
    }
    if let window = node.cxl,
      !isSound(Language.cxlWindowKeys.compactMap { $0.breach(window) }, at: window.origin ?? node.origin)
    {
      topology.nodes[index].cxl = nil
    }
    if var performance = node.performance {
      for key in Language.performanceKeys
      where !isSound(key.breach(performance), at: performance.origin ?? node.origin) {
        key.reset(&performance)
      }
      let caches = performance.caches
      performance.caches = caches.filter { cache in
        isSound(Language.memorySideCacheKeys.compactMap { $0.breach(cache) }, at: cache.origin)
      }
      topology.nodes[index].performance = performance
    }
    _ = isSound(
      PolicyRules.values(node.policy) + PolicyRules.together(PolicyDeclaration(node.policy)),
      at: node.origin)
    if case .size(let size) = node.policy.hugepages.value,
      !isSound(ValueRules.hugepageSize(size), at: node.policy.hugepages.origin, .policy)
    {
      topology.nodes[index].policy.hugepages = Located(.off)
    }
  }

  private mutating func judgeZones(_ index: Int) {
    guard !topology.nodes[index].zones.isEmpty else { return }
    // What is wrong with the policy of one leaves unclear how memory is provided, the rest where it lies.
    if !isSound(ZoneRules.zones(of: topology.nodes[index]), at: topology.nodes[index].origin) {
      topology.unclear.formUnion([.memory, .policy])
      for zone in topology.nodes[index].zones.indices { topology.nodes[index].zones[zone].policy = MemoryPolicy() }
    }
    topology.nodes[index].ranges = []
    topology.nodes[index].policy = MemoryPolicy()
    topology.nodes[index].sumUpZones(at: topology.nodes[index].memory?.origin)
  }

  private mutating func judgeDevices() {
    let count = topology.nodes.count
    topology.initiators = topology.initiators.filter {
      isSound(DeviceRules.device($0, nodeCount: count), at: $0.origin)
    }
    topology.cxlBridges = topology.cxlBridges.filter { bridge in
      isSound(Language.cxlBridgeKeys.compactMap { $0.breach(bridge) }, at: bridge.origin)
    }
    topology.ports = topology.ports.filter { isSound(DeviceRules.device($0, nodeCount: count), at: $0.origin) }
  }

  private mutating func judgePlatform() {
    let platform = topology.platform
    if let base = platform.dramBase,
      !isSound(ValueRules.address(base.value, onPage: true), at: base.origin ?? topology.origin, .platform)
    {
      topology.platform.dramBase = nil
    }
    if let bits = platform.physicalBits,
      !isSound(number(bits.value, "phys_bits", Language.platform), at: bits.origin, .platform)
    {
      topology.platform.physicalBits = nil
    }
    // Keys that nobody stated are not even made.
    if !platform.presetKeys.isEmpty {
      for key in Language.presetKeys where !isSound(key.breach(platform), at: topology.origin, .platform) {
        key.reset(&topology.platform)
      }
    }
    topology.platform.gaps = platform.gaps?.filter { gap in
      isSound(name(gap.name) + ValueRules.ends(of: gap.range, onPages: true), at: gap.origin, .platform)
    }
    topology.platform.reserved = platform.reserved.filter { range in
      isSound(name(range.name) + ValueRules.ends(of: range.range, onPages: false), at: range.origin, .platform)
    }
  }

  private mutating func judgeSlots() {
    guard topology.slots != .unstated else { return }
    for key in Language.slotKeys
    where !isSound(key.breach(topology.slots), at: topology.slots.origin, .slots) {
      key.reset(&topology.slots)
    }
  }

  private mutating func judgeWindows() {
    topology.visibility = topology.visibility.filter {
      isSound(ValueRules.ends(of: $0.range, onPages: true), at: $0.origin)
    }
    var names: Set<String> = []
    topology.devices = topology.devices.filter { window in
      if !names.insert(window.name).inserted {
        _ = isSound(WindowRules.nameTwice(window.name, at: nil, first: nil), at: window.origin)
      }
      return isSound(
        Language.deviceKeys.compactMap { $0.breach(window) }
          + ValueRules.place(window.range, isLeftOpen: window.place != nil), at: window.origin)
    }
    topology.aliases = topology.aliases.filter { alias in
      isSound(Language.aliasKeys.compactMap { $0.breach(alias) }, at: alias.origin)
    }
    if let vtl2 = topology.vtl2,
      !isSound(ValueRules.place(vtl2.range, isLeftOpen: vtl2.isLeftOpen), at: vtl2.origin)
    {
      topology.vtl2 = nil
      topology.aliases = []
    }
  }

  private func hotplug(_ space: HotplugSpace) -> [Breach] {
    var slots: [Breach] = []
    if var breach = space.slots.flatMap({ number($0.value, "slots", Language.hotplug) }) {
      breach.origin = space.slots?.origin
      slots = [breach]
    }
    guard let start = space.start else { return (ValueRules.hotplugSize(space.size).map { [$0] } ?? []) + slots }
    var place = ValueRules.address(start.value, onPage: true)
    place?.origin = start.origin
    let values = [ValueRules.hotplugSize(space.size), place].compactMap { $0 } + slots
    return values.isEmpty ? ValueRules.range(from: start.value, size: space.size).map { [$0] } ?? [] : values
  }

  private mutating func judgeACPI() {
    guard var acpi = topology.acpi else { return }
    for key in Language.acpiKeys where !isSound(key.breach(acpi), at: acpi.origin) { key.reset(&acpi) }
    topology.acpi = acpi
  }

  private mutating func judgeLocalities() {
    guard var localities = topology.localities else { return }
    for key in Language.localityKeys + Language.localityBaseKeys
    where !isSound(key.breach(localities), at: localities.origin) {
      key.reset(&localities)
    }
    topology.localities = localities
  }

  private func name(_ name: String?) -> [Breach] {
    name.flatMap { ValueRules.text($0, of: "name") }.map { [$0] } ?? []
  }

  /// A number within the range that its section gives its key.
  private func number(_ value: some BinaryInteger, _ key: String, _ section: LanguageSection) -> Breach? {
    section.key(key)?.form.numberRange.flatMap { ValueRules.number(UInt64(value), named: "'\(key)'", in: $0) }
  }

  // MARK: Values together

  mutating func judgeTogether() {
    report(WindowRules.settleOverlaps(of: &topology.devices))
    report(WindowRules.offsets(of: topology.devices))
    judgeRanges()
    judgeDomains()
    report(NodeRules.empty(topology))
    report(NodeRules.memoryKinds(topology.nodes))
    report(DeviceRules.twice(topology.initiators, "initiator") + DeviceRules.twice(topology.ports, "port"))
    report(DeviceRules.unusedPorts(topology.ports))
    report(CXLRules.twice(topology.cxlBridges) + CXLRules.windows(topology))
    let options = CPURules.options(topology.processors, count: topology.cpus.count, topology.architecture)
    report(options)
    if !options.isEmpty { topology.processors = ProcessorOptions() }
    let localities = LocalityRules.together(topology)
    report(localities.breaches)
    for attribute in localities.unusable { topology.localities?[attribute] = nil }
    if topology.legacyX86.value, topology.architecture != .x8664 {
      report([
        Breach(
          .legacyNeedsX86, at: topology.legacyX86.origin,
          "\(topology.architecture.rawValue) has no VGA and PAM ranges below 1 MiB that slots could be cut at")
      ])
      topology.legacyX86 = Located(false)
      topology.unclear.insert(.slots)
    }
    if let serial = topology.acpi?.serial, topology.architecture != .x8664 {
      report([
        Breach(
          .serialNeedsX86, at: serial.origin ?? topology.acpi?.origin,
          "\(topology.architecture.rawValue) has no '\(serial.value.rawValue)', which lies at I/O ports of a PC")
      ])
      topology.acpi?.serial = nil
    }
    guard topology.vtl2 == nil, let first = topology.aliases.first else { return }
    report([
      Breach(
        .aliasNeedsVTL2, at: first.origin, "a mirror of memory is for a more privileged level to see",
        suggestion: "state its memory: 'vtl2: {start: …, size: …}'")
    ])
    topology.aliases = []
  }

  private mutating func judgeDomains() {
    let breaches = NodeRules.domains(topology.nodes)
    guard !breaches.isEmpty else { return }
    report(breaches)
    guard breaches.contains(where: { $0.rule.severity == .error }) else { return }
    for index in topology.nodes.indices { topology.nodes[index].domain = nil }
  }

  private mutating func judgeRanges() {
    guard topology.nodes.contains(where: { !$0.ranges.isEmpty }) else { return }
    let nodes = topology.nodes
    let breaches = nodes.indices.flatMap { RangeRules.ascending(nodes[$0], index: $0) } + RangeRules.overlaps(nodes)
    guard !breaches.isEmpty else { return }
    report(breaches)
    topology.unclear.insert(.memory)
    // Passes compute with ranges that can be.
    for index in nodes.indices { topology.nodes[index].ranges = [] }
  }

  // MARK: Reporting

  private mutating func report(_ breaches: [Breach]) {
    for breach in breaches { sink.report(breach, at: nil) }
  }

  private mutating func isSound(_ breach: Breach?, at origin: SourceRange?, _ aspect: Topology.Aspects? = nil)
    -> Bool
  {
    breach.map { isSound([$0], at: origin, aspect) } ?? true
  }

  /// Whether a value breaks no rule; reports what it breaks unless the decoder did.
  ///
  /// - Parameters:
  ///   - origin: Where the value is stated, for what says nothing else.
  ///   - aspect: What becomes unclear where the value is wrong.
  private mutating func isSound(_ breaches: [Breach], at origin: SourceRange?, _ aspect: Topology.Aspects? = nil)
    -> Bool
  {
    var isSound = true
    for var breach in breaches {
      breach.origin = breach.origin ?? origin
      if topology.told.map({ breach.rule.severity > $0 }) ?? true { report([breach]) }
      guard breach.rule.severity == .error else { continue }
      isSound = false
      if let aspect { topology.unclear.insert(aspect) }
    }
    return isSound
  }
}
