import Artifacts
import Addresses
import Diagnostics
import TestSupport
import Testing

@testable import Lowering
@testable import MachineModel

/// Every way to break partitions is noticed, and those that are broken are whole to begin with.
@Suite("Partition invariants") struct PartitionInvariantsTests {
  @Test("The partitions that are broken below are whole")
  func whole() throws {
    #expect(LayoutInvariants.violations(of: try valid().layout) == [])
  }

  @Test("Broken partitions", arguments: breaks)
  func broken(_ example: Break) throws {
    var parts = try valid()
    example.apply(&parts)
    #expect(PartitionInvariants.violations(of: parts.layout) == example.violations)
  }

  /// In vtl0 RAM in slots 3 to 6, `low` in slot 7, `high` in 8, `low` again in 9; in vtl2 RAM in 3 to 6, its own
  /// in 7 and 8, and a mirror of RAM in 9 to 12.
  private func valid() throws -> Parts {
    let layout = try #require(
      Compilation(
        """
        memc: 1
        nodes: [{memory: 2GiB, cpus: 0}, {memory: 2GiB}]
        slots: {first: 3, max_size: 1GiB}
        visibility: [{start: 1GiB, size: 1GiB, mode: read-only}]
        devices:
          - {name: low, start: 3GiB, size: 768MiB}
          - {name: high, start: 0xd0000000, size: 256MiB, priority: 1}
        vtl2: {start: 8GiB, size: 1536MiB}
        aliases: [{offset: 16GiB}]
        """
      ).layout)
    var parts = Parts(layout)
    parts.partitions = layout.partitions
    return parts
  }

  static let breaks: [Break] = [
    Break("a partition that is lost", [#"partitions are ["vtl0"], not ["vtl0", "vtl2"]"#]) {
      $0.partitions?.removeLast()
    },
    Break("a partition too many", [#"partitions are ["vtl0", "vtl2"], not ["vtl0"]"#]) { $0.topology.vtl2 = nil },
    Break("a number that is left out", ["slot 10 of vtl0, 0xe0000000-0xf0000000, is misnumbered"]) {
      $0.change(0, 9) { $0.number = 10 }
    },
    Break(
      "a slot off its page",
      [
        "slot 9 of vtl0, 0xe0000800-0xf0000800, is not page aligned, or empty",
        "slot 9 of vtl0 is not where its window is",
        "slots of windows are not the windows without RAM",
        "slot 9 of vtl0 is not what wins at 0xf0000000",
      ]
    ) {
      $0.change(0, 9) { $0.range = AddressRange(start: $0.start + 0x800, size: $0.size) }
    },
    Break(
      "a slot that is too long",
      [
        "slot 7 of vtl2, 0x200000000-0x260000000, is too long",
        "slots 7 and 8 of vtl2 overlap",
      ]
    ) {
      $0.change(1, 7) { $0.range = AddressRange(start: $0.start, size: 1536 << 20) }
    },
    Break(
      "no split of the first megabyte",
      LegacyMegabyte.boundaries.dropFirst().map {
        "slot 3 reaches across \(Units.address($0))"
      }
    ) {
      $0.topology.legacyX86.value = true
    },
    Break("another visibility than is stated", ["slot 3 of vtl0 is not RAM slot 3 as it is stated"]) {
      $0.change(0, 3) { $0.visibility = .unmapped }
    },
    Break("a visibility that is not kept", ["slot 4 of vtl0 is not RAM slot 4 as it is stated"]) {
      $0.topology.visibility[0].mode = .unmapped
    },
    Break("RAM behind the windows", ["slot 7 of vtl0 is no window"]) { $0.change(0, 7) { $0.source = .node(0) } },
    Break("a window that does not exist", ["slot 7 of vtl0 is no window"]) {
      $0.change(0, 7) { $0.source = .window(2) }
    },
    Break(
      "a window that should lose",
      ["slot 8 of vtl0 is not what wins at 0xd0000000", "slot 8 of vtl0 is not what wins at 0xdfffffff"]
    ) {
      $0.change(0, 8) {
        $0.source = .window(0)
        $0.backingOffset = 256 << 20
      }
    },
    Break(
      "a priority that is not kept",
      [
        "slot 8 of vtl0 is not what wins at 0xd0000000", "slot 8 of vtl0 is not what wins at 0xdfffffff",
      ]
    ) {
      $0.topology.devices[0].priority = 2
    },
    Break("a window elsewhere in its memory", ["slot 9 of vtl0 is not where its window is"]) {
      $0.change(0, 9) { $0.backingOffset = 0 }
    },
    Break("a window that is not seen", ["slots of windows are not the windows without RAM"]) {
      $0.partitions?[0].slots.removeLast()
    },
    Break("RAM that VTL2 does not see", ["VTL2 does not see RAM as it is"]) {
      $0.change(1, 3) { $0.backingOffset = 1 << 30 }
    },
    Break("an alias that is lost", ["the alias at offset 0x400000000 does not mirror RAM once"]) {
      $0.partitions?[1].slots.removeLast(4)
    },
    Break("an alias that lacks a slot", ["the alias at offset 0x400000000 does not mirror RAM once"]) {
      $0.partitions?[1].slots.removeLast()
    },
    Break("an alias that nobody states", ["the alias at offset 0x400000000 does not mirror RAM once"]) {
      $0.topology.aliases = []
    },
    Break("an alias of other memory", ["the alias at offset 0x400000000 does not mirror RAM once"]) {
      $0.change(1, 9) { $0.source = .node(1) }
    },
    Break("memory of VTL2 that is not there", ["the slots of VTL2's memory do not hold it"]) {
      if let range = $0.topology.vtl2?.range {
        $0.topology.vtl2?.range = AddressRange(range.start, range.end + 4096)
      }
    },
    Break("memory of VTL2 twice", ["the slots of VTL2's memory do not hold it"]) {
      $0.change(1, 8) { $0.backingOffset = 0 }
    },
    Break("a visibility that binds VTL2", ["visibility binds VTL2"]) {
      $0.change(1, 4) { $0.visibility = .readOnly }
    },
    Break(
      "slots of VTL2 in another order",
      [
        "slots of VTL2 do not ascend at slot 8"
      ]
    ) {
      $0.change(1, 7) {
        ($0.range, $0.backingOffset) = (AddressRange(start: 0x2_2000_0000, size: 1 << 30), 512 << 20)
      }
      $0.change(1, 8) { ($0.range, $0.backingOffset) = (AddressRange(start: 0x2_0000_0000, size: 512 << 20), 0) }
    },
    Break(
      "memory of VTL2 under a window",
      [
        "the slots of VTL2's memory do not hold it",
        "vtl0 sees the memory of VTL2",
      ]
    ) {
      $0.topology.vtl2 = PrivilegedMemory(start: 0xE000_0000, size: 64 << 20)
    },
    Break("memory of VTL2 that the memory map speaks of", ["the memory map speaks of the memory of VTL2"]) {
      $0.memoryMap.append(MemoryMapEntry(range: AddressRange(0x2_0000_0000, 0x2_0000_1000), kind: .usable))
    },
    Break("memory of VTL2 in a memory affinity", ["a memory affinity covers the memory of VTL2"]) {
      $0.affinities.append(MemoryAffinity(node: 0, range: AddressRange(0x2_5FFF_F000, 0x2_6000_0000)))
    },
  ]
}

extension Parts {
  /// Changes a slot of a partition.
  fileprivate mutating func change(_ partition: Int, _ number: UInt32, _ body: (inout MemorySlot) -> Void) {
    guard var changed = partitions, let index = changed[partition].slots.firstIndex(where: { $0.number == number })
    else { return }
    body(&changed[partition].slots[index])
    partitions = changed
  }
}
