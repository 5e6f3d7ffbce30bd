import Addresses
import JSONCoding
import SystemPackage
import TestSupport
import Testing

@testable import Artifacts
@testable import Lowering

/// Windows, visibility and privilege levels in the artifacts.
@Suite("Partitions in artifacts")
struct PartitionArtifactTests {
  private let compilation = Compilation(
    """
    memc: 1
    nodes: [{memory: 16MiB, backing: shared}]
    legacy_x86: on
    visibility:
      - {start: 0xa0000, end: 0xc0000, mode: unmapped}
      - {start: 0xf0000, end: 0x100000, mode: read-only}
    devices:
      - {name: bar, start: 3GiB, size: 12KiB}
      - {name: over, start: 0xc0001000, size: 4KiB, priority: 9}
      - {name: under, start: 0xc0001000, size: 4KiB, priority: 8}
    vtl2: {start: 4GiB, size: 1MiB}
    aliases: [{name: mirror, offset: 8GiB}]
    """)

  private func bytes(_ kind: ArtifactKind) throws -> [UInt8] {
    try #require(compilation.artifacts().first { $0.kind == kind }).bytes
  }

  @Test("memslots.json says what provides each slot, and how it begins")
  func memslots() throws {
    let (file, issues) = MemslotsFile.decode(try bytes(.memslots))
    #expect(issues == [])
    #expect(file == MemslotsFile(try #require(compilation.layout)))
    #expect(file.partitions.map(\.name) == ["vtl0", "vtl2"])
    func lines(_ partition: Int) -> [String] {
      file.partitions[partition].slots.map { slot in
        "\(slot.slot) \(slot.source) \(slot.node.map { "\($0)" } ?? slot.device ?? "-") \(slot.backing) "
          + "\(slot.visibility) \(slot.flags) \(slot.aliasOffset ?? 0)"
      }
    }
    let ram = (0..<16).map { "\($0) node 0 shared read-write 0 0" }
    var guest = ram
    guest[1] = "1 node 0 shared unmapped 0 0"
    guest[14] = "14 node 0 shared read-only 2 0"
    let windows = ["bar", "over", "bar"].enumerated().map { "\(16 + $0) device \($1) device read-write 0 0" }
    #expect(lines(0) == guest + windows)
    let mirror = (17..<33).map { "\($0) node 0 shared read-write 0 8589934592" }
    #expect(lines(1) == ram + ["16 vtl2 - private read-write 0 0"] + mirror)
  }

