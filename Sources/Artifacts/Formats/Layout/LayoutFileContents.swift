import Addresses
package import Diagnostics
package import Lowering
import MachineModel
import Platforms
import Threads

extension LayoutFile {
  /// The file of a layout.
  ///
  /// - Parameters:
  ///   - layout: The layout.
  ///   - diagnostics: What the compilation found; warnings are kept.
  ///   - artifacts: The other files of the compilation.
  package init(_ layout: Layout, diagnostics: [Diagnostic], artifacts: [Artifact]) {
    let topology = layout.topology
    let lines = topology.nodes.map { Self.line($0.origin) }
    func line(of memory: BackedMemory) -> UInt64? {
      memory.zone.map { Self.line(topology.nodes[memory.node].zones[$0].origin) } ?? lines[memory.node]
    }
    arch = topology.architecture.rawValue
    let size = artifacts.reduce(0) { $0 + $1.bytes.count }
    self.artifacts = ParallelMap(reading: size).run(artifacts.count) { number in
      let artifact = artifacts[number]
      var entry = ArtifactEntry()
      entry.file = artifact.kind.fileName
      entry.length = UInt64(artifact.bytes.count)
      entry.sha256 = SHA256.hexDigest(of: artifact.bytes)
      return entry
    }
    distances.line = Self.line(topology.distances.origin)
    distances.nodes = UInt64(layout.localityCount)
    if topology.architecture == .x8664 { e820 = layout.memoryMapInOrder.map(MapEntry.init) }
    extents = layout.extents.map { extent in
      var entry = ExtentEntry()
      entry.line = line(of: extent.memory)
      entry.node = UInt64(extent.node)
      entry.size = extent.size
      entry.start = extent.start
      entry.zone = extent.zone.map { UInt64($0) }
      return entry
    }
    memory = layout.memory
    memoryAffinities = layout.affinitiesInOrder.map { affinity in
      var entry = AffinityEntry()
      entry.length = affinity.end - affinity.start
      entry.line = lines[affinity.node]
      entry.node = UInt64(affinity.node)
      entry.hotPluggable = Self.stated(affinity.traits.contains(.hotPluggable))
      entry.persistent = Self.stated(affinity.traits.contains(.persistent))
      entry.specialPurpose = Self.stated(affinity.traits.contains(.specialPurpose))
      entry.start = affinity.start
      return entry
    }
    name = topology.name
    nodes = Self.nodes(of: layout, lines: lines)
    platform = PlatformEntry(layout.geography)
    slots = layout.slots.compactMap { slot in
      guard let memory = slot.memory else { return nil }
      var entry = SlotEntry()
      entry.guestPhysicalAddress = slot.guestPhysicalAddress
      entry.line = line(of: memory)
      entry.memorySize = slot.size
      entry.node = UInt64(memory.node)
      entry.slot = UInt64(slot.number)
      entry.zone = memory.zone.map { UInt64($0) }
      return entry
    }
    setManagement(layout)
    if !topology.initiators.isEmpty { initiators = topology.initiators.map(GenericDeviceEntry.init) }
    if !topology.cxlBridges.isEmpty {
      cxlBridges = topology.cxlBridges.map { bridge in
        var entry = CXLBridgeEntry()
        entry.line = Self.line(bridge.origin)
        (entry.registers, entry.uid) = (bridge.registers, UInt64(bridge.uniqueID))
        return entry
      }
    }
    if !topology.ports.isEmpty { ports = topology.ports.map(GenericDeviceEntry.init) }
    warnings = diagnostics.filter { $0.severity == .warning }.map { warning in
      var entry = WarningEntry()
      entry.id = warning.identifier
      entry.line = Self.line(warning.range)
      entry.message = warning.message
      return entry
    }
  }

  private mutating func setManagement(_ layout: Layout) {
    let topology = layout.topology
    let slots = layout.partitions.first?.slots ?? []
    if !topology.devices.isEmpty {
      var entries = topology.devices.map { window in
        var entry = DeviceEntry()
        entry.line = Self.line(window.origin)
        (entry.name, entry.priority) = (window.name, UInt64(window.priority))
        (entry.start, entry.size) = (window.start, window.size)
        entry.place = window.place?.value.rawValue
        if let file = window.file { (entry.file, entry.fileOffset) = (file.value, window.fileOffset?.value ?? 0) }
        entry.visibility = window.visibility == .readWrite ? nil : window.visibility.rawValue
        return entry
      }
      for slot in slots {
        if case .window(let index) = slot.source { entries[index].slots.append(UInt64(slot.number)) }
      }
      devices = entries
    }
    let restricted = slots.filter { $0.visibility != .readWrite }
    if !restricted.isEmpty {
      let lines = Dictionary(
        topology.visibility.map { ($0.start, Self.line($0.origin)) }, uniquingKeysWith: { first, _ in first })
      visibility = restricted.map { slot in
        var entry = VisibilityEntry()
        entry.line = lines[slot.guestPhysicalAddress] ?? nil
        if case .window(let index) = slot.source { entry.line = Self.line(topology.devices[index].origin) }
        (entry.mode, entry.slot) = (slot.visibility.rawValue, UInt64(slot.number))
        return entry
      }
    }
    if let place = layout.acpi {
      var entry = ACPIEntry()
      entry.line = Self.line(topology.acpi?.origin)
      (entry.rsdp, entry.start, entry.size) = (place.rootPointer.start, place.tables.start, place.tables.size)
      acpi = entry
    }
    if let known = topology.vtl2 {
      var entry = PrivilegedEntry()
      entry.line = Self.line(known.origin)
      (entry.start, entry.size) = (known.start, known.size)
      vtl2 = entry
    }
    if !topology.aliases.isEmpty {
      aliases = topology.aliases.map { alias in
        var entry = AliasEntry()
        entry.line = Self.line(alias.origin)
        (entry.name, entry.offset) = (alias.name, alias.offset)
        return entry
      }
    }
  }

