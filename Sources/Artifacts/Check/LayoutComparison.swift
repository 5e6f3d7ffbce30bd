package import Addresses
import Diagnostics
import FirmwareTables
import Lowering
import MachineModel
import Platforms

/// Holds `layout.json` against itself and against the tables beside it: what is said twice, is said alike.
struct LayoutComparison {
  private let layout: LayoutFile
  private let srat: SRAT?
  private let slit: SLIT?
  private let cedt: CEDT?
  private let cpus: [SRAT.Affinity]?
  private let domains: ProximityDomains

  /// - Parameters:
  ///   - srat: The table; `nil` where it is not among the files.
  ///   - slit: The table; `nil` where it is not among the files.
  ///   - cedt: The table; `nil` where it is not among the files.
  ///   - cpus: What SRAT says of each CPU, in the order of their numbers; `nil` where the files do not tell that.
  init(_ layout: LayoutFile, srat: SRAT?, slit: SLIT?, cedt: CEDT?, cpus: [SRAT.Affinity]?) {
    self.layout = layout
    self.srat = srat
    self.slit = slit
    self.cedt = cedt
    self.cpus = cpus
    domains = layout.domains
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    var problems = ArtifactWords.problems(layout)
    problems += MemoryKindComparison(layout).problems()
    problems += platformProblems() + mapProblems() + memoryProblems() + lineProblems() + windowProblems()
    problems += domainProblems() + distanceProblems()
    if let srat { problems += affinityProblems(srat) }
    if let cedt { problems += CXLComparison(layout, cedt).problems() }
    return problems
  }

  private static func isDisjoint(_ ranges: [AddressRange]) -> Bool {
    ranges.allSatisfy { $0.start < $0.end } && zip(ranges, ranges.dropFirst()).allSatisfy { $0.end <= $1.start }
  }

  // MARK: Platform

  private var gaps: [AddressRange] { layout.platform.gaps.map(\.range) }
  private var reserved: [AddressRange] { layout.platform.reserved.map(\.range) }
  private var extents: [AddressRange] { layout.extents.map { AddressRange($0.start, $0.start &+ $0.size) } }
  private var slots: [AddressRange] { layout.slots.map(\.range) }
  private var spaces: [AddressRange] { layout.nodes.compactMap { $0.hotplug?.range } }

  /// The slots of nodes whose memory keeps its contents without power, or of the others.
  private func slots(ofPersistent isPersistent: Bool) -> AddressSet {
    let slots = layout.slots.filter { slot in
      let index = Int(clamping: slot.node)
      return (layout.nodes.indices.contains(index) && layout.nodes[index].persistent == true) == isPersistent
    }
    return AddressSet(slots.map(\.range))
  }

  private func platformProblems() -> [String] {
    var problems: [String] = []
    for (name, ranges) in [("gaps", gaps), ("reserved ranges", reserved)] where !Self.isDisjoint(ranges) {
      problems.append("its \(name) are empty, overlap or do not ascend")
    }
    problems += presetProblems()
    let base = layout.platform.dramBase
    if base % Units.pageSize != 0 { problems.append("dram_base, \(Units.address(base)), lies on no 4 KiB page") }
    // As they are written: a range is never one whose end is below its start.
    for gap in layout.platform.gaps {
      if gap.start % Units.pageSize != 0 || gap.end % Units.pageSize != 0 {
        problems.append("the gap \(gap.range) lies on no 4 KiB pages")
      }
      if gap.start < base { problems.append("the gap \(gap.range) begins below dram_base") }
    }
    if let bits = layout.platform.physBits {
      let highest = (extents + spaces + windows + privileged).map(\.end).max() ?? 0
      if !(32...64).contains(bits) {
        problems.append("phys_bits is \(bits); it is 32 to 64")
      } else if bits < 64, highest > 1 << bits {
        problems.append("phys_bits is \(bits), but addresses reach up to \(Units.address(highest))")
      }
    }
    return problems
  }

