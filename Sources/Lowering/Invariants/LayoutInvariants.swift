import Addresses
import MachineModel
import Platforms

/// What holds for every accepted input, checked from scratch rather than trusted.
public enum LayoutInvariants {
  /// The invariants that a layout breaks, each as a sentence with the numbers; none for a layout that memc made.
  public static func violations(of layout: Layout) -> [String] {
    let nodes = layout.topology.nodes.indices
    let spokenOf =
      layout.extents.map(\.node) + layout.slots.compactMap(\.node) + layout.hotplug.map(\.node)
    guard layout.sizes.count == nodes.count, spokenOf.allSatisfy(nodes.contains) else {
      return ["sizes, extents or slots are of nodes that do not exist"]
    }
    let numbers = BackedMemoryNumbers(of: layout.topology.nodes)
    let memory = layout.extents.map(\.memory) + layout.slots.compactMap(\.memory)
    guard memory.allSatisfy({ numbers[$0] != nil }) else {
      return ["extents or slots are of zones that do not exist, or of nodes that are divided into zones"]
    }
    var violations: [String] = []
    checkSizes(layout, numbers, &violations)
    checkSlots(layout, &violations)
    checkMemoryMap(layout, &violations)
    checkAffinities(layout, &violations)
    checkHotplug(layout, &violations)
    violations += WindowInvariants.violations(of: layout)
    checkDistances(layout.topology.distances, nodes: layout.topology.nodes.count, &violations)
    // What partitions are compared with are the RAM slots: where those are broken, no more is to be said.
    return violations.isEmpty ? PartitionInvariants.violations(of: layout) : violations
  }

  /// 1. The RAM slots' sizes add up to the declared memory; nothing is lost at a gap.
  private static func checkSizes(_ layout: Layout, _ numbers: BackedMemoryNumbers, _ violations: inout [String]) {
    let inSlots = layout.slots.reduce(0) { $0 + $1.size }
    let declared = layout.topology.memory?.value ?? layout.memory
    if inSlots != declared || layout.memory != declared {
      violations.append(
        "slots hold \(inSlots) bytes and nodes \(layout.memory), but \(declared) are declared")
    }
    for (node, size) in layout.sizes.enumerated() {
      guard let stated = layout.topology.nodes[node].memory?.value, stated != size else { continue }
      violations.append("node \(node) has \(size) bytes, but states \(stated)")
    }
    var bytesInSlots = [UInt64](repeating: 0, count: numbers.count)
    for slot in layout.slots {
      guard let memory = slot.memory, let number = numbers[memory] else { continue }
      let below = bytesInSlots[number]
      if slot.backingOffset != below {
        violations.append(
          "slot \(slot.number) begins at \(slot.backingOffset) of the backing of \(memory), "
            + "but \(below) bytes of that lie below it")
      }
      bytesInSlots[number] = below + slot.size
    }
    var bytesInExtents = [UInt64](repeating: 0, count: numbers.count)
    for extent in layout.extents {
      guard let number = numbers[extent.memory] else { continue }
      let below = bytesInExtents[number]
      if extent.backingOffset != below {
        violations.append(
          "the extent \(extent.range) begins at \(extent.backingOffset) of the backing of \(extent.memory), "
            + "but \(below) bytes of that lie below it")
      }
      let node = layout.topology.nodes[extent.node]
      if node.ranges.isEmpty, extent.start % layout.topology.alignment(of: extent.memory) != 0 {
        violations.append("the extent \(extent.range) begins at no multiple of its node's alignment")
      }
      bytesInExtents[number] = below + extent.size
    }
    for (memory, held) in zip(layout.topology.backedMemory, bytesInSlots) {
      let size = layout.size(of: memory)
      if held != size { violations.append("\(memory) has \(size) bytes, but its slots hold \(held)") }
    }
    checkRanges(layout, &violations)
    checkZones(layout, &violations)
    checkShares(layout, &violations)
  }

