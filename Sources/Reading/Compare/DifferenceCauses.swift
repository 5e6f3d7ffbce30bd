import Addresses

/// Puts what follows from a change behind it: what is of the same domain, or of the same addresses; what merely moved,
/// behind the change below it.
struct DifferenceCauses {
  /// The layers of what a topology states: all else follows from those.
  private static let layers: [FactLayer] = [.node, .gap, .hotplug, .device]

  /// What causes have in common that are one.
  private struct Key: Hashable {
    let change: String
    let origin: FactOrigin?
    let isOld: Bool

    init(_ difference: Difference) {
      (change, origin, isOld) = (difference.change, difference.origin, difference.isOld)
    }
  }

  private let causes: [Difference]
  private let others: [Difference]
  /// The causes of domains, by ascending domain.
  private let ofDomains: [(domain: UInt32, index: Int)]
  /// The causes that are ranges without a domain of their own.
  private let ofRanges: [(range: AddressRange, index: Int)]

  init(_ differences: [Difference]) {
    others = differences.filter { $0.layer.map(Self.layers.contains) != true }
    // A line may change a thousand nodes alike: one cause.
    var causes: [Difference] = []
    var members: [[Difference]] = []
    var places: [Key: Int] = [:]
    for difference in differences where difference.layer.map(Self.layers.contains) == true {
      let key = Key(difference)
      if difference.layer == .node, let place = places[key] {
        members[place].append(difference)
      } else {
        places[key] = causes.count
        causes.append(difference)
        members.append([difference])
      }
    }
    ofDomains = members.enumerated().flatMap { index, members in
      members.compactMap { cause in cause.layer == .node ? cause.domain.map { (domain: $0, index: index) } : nil }
    }.sorted { $0.domain < $1.domain }
    for (index, members) in members.enumerated() where members.count > 1 {
      let numbers = members.compactMap { UInt32($0.title.drop { !$0.isNumber }) }
      causes[index] = causes[index].called("nodes \(CPUList.text(numbers))")
    }
    self.causes = causes
    ofRanges = causes.enumerated().compactMap { index, cause in
      cause.layer == .node ? nil : cause.range.map { ($0, index) }
    }
  }

  /// Each cause with what follows from it; what has none comes last.
  var groups: [DifferenceGroup] {
    var groups = causes.map { DifferenceGroup(cause: $0) }
    var rest = DifferenceGroup(cause: nil)
    for difference in others {
      if let index = cause(of: difference) {
        groups[index].consequences.append(difference)
      } else {
        rest.consequences.append(difference)
      }
    }
    return rest.consequences.isEmpty ? groups : groups + [rest]
  }

  private func cause(of difference: Difference) -> Int? {
    if let range = difference.range, let found = ofRanges.first(where: { $0.range.overlaps(range) }) {
      return found.index
    }
    guard let domain = difference.domain else { return nil }
    let next = ofDomains.firstIndexOfSorted { $0.domain >= domain }
    if next < ofDomains.count, ofDomains[next].domain == domain { return ofDomains[next].index }
    // Of another node: what lies above a change is moved by it.
    return difference.range != nil && next > 0 ? ofDomains[next - 1].index : nil
  }
}
