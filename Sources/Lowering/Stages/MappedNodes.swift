import Addresses
import Diagnostics
import MachineModel

/// What stands after ``MapCarving``: what the guest is told of its RAM.
package struct MappedNodes: Sendable {
  /// Where memory may be plugged in.
  package let pluggable: PluggableNodes
  /// The memory map, ascending and disjoint, adjacent entries of one kind merged.
  package let memoryMap: [MemoryMapEntry]
  /// Which RAM, and which hot-pluggable space, belongs to which node, ascending and disjoint.
  package let affinities: [MemoryAffinity]

  /// Where the nodes lie.
  package var placed: PlacedNodes { pluggable.placed }
}

extension MappedNodes: CustomStringConvertible {
  /// A line an entry of the map, then a line an affinity.
  package var description: String {
    memoryMap.map { "map \($0.range) \($0.kind.name)\n" }.joined()
      + affinities.map { "affinity \($0.range) node \($0.node)\($0.traits)\n" }.joined()
  }
}
