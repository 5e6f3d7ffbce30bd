import Diagnostics

/// Which node each CPU belongs to.
///
/// Each step gives a CPU its node or ends at one that has another one, so that no line of options takes longer than there are
/// CPUs and options.
struct CPUOwners {
  private(set) var owners: [UInt32?]
  /// Where the nodes of CPUs are stated.
  private var places: [SourceRange] = []
  /// For each CPU which of the places it is.
  private var placeOf: [UInt32]

  init(count: Int) {
    owners = [UInt32?](repeating: nil, count: count)
    placeOf = [UInt32](repeating: 0, count: count)
  }

  /// Whether any CPU has a node.
  var isEmpty: Bool { places.isEmpty }

  /// Gives CPUs to a node.
  ///
  /// - Returns: The first one that has another node already, with that node and where it was said; `nil` where none has.
  mutating func give(
    _ cpus: some Sequence<Int>, to node: UInt32, at place: SourceRange
  ) -> (cpu: Int, node: UInt32, place: SourceRange)? {
    places.append(place)
    for cpu in cpus {
      if let owner = owners[cpu] {
        guard owner != node else { continue }
        return (cpu, owner, places[Int(placeOf[cpu])])
      }
      owners[cpu] = node
      placeOf[cpu] = UInt32(places.count - 1)
    }
    return nil
  }
}
