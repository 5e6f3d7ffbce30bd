import Addresses
package import Diagnostics
package import MachineModel

/// The latencies or bandwidths between all initiators and targets, before they are counted in a unit.
///
/// There may be a million of them. Those that follow from what nodes state are told by the node's value and by distance,
/// of which there are few: each is computed once.
package struct LocalityValues: Sendable {
  /// What they are.
  package let attribute: LocalityAttribute
  /// Where they are stated: as a matrix, or first by a node, or by the machine.
  package let origin: SourceRange?
  /// The distinct values, one after the other for each kind of target, ``distances`` of them by distance; for a matrix those
  /// of all pairs, row by row.
  private let values: [UInt64]
  /// For each target where its values begin; `nil` for a matrix.
  private let starts: [Int]?

  /// How many distances there may be.
  private static let distances = 256

  /// The values that a matrix states.
  init(_ attribute: LocalityAttribute, _ matrix: StatedLocalities) {
    self.attribute = attribute
    origin = matrix.origin
    values = matrix.values
    starts = nil
  }

  /// The values that follow from those of nodes.
  ///
  /// - Parameters:
  ///   - own: The value of each target for initiators of its own node; 0 where nothing is known.
  ///   - domains: Initiators and targets.
  ///   - distances: Between all nodes.
  init(
    _ attribute: LocalityAttribute, own: [UInt64], _ domains: LocalityDomains, _ distances: DistanceMatrix,
    at origin: SourceRange?
  ) {
    self.attribute = attribute
    self.origin = origin
    var kinds: [UInt64] = []
    for value in own.sorted() where kinds.last != value { kinds.append(value) }
    let starts = own.map { value in kinds.firstIndexOfSorted { $0 >= value } * Self.distances }
    var isUsed = [Bool](repeating: false, count: kinds.count * Self.distances)
    for initiator in domains.initiators {
      let row = initiator * distances.count
      for (start, target) in zip(starts, domains.targets) {
        isUsed[start + Int(distances.values[row + target])] = true
      }
    }
    var values = [UInt64](repeating: StatedLocalities.notStated, count: isUsed.count)
    for index in isUsed.indices where isUsed[index] {
      values[index] = Self.value(
        kinds[index / Self.distances], at: UInt8(index % Self.distances), attribute.quantity)
    }
    self.values = values
    self.starts = starts
  }

  /// A node's own value for an initiator that is so far: a latency is longer by distance, a bandwidth less, rounded half up.
  private static func value(_ own: UInt64, at distance: UInt8, _ quantity: Quantity) -> UInt64 {
    guard own != StatedLocalities.notStated else { return own }
    guard distance != DistanceMatrix.unreachable else { return StatedLocalities.unreachable }
    let (local, distance) = (UInt64(DistanceMatrix.local), UInt64(max(distance, 1)))
    return switch quantity {
    case .latency: max(1, (own * distance).dividedRoundingHalfUp(by: local))
    case .bandwidth: max(1, (own * local).dividedRoundingHalfUp(by: distance))
    }
  }

  // MARK: Units

  /// The values that are known and finite, of which there may be some twice.
  package var known: some Sequence<UInt64> {
    values.lazy.filter { $0 != StatedLocalities.notStated && $0 != StatedLocalities.unreachable }
  }

  /// How many pairs have a value that is no multiple of a unit.
  package func countOfRounded(in unit: UInt64, _ domains: LocalityDomains, _ distances: DistanceMatrix) -> Int {
    let isRounded = values.map { $0 != StatedLocalities.unreachable && $0 % unit != 0 }
    return pairs(isRounded, domains, distances).count { $0 }
  }

  /// An entry of the table for each pair, row by row.
  package func entries(in unit: UInt64, _ domains: LocalityDomains, _ distances: DistanceMatrix) -> [UInt16] {
    pairs(values.map { Self.entry($0, in: unit) }, domains, distances)
  }

  /// A value as the table has it: rounded half up, at least 1.
  package static func entry(_ value: UInt64, in unit: UInt64) -> UInt16 {
    switch value {
    case StatedLocalities.notStated: return 0
    case StatedLocalities.unreachable: return .max
    default: return UInt16(max(1, min(LocalityUnit.highestEntry, value.dividedRoundingHalfUp(by: unit))))
    }
  }

  /// What the distinct values come to, for each pair.
  private func pairs<Element>(
    _ elements: [Element], _ domains: LocalityDomains, _ distances: DistanceMatrix
  ) -> [Element] {
    guard let starts else { return elements }
    var pairs: [Element] = []
    pairs.reserveCapacity(domains.initiators.count * domains.targets.count)
    for initiator in domains.initiators {
      let row = initiator * distances.count
      for (start, target) in zip(starts, domains.targets) {
        pairs.append(elements[start + Int(distances.values[row + target])])
      }
    }
    return pairs
  }
}
