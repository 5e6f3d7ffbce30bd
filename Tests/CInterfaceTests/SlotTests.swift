import Artifacts
import CMemc
import Diagnostics
import Foundation
import Lowering
import TestSupport
import Testing

@testable import CInterface

@Suite("Slots in C")
struct SlotTests {
  /// What the examples leave out: every backing and every word, levels, mirrors, windows that are files.
  static let kinds = [
    """
    {memc: 1, memory: 64MiB, legacy_x86: on,
     visibility: [{start: 0xa0000, end: 0xc0000, mode: unmapped}, {start: 0xf0000, end: 0x100000, mode: read-only}],
     devices: [{name: bar0, start: 3GiB, size: 4MiB}, {name: "é \\"0\\"", start: 0xc0100000, size: 1MiB, priority: 1},
      {name: flash, place: low, size: 8MiB, visibility: read-only, file: ram.img, offset: 8MiB},
      {name: variables, place: low, size: 64KiB, file: "a b"}],
     vtl2: {start: 4GiB, size: 16MiB}, aliases: [{offset: 64GiB}], slots: {first: 7}}
    """,
    """
    {memc: 1, nodes: [{memory: 16MiB, cpus: 0, backing: shared, thp: on, domain: 77}, {memory: 16MiB, backing: {file: r}},
     {memory: 16MiB, hugepages: auto}, {memory: 16MiB, hugepages: on, pin: on, prefault: on},
     {memory: 16MiB, backing: existing}, {memory: 16MiB, reserve: on, thp: off, mergeable: on, host_nodes: "3,0-1", policy: interleave},
     {memory: 16MiB, host_nodes: [0], policy: preferred}, {memory: 16MiB, policy: local},
     {memory: 16MiB, host_nodes: [0, 1], policy: weighted-interleave}, {memory: 16MiB, host_nodes: 5},
     {zones: [{size: 16MiB}, {size: 8MiB, backing: shared}], cpus: []}]}
    """,
  ]

  static let files = (try? FileManager.default.contentsOfDirectory(atPath: packageRoot + "/examples")) ?? []

  @Test("of every example are those of its memslots.json")
  func examples() throws {
    for example in try found(Self.files.filter { $0.hasSuffix(".yaml") }.sorted(), "examples") {
      try compare(try packageText("examples/\(example)"))
    }
  }

  @Test("of every kind are those of memslots.json", arguments: kinds)
  func others(_ yaml: String) throws { try compare(yaml) }

