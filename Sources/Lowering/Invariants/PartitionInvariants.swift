import Addresses
import MachineModel
import Platforms

/// What holds for the slots of partitions, checked from scratch: windows by asking for single addresses who wins there.
enum PartitionInvariants {
  /// The most addresses at which the windows are asked who wins: each is compared with all of them.
  private static let samples = 256

  /// The invariants that the partitions of a layout break, whose RAM slots are whole.
  static func violations(of layout: Layout) -> [String] {
    let names = [Partition.guest] + (layout.topology.vtl2 == nil ? [] : [Partition.privileged])
    guard layout.partitions.map(\.name) == names else {
      return ["partitions are \(layout.partitions.map(\.name)), not \(names)"]
    }
    var violations: [String] = []
    for partition in layout.partitions { checkForm(partition, layout, &violations) }
    checkSplit(layout, &violations)
    checkGuest(layout.partitions[0], layout, &violations)
    if let vtl2 = layout.topology.vtl2 { checkPrivileged(layout.partitions[1], vtl2, layout, &violations) }
    return violations
  }

  /// Slots are page aligned, none is too long, none overlaps another, and their numbers are dense with those that are kept
  /// free.
  private static func checkForm(_ partition: Partition, _ layout: Layout, _ violations: inout [String]) {
    let options = layout.topology.slots
    let cuts = options.cuts.map(\.value).sorted()
    let kept = checkKept(partition, layout, &violations)
    var next = UInt64(options.first)
    for slot in partition.slots {
      let text = "slot \(slot.number) of \(partition.name), \(Units.range(slot.guestPhysicalAddress, slot.end)),"
      while kept.contains(next) { next += 1 }
      if UInt64(slot.number) != next { violations.append("\(text) is misnumbered") }
      next += 1
      if slot.guestPhysicalAddress % Units.pageSize != 0 || slot.size % Units.pageSize != 0 || slot.size == 0 {
        violations.append("\(text) is not page aligned, or empty")
      }
      if slot.size > options.maximumSize { violations.append("\(text) is too long") }
      // A mirror is as long as what it mirrors, and is cut where that is.
      let cut = cuts[cuts.firstIndexOfSorted { $0 > slot.start }...].first
      if slot.aliasOffset == nil, let cut, cut < slot.end {
        violations.append("\(text) reaches across the cut at \(Units.address(cut))")
      }
    }
    let ascending = partition.slots.sorted { $0.guestPhysicalAddress < $1.guestPhysicalAddress }
    for (lower, upper) in zip(ascending, ascending.dropFirst()) where lower.end > upper.guestPhysicalAddress {
      violations.append("slots \(lower.number) and \(upper.number) of \(partition.name) overlap")
    }
  }

  /// Numbers are kept for the equal parts of each space that says by how many slots it is plugged in, in ascending address
  /// behind those of RAM, and behind those of each mirror of it; gives the numbers.
  private static func checkKept(
    _ partition: Partition, _ layout: Layout, _ violations: inout [String]
  ) -> Set<UInt64> {
    let isCounted = layout.geography.pluggableSpace == .ofEachNode
    var parts: [(node: Int, range: AddressRange)] = []
    for space in layout.hotplug where isCounted {
      guard let count = layout.topology.nodes[space.node].hotplug?.slots?.value else { continue }
      let size = space.size / UInt64(count)
      if size % (128 << 20) != 0 || size * UInt64(count) != space.size {
        violations.append("the hot-pluggable space \(space.range) is not \(count) slots of whole 128 MiB")
      }
      for index in 0..<UInt64(count) {
        parts.append((space.node, AddressRange(start: space.start + index * size, size: size)))
      }
    }
    guard !parts.isEmpty || !partition.pluggable.isEmpty else { return [] }
    parts.sort { $0.range.start < $1.range.start }
    let ram = UInt64(layout.slots.count)
    let views = partition.name == Partition.guest ? [] : layout.topology.aliases.map(\.offset).sorted()
    let own = UInt64(partition.slots.count { $0.source == .vtl2 })
    let wanted = ([nil] + views.map(Optional.some)).enumerated().flatMap { index, offset in
      // Behind RAM, or behind RAM's mirror, which is behind all else.
      let behind = UInt64(index) * (ram + UInt64(parts.count)) + ram + (index > 0 ? own : 0)
      return parts.enumerated().map { number, part in
        PluggableSlot(
          number: layout.topology.slots.first + UInt32(behind) + UInt32(number),
          range: AddressRange(start: part.range.start + (offset ?? 0), size: part.range.size), node: part.node,
          aliasOffset: offset)
      }
    }
    if partition.pluggable != wanted {
      violations.append("the numbers that \(partition.name) keeps free are not those of hot-pluggable space")
    }
    return Set(partition.pluggable.map { UInt64($0.number) })
  }

  /// No slot reaches across a range of the first megabyte where that is split.
  private static func checkSplit(_ layout: Layout, _ violations: inout [String]) {
    guard layout.topology.legacyX86.value, layout.topology.architecture == .x8664 else { return }
    for slot in layout.slots.prefix(while: { $0.guestPhysicalAddress < LegacyMegabyte.end }) {
      for boundary in LegacyMegabyte.boundaries where slot.guestPhysicalAddress < boundary && boundary < slot.end {
        violations.append("slot \(slot.number) reaches across \(Units.address(boundary))")
      }
    }
  }

  // MARK: The guest

