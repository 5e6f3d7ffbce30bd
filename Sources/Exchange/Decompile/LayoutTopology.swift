import Addresses
import Artifacts
import Diagnostics
import FirmwareTables
import Lowering
import MachineModel

/// A topology of what memc wrote of a layout: `layout.json`, with what its tables and its slots say besides.
struct LayoutTopology {
  /// The topology.
  private(set) var topology: Topology

  private let file: LayoutFile
  private let slots: [MemslotsFile.Slot]
  /// What memory affinities have of what is there.
  private let inSRAT: AddressSet

  /// - Parameters:
  ///   - file: `layout.json`.
  ///   - memslots: `memslots.json`; `nil` where that is not there.
  ///   - machine: What the tables say.
  init(_ file: LayoutFile, _ memslots: MemslotsFile?, _ machine: FoundMachine) {
    self.file = file
    slots = memslots?.partitions.first?.slots ?? []
    let affinities = file.memoryAffinities.filter { $0.hotPluggable != true }
    inSRAT = AddressSet(affinities.map { AddressRange(start: $0.start, size: $0.length) })
    topology = Topology(nodes: [])
    topology.name = file.name
    topology.architecture = Architecture(rawValue: file.arch) ?? .x8664
    statePlatform()
    topology.nodes = file.nodes.prefix(Language.maximumNodes).map(node)
    stateProcessors(machine)
    topology.distances = FoundDistances(machine.slit, topology.proximityDomains).matrix
    statePlacement()
    stateDevices()
    stateLevels(memslots)
    stateSlots(memslots)
    if let table = machine.hmat { FoundLocalities(table).state(in: &topology) }
  }

  // MARK: Platform

  private mutating func statePlatform() {
    let platform = file.platform
    topology.platform.preset = Located(platform.name)
    topology.platform.dramBase = Located(platform.dramBase)
    topology.platform.physicalBits = platform.physBits.flatMap(UInt8.init(exactly:)).map { Located($0) }
    var reserved = platform.reserved
    topology.platform.gaps = platform.gaps.map { entry in
      var gap = Gap(name: entry.name, start: entry.start, end: entry.end)
      // A gap that is reported has its range among those that are reserved.
      let place = reserved.firstIndex { range in
        range.range == entry.range && range.name == entry.name && range.type == ReservedRange.Kind.reserved.name
      }
      if let place {
        gap.report = .reserved
        reserved.remove(at: place)
      }
      return gap
    }
    topology.platform.replacesReserved = true
    // What the image takes is none of the platform's.
    if let image = file.acpi { reserved.removeAll { $0.name == ACPIPlacement.rangeName && $0.end > image.start } }
    topology.platform.reserved = reserved.map { entry in
      let kind = ReservedRange.Kind.allCases.first { $0.name == entry.type } ?? .reserved
      return ReservedRange(
        name: entry.name, start: entry.start, end: entry.end, kind: kind, isInSRAT: isInSRAT(entry.range))
    }
  }

  /// Whether memory affinities have what lies in RAM of a range.
  private func isInSRAT(_ range: AddressRange) -> Bool {
    !file.extents.contains { extent in
      guard let inside = AddressRange(start: extent.start, size: extent.size).intersection(range) else {
        return false
      }
      return inSRAT.gaps(in: inside) == [inside]
    }
  }

  // MARK: Nodes

