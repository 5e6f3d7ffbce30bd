import Addresses
import Diagnostics
import MachineModel
import Platforms

/// The sixth pass: what the guest is told of its RAM, after what is reserved is carved out of it.
///
/// Reserved ranges never move RAM; they change only what is said about it.
package struct MapCarving: Sendable {
  /// Creates the pass.
  package init() {}

  /// Derives memory map and memory affinities from the extents, hot-pluggable space and the platform's reserved ranges.
  package func run(_ windows: PlacedWindows) -> MappedNodes {
    let pluggable = windows.pluggable
    let reserved = pluggable.placed.geography.reserved
    return MappedNodes(
      pluggable: pluggable,
      memoryMap: memoryMap(of: pluggable.placed, reserved: reserved),
      affinities: affinities(of: pluggable, without: reserved.filter { !$0.isInSRAT }))
  }

  private func memoryMap(of placed: PlacedNodes, reserved: [ReservedRange]) -> [MemoryMapEntry] {
    var entries: [MemoryMapEntry] = reserved.compactMap { range in
      guard range.kind != .hole else { return nil }
      return MemoryMapEntry(
        range: range.range, kind: .reserved(range.kind), origin: range.origin)
    }
    forEachRange(of: placed.extents, without: reserved) { extent, range in
      let node = placed.topology.nodes[extent.node]
      // Persistent memory is RAM that a guest must not take for a place to run in.
      let kind = node.isPersistent.value ? MemoryMapEntry.Kind.reserved(.persistent) : .usable
      entries.append(MemoryMapEntry(range: range, kind: kind, origin: node.origin))
    }
    entries.sort { $0.start < $1.start }
    var merged: [MemoryMapEntry] = []
    merged.reserveCapacity(entries.count)
    for entry in entries {
      if let last = merged.last, last.end == entry.start, last.kind == entry.kind {
        merged[merged.count - 1].range = AddressRange(last.start, entry.end)
      } else {
        merged.append(entry)
      }
    }
    return merged
  }

  private func affinities(of pluggable: PluggableNodes, without cut: [ReservedRange]) -> [MemoryAffinity] {
    let (placed, spaces) = (pluggable.placed, pluggable.hotplug)
    let traits = placed.topology.nodes.map { MemoryTraits(of: $0) }
    var affinities: [MemoryAffinity] = []
    affinities.reserveCapacity(placed.extents.count + spaces.count)
    // Two extents of a node that touch, as those of its zones do, are two affinities: Cloud Hypervisor has one for each region
    // of a node's zones (vmm/src/acpi.rs, create_srat_table).
    forEachRange(of: placed.extents, without: cut) { extent, range in
      affinities.append(MemoryAffinity(node: extent.node, range: range, traits: traits[extent.node]))
    }
    guard !spaces.isEmpty else { return affinities }
    affinities += spaces.map { MemoryAffinity(node: $0.node, range: $0.range, traits: .hotPluggable) }
    // What is plugged into the one space already comes before it.
    if pluggable.placed.geography.pluggableSpace == .ofQEMU { return affinities }
    return affinities.sorted { $0.start < $1.start }
  }

  /// Walks ascending extents and ascending ranges side by side, giving what of the extents is in no range.
  private func forEachRange(
    of extents: [Extent], without ranges: [ReservedRange],
    _ body: (Extent, AddressRange) -> Void
  ) {
    var next = 0
    for extent in extents {
      var start = extent.start
      while next < ranges.count, ranges[next].end <= start { next += 1 }
      var index = next
      while index < ranges.count, ranges[index].start < extent.end {
        if ranges[index].start > start { body(extent, AddressRange(start, ranges[index].start)) }
        start = max(start, ranges[index].end)
        index += 1
      }
      if start < extent.end { body(extent, AddressRange(start, extent.end)) }
      // A range that reaches into the next extent is looked at again there.
      next = max(next, index - 1)
    }
  }
}
