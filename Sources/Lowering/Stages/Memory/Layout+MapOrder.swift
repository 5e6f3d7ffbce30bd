package import Addresses
package import Platforms

extension Layout {
  /// The memory map in the order in which the machine's maps for boot loaders have it.
  package var memoryMapInOrder: [MemoryMapEntry] {
    let style = tableStyle
    return style.mapGroups.isEmpty ? memoryMap : style.ordered(memoryMap, ram: AddressSet(extents.map(\.range)))
  }
}

extension TableStyle {
  /// Entries of a map, group by group.
  ///
  /// - Parameters:
  ///   - ascending: The entries, ascending.
  ///   - ram: Where RAM is.
  package func ordered<Entry: AddressRanged>(_ ascending: [Entry], ram: AddressSet) -> [Entry] {
    guard !mapGroups.isEmpty else { return ascending }
    var groups = [[Entry]](repeating: [], count: mapGroups.count + 1)
    for entry in ascending {
      let hasRAM = ram.gaps(in: entry.range) != [entry.range]
      // What is of no group comes last, so that nothing is lost.
      groups[mapGroups.firstIndex { $0.holds(entry.start, hasRAM: hasRAM) } ?? mapGroups.count].append(entry)
    }
    return Array(groups.joined())
  }
}