  /// RAM comes first, as visible as is stated; the rest are windows, each address that of the highest priority.
  private static func checkGuest(_ partition: Partition, _ layout: Layout, _ violations: inout [String]) {
    let ram = layout.slots
    let stated = Dictionary(
      layout.topology.visibility.map { ($0.range, $0.mode) },
      uniquingKeysWith: { first, _ in first })
    for slot in ram where slot.visibility != stated[slot.range] ?? .readWrite || slot.aliasOffset != nil {
      violations.append(
        "slot \(slot.number) of \(partition.name) is not RAM slot \(slot.number) as it is stated")
    }
    checkWindows(partition.slots[ram.endIndex...], layout, &violations)
  }

  private static func checkWindows(
    _ slots: ArraySlice<MemorySlot>, _ layout: Layout, _ violations: inout [String]
  ) {
    let devices = layout.topology.devices
    for slot in slots {
      guard case .window(let index) = slot.source, devices.indices.contains(index), slot.aliasOffset == nil,
        slot.visibility == devices[index].visibility
      else {
        violations.append("slot \(slot.number) of \(Partition.guest) is no window")
        return
      }
      let window = devices[index]
      if !window.range.contains(slot.range)
        || slot.backingOffset != slot.guestPhysicalAddress - window.start
      {
        violations.append("slot \(slot.number) of \(Partition.guest) is not where its window is")
      }
    }
    guard !devices.isEmpty else { return }
    let ram = AddressSet(layout.slots.map(\.range))
    let wanted = AddressSet(devices.map(\.range)).subtracting(ram)
    if AddressSet(slots.map(\.range)) != wanted {
      violations.append("slots of windows are not the windows without RAM")
    }
    let ascending = slots.sorted { $0.guestPhysicalAddress < $1.guestPhysicalAddress }
    for address in sampleAddresses(of: devices) {
      let index = ascending.firstIndexOfSorted { $0.end > address }
      let seen =
        index < ascending.count && ascending[index].guestPhysicalAddress <= address ? ascending[index] : nil
      let winner = winner(at: address, among: devices, layout)
      if let seen, seen.source != winner.map(MemorySource.window) {
        violations.append("slot \(seen.number) of \(Partition.guest) is not what wins at \(Units.address(address))")
      }
    }
  }

  /// The pages on both sides of where windows begin and end; of very many windows, evenly chosen ones.
  private static func sampleAddresses(of devices: [DeviceWindow]) -> [UInt64] {
    let step = devices.count * 4 / samples + 1
    return stride(from: 0, to: devices.count, by: step).flatMap { index -> [UInt64] in
      let window = devices[index]
      return [window.start, window.end - 1, window.end] + (window.start > 0 ? [window.start - 1] : [])
    }
  }

  /// The window that the guest sees at an address, found by asking each; `nil` for RAM and nothing.
  private static func winner(at address: UInt64, among devices: [DeviceWindow], _ layout: Layout) -> Int? {
    guard !layout.extents.contains(where: { $0.start <= address && address < $0.end }) else { return nil }
    return devices.indices.filter { devices[$0].start <= address && address < devices[$0].end }
      .max { devices[$0].priority < devices[$1].priority }
  }

  // MARK: The more privileged level

  /// It sees RAM at its own addresses, its own memory, which nobody else sees, and each mirror once.
  private static func checkPrivileged(
    _ partition: Partition, _ vtl2: PrivilegedMemory, _ layout: Layout, _ violations: inout [String]
  ) {
    let ram = layout.slots.map(Mirrored.init)
    let own = partition.slots.filter { $0.source == .vtl2 }
    let others = Dictionary(grouping: partition.slots.filter { $0.source != .vtl2 }, by: \.aliasOffset)
    if (others[nil] ?? []).map(Mirrored.init) != ram { violations.append("VTL2 does not see RAM as it is") }
    let stated = Set(layout.topology.aliases.map(\.offset))
    for offset in stated.union(others.keys.compactMap(\.self)).sorted() {
      if !stated.contains(offset) || (others[offset] ?? []).map(Mirrored.init) != ram {
        violations.append("the alias at offset \(Units.address(offset)) does not mirror RAM once")
      }
    }
    if AddressSet(own.map(\.range)).ranges
      != [vtl2.range]
      || own.contains(where: { $0.backingOffset != $0.guestPhysicalAddress - vtl2.start || $0.aliasOffset != nil })
    {
      violations.append("the slots of VTL2's memory do not hold it")
    }
    if partition.slots.contains(where: { $0.visibility != .readWrite }) {
      violations.append("visibility binds VTL2")
    }
    for (lower, upper) in zip(partition.slots, partition.slots.dropFirst())
    where lower.guestPhysicalAddress >= upper.guestPhysicalAddress {
      violations.append("slots of VTL2 do not ascend at slot \(upper.number)")
    }
    func isSeen(_ start: UInt64, _ end: UInt64) -> Bool { start < vtl2.end && vtl2.start < end }
    if layout.partitions[0].slots.contains(where: { isSeen($0.guestPhysicalAddress, $0.end) || $0.source == .vtl2 })
    {
      violations.append("\(Partition.guest) sees the memory of VTL2")
    }
    if layout.memoryMap.contains(where: { isSeen($0.start, $0.end) }) {
      violations.append("the memory map speaks of the memory of VTL2")
    }
    if layout.affinities.contains(where: { isSeen($0.start, $0.end) }) {
      violations.append("a memory affinity covers the memory of VTL2")
    }
  }

  /// Which byte of which node a slot shows where, the alias left out.
  private struct Mirrored: Equatable {
    let start: UInt64
    let size: UInt64
    let source: MemorySource
    let zone: Int?
    let offset: UInt64

    init(_ slot: MemorySlot) {
      start = slot.guestPhysicalAddress &- (slot.aliasOffset ?? 0)
      size = slot.size
      source = slot.source
      zone = slot.zone
      offset = slot.backingOffset
    }
  }
}
