import FirmwareTables
import Lowering
import Topology

/// Holds `layout.json` against itself and against the SRAT beside it: what it says twice, it says alike.
struct LayoutComparison {
  private let layout: LayoutFile
  private let srat: SRAT?

  /// - Parameter srat: The table; `nil` where it is not among the files.
  init(_ layout: LayoutFile, _ srat: SRAT?) {
    self.layout = layout
    self.srat = srat
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    var problems: [String] = []
    for (name, ranges) in [("gaps", layout.platform.gaps), ("reserved ranges", layout.platform.reserved)]
    where !Self.isDisjoint(ranges.map { AddressSet.Piece($0.start, $0.end) }) {
      problems.append("its \(name) are empty, overlap or do not ascend")
    }
    problems += mapProblems() + memoryProblems()
    if let srat { problems += affinityProblems(srat) }
    return problems
  }

  private static func isDisjoint(_ pieces: [AddressSet.Piece]) -> Bool {
    pieces.allSatisfy { $0.start < $0.end } && zip(pieces, pieces.dropFirst()).allSatisfy { $0.end <= $1.start }
  }

  private func mapProblems() -> [String] {
    var types = [MemoryMapEntry.Kind.usable.name: UInt64(E820Type.usable.rawValue)]
    for kind in ReservedRange.Kind.allCases where kind != .hole { types[kind.name] = UInt64(kind.rawValue) }
    return layout.e820.filter { types[$0.kind] != $0.type }.map {
      "the e820 entry at \(Units.address($0.base)) is '\($0.kind.excerpt)', but of type \($0.type)"
    }
  }

  // MARK: Memory

  private func memoryProblems() -> [String] {
    var problems: [String] = []
    let extents = layout.extents.map { AddressSet.Piece($0.start, $0.start &+ $0.size) }
    let slots = layout.slots.map { slot in
      AddressSet.Piece(slot.guestPhysicalAddress, slot.guestPhysicalAddress &+ slot.memorySize)
    }
    let isAlike = byNode(extents, layout.extents.map(\.node)) == byNode(slots, layout.slots.map(\.node))
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
    return problems
  }

  private func byNode(_ pieces: [AddressSet.Piece], _ nodes: [UInt64]) -> [UInt64: AddressSet] {
    Dictionary(grouping: zip(nodes, pieces), by: \.0).mapValues { AddressSet($0.map(\.1)) }
  }

  // MARK: Affinities

  private func affinityProblems(_ srat: SRAT) -> [String] {
    var problems: [String] = []
    let told = srat.memoryAffinities.map { [UInt64($0.proximityDomain), $0.base, $0.length] }
    if told != layout.memoryAffinities.map({ [$0.node, $0.start, $0.length] }) {
      problems.append("its memory affinities are not those of srat.bin")
    }
    // CPUs stand in SRAT in their order.
    var cpus: [UInt64: (numbers: [UInt32], apicIDs: [UInt32])] = [:]
    var count: UInt32 = 0
    for affinity in srat.affinities {
      let domain: UInt32
      var apicID: UInt32?
      switch affinity {
      case .processor(let processor): (domain, apicID) = (processor.proximityDomain, UInt32(processor.apicID))
      case .x2APIC(let processor): (domain, apicID) = (processor.proximityDomain, processor.apicID)
      case .gicc(let processor): domain = processor.proximityDomain
      case .memory, .other: continue
      }
      cpus[UInt64(domain), default: ([], [])].numbers.append(count)
      if let apicID { cpus[UInt64(domain), default: ([], [])].apicIDs.append(apicID) }
      count += 1
    }
    for (index, node) in layout.nodes.enumerated() {
      let (numbers, apicIDs) = cpus[UInt64(index)] ?? ([], [])
      if node.cpus != CPUList.text(numbers) || (node.apicIDs ?? "") != CPUList.text(apicIDs) {
        problems.append("the CPUs of node \(index) are not those of srat.bin")
      }
    }
    return problems
  }
}