  /// The zones of a node are all of its memory, and lie one above the other.
  private static func checkZones(_ layout: Layout, _ violations: inout [String]) {
    guard layout.topology.nodes.contains(where: { !$0.zones.isEmpty }) else { return }
    let extentsOfNode = Dictionary(grouping: layout.extents, by: \.node)
    for (index, node) in layout.topology.nodes.enumerated() where !node.zones.isEmpty {
      let sum = node.zones.reduce(0) { $0 + $1.size.value }
      if sum != layout.sizes[index] {
        violations.append("node \(index) has \(layout.sizes[index]) bytes, but its zones add up to \(sum)")
      }
      let zones = extentsOfNode[index, default: []].compactMap(\.zone)
      if zones != zones.sorted() { violations.append("the zones of node \(index) do not ascend: \(zones)") }
    }
  }

  /// Nodes that say where their memory lies have it there.
  private static func checkRanges(_ layout: Layout, _ violations: inout [String]) {
    guard layout.topology.nodes.contains(where: { !$0.ranges.isEmpty }) else { return }
    let extentsOfNode = Dictionary(grouping: layout.extents, by: \.node)
    for (index, node) in layout.topology.nodes.enumerated() where !node.ranges.isEmpty {
      let placed = extentsOfNode[index, default: []].map(\.range)
      if placed != node.ranges.map(\.range) {
        violations.append("node \(index) has extents \(placed), but states \(node.ranges.map(\.range))")
      }
    }
  }

  /// Nodes that state no memory have the same, and the last one not less; or, dealt out evenly, the first ones not less
  /// than those behind them.
  private static func checkShares(_ layout: Layout, _ violations: inout [String]) {
    let shares = zip(layout.topology.nodes, layout.sizes).filter { $0.0.memory == nil }.map(\.1)
    guard let last = shares.last, let first = shares.first else { return }
    let isFair =
      switch layout.topology.share {
      case .last: shares.dropLast().allSatisfy { $0 == first } && first <= last
      case .even: zip(shares.dropLast(), shares.dropFirst().dropLast()).allSatisfy { $0 >= $1 }
      }
    guard !isFair else { return }
    violations.append("nodes that state no memory have \(shares), with 'share: \(layout.topology.share.rawValue)'")
  }

  /// 2. Slots are page aligned, disjoint, ascending, densely numbered; none overlaps a gap.
  private static func checkSlots(_ layout: Layout, _ violations: inout [String]) {
    var end: UInt64 = 0
    var gaps = layout.geography.gaps[...]
    for (index, slot) in layout.slots.enumerated() {
      var text: String { "slot \(slot.number), \(slot.range)," }
      if slot.number != layout.topology.slots.first + UInt32(index) { violations.append("\(text) is misnumbered") }
      if slot.guestPhysicalAddress % Units.pageSize != 0 || slot.size % Units.pageSize != 0 || slot.size == 0 {
        violations.append("\(text) is not page aligned, or empty")
      }
      if slot.guestPhysicalAddress < end { violations.append("\(text) overlaps the slot before it") }
      if slot.size > layout.topology.slots.maximumSize { violations.append("\(text) is too long") }
      if slot.guestPhysicalAddress < layout.geography.dramBase {
        violations.append("\(text) begins below dram_base")
      }
      while let gap = gaps.first, gap.end <= slot.guestPhysicalAddress { gaps.removeFirst() }
      if let gap = gaps.first, gap.start < slot.end {
        violations.append("\(text) overlaps the gap \(gap.range)")
      }
      end = slot.end
    }
    let areParts = layout.slots.allSatisfy { slot in
      guard let index = slot.extent, layout.extents.indices.contains(index) else { return false }
      return layout.extents[index].memory == slot.memory && layout.extents[index].range.contains(slot.range)
    }
    let extents = NodeAddresses(layout.extents.map { ($0.node, $0.range) })
    if !areParts || addressesOfSlots(layout) != extents {
      violations.append("slots do not hold the extents")
    }
  }

