import MachineModel

/// What is behind the memory of a machine, node by node and zone by zone.
struct Backings: Sendable {
  /// The backings, ascending.
  private(set) var all: [NodeBacking] = []
  private var places: [BackedMemory: Int] = [:]

  /// The backing of a node or of a zone; `nil` where it has none of its own.
  subscript(memory: BackedMemory) -> NodeBacking? { places[memory].map { all[$0] } }

  /// Adds one behind all others.
  mutating func append(_ backing: NodeBacking) {
    places[backing.memory] = all.count
    all.append(backing)
  }
}
