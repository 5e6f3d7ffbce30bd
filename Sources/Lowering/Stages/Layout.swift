import Addresses
public import Diagnostics
public import MachineModel
public import Platforms

/// What stands after ``SlotAssignment``, the final form from which everything else is made: tables, lists of
/// slots, and the machine on a host.
public struct Layout: Sendable {
  /// What was declared.
  public let topology: Topology
  /// Bytes of each node.
  public let sizes: [UInt64]
  /// What lies where besides RAM: the platform that was declared, for so much memory.
  public let geography: Geography
  /// RAM in ascending address.
  public let extents: [Extent]
  /// What the guest is told of its addresses.
  public let memoryMap: [MemoryMapEntry]
  /// Which RAM, and which hot-pluggable space, belongs to which node.
  public let affinities: [MemoryAffinity]
  /// Where memory may be plugged in, in the order of the nodes: no RAM, in no slot, in no entry of the memory map.
  package let hotplug: [HotplugRange]
  /// What each privilege level sees: `vtl0`, and `vtl2` where the topology has one.
  public let partitions: [Partition]
  /// Where the ACPI image lies; `nil` before it has a place, and where there is none for it.
  package let acpi: ACPIPlacement?

  /// Creates a layout from its parts; ``LayoutInvariants`` tells whether they agree.
  package init(
    topology: Topology, sizes: [UInt64], geography: Geography, extents: [Extent], memoryMap: [MemoryMapEntry],
    affinities: [MemoryAffinity], hotplug: [HotplugRange] = [], partitions: [Partition], acpi: ACPIPlacement? = nil
  ) {
    self.topology = topology
    self.sizes = sizes
    self.geography = geography
    self.extents = extents
    self.memoryMap = memoryMap
    self.affinities = affinities
    self.hotplug = hotplug
    self.partitions = partitions
    self.acpi = acpi
  }

  /// The guest's slots of RAM in ascending address, numbered densely: in its partition they come first.
  public var slots: ArraySlice<MemorySlot> {
    guard let slots = partitions.first?.slots else { return [] }
    return slots[..<slots.firstIndexOfSorted { $0.extent == nil }]
  }

  /// Bytes of RAM.
  public var memory: UInt64 { sizes.reduce(0, +) }

  /// The address just behind the highest byte that any partition has or may have: of RAM, hot-pluggable space, windows,
  /// the memory of VTL2 and aliases. 0 where there is none.
  public var top: UInt64 { highest.end }

  /// What ends at ``top``, as it stands in a sentence, with that address.
  public var highest: (name: String, end: UInt64) {
    let below = highestOfItsOwn
    guard topology.vtl2 != nil, let end = endOfMirrored,
      let alias = topology.aliases.max(by: { $0.offset < $1.offset }), alias.offset + end > below.end
    else { return below }
    return ("the alias at offset \(Units.address(alias.offset))", alias.offset + end)
  }

  /// Behind what an alias shows once more: RAM, and what slots are kept for; `nil` where there is no RAM.
  var endOfMirrored: UInt64? {
    extents.last.map { last in (partitions.first?.pluggable ?? []).reduce(last.end) { max($0, $1.end) } }
  }

  /// ``highest`` but for aliases, which must lie above it.
  var highestOfItsOwn: (name: String, end: UInt64) {
    var highest = (name: "RAM", end: extents.last?.end ?? 0)
    if let space = hotplug.max(by: { $0.end < $1.end }), space.end > highest.end {
      highest = ("hot-pluggable space of node \(space.node)", space.end)
    }
    // Windows count where they are hidden, too: what hides them may go away.
    if let window = topology.devices.max(by: { $0.end < $1.end }), window.end > highest.end {
      highest = ("device '\(window.name.excerpt)'", window.end)
    }
    if let vtl2 = topology.vtl2, vtl2.end > highest.end { highest = ("the memory of VTL2", vtl2.end) }
    return highest
  }

  /// Where a node's memory is stated, or else the node, or else the machine's memory.
  public func memoryRange(ofNode node: Int) -> SourceRange? { topology.memoryRange(ofNode: node) }

  /// Where the size of a node's or a zone's memory is stated, or else where it is written, or else the machine's memory.
  package func origin(of memory: BackedMemory) -> SourceRange? { topology.origin(of: memory) }
}

extension Topology {
  /// Where a node's memory is stated, or else the node, or else the machine's memory.
  func memoryRange(ofNode node: Int) -> SourceRange? { origin(of: BackedMemory(node: node)) }
}

extension Layout: CustomStringConvertible {
  /// A line a slot; where there are several partitions, a line with the name of each before its slots.
  public var description: String {
    partitions.map { partition in
      var lines = partition.slots.map { ($0.number, description(of: $0)) }
      if !partition.pluggable.isEmpty {
        lines += partition.pluggable.map { ($0.number, description(of: $0)) }
        lines.sort { $0.0 < $1.0 }
      }
      return (partitions.count > 1 ? "partition \(partition.name)\n" : "") + lines.map { "\($0.1)\n" }.joined()
    }.joined()
  }

  private func description(of slot: PluggableSlot) -> String {
    "slot \(slot.number): \(slot.range) (\(Units.bytes(slot.size))) kept for node \(slot.node)"
      + (slot.aliasOffset.map { " alias at \(Units.address($0))" } ?? "")
  }

  private func description(of slot: MemorySlot) -> String {
    let what =
      switch slot.source {
      case .node(let node): "\(slot.memory ?? BackedMemory(node: node)) backing offset"
      case .window(let index): "device \(topology.devices[index].name) offset"
      case .vtl2: "vtl2 offset"
      }
    var text =
      "slot \(slot.number): \(Units.range(slot.guestPhysicalAddress, slot.end)) (\(Units.bytes(slot.size))) "
      + "\(what) \(Units.address(slot.backingOffset))"
    if slot.visibility != .readWrite { text += " \(slot.visibility.rawValue)" }
    if let offset = slot.aliasOffset { text += " alias at \(Units.address(offset))" }
    return text
  }
}