  /// The addresses of each node's slots; those of slots without a node as node -1's.
  private static func addressesOfSlots(_ layout: Layout) -> NodeAddresses {
    NodeAddresses(layout.slots.map { ($0.node ?? -1, $0.range) })
  }

  /// 3. Every byte of a RAM slot is usable or persistent, carved out or a hole; no usable byte lies outside RAM; entries
  /// are sorted and disjoint, adjacent ones of one type are merged.
  private static func checkMemoryMap(_ layout: Layout, _ violations: inout [String]) {
    for entry in layout.memoryMap where entry.start >= entry.end {
      violations.append("the map entry at \(Units.address(entry.start)) is empty")
    }
    for (entry, next) in zip(layout.memoryMap, layout.memoryMap.dropFirst()) {
      if entry.end > next.start { violations.append("map entries at \(Units.address(next.start)) overlap") }
      if entry.end == next.start && entry.kind == next.kind {
        violations.append("map entries at \(Units.address(next.start)) are not merged")
      }
    }
    let usable = layout.memoryMap.filter { $0.kind == .usable }
    func isPersistent(_ slot: MemorySlot) -> Bool {
      slot.node.map { layout.topology.nodes[$0].isPersistent.value } ?? false
    }
    let ram = AddressSet(layout.slots.filter { !isPersistent($0) }.map(\.range))
    let persistent = layout.slots.filter(isPersistent)
    let carved = AddressSet(layout.geography.reserved.map(\.range))
    if AddressSet(usable.map(\.range)) != ram.subtracting(carved) {
      violations.append("usable memory is not RAM without what is reserved")
    }
    for gap in layout.geography.gaps where gap.report == .reserved {
      let isTold = layout.memoryMap.contains { $0.kind == .reserved(.reserved) && $0.range.contains(gap.range) }
      if !isTold { violations.append("the map does not call the gap \(gap.range) reserved") }
    }
    for kind in ReservedRange.Kind.allCases {
      let told = layout.memoryMap.filter { $0.kind == .reserved(kind) }
      let stated = layout.geography.reserved.filter { $0.kind == kind && kind != .hole }.map(\.range)
      guard kind == .persistent, !persistent.isEmpty else {
        if AddressSet(told.map(\.range)) != AddressSet(stated) {
          violations.append("the map's entries of type '\(kind.name)' are not the platform's ranges of that type")
        }
        continue
      }
      let memory = AddressSet(persistent.map(\.range)).subtracting(carved)
      if AddressSet(told.map(\.range)) != AddressSet(stated + memory.ranges) {
        violations.append(
          "the map's entries of type 'persistent' are not the platform's ranges and persistent nodes")
      }
    }
  }

  /// 4. Memory affinities are disjoint, and those of a node are its slots without what is kept out of SRAT, and its
  /// hot-pluggable space. So every usable byte lies in exactly one, of the node whose slot holds it.
  private static func checkAffinities(_ layout: Layout, _ violations: inout [String]) {
    for affinity in layout.affinities where affinity.start >= affinity.end {
      violations.append("the memory affinity at \(Units.address(affinity.start)) is empty")
    }
    let cut = layout.geography.reserved.filter { !$0.isInSRAT }
    let cutSet = AddressSet(cut.map(\.range))
    let present = layout.affinities.filter { !$0.traits.contains(.hotPluggable) }
    // Memory may be plugged into QEMU's space from the start.
    let disjoint = layout.geography.pluggableSpace == .ofQEMU ? present : layout.affinities
    for (lower, upper) in zip(disjoint, disjoint.dropFirst()) where lower.end > upper.start {
      violations.append("memory affinities at \(Units.address(upper.start)) overlap")
    }
    for affinity in present where layout.sizes.indices.contains(affinity.node) {
      guard affinity.traits != layout.traits(ofNode: affinity.node) else { continue }
      violations.append(
        "the memory affinity at \(Units.address(affinity.start)) is not of its node's kind of memory")
    }
    let affinities = NodeAddresses(present.map { ($0.node, $0.range) })
    let slots = addressesOfSlots(layout)
    var last = -1
    for node in (affinities.nodes + slots.nodes).sorted() where node > last {
      last = node
      guard affinities[node] != slots[node].subtracting(cutSet) else { continue }
      violations.append("memory affinities of node \(node) are not its slots without what is kept out of SRAT")
    }
  }