  /// A range without a line is of the preset, from `dram_base` on.
  private func presetProblems() -> [String] {
    guard let platform = PlatformRegistry.preset(named: layout.platform.name),
      let architecture = Architecture(rawValue: layout.arch)
    else { return [] }
    // What a key decides has that key's line.
    let plugged = platform.pluggableSpace == .ofQEMU ? layout.nodes.filter { $0.persistent == true } : []
    let preset = platform.geography(
      of: MachineDeclaration(architecture, memory: layout.memory &- plugged.reduce(0) { $0 &+ $1.memory }))
    func isKnown(_ range: LayoutFile.RangeEntry, _ start: UInt64, _ end: UInt64, _ name: String?) -> Bool {
      range.start == max(start, layout.platform.dramBase) && range.end == end && range.name == name
    }
    let gaps = layout.platform.gaps.filter { $0.line == nil }.filter { gap in
      !preset.gaps.contains { isKnown(gap, $0.start, $0.end, $0.name) }
    }
    let known = preset.reserved + preset.gaps.compactMap(\.reservedRange)
    let reserved = layout.platform.reserved.filter { $0.line == nil }.filter { range in
      !known.contains { isKnown(range, $0.start, $0.end, $0.name) && range.type == $0.kind.name }
        && !isOfImage(range)
    }
    return (gaps.map { ("gap", $0) } + reserved.map { ("reserved range", $0) }).map { what, range in
      "the \(what) \(range.range) has no line, but is not of platform '\(platform.name)' on \(layout.arch)"
    }
  }

  /// Whether a range was carved out for the ACPI image: whole pages, of which each holds some of it.
  private func isOfImage(_ range: LayoutFile.RangeEntry) -> Bool {
    guard let image = layout.acpi, range.type == ReservedRange.Kind.acpi.name else { return false }
    let page = Units.pageSize
    guard range.start.isMultiple(of: page), range.end.isMultiple(of: page), !range.range.isEmpty else {
      return false
    }
    let tables = AddressRange(start: image.start, size: image.size)
    return [AddressRange(start: range.start, size: page), AddressRange(start: range.end - page, size: page)]
      .allSatisfy {
        $0.overlaps(tables) || $0.contains(image.rsdp)
      }
  }

  private var privileged: [AddressRange] {
    layout.vtl2.map { [AddressRange($0.start, $0.start &+ $0.size)] } ?? []
  }

  // MARK: Memory map

  private func mapProblems() -> [String] {
    guard let architecture = Architecture(rawValue: layout.arch) else { return [] }
    guard architecture == .x8664 else {
      return layout.e820.isEmpty ? [] : ["it has e820 entries, which only x86_64 has"]
    }
    var types = [MemoryMapEntry.Kind.usable.name: UInt64(E820Type.usable.rawValue)]
    for kind in ReservedRange.Kind.allCases where kind != .hole { types[kind.name] = UInt64(kind.rawValue) }
    var problems = layout.e820.filter { types[$0.kind] != $0.type }.map {
      "the e820 entry at \(Units.address($0.base)) is '\($0.kind.excerpt)', but of type \($0.type)"
    }
    // Ranges that are none, or of no known type, are told already, and would make all of the map wrong.
    let kinds = ReservedRange.Kind.allCases.map(\.name)
    guard Self.isDisjoint(reserved), layout.platform.reserved.allSatisfy({ kinds.contains($0.type ?? "") }) else {
      return problems
    }
    let usable = slots(ofPersistent: false).subtracting(AddressSet(reserved))
    if entries(of: UInt64(E820Type.usable.rawValue)) != usable {
      problems.append("its usable e820 entries are not its RAM without its reserved ranges")
    }
    let persistent = slots(ofPersistent: true).subtracting(AddressSet(reserved))
    for kind in ReservedRange.Kind.allCases where kind != .hole {
      let ranges = layout.platform.reserved.filter { $0.type == kind.name }.map(\.range)
      let ofNodes = kind == .persistent ? persistent.ranges : []
      if entries(of: UInt64(kind.rawValue)) != AddressSet(ranges + ofNodes) {
        problems.append(
          "its e820 entries of type \(kind.rawValue) are not its reserved ranges of type '\(kind.name)'"
            + (ofNodes.isEmpty ? "" : " and its persistent nodes"))
      }
    }
    return problems
  }

  private func entries(of type: UInt64) -> AddressSet {
    AddressSet(layout.e820.filter { $0.type == type }.map { AddressRange($0.base, $0.base &+ $0.length) })
  }

  // MARK: Memory