  private func node(_ entry: LayoutFile.NodeEntry) -> MemoryNode {
    var node = MemoryNode(name: entry.name)
    if let domain = entry.domain.flatMap(UInt32.init(exactly:)) { node.domain = Located(domain) }
    node.memory = Located(entry.memory)
    if entry.statesRanges == true {
      node.ranges = ranges(ofNode: entry.node)
    }
    let zones = entry.zones ?? []
    node.zones = zones.enumerated().map { place, zone in
      MemoryZone(
        name: zone.name, size: Located(zone.memory),
        policy: policy { $0.node == entry.node && $0.zone == UInt64(place) }
      )
    }
    // Where zones are aligned to different sizes, each is to its own pages.
    let alignments = Set(zones.compactMap(\.align))
    if let alignment = entry.align ?? (alignments.count == 1 ? alignments.first : nil) {
      node.alignment = Located(.size(alignment))
    } else if alignments.count > 1 {
      node.alignment = Located(.auto)
      // Where hugepages that are asked for where they fit do not, nothing but this says that they are.
      for (place, zone) in zones.enumerated()
      where zone.align == Units.largePage && node.zones[place].policy.hugepages.value == .off {
        node.zones[place].policy.hugepages = Located(.auto)
      }
    }
    if zones.isEmpty { node.policy = policy { $0.node == entry.node } }
    node.isPersistent.value = entry.persistent == true
    node.isSpecialPurpose.value = entry.specialPurpose == true
    node.isSoftReserved.value = entry.softReserved == true
    node.cxl = entry.cxl.map { window in
      CXLWindow(bridges: window.bridges.map { UInt32(clamping: $0) }, granularity: window.granularity)
    }
    node.hotplug = entry.hotplug.map { space in
      var hotplug = HotplugSpace(size: space.size, start: Located(space.start))
      hotplug.slots = space.slots.map { Located(UInt32(clamping: $0.count)) }
      return hotplug
    }
    return node
  }

  private func ranges(ofNode node: UInt64) -> [MemoryRange] {
    file.extents.filter { $0.node == node }.map { MemoryRange(start: $0.start, end: $0.start &+ $0.size) }
  }

  private func policy(of isMeant: (MemslotsFile.Slot) -> Bool) -> MemoryPolicy {
    var policy = MemoryPolicy()
    guard let slot = slots.first(where: isMeant) else { return policy }
    policy.hostNodes = slot.hostNodes.map { UInt32(clamping: $0) }
    policy.mode = MemoryPolicy.Mode(rawValue: slot.policy)
    switch slot.backing {
    case "shared": policy.backing = .shared
    case "existing": policy.backing = .existing
    case "file": policy.backing = .file(path: slot.backingFile ?? "")
    default: policy.backing = .private
    }
    switch slot.hugepages {
    case "on": policy.hugepages = Located(.size(slot.pageSize))
    case "auto": policy.hugepages = Located(.auto)
    default: break
    }
    policy.transparentHugepages = MemoryPolicy.TransparentHugepages(rawValue: slot.thp) ?? .default
    (policy.prefault, policy.pin) = (slot.prefault, slot.pin)
    (policy.reserve, policy.mergeable) = (slot.reserve, slot.mergeable)
    return policy
  }

  /// What all extents are aligned to, which no file says: the least that has them where they are. Where nothing has, it is
  /// said of each where it lies.
  private mutating func statePlacement() {
    let wanted = file.extents.map { AddressRange(start: $0.start, size: $0.size) }
    // What a node states for itself says nothing of the others.
    let placed = file.extents.filter { topology.nodes.indices.contains(Int(clamping: $0.node)) }
      .filter { extent in
        let node = topology.nodes[Int(clamping: extent.node)]
        return node.alignment == nil && node.ranges.isEmpty
      }
    let bits = placed.reduce(UInt64(1) << 52) { $0 | $1.start }.trailingZeroBitCount
    // What lies elsewhere is not looked at, and what is behind a bridge must not be where it is not yet.
    var bare = topology
    for node in bare.nodes.indices { bare.nodes[node].cxl = nil }
    for bit in 12...max(bits, 12) {
      bare.placementAlignment = 1 << UInt64(bit)
      var sink = DiagnosticSink(source: nil)
      guard LoweringPipeline().run(bare, reportingTo: &sink)?.extents.map(\.range) == wanted else { continue }
      topology.placementAlignment = bare.placementAlignment
      return
    }
    for node in topology.nodes.indices where topology.nodes[node].zones.isEmpty {
      topology.nodes[node].alignment = nil
      topology.nodes[node].ranges = ranges(ofNode: UInt64(node))
    }
  }

  // MARK: CPUs