  /// Hot-pluggable space is what nodes declare, lies on pages, in no gap and no RAM but what is plugged in, and has an
  /// affinity each; the memory map does not speak of the rest of it.
  private static func checkHotplug(_ layout: Layout, _ violations: inout [String]) {
    let rule = layout.geography.pluggableSpace
    let declared = layout.topology.nodes.indices.filter {
      rule.size(ofNode: $0, layout.topology, layout.sizes) != nil
    }
    if layout.hotplug.map(\.node) != declared {
      violations.append("hot-pluggable space is not of the nodes that declare it")
    }
    guard !layout.hotplug.isEmpty || layout.affinities.contains(where: { $0.traits.contains(.hotPluggable) }) else {
      return
    }
    for space in layout.hotplug {
      let text = "the hot-pluggable space \(space.range)"
      let wanted = layout.topology.nodes[space.node].hotplug
      if space.size != rule.size(ofNode: space.node, layout.topology, layout.sizes)
        || space.start != wanted?.start?.value ?? space.start
      {
        violations.append("\(text) is not what node \(space.node) declares")
      }
      if !space.range.isAligned(to: Units.pageSize) || space.range.isEmpty {
        violations.append("\(text) is not page aligned, or empty")
      }
    }
    let spaces = layout.hotplug.sorted { $0.start < $1.start }
    for (lower, upper) in zip(spaces, spaces.dropFirst()) where lower.end > upper.start {
      violations.append("hot-pluggable spaces overlap at \(Units.address(upper.start))")
    }
    let isPlugged = layout.nodesArePlugged
    let plugged = layout.slots.filter { $0.node.map { isPlugged[$0] } ?? false }.map(\.range)
    let whole = AddressSet(layout.hotplug.map(\.range))
    let known = whole.subtracting(AddressSet(plugged))
    if !AddressSet(plugged).subtracting(whole).isEmpty {
      violations.append("memory is plugged in where there is no hot-pluggable space")
    }
    let others: [(String, [AddressRange])] = [
      ("RAM", layout.slots.filter { $0.node.map { !isPlugged[$0] } ?? true }.map(\.range)),
      ("gaps", layout.geography.gaps.map(\.range)),
      ("device windows", layout.topology.devices.map(\.range)),
      ("the memory map", layout.memoryMap.map(\.range)),
    ]
    for (name, ranges) in others where known.subtracting(AddressSet(ranges)) != known {
      violations.append("hot-pluggable space overlaps \(name)")
    }
    let affinities = layout.affinities.filter { $0.traits.contains(.hotPluggable) }
    if affinities.map({ HotplugRange(node: $0.node, range: $0.range) }) != spaces
      || affinities.contains(where: { $0.traits != .hotPluggable })
    {
      violations.append("hot-pluggable memory affinities are not the hot-pluggable space")
    }
  }

  /// 5. SLIT has one row a proximity domain; the diagonal is 10, the rest 11 to 255.
  private static func checkDistances(
    _ distances: DistanceMatrix, nodes: Int, _ violations: inout [String]
  ) {
    guard distances.count == nodes, distances.values.count == nodes * nodes else {
      violations.append("distances are for \(distances.count) nodes, not \(nodes)")
      return
    }
    for from in 0..<nodes {
      for to in 0..<nodes where (distances[from, to] == 10) != (from == to) || distances[from, to] < 10 {
        violations.append("the distance from node \(from) to node \(to) is \(distances[from, to])")
      }
    }
  }
}