  private func memoryProblems() -> [String] {
    var problems: [String] = []
    let isAlike =
      byMemory(extents, layout.extents.map { ($0.node, $0.zone) })
      == byMemory(slots, layout.slots.map { ($0.node, $0.zone) })
    if !isAlike || !Self.isDisjoint(extents) {
      problems.append("its extents are not its slots")
    }
    var bytes: [UInt64: UInt64] = [:]
    for slot in layout.slots { bytes[slot.node, default: 0] &+= slot.memorySize }
    for (index, node) in layout.nodes.enumerated() {
      if node.node != index { problems.append("node \(node.node) stands where node \(index) should") }
      guard node.memory != bytes[UInt64(index)] ?? 0 else { continue }
      problems.append("node \(index) has \(node.memory) bytes, but its slots hold \(bytes[UInt64(index)] ?? 0)")
    }
    problems += zoneProblems()
    let sum = layout.slots.reduce(UInt64(0)) { $0 &+ $1.memorySize }
    if sum != layout.memory { problems.append("slots hold \(sum) bytes of \(layout.memory)") }
    // Where these do not fit together, none of them tells where the others should be.
    if problems.isEmpty, Self.isDisjoint(gaps), let problem = PlacementComparison(layout).problem() {
      problems.append(problem)
    }
    return problems
  }

  /// Slots of a node with zones are of one of them, and hold all of each.
  private func zoneProblems() -> [String] {
    var problems: [String] = []
    var bytes: [UInt64: [UInt64: UInt64]] = [:]
    for slot in layout.slots {
      let zones = Int(exactly: slot.node).flatMap {
        layout.nodes.indices.contains($0) ? layout.nodes[$0].zones : nil
      }
      if let zone = slot.zone { bytes[slot.node, default: [:]][zone, default: 0] &+= slot.memorySize }
      guard slot.zone.map({ $0 >= UInt64(zones?.count ?? 0) }) ?? (zones != nil) else { continue }
      problems.append("slot \(slot.slot) is of no zone that node \(slot.node) has")
    }
    for (index, node) in layout.nodes.enumerated() {
      for (place, zone) in (node.zones ?? []).enumerated() {
        let held = bytes[UInt64(index)]?[UInt64(place)] ?? 0
        guard held != zone.memory else { continue }
        problems.append("zone \(place) of node \(index) has \(zone.memory) bytes, but its slots hold \(held)")
      }
    }
    return problems
  }

  private func byMemory(
    _ ranges: [AddressRange], _ memory: [(node: UInt64, zone: UInt64?)]
  ) -> [[UInt64?]: AddressSet] {
    Dictionary(grouping: zip(memory, ranges), by: { [$0.0.node, $0.0.zone] }).mapValues { AddressSet($0.map(\.1)) }
  }

  /// What is of a node comes from the line of the node, or of the zone.
  private func lineProblems() -> [String] {
    let entries: [(what: String, places: [(node: UInt64, zone: UInt64?, line: UInt64?)])] = [
      ("extents", layout.extents.map { ($0.node, $0.zone, $0.line) }),
      ("memory affinities", layout.memoryAffinities.map { ($0.node, nil, $0.line) }),
      ("slots", layout.slots.map { ($0.node, $0.zone, $0.line) }),
    ]
    var wrong = entries.filter { entry in
      entry.places.contains { node, zone, line in self.line(ofNode: node, zone: zone) ?? line != line }
    }.map(\.what)
    if layout.e820.contains(where: { line(ofEntry: $0) ?? $0.line != $0.line }) { wrong.append("e820 entries") }
    return wrong.map { "the lines of its \($0) are not those of what they are of" }
  }

  /// The line of a node, or of a zone; `nil` where there is no such.
  private func line(ofNode node: UInt64, zone: UInt64? = nil) -> UInt64?? {
    guard let index = Int(exactly: node), layout.nodes.indices.contains(index) else { return nil }
    guard let zone else { return .some(layout.nodes[index].line) }
    guard let zones = layout.nodes[index].zones, zone < UInt64(zones.count) else { return nil }
    return .some(zones[Int(zone)].line)
  }