  /// What is said only where it holds.
  private static func stated(_ holds: Bool) -> Bool? { holds ? true : nil }

  fileprivate static func line(_ range: SourceRange?) -> UInt64? { range.map { UInt64($0.start.line) } }

  private static func zones(ofNode index: Int, _ topology: Topology) -> [ZoneEntry] {
    let node = topology.nodes[index]
    return node.zones.enumerated().map { place, zone in
      var entry = ZoneEntry()
      let memory = BackedMemory(node: index, zone: place)
      entry.align = node.alignment == nil ? nil : topology.alignment(of: memory)
      (entry.line, entry.memory, entry.name) = (line(zone.origin), zone.size.value, zone.name)
      return entry
    }
  }

  private static func nodes(of layout: Layout, lines: [UInt64?]) -> [NodeEntry] {
    let topology = layout.topology
    let cpus = topology.cpusOfNodes
    let domains = topology.proximityDomains
    let apicIDs = topology.architecture == .x8664 ? topology.apicIDsOfNodes : nil
    var spaces = [HotplugRange?](repeating: nil, count: topology.nodes.count)
    for space in layout.hotplug { spaces[space.node] = space }
    let slots = Dictionary(grouping: layout.partitions.first?.pluggable ?? [], by: \.node)
    return topology.nodes.enumerated().map { index, node in
      let traits = MemoryTraits(of: node)
      var entry = NodeEntry()
      entry.cpus = cpus[index].text
      entry.apicIDs = apicIDs?[index].text
      entry.line = lines[index]
      entry.memory = layout.sizes[index]
      entry.name = node.name
      entry.domain = domains.domain(unlikePlace: index).map { UInt64($0) }
      entry.node = UInt64(index)
      entry.persistent = stated(traits.contains(.persistent))
      entry.softReserved = stated(traits.contains(.softReserved))
      entry.specialPurpose = stated(traits.contains(.specialPurpose))
      entry.align = node.alignment == nil || !node.zones.isEmpty ? nil : topology.alignment(ofNode: index)
      entry.statesRanges = stated(!node.ranges.isEmpty)
      entry.zones = node.zones.isEmpty ? nil : zones(ofNode: index, topology)
      entry.cxl = node.cxl.map { window in
        var entry = CXLWindowEntry()
        entry.bridges = window.bridges.map { UInt64($0) }
        entry.granularity = window.granularity
        entry.line = line(window.origin)
        return entry
      }
      entry.hotplug = spaces[index].map { space in
        var entry = HotplugEntry()
        entry.line = line(node.hotplug?.origin)
        (entry.size, entry.start) = (space.size, space.start)
        entry.slots = slots[index].map { $0.map { UInt64($0.number) } }
        return entry
      }
      return entry
    }
  }
}

extension LayoutFile.MapEntry {
  fileprivate init(_ entry: MemoryMapEntry) {
    base = entry.start
    kind = entry.kind.name
    length = entry.end - entry.start
    line = LayoutFile.line(entry.origin)
    switch entry.kind {
    case .usable: type = 1
    case .reserved(let kind): type = UInt64(kind.rawValue)
    }
  }
}

extension LayoutFile.PlatformEntry {
  fileprivate init(_ geography: Geography) {
    dramBase = geography.dramBase
    gaps = geography.gaps.map { gap in
      var entry = LayoutFile.RangeEntry()
      (entry.start, entry.end, entry.name) = (gap.start, gap.end, gap.name)
      entry.line = LayoutFile.line(gap.origin)
      return entry
    }
    name = geography.name
    physBits = geography.physicalBits.map { UInt64($0.value) }
    reserved = geography.reserved.map { range in
      var entry = LayoutFile.RangeEntry()
      (entry.start, entry.end, entry.name) = (range.start, range.end, range.name)
      entry.line = LayoutFile.line(range.origin)
      entry.type = range.kind.name
      return entry
    }
  }
}
