import Artifacts
import Addresses
import Diagnostics
import TestSupport
import Testing

@testable import Lowering
@testable import MachineModel
import Platforms

/// Every way to break a layout is noticed, and the layout that is broken is whole to begin with.
@Suite("Layout invariants") struct LayoutInvariantsTests {
  @Test("The layout that is broken below is whole")
  func whole() throws {
    #expect(LayoutInvariants.violations(of: try valid().layout) == [])
  }

  @Test("A broken layout", arguments: Break.all)
  func broken(_ example: Break) throws {
    var parts = try valid()
    example.apply(&parts)
    #expect(LayoutInvariants.violations(of: parts.layout) == example.violations)
  }

  /// Slots 5 to 8: node 0 up to 768 MiB, node 1 from there to the gap and behind it, node 2 behind that, cut in two.
  private func valid() throws -> Parts {
    let compilation = Compilation(
      """
      memc: 1
      arch: aarch64
      cpus: 3
      memory: 4GiB
      nodes: [{memory: 768MiB}, {memory: 1280MiB}, {}]
      slots: {first: 5, max_size: 2GiB}
      platform:
        dram_base: 0
        gaps: [{start: 1GiB, end: 2GiB}]
        reserved:
          - {start: 256MiB, size: 1MiB, type: acpi}
          - {start: 257MiB, size: 1MiB, type: nvs}
          - {start: 260MiB, size: 1MiB, type: hole}
          - {start: 300MiB, size: 1MiB, srat: off}
      """)
    return Parts(try #require(compilation.lowered))
  }
}

/// The parts of a layout, free to be changed.
struct Parts {
  var topology: Topology
  var sizes: [UInt64]
  var geography: Geography
  var extents: [Extent]
  var memoryMap: [MemoryMapEntry]
  var affinities: [MemoryAffinity]
  var hotplug: [HotplugRange]
  var slots: [MemorySlot]
  /// Where no partition is set, the layout has one with its slots of RAM.
  var partitions: [Partition]?

  init(_ layout: Layout) {
    topology = layout.topology
    sizes = layout.sizes
    geography = layout.geography
    extents = layout.extents
    memoryMap = layout.memoryMap
    affinities = layout.affinities
    hotplug = layout.hotplug
    slots = Array(layout.slots)
  }

  var layout: Layout {
    Layout(
      topology: topology, sizes: sizes, geography: geography, extents: extents, memoryMap: memoryMap,
      affinities: affinities, hotplug: hotplug,
      partitions: partitions ?? [Partition(name: Partition.guest, slots: slots)])
  }

  /// Divides a node, of which each extent is one slot, into zones.
  ///
  /// - Parameter zones: The zone of each extent.
  mutating func divide(_ node: Int, into sizes: [UInt64], _ zones: [Int]) {
    topology.nodes[node].zones = sizes.map { MemoryZone(size: Located($0)) }
    var zones = zones[...]
    for index in extents.indices where extents[index].node == node {
      let extent = extents[index]
      extents[index] = Extent(node: node, zone: zones.removeFirst(), start: extent.start, size: extent.size)
      for slot in slots.indices where slots[slot].extent == index {
        slots[slot].zone = extents[index].zone
        slots[slot].backingOffset = 0
      }
    }
  }

  /// Replaces what is given of a slot.
  mutating func setSlot(
    _ index: Int, number: UInt32? = nil, start: UInt64? = nil, size: UInt64? = nil, node: Int? = nil,
    offset: UInt64? = nil
  ) {
    let slot = slots[index]
    slots[index] = MemorySlot(
      number: number ?? slot.number, range: AddressRange(start: start ?? slot.start, size: size ?? slot.size),
      source: node.map { .node($0) } ?? slot.source, backingOffset: offset ?? slot.backingOffset,
      extent: slot.extent)
  }
}

/// A way to break a layout, with everything that is noticed.
struct Break: Sendable, CustomStringConvertible {
  let description: String
  let apply: @Sendable (inout Parts) -> Void
  let violations: [String]

  init(_ title: String, _ violations: [String], _ apply: @escaping @Sendable (inout Parts) -> Void) {
    description = title
    self.apply = apply
    self.violations = violations
  }