  /// The line of the node or of the reserved range with which an entry of the map begins; `nil` where nothing is there.
  private func line(ofEntry entry: LayoutFile.MapEntry) -> UInt64?? {
    if entry.type != UInt64(E820Type.usable.rawValue) {
      let reserved = layout.platform.reserved.first { $0.start == entry.base }
      if reserved != nil || entry.type != UInt64(E820Type.persistent.rawValue) { return reserved.map(\.line) }
    }
    let extent = layout.extents.first { $0.start <= entry.base && entry.base < $0.start &+ $0.size }
    return extent.flatMap { line(ofNode: $0.node) }
  }

  // MARK: Windows

  private var windows: [AddressRange] {
    (layout.devices ?? []).map { AddressRange($0.start, $0.start &+ $0.size) }
  }

  /// A window has slots where it is seen, which is where no other one of a higher priority lies over it.
  private func windowProblems() -> [String] {
    let devices = layout.devices ?? []
    var problems: [String] = []
    for device in devices where device.priority >= UInt64(DeviceWindow.ramPriority) {
      problems.append(
        "device '\(device.name.excerpt)' has priority \(device.priority); it is 0 to \(DeviceWindow.ramPriority - 1)"
      )
    }
    guard problems.isEmpty else { return problems }
    let view = FlatView(
      devices.enumerated().map { index, device in
        FlatView.Window(
          id: index, start: device.start, end: device.start &+ device.size,
          priority: UInt8(clamping: device.priority))
      }, under: AddressSet(slots))
    let seen = Set(view.ranges.map(\.id))
    for (index, device) in devices.enumerated() where device.slots.isEmpty == seen.contains(index) {
      let state = device.slots.isEmpty ? "no slot, but its priority makes it seen" : "slots, but is hidden"
      problems.append("device '\(device.name.excerpt)' has \(state)")
    }
    for device in devices where (device.file == nil) != (device.fileOffset == nil) {
      problems.append("device '\(device.name.excerpt)' has a file or an offset in one, and not both")
    }
    for device in devices {
      let isOutside =
        switch device.place.flatMap(WindowPlace.init) {
        case .low: device.start &+ device.size > PCMap.high
        case .high: device.start < max(PCMap.high, (extents + spaces).map(\.end).max() ?? 0)
        case nil: false
        }
      if isOutside { problems.append("device '\(device.name.excerpt)' does not lie where its place is") }
    }
    return problems
  }

  // MARK: Proximity domains

  private func domainProblems() -> [String] {
    var problems: [String] = []
    for (index, node) in layout.nodes.enumerated() {
      guard let domain = node.domain else { continue }
      if domain == UInt64(index) {
        problems.append("node \(index) says that it is proximity domain \(domain), of which memc says nothing")
      } else if domain >= UInt64(Language.maximumNodes) {
        problems.append("node \(index) is proximity domain \(domain), which no machine can have")
      }
    }
    for (lower, upper) in zip(domains.ascending, domains.ascending.dropFirst())
    where domains[lower] == domains[upper] {
      problems.append("nodes \(lower) and \(upper) are both proximity domain \(domains[lower])")
    }
    return problems
  }

  // MARK: Distances

  private func distanceProblems() -> [String] {
    let nodes = layout.distances.nodes
    if let slit {
      return nodes == slit.localities
        ? [] : ["its distances are of \(nodes) nodes, but slit.bin is of \(slit.localities)"]
    }
    let rows = UInt64(layout.localityCount)
    return nodes == rows ? [] : ["its distances are of \(nodes) nodes, but it has \(rows)"]
  }

  // MARK: Affinities

  /// The proximity domain of a node, by its place; none that a table has where there is no such node.
  private func domain(ofNode node: UInt64) -> UInt64 {
    node < UInt64(layout.nodes.count) ? UInt64(domains[Int(node)]) : .max
  }

  private func affinityProblems(_ srat: SRAT) -> [String] {
    var problems: [String] = []
    // Disabled ones say nothing.
    let told = srat.memoryAffinities.filter { $0.flags.contains(.enabled) }.map {
      [UInt64($0.proximityDomain), $0.base, $0.length, UInt64($0.flags.rawValue)]
    }
    let stated = layout.memoryAffinities.map {
      [domain(ofNode: $0.node), $0.start, $0.length, UInt64($0.flags.rawValue)]
    }
    if told != stated {
      problems.append("its memory affinities are not those of srat.bin")
    }
    if devices(of: srat, .initiator) != devices(layout.initiators) {
      problems.append("its initiators are not those of srat.bin")
    }
    if devices(of: srat, .port) != devices(layout.ports) {
      problems.append("its ports are not those of srat.bin")
    }
    return problems + (cpus.map(cpuProblems) ?? [])
  }

