import Addresses
import Diagnostics
package import MachineModel

/// A zone of a node of a random machine.
package struct RandomZone {
  package var size: UInt64
  package var hasAutomaticHugepages = false
  package var isShared = false

  /// Divides some nodes into zones.
  ///
  /// - Parameters:
  ///   - nodes: The memory of each; `nil` for a node that states none.
  ///   - mayHave: Whether a node can have zones besides.
  package static func draw(
    for nodes: [UInt64?], _ random: inout SeededGenerator, where mayHave: (Int) -> Bool
  ) -> [Int: [RandomZone]] {
    guard random.once(in: 4) else { return [:] }
    let page = Units.pageSize
    var zones: [Int: [RandomZone]] = [:]
    for (index, memory) in nodes.enumerated() where random.once(in: 3) && mayHave(index) {
      guard var rest = memory, rest > 0 else { continue }
      var found: [RandomZone] = []
      while rest > 0 {
        let size =
          random.once(in: 3) || rest == page
          ? rest : UInt64(random.number(1...Int(min(rest / page, 1 << 20)))) * page
        found.append(
          RandomZone(size: size, hasAutomaticHugepages: random.once(in: 3), isShared: random.once(in: 3)))
        rest -= size
      }
      // Now and then one without memory, which is a mistake.
      if random.once(in: 200) { found.append(RandomZone(size: 0)) }
      zones[index] = found
    }
    return zones
  }

  /// What a file says of it.
  ///
  /// - Parameter size: How its number of bytes is written.
  package func text(_ size: String) -> String {
    "{size: \(size)\(hasAutomaticHugepages ? ", hugepages: auto" : "")\(isShared ? ", backing: shared" : "")}"
  }

  /// The zone as another program says it.
  package var zone: MemoryZone {
    var zone = MemoryZone(size: Located(size))
    if hasAutomaticHugepages { zone.policy.hugepages = Located(.auto) }
    if isShared { zone.policy.backing = .shared }
    return zone
  }
}
