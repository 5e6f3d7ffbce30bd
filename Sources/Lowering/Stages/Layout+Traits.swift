import Addresses
import MachineModel

extension Layout {
  /// What kind of memory a node has.
  package func traits(ofNode node: Int) -> MemoryTraits { MemoryTraits(of: topology.nodes[node]) }

  /// The memory map cut where the traits of memory change: what e820 cannot tell of usable memory, the zero page and the
  /// EFI memory map can. Neighbours differ in kind or in traits.
  ///
  /// - Parameter memoryMap: The entries of the layout's map in any order, which the parts keep.
  package func byTraits(_ memoryMap: [MemoryMapEntry]) -> [(entry: MemoryMapEntry, traits: MemoryTraits)] {
    let special = extents.filter { traits(ofNode: $0.node).contains(.specialPurpose) }
    guard !special.isEmpty else { return memoryMap.map { ($0, Self.traits(of: $0)) } }
    var parts: [(entry: MemoryMapEntry, traits: MemoryTraits)] = []
    func append(_ entry: MemoryMapEntry, _ range: AddressRange, _ traits: MemoryTraits) {
      guard !range.isEmpty else { return }
      if let last = parts.last, last.entry.end == range.start, last.entry.kind == entry.kind, last.traits == traits
      {
        parts[parts.count - 1].entry.range = AddressRange(last.entry.start, range.end)
        return
      }
      var part = entry
      part.range = range
      parts.append((part, traits))
    }
    for entry in memoryMap {
      guard entry.kind == .usable else {
        append(entry, entry.range, Self.traits(of: entry))
        continue
      }
      var start = entry.start
      for extent in special[special.firstIndexOfSorted { $0.end > entry.start }...] {
        guard let part = extent.range.intersection(entry.range) else { break }
        append(entry, AddressRange(start, part.start), [])
        var own = entry
        own.origin = topology.nodes[extent.node].origin
        append(own, part, traits(ofNode: extent.node))
        start = part.end
      }
      append(entry, AddressRange(start, entry.end), [])
    }
    return parts
  }

  private static func traits(of entry: MemoryMapEntry) -> MemoryTraits {
    entry.kind == .reserved(.persistent) ? .persistent : []
  }
}
