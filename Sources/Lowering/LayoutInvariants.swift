import Topology

/// What holds for every accepted input, checked from scratch rather than trusted.
public enum LayoutInvariants {
  /// The invariants that a layout breaks, each as a sentence with the numbers; none for a layout that memc made.
  public static func violations(of layout: Layout) -> [String] {
    var violations: [String] = []
    checkSizes(layout, &violations)
    checkSlots(layout, &violations)
    checkMemoryMap(layout, &violations)
    checkAffinities(layout, &violations)
    checkDistances(layout.topology.distances, nodes: layout.topology.nodes.count, &violations)
    return violations
  }

  /// 1. The RAM slots' sizes add up to the declared memory; nothing is lost at a gap.
  private static func checkSizes(_ layout: Layout, _ violations: inout [String]) {
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
    var bytesOfNode = [UInt64](repeating: 0, count: layout.sizes.count)
    for slot in layout.slots {
      if slot.backingOffset != bytesOfNode[slot.node] {
        violations.append(
          "slot \(slot.number) begins at \(slot.backingOffset) of its node's backing, "
            + "but \(bytesOfNode[slot.node]) bytes of the node lie below it")
      }
      bytesOfNode[slot.node] += slot.size
    }
    for (node, size) in layout.sizes.enumerated() where bytesOfNode[node] != size {
      violations.append("node \(node) has \(size) bytes, but its slots hold \(bytesOfNode[node])")
    }
  }

  /// 2. Slots are page aligned, disjoint, ascending, densely numbered; none overlaps a gap.
  private static func checkSlots(_ layout: Layout, _ violations: inout [String]) {
    var end: UInt64 = 0
    var gaps = layout.topology.platform.gaps[...]
    for (index, slot) in layout.slots.enumerated() {
      let text = "slot \(slot.number), \(Units.range(slot.guestPhysicalAddress, slot.end)),"
      if slot.number != layout.topology.slots.first + UInt32(index) { violations.append("\(text) is misnumbered") }
      if slot.guestPhysicalAddress % Units.pageSize != 0 || slot.size % Units.pageSize != 0 || slot.size == 0 {
        violations.append("\(text) is not page aligned, or empty")
      }
      if slot.guestPhysicalAddress < end { violations.append("\(text) overlaps the slot before it") }
      if slot.size > layout.topology.slots.maximumSize { violations.append("\(text) is too long") }
      if slot.guestPhysicalAddress < layout.topology.platform.dramBase {
        violations.append("\(text) begins below dram_base")
      }
      while let gap = gaps.first, gap.end <= slot.guestPhysicalAddress { gaps.removeFirst() }
      if let gap = gaps.first, gap.start < slot.end {
        violations.append("\(text) overlaps the gap \(Units.range(gap.start, gap.end))")
      }
      end = slot.end
    }
  }

  /// 3. Every byte of a RAM slot is usable, carved out or a hole; no usable byte lies outside RAM; entries are
  /// sorted and disjoint, adjacent ones of one type are merged.
  private static func checkMemoryMap(_ layout: Layout, _ violations: inout [String]) {
    for (entry, next) in zip(layout.memoryMap, layout.memoryMap.dropFirst()) {
      if entry.end > next.start { violations.append("map entries at \(Units.address(next.start)) overlap") }
      if entry.end == next.start && entry.kind == next.kind {
        violations.append("map entries at \(Units.address(next.start)) are not merged")
      }
    }
    let usable = layout.memoryMap.filter { $0.kind == .usable }.map { AddressSet.Piece($0.start, $0.end) }
    let ram = AddressSet(layout.slots.map { AddressSet.Piece($0.guestPhysicalAddress, $0.end) })
    let carved = AddressSet(layout.topology.platform.reserved.map { AddressSet.Piece($0.start, $0.end) })
    if AddressSet(usable) != ram.subtracting(carved) {
      violations.append("usable memory is not RAM without what is reserved")
    }
    let told = layout.memoryMap.filter { $0.kind != .usable }.map { AddressSet.Piece($0.start, $0.end) }
    let reserved = layout.topology.platform.reserved.filter { $0.kind != .hole }
    if AddressSet(told) != AddressSet(reserved.map { AddressSet.Piece($0.start, $0.end) }) {
      violations.append("the map's reserved entries are not the platform's")
    }
  }

  /// 4. Every usable byte lies in exactly one memory affinity, of the node whose slot holds it.
  private static func checkAffinities(_ layout: Layout, _ violations: inout [String]) {
    for (lower, upper) in zip(layout.affinities, layout.affinities.dropFirst()) where lower.end > upper.start {
      violations.append("memory affinities at \(Units.address(upper.start)) overlap")
    }
    let usable = AddressSet(
      layout.memoryMap.filter { $0.kind == .usable }.map { AddressSet.Piece($0.start, $0.end) })
    let covered = AddressSet(layout.affinities.map { AddressSet.Piece($0.start, $0.end) })
    if !usable.subtracting(covered).isEmpty { violations.append("usable memory lies in no memory affinity") }
    var affinities: [Int: [AddressSet.Piece]] = [:]
    for affinity in layout.affinities {
      affinities[affinity.node, default: []].append(AddressSet.Piece(affinity.start, affinity.end))
    }
    var slots: [Int: [AddressSet.Piece]] = [:]
    for slot in layout.slots {
      slots[slot.node, default: []].append(AddressSet.Piece(slot.guestPhysicalAddress, slot.end))
    }
    for (node, pieces) in affinities.sorted(by: { $0.key < $1.key })
    where !AddressSet(pieces).subtracting(AddressSet(slots[node] ?? [])).isEmpty {
      violations.append("memory affinities of node \(node) lie outside its slots")
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
