import Addresses
import MachineModel
import Platforms

/// Keeps slot numbers free for memory that may be plugged in, where a node says by how many slots.
enum SlotReservation {
  /// What memory that is plugged in is a multiple of: Linux's smallest block of it, on x86_64, and on arm64 with small
  /// pages (its include/linux/memory.h, `MIN_MEMORY_BLOCK_SIZE`).
  static let unit: UInt64 = 128 << 20

  /// How many slots a node's space is plugged in by; `nil` where it says nothing, and on platforms that number slots by
  /// themselves.
  static func count(ofNode node: MemoryNode, on geography: Geography) -> UInt32? {
    geography.pluggableSpace == .ofEachNode ? node.hotplug?.slots?.value : nil
  }

  /// The slots of spaces in ascending address, each an equal part of its space; none of a space that is no such parts,
  /// which a check tells of.
  ///
  /// - Parameter first: The number of the first one.
  static func slots(
    of spaces: [HotplugRange], _ topology: Topology, _ geography: Geography, from first: UInt32
  ) -> [PluggableSlot] {
    var slots: [PluggableSlot] = []
    for space in spaces.sorted(by: { ($0.start, $0.node) < ($1.start, $1.node) }) {
      guard let count = count(ofNode: topology.nodes[space.node], on: geography),
        space.size % (UInt64(count) * Units.pageSize) == 0
      else { continue }
      let size = space.size / UInt64(count)
      for index in 0..<UInt64(count) {
        slots.append(
          PluggableSlot(
            number: first + UInt32(slots.count),
            range: AddressRange(start: space.start + index * size, size: size), node: space.node))
      }
    }
    return slots
  }
}
