import Addresses
import Lowering
import TestSupport
import Testing

@testable import Artifacts

/// Nodes that are divided into zones, in the artifacts.
@Suite("Zones in artifacts")
struct ZoneArtifactTests {
  private let compilation = Compilation(
    """
    memc: 1
    defaults: {pin: on}
    nodes:
      - align: auto
        zones:
          - {name: odd, size: 5MiB}
          - {size: 4MiB, hugepages: on, pin: off}
        cpus: 0
      - {memory: 8MiB}
    platform: {reserved: {replace: on, list: []}}
    """)

  private func bytes(_ kind: ArtifactKind) throws -> [UInt8] {
    try #require(compilation.artifacts().first { $0.kind == kind }).bytes
  }

  private func memslots() throws -> MemslotsFile {
    let (file, issues) = MemslotsFile.decode(try bytes(.memslots))
    #expect(issues == [])
    return file
  }

  private func layout() throws -> LayoutFile {
    let (file, issues) = LayoutFile.decode(try bytes(.layout))
    #expect(issues == [])
    return file
  }

  @Test("memslots.json names the zone, from whose beginning a slot's place is counted, with its own policy")
  func slots() throws {
    let slots = try memslots().partitions[0].slots
    #expect(slots.map(\.zone) == [0, 1, nil])
    #expect(slots.map(\.node) == [0, 0, 1])
    #expect(slots.map(\.backingOffset) == [0, 0, 0])
    #expect(slots.map(\.pageSize) == [4096, 2 << 20, 4096])
    #expect(slots.map(\.pin) == [true, false, true])
    #expect(slots.map(\.facts.memory) == ["zone 0 of node 0", "zone 1 of node 0", "node 1"])
  }

  @Test("layout.json has each zone with its line and what it is aligned to, and nothing of it for other nodes")
  func entries() throws {
    let json = String(decoding: try bytes(.layout), as: UTF8.self)
    for part in [
      #"""
        "extents": [
          {"line": 6, "node": 0, "size": 5242880, "start": 0, "zone": 0},
          {"line": 7, "node": 0, "size": 4194304, "start": 6291456, "zone": 1},
          {"line": 9, "node": 1, "size": 8388608, "start": 10485760}
        ],
      """#,
      #"""
        "memory_affinities": [
          {"length": 5242880, "line": 4, "node": 0, "start": 0},
          {"length": 4194304, "line": 4, "node": 0, "start": 6291456},
          {"length": 8388608, "line": 9, "node": 1, "start": 10485760}
        ],
      """#,
      #"""
      "zones": [{"align": 4096, "line": 6, "memory": 5242880, "name": "odd"}, {"align": 2097152, "line": 7, "memory": 4194304}]
      """#,
      #"{"apic_ids": "", "cpus": "", "line": 9, "memory": 8388608, "node": 1}"#,
    ] {
      #expect(json.contains(part), "\(json)")
    }
    #expect(try layout().encoded() == bytes(.layout))
  }

  @Test("Neighbours of one node are one entry of e820, and an affinity each")
  func neighbours() throws {
    let compilation = Compilation("{memc: 1, nodes: [{zones: [{size: 1GiB}, {size: 1GiB}, {size: 2GiB}]}]}")
    let layout = try #require(compilation.layout)
    #expect(
      layout.memoryMap.filter { $0.kind == .usable }.map(\.range) == [
        AddressRange(0, 0x9fc00), AddressRange(1 << 20, 3 << 30), AddressRange(4 << 30, 5 << 30),
      ])
    #expect(
      layout.affinities.map(\.range) == [
        AddressRange(0, 1 << 30), AddressRange(1 << 30, 2 << 30), AddressRange(2 << 30, 3 << 30),
        AddressRange(4 << 30, 5 << 30),
      ])
  }

  @Test("A summary shows zones, and a node without has none")
  func summary() throws {
    let summary = LayoutSummary(try #require(compilation.layout)).description
    #expect(
      summary.contains(
        """
        memory zones
          zone 0 of node 0 odd  5 MiB  private  0x0-0x500000
          zone 1 of node 0      4 MiB  private  0x600000-0xa00000

        """), "\(summary)")
    #expect(
      !LayoutSummary(try #require(Compilation("{memc: 1, memory: 1GiB}").layout)).description.contains("zone"))
  }

  @Test("A listing names them")
  func listing() throws {
    let lines = try layout().lines
    #expect(lines.contains("zone 0 of node 0: 5 MiB odd (line 6)"))
    #expect(lines.contains("zone 1 of node 0: 4 MiB (line 7)"))
    #expect(lines.contains("slot 1: 0x600000-0xa00000 zone 1 of node 0 (line 7)"))
  }

  // MARK: What does not fit

  private func problems(_ change: (inout LayoutFile) -> Void) throws -> [String] {
    var file = try layout()
    change(&file)
    return LayoutComparison(file, srat: nil, slit: nil, cedt: nil, cpus: nil).problems()
  }

  @Test("layout.json is held against itself")
  func layoutProblems() throws {
    #expect(try problems { _ in } == [])
    #expect(
      try problems { $0.nodes[0].zones?[1].memory = 8 << 20 } == [
        "zone 1 of node 0 has 8388608 bytes, but its slots hold 4194304"
      ])
    #expect(
      try problems { $0.nodes[0].zones?[1].align = 4096 } == [
        "its dram_base, its gaps and its nodes' sizes make RAM of zone 1 of node 0 at 0x500000-0x900000, but its extents say "
          + "RAM of zone 1 of node 0 at 0x600000-0xa00000"
      ])
    #expect(
      try problems {
        $0.slots[1].zone = 7
        $0.extents[1].zone = 7
      } == [
        "slot 1 is of no zone that node 0 has", "zone 1 of node 0 has 4194304 bytes, but its slots hold 0",
      ])
    #expect(
      try problems { $0.extents[0].zone = nil } == [
        "its extents are not its slots", "the lines of its extents are not those of what they are of",
      ])
    #expect(
      try problems { $0.nodes[0].zones?[0].line = 5 } == [
        "the lines of its extents are not those of what they are of",
        "the lines of its slots are not those of what they are of",
      ])
  }

  @Test("memslots.json is held against itself, and against layout.json")
  func slotProblems() throws {
    let layout = try layout()
    func problems(_ change: (inout MemslotsFile.Slot) -> Void) throws -> [String] {
      var file = try memslots()
      change(&file.partitions[0].slots[1])
      return PartitionComparison(layout, file).problems()
    }
    #expect(try problems { _ in } == [])
    #expect(try problems { $0.zone = 0 } == ["not the slots of layout.json"])
    #expect(
      try problems { $0.backingOffset = 5 << 20 } == [
        "vtl0: slot 1 begins at 0x500000 of the memory of zone 1 of node 0, where 0x0 bytes lie below it"
      ])
    var device = MemslotsFile.Slot()
    (device.source, device.device, device.backing) = ("device", "bar", "device")
    (device.hugepages, device.pageSize, device.memorySize) = ("off", 4096, 4096)
    (device.policy, device.thp, device.zone) = ("default", "default", 1)
    #expect(
      SlotForms([device]).problems() == [
        "slot 0 is of source 'device', but has a zone, which only memory of a node has"
      ])
  }
}