  /// Each initiator, or port, that is stated in a few words, in the order in which SRAT has them.
  private func devices(_ stated: [LayoutFile.GenericDeviceEntry]?) -> [String] {
    var devices = (stated ?? []).map { (handle: $0.handle, domain: domain(ofNode: $0.node)) }
    if layout.tableStyle.areAffinitiesByNode { devices.sort { $0.domain < $1.domain } }
    return devices.map { "\($0.handle) \($0.domain)" }
  }

  private func cpuProblems(_ affinities: [SRAT.Affinity]) -> [String] {
    var problems: [String] = []
    var cpus = [(numbers: CPUList, apicIDs: CPUList)](
      repeating: (CPUList(), CPUList()), count: layout.nodes.count)
    var count: UInt32 = 0
    var isOfArm = false
    for affinity in affinities {
      let domain: UInt32
      var apicID: UInt32?
      switch affinity {
      case .processor(let processor): (domain, apicID) = (processor.proximityDomain, UInt32(processor.apicID))
      case .x2APIC(let processor): (domain, apicID) = (processor.proximityDomain, processor.apicID)
      case .gicc(let processor): domain = processor.proximityDomain
      case .memory, .its, .initiator, .port, .rintc, .other: continue
      }
      isOfArm = isOfArm || apicID == nil
      if let node = domains.node(ofDomain: UInt64(domain)) {
        cpus[node].numbers.append(count)
        if let apicID { cpus[node].apicIDs.append(apicID) }
      }
      count += 1
    }
    if isOfArm != (layout.arch == Architecture.aarch64.rawValue), Architecture(rawValue: layout.arch) != nil {
      problems.append("arch is '\(layout.arch)', but srat.bin has CPUs of \(isOfArm ? "aarch64" : "x86_64")")
    }
    for (index, node) in layout.nodes.enumerated() {
      let (numbers, apicIDs) = cpus[index]
      if node.cpus != numbers.text || (node.apicIDs ?? "") != apicIDs.text {
        problems.append("the CPUs of node \(index) are not those of srat.bin")
      }
    }
    return problems
  }
}

extension LayoutComparison {
  private enum DeviceKind { case initiator, port }

  /// Each initiator, or port, of a table in a few words.
  private func devices(of srat: SRAT, _ kind: DeviceKind) -> [String] {
    srat.affinities.compactMap { affinity in
      switch (affinity, kind) {
      case (.initiator(let initiator), .initiator):
        "\(initiator.device.handle) \(initiator.device.proximityDomain)"
      case (.port(let port), .port): "\(port.device.handle) \(port.device.proximityDomain)"
      default: nil
      }
    }
  }
}

extension LayoutFile {
  /// How the machine's tables are written.
  var tableStyle: TableStyle { PlatformRegistry.preset(named: platform.name)?.tables ?? TableStyle() }

  /// How many rows SLIT has.
  var localityCount: Int { tableStyle.localityCount(of: domains) }

  /// Which proximity domain each node is.
  var domains: ProximityDomains {
    ProximityDomains(nodes.count) {
      nodes[$0].domain.map { UInt32(clamping: min($0, UInt64(Language.maximumNodes))) }
    }
  }
}

extension LayoutFile.SlotEntry: AddressRanged {
  /// Where the slot lies; nothing where that is beyond 64 bits.
  package var range: AddressRange { AddressRange(guestPhysicalAddress, guestPhysicalAddress &+ memorySize) }
}

extension LayoutFile.RangeEntry: AddressRanged {
  /// Where the range lies; nothing where it ends below its start.
  package var range: AddressRange { AddressRange(start, end) }
}

extension LayoutFile.AffinityEntry {
  /// The flags of the affinity in SRAT.
  fileprivate var flags: SRAT.MemoryAffinity.Flags {
    var flags = SRAT.MemoryAffinity.Flags.enabled
    if hotPluggable == true { flags.insert(.hotPluggable) }
    if persistent == true { flags.insert(.nonVolatile) }
    if specialPurpose == true { flags.insert(.specialPurpose) }
    return flags
  }
}
