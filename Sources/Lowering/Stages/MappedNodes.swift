import Addresses
import Diagnostics
import MachineModel

/// What stands after ``MapCarving``: what the guest is told of its RAM.
package struct MappedNodes: Sendable {
  /// Where the nodes lie.
  package let placed: PlacedNodes
  /// The memory map, ascending and disjoint, adjacent entries of one kind merged.
  package let memoryMap: [MemoryMapEntry]
  /// Which RAM belongs to which proximity domain, ascending and disjoint.
  package let affinities: [MemoryAffinity]
}

extension MappedNodes: CustomStringConvertible {
  /// A line an entry of the map, then a line an affinity.
  package var description: String {
    memoryMap.map { "map \($0.range) \($0.kind.name)\n" }.joined()
      + affinities.map { "affinity \($0.range) node \($0.node)\n" }.joined()
  }
}