  private func compare(_ yaml: String) throws {
    let machine = Machine(yaml)
    let file = MemslotsFile(try #require(Compilation(yaml).layout, "\(machine.findings ?? "")"))
    try #require(machine.status == MEMC_OK)
    #expect(machine.partitions.map { unsafe text($0.name) } == file.partitions.map(\.name))
    #expect(machine.partitions.map(\.slot_count) == file.partitions.map(\.slots.count))
    for (index, partition) in file.partitions.enumerated() {
      #expect(machine.slots(of: index).map(\.words) == partition.slots.map(\.words))
      let pluggable = partition.hotplug ?? []
      #expect(machine.partitions[index].pluggable_slot_count == pluggable.count)
      #expect(machine.pluggable(of: index).map(\.words) == pluggable.map(\.words))
    }
    objects(machine, file)
  }

  /// Slots have one object where they have one owner, and it ends where the last of them ends.
  private func objects(_ machine: Machine, _ file: MemslotsFile) {
    var summary = memc_machine()
    summary.size = MemoryLayout<memc_machine>.size
    #expect(unsafe memc_get_machine(machine.handle, &summary) == MEMC_OK)
    #expect(Int(summary.partition_count) == file.partitions.count)
    var owners: [String] = []
    var sizes: [UInt64] = []
    let slots = file.partitions.flatMap(\.slots)
    for slot in slots {
      let end = slot.backingOffset + slot.memorySize
      if let number = owners.firstIndex(of: slot.facts.memory) {
        sizes[number] = max(sizes[number], end)
      } else {
        owners.append(slot.facts.memory)
        sizes.append(end)
      }
    }
    #expect(Int(summary.object_count) == owners.count)
    let structures = file.partitions.indices.flatMap { machine.slots(of: $0) }
    #expect(structures.map { Int($0.object) } == slots.map { owners.firstIndex(of: $0.facts.memory) })
    #expect(structures.map(\.object_size) == structures.map { sizes[Int($0.object)] })
  }

  @Test("are behind the last where there is none")
  func end() {
    let machine = Machine("{memc: 1, memory: 64MiB}")
    var slot = memc_slot()
    slot.size = MemoryLayout<memc_slot>.size
    for (partition, index) in [(0, 1), (1, 0), (0, Int.max), (Int.max, 0), (0, -1), (-1, 0)] {
      #expect(unsafe memc_get_slot(machine.handle, partition, index, &slot) == MEMC_END, "\(partition), \(index)")
    }
    #expect(unsafe memc_get_slot(machine.handle, 0, 0, &slot) == MEMC_OK)
  }

  @Test("are none where the topology has errors")
  func failed() {
    let machine = Machine("{memc: 1, memory: 63}")
    #expect(machine.status == MEMC_FAILED)
    var slot = memc_slot()
    slot.size = MemoryLayout<memc_slot>.size
    #expect(unsafe memc_get_slot(machine.handle, 0, 0, &slot) == MEMC_FAILED)
    #expect(slot.memory_size == 0)
  }
}

/// What memslots.json has in words, of both.
private struct SlotWords: Equatable {
  var numbers: [UInt64?]
  var words: [String?]
  var flags: [Bool]
  var hostNodes: [UInt64]
}

extension memc_slot {
  fileprivate var words: SlotWords {
    func word(_ number: UInt32, _ words: [String]) -> String? {
      words.indices.contains(Int(number)) ? words[Int(number)] : nil
    }
    func known(_ number: UInt32) -> UInt64? { number == .max ? nil : UInt64(number) }
    return SlotWords(
      numbers: [
        guest_phys_addr, memory_size, UInt64(slot), UInt64(flags), known(node), known(zone), known(domain),
        backing_offset, alias_offset, page_size, device_file_offset,
      ],
      words: unsafe [
        word(visibility, ["read-write", "read-only", "unmapped"]), word(source, ["node", "device", "vtl2"]),
        word(backing, ["private", "shared", "file", "existing", "device"]), word(hugepages, ["off", "on", "auto"]),
        word(thp, ["default", "on", "off"]),
        word(policy, ["default", "bind", "preferred", "interleave", "local", "weighted-interleave"]), text(device),
        text(backing_file),
        text(device_file),
      ],
      flags: [mergeable, pin, prefault, reserve].map { $0 == 1 },
      hostNodes: unsafe UnsafeBufferPointer(start: host_nodes, count: Int(host_node_count)).map { UInt64($0) })
  }
}

extension MemslotsFile.Slot {
  fileprivate var words: SlotWords {
    SlotWords(
      numbers: [
        self.guestPhysicalAddress, self.memorySize, self.slot, flags, self.node, self.zone,
        self.domain ?? self.node,
        backingOffset, self.aliasOffset ?? 0, pageSize, deviceFileOffset ?? 0,
      ],
      words: [
        self.visibility, self.source, self.backing, hugepages, thp, policy, self.device, backingFile, deviceFile,
      ],
      flags: [mergeable, pin, prefault, reserve], hostNodes: hostNodes)
  }
}

extension memc_pluggable_slot {
  fileprivate var words: [UInt64] {
    [guest_phys_addr, memory_size, alias_offset, UInt64(slot), UInt64(node), UInt64(domain)]
  }
}

extension MemslotsFile.PluggableEntry {
  fileprivate var words: [UInt64] {
    [guestPhysicalAddress, memorySize, aliasOffset ?? 0, slot, node, domain ?? node]
  }
}