  @Test("a slot of a window, as it is written")
  func window() throws {
    let line = try #require(
      text(try bytes(.memslots)).split(separator: "\n").first { $0.contains(#""slot": 18,"#) })
    #expect(
      line.drop { $0 == " " }
        == #"""
        {"backing": "device", "backing_offset": 8192, "device": "bar", "flags": 0, "guest_phys_addr": 3221233664, \#
        "host_nodes": [], "hugepages": "off", "memory_size": 4096, "mergeable": false, "page_size": 4096, \#
        "pin": false, "policy": "default", "prefault": false, "reserve": false, "slot": 18, "source": "device", \#
        "thp": "default", "visibility": "read-write"},
        """#.dropLast())
  }

  @Test("layout.json has what the topology has, each with its line, and reads back")
  func layout() throws {
    let json = text(try bytes(.layout))
    for part in [
      #"""
        "aliases": [
          {"line": 12, "name": "mirror", "offset": 8589934592}
        ],
      """#,
      #"""
        "devices": [
          {"line": 8, "name": "bar", "priority": 0, "size": 12288, "slots": [16, 18], "start": 3221225472},
          {"line": 9, "name": "over", "priority": 9, "size": 4096, "slots": [17], "start": 3221229568},
          {"line": 10, "name": "under", "priority": 8, "size": 4096, "slots": [], "start": 3221229568}
        ],
      """#,
      #"""
        "visibility": [
          {"line": 5, "mode": "unmapped", "slot": 1},
          {"line": 6, "mode": "read-only", "slot": 14}
        ],
        "vtl2": {
          "line": 11,
          "size": 1048576,
          "start": 4294967296
        },
      """#,
    ] {
      #expect(json.contains(part), "\(json)")
    }
    let (file, issues) = LayoutFile.decode(try bytes(.layout))
    #expect(issues == [])
    #expect(file.encoded() == (try bytes(.layout)))
  }

  @Test("layout.json has nothing of it where the topology has nothing of it")
  func nothing() throws {
    let compilation = Compilation("{memc: 1, memory: 1GiB}")
    let json = text(compilation.artifacts([.layout]).last?.bytes ?? [])
    for member in ["aliases", "devices", "visibility", "vtl2"] { #expect(!json.contains("\"\(member)\"")) }
    let summary = LayoutSummary(try #require(compilation.layout)).description
    for word in ["vtl", "device", "read-write", "alias"] { #expect(!summary.contains(word)) }
  }

  @Test("A summary shows them")
  func summary() throws {
    let summary = LayoutSummary(try #require(compilation.layout)).description
    #expect(
      summary.contains(
        """
          13  0xec000-0xf0000        16 KiB   node 0       offset 0xec000
          14  0xf0000-0x100000       64 KiB   node 0       offset 0xf0000   read-only
          15  0x100000-0x1000000     15 MiB   node 0       offset 0x100000
          16  0xc0000000-0xc0001000  4 KiB    device bar   offset 0x0
          17  0xc0001000-0xc0002000  4 KiB    device over  offset 0x0
          18  0xc0002000-0xc0003000  4 KiB    device bar   offset 0x2000

        memory slots of vtl2
          0-15   0x0-0x1000000            16 MiB  RAM of vtl0
          16     0x100000000-0x100100000  1 MiB   RAM of vtl2
          17-32  0x200000000-0x201000000  16 MiB  RAM of vtl0, alias mirror at offset 0x200000000

        device windows
          bar    0xc0000000-0xc0003000  12 KiB  priority 0  seen in slots 16,18
          over   0xc0001000-0xc0002000  4 KiB   priority 9  seen in slot 17
          under  0xc0001000-0xc0002000  4 KiB   priority 8  hidden

        """), "\(summary)")
  }

  @Test("A dump shows them")
  func dump() throws {
    let memslots = ArtifactDump(try bytes(.memslots), name: "memslots.json")
    #expect(memslots.issues == [])
    for line in [
      "  slot 1: 0xa0000-0xc0000 (128 KiB) node 0, shared at 0xa0000, pages of 4 KiB, unmapped\n",
      "  slot 18: 0xc0002000-0xc0003000 (4 KiB) device bar at 0x2000, pages of 4 KiB, read-write\npartition vtl2\n",
      "  slot 16: 0x100000000-0x100100000 (1 MiB) vtl2, private at 0x0, pages of 4 KiB, read-write\n",
      "  slot 17: 0x200000000-0x2000a0000 (640 KiB) node 0, shared at 0x0, pages of 4 KiB, read-write, "
        + "alias at 0x200000000\n",
    ] {
      #expect(memslots.text.contains(line), "\(memslots.text)")
    }
    let layout = ArtifactDump(try bytes(.layout), name: "layout.json")
    #expect(layout.issues == [])
    #expect(
      layout.text.contains(
        """
        device bar: 0xc0000000-0xc0003000 priority 0, slots 16, 18 (line 8)
        device over: 0xc0001000-0xc0002000 priority 9, slots 17 (line 9)
        device under: 0xc0001000-0xc0002000 priority 8, hidden (line 10)
        slot 1: unmapped (line 5)
        slot 14: read-only (line 6)
        vtl2: 0x100000000-0x100100000 (line 11)
        alias mirror at 0x200000000 (line 12)

        """), "\(layout.text)")
  }

  // MARK: Checked against each other

  @Test("What belongs together is found to")
  func together() throws {
    #expect(try compilation.folderProblems() == [])
  }

  @Test("What does not belong together is told", arguments: Damage.all)
  func apart(_ damage: Damage) throws {
    #expect(try compilation.folderProblems(slots: damage.apply) == ["memslots.json: \(damage.problem)"])
  }

  @Test("A map that tells the guest of VTL2's memory is told")
  func tableOfPrivilegedMemory() throws {
    let layout = try #require(compilation.layout)
    let map = layout.memoryMap + [MemoryMapEntry(range: AddressRange(0x1_0000_0000, 0x1_0010_0000), kind: .usable)]
    let wrong = Layout(
      topology: layout.topology, sizes: layout.sizes, geography: layout.geography, extents: layout.extents,
      memoryMap: map, affinities: layout.affinities, partitions: layout.partitions)
    let artifacts = Artifact.all(of: wrong, ArtifactKind.byDefault, diagnostics: [])
    let folder = try TemporaryFolder()
    try ArtifactWriter().write(artifacts, to: FilePath(folder.path("out")))
    let path = folder.path("out")
    #expect(
      try DirectoryCheck(FilePath(path)).problems() == [
        "\(path)/layout.json: its usable e820 entries are not its RAM without its reserved ranges",
        "\(path): e820 calls 0x100000000-0x100100000 usable, but no RAM slot is there",
        "\(path): usable memory at 0x100000000-0x100100000 lies in no enabled memory affinity",
        "\(path): the EFI memory map calls 0x100000000-0x100100000 conventional, but no RAM slot is there",
      ])
  }
}

/// A way to damage memslots.json, with what is told of it.
struct Damage: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let problem: String
  let apply: @Sendable (inout MemslotsFile) -> Void

  init(_ title: String, _ problem: String, _ apply: @escaping @Sendable (inout MemslotsFile) -> Void) {
    testDescription = title
    self.problem = problem
    self.apply = apply
  }

  private static let visibility = "not the visibility of layout.json"
  private static let windows = "not the device windows of layout.json"
  private static let privileged = "not the RAM and the aliases of VTL2 of layout.json"

  static let all = [
    Damage("RAM of another size", "not the slots of layout.json") { $0.partitions[0].slots[2].memorySize += 4096 },
    Damage("another name", "not the partitions of layout.json") {
      $0.partitions.append(MemslotsFile.PartitionEntry())
    },
    Damage("a number twice", "the slots of vtl2 are not numbered densely") { $0.partitions[1].slots[20].slot = 19 },
    Damage("RAM that is read-only", visibility) {
      $0.partitions[0].slots[3].visibility = "read-only"
      $0.partitions[0].slots[3].flags = 2
    },
    Damage("read-only without the flag", visibility) { $0.partitions[0].slots[14].flags = 0 },
    Damage("a window that wins falsely", windows) { $0.partitions[0].slots[17].device = "under" },
    Damage("a window without a slot", windows) { $0.partitions[0].slots.removeLast() },
    Damage("a window elsewhere", windows) { $0.partitions[0].slots[18].guestPhysicalAddress += 4096 },
    Damage("a window elsewhere in its memory", windows) { $0.partitions[0].slots[18].backingOffset = 0 },
    Damage("no mirror", privileged) { $0.partitions[1].slots.removeLast() },
    Damage("a mirror elsewhere", privileged) { $0.partitions[1].slots[20].guestPhysicalAddress += 4096 },
    Damage("a mirror of other memory", privileged) { $0.partitions[1].slots[20].backingOffset = 0 },
    Damage("a mirror of another offset", privileged) { $0.partitions[1].slots[20].aliasOffset = nil },
    Damage("VTL2's memory of another size", privileged) { $0.partitions[1].slots[16].memorySize = 4096 },
    Damage("a visibility that binds VTL2", privileged) { $0.partitions[1].slots[1].visibility = "unmapped" },
  ]
}
