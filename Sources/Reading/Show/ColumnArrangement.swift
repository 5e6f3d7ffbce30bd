import Addresses

/// Puts layers into columns: each into one of its own, but into the first one what lies where that has nothing, as a gap
/// lies between RAM, and small things into one column as long as they do not meet; and what lies at the same addresses
/// within a column side by side.
struct ColumnArrangement {
  /// More than this nobody would tell apart.
  private static let mostLanes = 4

  private struct Group {
    var layers: [FactLayer]
    let partition: String?
    var facts: [Fact]
    /// The addresses that are taken.
    var taken: AddressSet
    /// Whether it has little, and so room for others.
    let isSparse: Bool

    func takes(_ ranges: [AddressRange]) -> Bool {
      ranges.allSatisfy { range in
        let next = taken.ranges.firstIndexOfSorted { $0.end > range.start }
        return next == taken.ranges.count || taken.ranges[next].start >= range.end
      }
    }
  }

  private var groups: [Group] = []

  /// Adds a layer.
  mutating func add(_ layer: FactLayer, _ facts: [Fact]) {
    guard !facts.isEmpty else { return }
    // Partitions have addresses of their own; they are in the order in which they are met.
    var partitions: [(name: String?, facts: [Fact])] = []
    for fact in facts {
      if let index = partitions.firstIndex(where: { $0.name == fact.partition }) {
        partitions[index].facts.append(fact)
      } else {
        partitions.append((fact.partition, [fact]))
      }
    }
    for (partition, facts) in partitions {
      let ranges = facts.compactMap(\.range)
      let taken = AddressSet(ranges)
      let isSparse = taken.size < (groups.first?.taken.size ?? 0) / 64
      let place = groups.indices.first { index in
        partition == nil && groups[index].partition == nil && (index == 0 || isSparse && groups[index].isSparse)
          && groups[index].takes(ranges)
      }
      guard let place else {
        groups.append(
          Group(layers: [layer], partition: partition, facts: facts, taken: taken, isSparse: isSparse))
        continue
      }
      groups[place].layers.append(layer)
      groups[place].facts += facts
      groups[place].taken = AddressSet(groups[place].taken.ranges + ranges)
    }
  }

  /// The columns.
  func columns(isOnlyHere: (Fact) -> Bool) -> [PicturedMachine.Column] {
    groups.map { group in
      var ends: [UInt64] = []
      var hidden = 0
      var ranges: [PicturedMachine.Shown] = []
      let ascending = group.facts.enumerated().sorted { left, right in
        let starts = (left.element.range?.start ?? 0, right.element.range?.start ?? 0)
        return starts.0 == starts.1 ? left.offset < right.offset : starts.0 < starts.1
      }
      for (_, fact) in ascending {
        guard let range = fact.range else { continue }
        var lane = ends.firstIndex { $0 <= range.start }
        if lane == nil, ends.count < Self.mostLanes {
          ends.append(0)
          lane = ends.count - 1
        }
        guard let lane else {
          hidden += 1
          continue
        }
        ends[lane] = range.end
        ranges.append(
          PicturedMachine.Shown(fact: fact, range: range, lane: lane, isOnlyHere: isOnlyHere(fact)))
      }
      return PicturedMachine.Column(
        layers: group.layers, partition: group.partition, ranges: ranges, lanes: max(1, ends.count), hidden: hidden)
    }
  }
}
