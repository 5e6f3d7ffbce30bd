import Addresses
import Platforms

/// Holds what `layout.json` says of kinds of memory, and of hot-pluggable space, against its memory affinities.
struct MemoryKindComparison {
  private let layout: LayoutFile

  init(_ layout: LayoutFile) {
    self.layout = layout
  }

  /// What disagrees, each as the end of a line about `layout.json`.
  func problems() -> [String] {
    var problems: [String] = []
    let said = layout.nodes.flatMap { [$0.persistent, $0.softReserved, $0.specialPurpose] }
    let saidOfAffinities = layout.memoryAffinities.flatMap { [$0.hotPluggable, $0.persistent, $0.specialPurpose] }
    if (said + saidOfAffinities).contains(false) {
      problems.append("it says of memory what it is not, of which memc says nothing")
    }
    for (index, node) in layout.nodes.enumerated() {
      if node.persistent == true, node.specialPurpose == true {
        problems.append("node \(index) is persistent and for a special purpose")
      }
      if node.softReserved == true, node.specialPurpose != true {
        problems.append("node \(index) is soft reserved, but not for a special purpose")
      }
    }
    var spaces: [UInt64: AddressRange] = [:]
    for node in layout.nodes { spaces[node.node] = node.hotplug?.range }
    for affinity in layout.memoryAffinities {
      let index = Int(clamping: affinity.node)
      let range = AddressRange(affinity.start, affinity.start &+ affinity.length)
      if affinity.hotPluggable == true {
        if spaces.removeValue(forKey: affinity.node) != range {
          problems.append("the hot-pluggable memory affinity \(range) is not the space of node \(affinity.node)")
        }
      } else if layout.nodes.indices.contains(index),
        layout.nodes[index].persistent != affinity.persistent
          || layout.nodes[index].specialPurpose != affinity.specialPurpose
      {
        problems.append("the memory affinity \(range) is not of the kind of node \(index)")
      }
    }
    problems += slotProblems()
    for node in spaces.keys.sorted() {
      problems.append("the hot-pluggable space of node \(node) has no memory affinity")
    }
    return problems
  }

  /// Whether the numbers that are kept free are those behind RAM, in the order of the addresses, each of an equal part.
  private func slotProblems() -> [String] {
    var problems: [String] = []
    let spaces = layout.nodes.compactMap { node in node.hotplug.map { (node: node.node, space: $0) } }
      .filter { $0.space.slots != nil }.sorted { $0.space.start < $1.space.start }
    guard !spaces.isEmpty else { return [] }
    for (node, space) in spaces {
      let count = UInt64(space.slots?.count ?? 0)
      if count == 0 || space.size % (count * 128 << 20) != 0 {
        problems.append(
          "the hot-pluggable space of node \(node) is not \(count) equal slot\(count == 1 ? "" : "s") of whole 128 MiB"
        )
      }
    }
    let numbers = spaces.flatMap { $0.space.slots ?? [] }
    let first = layout.slots.map(\.slot).max().map { $0 &+ 1 } ?? 0
    if !numbers.enumerated().allSatisfy({ $1 == first &+ UInt64($0) }) {
      problems.append("the slots that are kept for hot-pluggable space are not those behind RAM's")
    }
    if PlatformRegistry.preset(named: layout.platform.name)?.pluggableSpace == .ofQEMU {
      problems.append(
        "it keeps slots for hot-pluggable space, of which platform '\(layout.platform.name)' has none")
    }
    return problems
  }
}