  private mutating func stateProcessors(_ machine: FoundMachine) {
    var cpus: [(number: UInt32, cpu: CPU)] = []
    for (place, node) in file.nodes.enumerated() {
      let list = CPUList(reading: node.cpus)
      // A file that somebody made to do harm may name billions.
      guard UInt64(cpus.count) + list.count <= Language.maximumCPUs else { break }
      let numbers = list.numbers
      let ids =
        node.apicIDs.map(CPUList.init(reading:)).flatMap { $0.count == list.count ? $0.numbers : nil } ?? numbers
      for (number, id) in zip(numbers, ids) { cpus.append((number, CPU(apicID: id, node: UInt32(place)))) }
    }
    topology.cpus = cpus.sorted { $0.number < $1.number }.map(\.cpu)
    let found = FoundProcessors(machine) { _ in 0 }
    topology.processors.firstUID = found.firstUID.map { Located($0) }
    topology.processors.present = found.present.map { Located($0) }
  }

  // MARK: Devices

  private mutating func stateDevices() {
    topology.initiators = (file.initiators ?? []).compactMap(Self.device)
    topology.ports = (file.ports ?? []).compactMap(Self.device)
    topology.cxlBridges = (file.cxlBridges ?? []).map {
      CXLHostBridge(uniqueID: UInt32(clamping: $0.uid), registers: $0.registers)
    }
    topology.devices = (file.devices ?? []).map { entry in
      let priority = UInt8(clamping: entry.priority)
      var window: DeviceWindow
      if let place = entry.place.flatMap(WindowPlace.init(rawValue:)) {
        window = DeviceWindow(name: entry.name, place: place, size: entry.size, priority: priority)
      } else {
        window = DeviceWindow(name: entry.name, start: entry.start, size: entry.size, priority: priority)
      }
      window.visibility = entry.visibility.flatMap(Visibility.init(rawValue:)) ?? .readWrite
      window.file = entry.file.map { Located($0) }
      if let offset = entry.fileOffset, offset > 0 { window.fileOffset = Located(offset) }
      return window
    }
  }

  private static func device(_ entry: LayoutFile.GenericDeviceEntry) -> GenericDevice? {
    let node = Int(clamping: entry.node)
    if let hid = entry.hid {
      let name = ACPIDeviceName(hardwareID: hid, uniqueID: UInt32(clamping: entry.uid ?? 0))
      return GenericDevice(node: node, handle: .acpi(name))
    }
    return entry.pci.flatMap(PCIAddress.init).map { GenericDevice(node: node, handle: .pci($0)) }
  }

  // MARK: Levels and slots

  private mutating func stateLevels(_ memslots: MemslotsFile?) {
    topology.vtl2 = file.vtl2.map { PrivilegedMemory(start: $0.start, size: $0.size) }
    topology.aliases = (file.aliases ?? []).map { MemoryAlias(name: $0.name, offset: $0.offset) }
    topology.visibility = slots.compactMap { slot in
      guard slot.device == nil, let mode = Visibility(rawValue: slot.visibility), mode != .readWrite else {
        return nil
      }
      return VisibilityRange(
        start: slot.guestPhysicalAddress, end: slot.guestPhysicalAddress &+ slot.memorySize, mode: mode)
    }
  }

  /// Where slots begin within an extent is where they are cut.
  private mutating func stateSlots(_ memslots: MemslotsFile?) {
    topology.slots.first = UInt32(clamping: file.slots.map(\.slot).min() ?? 0)
    let starts = Set(file.extents.map(\.start))
    let windows = Set(topology.devices.map(\.start))
    let ofWindows = slots.filter { $0.device != nil }.map(\.guestPhysicalAddress).filter { !windows.contains($0) }
    let ofLevel = (memslots?.partitions.dropFirst().first?.slots ?? []).filter { slot in
      slot.node == nil && slot.device == nil && slot.aliasOffset == nil
        && slot.guestPhysicalAddress != topology.vtl2?.start
    }
    let cuts =
      file.slots.map(\.guestPhysicalAddress).filter { !starts.contains($0) } + ofWindows
      + ofLevel.map(\.guestPhysicalAddress)
    topology.slots.cuts = cuts.sorted().map { Located($0) }
  }
}