  /// Adds hot-pluggable space of two slots, for which no number is kept.
  private static func addPluggable(to parts: inout Parts) {
    let range = AddressRange(64 << 30, 65 << 30)
    parts.topology.nodes[2].hotplug = HotplugSpace(size: 1 << 30, start: Located(64 << 30))
    parts.topology.nodes[2].hotplug?.slots = Located(2)
    parts.hotplug.append(HotplugRange(node: 2, range: range))
    parts.affinities.append(MemoryAffinity(node: 2, range: range, traits: .hotPluggable))
  }

  static let all: [Break] = [
    Break(
      "a declared total that is not kept",
      ["slots hold 4294967296 bytes and nodes 4294967296, but 5368709120 are declared"]
    ) {
      $0.topology.memory = Located(5 << 30)
    },
    Break("a node that has not what it states", ["node 0 has 805306368 bytes, but states 536870912"]) {
      $0.topology.nodes[0].memory = Located(512 << 20)
    },
    Break(
      "sizes that slots do not hold",
      [
        "node 1 has 1342181376 bytes, but states 1342177280",
        "node 1 has 1342181376 bytes, but its slots hold 1342177280",
        "node 2 has 2147479552 bytes, but its slots hold 2147483648",
      ]
    ) {
      $0.sizes[2] -= 4096
      $0.sizes[1] += 4096
    },
    Break(
      "a slot that is lost",
      [
        "slots hold 2147483648 bytes and nodes 4294967296, but 4294967296 are declared",
        "node 2 has 2147483648 bytes, but its slots hold 0",
        "slots do not hold the extents",
        "usable memory is not RAM without what is reserved",
        "memory affinities of node 2 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.slots.removeLast()
    },
    Break(
      "a slot of another node",
      [
        "slot 7 begins at 268435456 of the backing of node 1, but 0 bytes of that lie below it",
        "slot 8 begins at 0 of the backing of node 2, but 268435456 bytes of that lie below it",
        "node 1 has 1342177280 bytes, but its slots hold 1073741824",
        "node 2 has 2147483648 bytes, but its slots hold 2415919104",
        "slots do not hold the extents",
        "memory affinities of node 1 are not its slots without what is kept out of SRAT",
        "memory affinities of node 2 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.setSlot(1, node: 2)
    },
    Break("a slot of a node that does not exist", ["sizes, extents or slots are of nodes that do not exist"]) {
      $0.setSlot(1, node: 3)
    },
    Break("an extent of a node that does not exist", ["sizes, extents or slots are of nodes that do not exist"]) {
      $0.extents[0] = Extent(node: -1, start: 0, size: 4096)
    },
    Break("sizes of too few nodes", ["sizes, extents or slots are of nodes that do not exist"]) {
      $0.sizes.removeLast()
    },
    Break(
      "a slot that begins elsewhere in its backing",
      ["slot 7 begins at 0 of the backing of node 1, but 268435456 bytes of that lie below it"]
    ) {
      $0.setSlot(2, offset: 0)
    },
    Break(
      "an extent that begins elsewhere in its backing",
      [
        "the extent 0x80000000-0xc0000000 begins at 0 of the backing of node 1, "
          + "but 268435456 bytes of that lie below it"
      ]
    ) {
      $0.extents[2] = Extent(node: 1, start: 2 << 30, size: 1 << 30)
    },
    Break("a slot of another extent", ["slots do not hold the extents"]) { $0.slots[2].extent = 1 },
    Break("a slot of an extent that does not exist", ["slots do not hold the extents"]) { $0.slots[2].extent = 4 },
    Break(
      "slots numbered from elsewhere",
      [
        "slot 5, 0x0-0x30000000, is misnumbered",
        "slot 6, 0x30000000-0x40000000, is misnumbered",
        "slot 7, 0x80000000-0xc0000000, is misnumbered",
        "slot 8, 0xc0000000-0x140000000, is misnumbered",
      ]
    ) {
      $0.topology.slots.first = 4
    },
    Break("a number that is left out", ["slot 9, 0xc0000000-0x140000000, is misnumbered"]) {
      $0.setSlot(3, number: 9)
    },
    Break("slots that are longer than allowed", ["slot 8, 0xc0000000-0x140000000, is too long"]) {
      $0.topology.slots.maximumSize = 1 << 30
    },
    Break(
      "a slot in a gap",
      [
        "slot 7, 0x7ffff000-0xbffff000, overlaps the gap 0x40000000-0x80000000",
        "usable memory is not RAM without what is reserved",
        "memory affinities of node 1 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.setSlot(2, start: 0x7FFF_F000)
      $0.extents[2] = Extent(node: 1, start: 0x7FFF_F000, size: 1 << 30, backingOffset: 256 << 20)
    },
    Break(
      "a slot over the one before it",
      [
        "slot 8, 0xbffff000-0x13ffff000, overlaps the slot before it",
        "slots do not hold the extents",
        "usable memory is not RAM without what is reserved",
        "memory affinities of node 2 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.setSlot(3, start: 0xBFFF_F000)
    },
    Break(
      "a slot off a page",
      [
        "slot 8, 0xc0000800-0x140000800, is not page aligned, or empty",
        "slots do not hold the extents",
        "usable memory is not RAM without what is reserved",
        "memory affinities of node 2 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.setSlot(3, start: 0xC000_0800)
    },
    Break(
      "a slot of an odd size",
      [
        "slots hold 4294967295 bytes and nodes 4294967296, but 4294967296 are declared",
        "node 2 has 2147483648 bytes, but its slots hold 2147483647",
        "slot 8, 0xc0000000-0x13fffffff, is not page aligned, or empty",
        "slots do not hold the extents",
        "usable memory is not RAM without what is reserved",
        "memory affinities of node 2 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.setSlot(3, size: (2 << 30) - 1)
    },
    Break("an empty slot", ["slot 6, 0x30000000-0x30000000, is not page aligned, or empty"]) {
      $0.slots.insert(
        MemorySlot(
          number: 6, range: AddressRange(start: 0x3000_0000, size: 0), source: .node(1), backingOffset: 0, extent: 1
        ),
        at: 1)
      for index in 2..<5 { $0.setSlot(index, number: $0.slots[index].number + 1) }
    },
    Break("RAM below dram_base", ["slot 5, 0x0-0x30000000, begins below dram_base"]) {
      $0.geography.dramBase = 4096
    },
    Break("an extent without its slot", ["slots do not hold the extents"]) {
      $0.extents.append(Extent(node: 2, start: 8 << 30, size: 4096, backingOffset: 2 << 30))
    },
    Break("an extent elsewhere than its slot", ["slots do not hold the extents"]) {
      $0.extents[3] = Extent(node: 2, start: 0xC000_1000, size: 2 << 30)
    },
    Break("map entries out of order", ["map entries at 0x12d00000 overlap"]) {
      $0.memoryMap.swapAt(6, 7)
    },
    Break(
      "map entries that overlap",
      [
        "map entries at 0x10500000 overlap",
        "usable memory is not RAM without what is reserved",
      ]
    ) {
      $0.memoryMap[3].range = AddressRange($0.memoryMap[3].start, 0x1050_1000)
    },
    Break("map entries that are not merged", ["map entries at 0xc0000000 are not merged"]) {
      $0.memoryMap[7].range = AddressRange($0.memoryMap[7].start, 0xC000_0000)
      $0.memoryMap.append(MemoryMapEntry(range: AddressRange(0xC000_0000, 0x1_4000_0000), kind: .usable))
    },
    Break("an empty map entry", ["the map entry at 0x200000000 is empty"]) {
      $0.memoryMap.append(MemoryMapEntry(range: AddressRange(8 << 30, 8 << 30), kind: .usable))
    },
    Break("usable memory that no RAM holds", ["usable memory is not RAM without what is reserved"]) {
      $0.memoryMap[7].range = AddressRange($0.memoryMap[7].start, $0.memoryMap[7].end + 4096)
    },
    Break("RAM of which nothing is said", ["usable memory is not RAM without what is reserved"]) {
      $0.memoryMap[7].range = AddressRange($0.memoryMap[7].start, $0.memoryMap[7].end - 4096)
    },
    Break("a hole that is usable", ["usable memory is not RAM without what is reserved"]) {
      $0.memoryMap[3].range = AddressRange($0.memoryMap[3].start, 0x12C0_0000)
      $0.memoryMap.remove(at: 4)
    },
    Break(
      "a range of another type",
      [
        "the map's entries of type 'acpi' are not the platform's ranges of that type",
        "the map's entries of type 'unusable' are not the platform's ranges of that type",
      ]
    ) {
      $0.memoryMap[1].kind = .reserved(.unusable)
    },
    Break(
      "two types exchanged",
      [
        "the map's entries of type 'acpi' are not the platform's ranges of that type",
        "the map's entries of type 'nvs' are not the platform's ranges of that type",
      ]
    ) {
      $0.memoryMap[1].kind = .reserved(.nvs)
      $0.memoryMap[2].kind = .reserved(.acpi)
    },
    Break(
      "a reserved range that is not told",
      ["the map's entries of type 'reserved' are not the platform's ranges of that type"]
    ) {
      $0.memoryMap.remove(at: 5)
    },
    Break("a hole that is told", ["the map's entries of type 'hole' are not the platform's ranges of that type"]) {
      $0.memoryMap.insert(
        MemoryMapEntry(range: AddressRange(0x1040_0000, 0x1050_0000), kind: .reserved(.hole)), at: 4)
    },
    Break(
      "an affinity of another node",
      [
        "memory affinities of node 0 are not its slots without what is kept out of SRAT",
        "memory affinities of node 2 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.affinities[4].node = 0
    },
    Break(
      "an affinity of a node that does not exist",
      [
        "memory affinities of node 2 are not its slots without what is kept out of SRAT",
        "memory affinities of node 7 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.affinities[4].node = 7
    },
    Break(
      "an affinity that is lost", ["memory affinities of node 2 are not its slots without what is kept out of SRAT"]
    ) {
      $0.affinities.removeLast()
    },
    Break(
      "an affinity that leaves a reserved range out",
      ["memory affinities of node 0 are not its slots without what is kept out of SRAT"]
    ) {
      $0.affinities[0].range = AddressRange($0.affinities[0].start, 0x1000_0000)
      $0.affinities.insert(MemoryAffinity(node: 0, range: AddressRange(0x1010_0000, 0x12C0_0000)), at: 1)
    },
    Break(
      "an affinity over what SRAT leaves out",
      ["memory affinities of node 0 are not its slots without what is kept out of SRAT"]
    ) {
      $0.affinities[0].range = AddressRange($0.affinities[0].start, 0x12D0_0000)
    },
    Break(
      "affinities that overlap",
      [
        "memory affinities at 0x2ffff000 overlap",
        "memory affinities of node 1 are not its slots without what is kept out of SRAT",
      ]
    ) {
      $0.affinities[2].range = AddressRange($0.affinities[2].start - 4096, $0.affinities[2].end)
    },
    Break("an empty affinity", ["the memory affinity at 0x200000000 is empty"]) {
      $0.affinities.append(MemoryAffinity(node: 2, range: AddressRange(8 << 30, 8 << 30)))
    },
    Break(
      "hot-pluggable space that no node declares",
      [
        "hot-pluggable space is not of the nodes that declare it",
        "the hot-pluggable space 0x1000000000-0x1040000000 is not what node 1 declares",
        "hot-pluggable memory affinities are not the hot-pluggable space",
      ]
    ) {
      $0.hotplug.append(HotplugRange(node: 1, range: AddressRange(64 << 30, 65 << 30)))
    },
    Break("hot-pluggable space that is lost", ["hot-pluggable space is not of the nodes that declare it"]) {
      $0.topology.nodes[2].hotplug = HotplugSpace(size: 1 << 30)
    },
    Break(
      "hot-pluggable space in a gap, in RAM and in the map",
      [
        "hot-pluggable space overlaps RAM", "hot-pluggable space overlaps gaps",
        "hot-pluggable space overlaps the memory map",
        "hot-pluggable memory affinities are not the hot-pluggable space",
      ]
    ) {
      $0.topology.nodes[2].hotplug = HotplugSpace(size: 2 << 30)
      $0.hotplug.append(HotplugRange(node: 2, range: AddressRange(1 << 30, 3 << 30)))
    },
    Break(
      "hot-pluggable spaces that overlap, elsewhere than they say",
      [
        "memory affinities at 0x1040000000 overlap",
        "the hot-pluggable space 0x1000000000-0x1080000000 is not what node 1 declares",
        "hot-pluggable spaces overlap at 0x1040000000",
      ]
    ) {
      $0.topology.nodes[1].hotplug = HotplugSpace(size: 2 << 30, start: Located(32 << 30))
      $0.topology.nodes[2].hotplug = HotplugSpace(size: 1 << 30)
      for (node, range) in [(1, AddressRange(64 << 30, 66 << 30)), (2, AddressRange(65 << 30, 66 << 30))] {
        $0.hotplug.append(HotplugRange(node: node, range: range))
        $0.affinities.append(MemoryAffinity(node: node, range: range, traits: .hotPluggable))
      }
    },
    Break(
      "numbers that nobody keeps",
      ["the numbers that vtl0 keeps free are not those of hot-pluggable space"]
    ) {
      Self.addPluggable(to: &$0)
      $0.partitions = [Partition(name: Partition.guest, slots: $0.slots)]
    },
    Break(
      "numbers that are kept for other addresses, in the place of a slot's",
      [
        "the numbers that vtl0 keeps free are not those of hot-pluggable space",
        "slot 8 of vtl0, 0xc0000000-0x140000000, is misnumbered",
      ]
    ) {
      Self.addPluggable(to: &$0)
      let kept = PluggableSlot(number: 8, range: AddressRange(start: 64 << 30, size: 1 << 30), node: 2)
      $0.partitions = [Partition(name: Partition.guest, slots: $0.slots, pluggable: [kept])]
    },
    Break(
      "slots of no whole 128 MiB",
      ["the hot-pluggable space 0x1000000000-0x1040000000 is not 3 slots of whole 128 MiB"]
    ) {
      Self.addPluggable(to: &$0)
      $0.topology.nodes[2].hotplug?.slots = Located(3)
      let size = UInt64(1 << 30) / 3
      let kept = (0..<3).map { index in
        PluggableSlot(
          number: 9 + UInt32(index), range: AddressRange(start: 64 << 30 + UInt64(index) * size, size: size),
          node: 2)
      }
      $0.partitions = [Partition(name: Partition.guest, slots: $0.slots, pluggable: kept)]
    },
    Break(
      "ordinary memory that is called persistent",
      ["the memory affinity at 0x0 is not of its node's kind of memory"]
    ) {
      $0.affinities[0].traits = .persistent
    },
    Break(
      "persistent memory that is called usable",
      [
        "usable memory is not RAM without what is reserved",
        "the map's entries of type 'persistent' are not the platform's ranges and persistent nodes",
        "the memory affinity at 0x30000000 is not of its node's kind of memory",
        "the memory affinity at 0x80000000 is not of its node's kind of memory",
      ]
    ) {
      $0.topology.nodes[1].isPersistent.value = true
    },
    Break(
      "a slot of a zone that its node does not have",
      ["extents or slots are of zones that do not exist, or of nodes that are divided into zones"]
    ) {
      $0.slots[0].zone = 0
    },
    Break(
      "extents of a node that is divided into zones",
      ["extents or slots are of zones that do not exist, or of nodes that are divided into zones"]
    ) {
      $0.topology.nodes[0].zones = [MemoryZone(size: Located(768 << 20))]
    },
    Break(
      "zones that add up to less than their node, in the wrong order",
      [
        "zone 0 of node 1 has 1073741824 bytes, but its slots hold 268435456",
        "zone 1 of node 1 has 134217728 bytes, but its slots hold 1073741824",
        "node 1 has 1342177280 bytes, but its zones add up to 1207959552",
      ]
    ) {
      $0.divide(1, into: [1 << 30, 128 << 20], [0, 1])
    },
    Break(
      "zones in the wrong order",
      ["the zones of node 1 do not ascend: [1, 0]"]
    ) {
      $0.divide(1, into: [1 << 30, 256 << 20], [1, 0])
    },
    Break(
      "a slot of another zone than its extent's",
      [
        "slot 7 begins at 0 of the backing of zone 0 of node 1, but 268435456 bytes of that lie below it",
        "zone 0 of node 1 has 268435456 bytes, but its slots hold 1342177280",
        "zone 1 of node 1 has 1073741824 bytes, but its slots hold 0", "slots do not hold the extents",
      ]
    ) {
      $0.divide(1, into: [256 << 20, 1 << 30], [0, 1])
      $0.slots[2].zone = 0
    },
    Break("distances of too few nodes", ["distances are for 2 nodes, not 3"]) {
      $0.topology.distances = DistanceMatrix(count: 2)
    },
    Break("a diagonal that is not 10", ["the distance from node 1 to node 1 is 11"]) {
      $0.topology.distances[1, 1] = 11
    },
    Break("another entry that is 10", ["the distance from node 0 to node 2 is 10"]) {
      $0.topology.distances[0, 2] = 10
    },
    Break("an entry below 10", ["the distance from node 2 to node 0 is 9"]) {
      $0.topology.distances[2, 0] = 9
    },
  ]
}
