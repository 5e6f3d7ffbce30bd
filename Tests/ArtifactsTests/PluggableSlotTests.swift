import Addresses
import SystemPackage
import TestSupport
import Testing

@testable import Artifacts
@testable import Lowering

/// Numbers that are kept for memory which may be plugged in, in the artifacts.
@Suite("Slots of hot-pluggable space")
struct PluggableSlotTests {
  private let compilation = Compilation(
    """
    memc: 1
    nodes:
      - {memory: 1GiB, hotplug: {size: 1GiB, start: 32GiB, slots: 2}}
      - {memory: 1GiB, hotplug: {size: 768MiB, start: 16GiB, slots: 3}}
      - {memory: 1GiB, hotplug: 2GiB}
    slots: {first: 4}
    devices: [{name: bar, start: 3GiB, size: 16MiB}]
    vtl2: {start: 128GiB, size: 16MiB}
    aliases: [{offset: 1TiB}]
    """)

  @Test("Numbers behind RAM's are kept in ascending address, and those of windows follow")
  func layout() throws {
    #expect(compilation.text == "")
    let layout = try #require(compilation.layout)
    #expect(
      layout.description == """
        partition vtl0
        slot 4: 0x0-0x40000000 (1 GiB) node 0 backing offset 0x0
        slot 5: 0x40000000-0x80000000 (1 GiB) node 1 backing offset 0x0
        slot 6: 0x80000000-0xc0000000 (1 GiB) node 2 backing offset 0x0
        slot 7: 0x400000000-0x410000000 (256 MiB) kept for node 1
        slot 8: 0x410000000-0x420000000 (256 MiB) kept for node 1
        slot 9: 0x420000000-0x430000000 (256 MiB) kept for node 1
        slot 10: 0x800000000-0x820000000 (512 MiB) kept for node 0
        slot 11: 0x820000000-0x840000000 (512 MiB) kept for node 0
        slot 12: 0xc0000000-0xc1000000 (16 MiB) device bar offset 0x0
        partition vtl2
        slot 4: 0x0-0x40000000 (1 GiB) node 0 backing offset 0x0
        slot 5: 0x40000000-0x80000000 (1 GiB) node 1 backing offset 0x0
        slot 6: 0x80000000-0xc0000000 (1 GiB) node 2 backing offset 0x0
        slot 7: 0x400000000-0x410000000 (256 MiB) kept for node 1
        slot 8: 0x410000000-0x420000000 (256 MiB) kept for node 1
        slot 9: 0x420000000-0x430000000 (256 MiB) kept for node 1
        slot 10: 0x800000000-0x820000000 (512 MiB) kept for node 0
        slot 11: 0x820000000-0x840000000 (512 MiB) kept for node 0
        slot 12: 0x2000000000-0x2001000000 (16 MiB) vtl2 offset 0x0
        slot 13: 0x10000000000-0x10040000000 (1 GiB) node 0 backing offset 0x0 alias at 0x10000000000
        slot 14: 0x10040000000-0x10080000000 (1 GiB) node 1 backing offset 0x0 alias at 0x10000000000
        slot 15: 0x10080000000-0x100c0000000 (1 GiB) node 2 backing offset 0x0 alias at 0x10000000000
        slot 16: 0x10400000000-0x10410000000 (256 MiB) kept for node 1 alias at 0x10000000000
        slot 17: 0x10410000000-0x10420000000 (256 MiB) kept for node 1 alias at 0x10000000000
        slot 18: 0x10420000000-0x10430000000 (256 MiB) kept for node 1 alias at 0x10000000000
        slot 19: 0x10800000000-0x10820000000 (512 MiB) kept for node 0 alias at 0x10000000000
        slot 20: 0x10820000000-0x10840000000 (512 MiB) kept for node 0 alias at 0x10000000000

        """)
    #expect(LayoutInvariants.violations(of: layout) == [])
    #expect(layout.top == (1 << 40) + (33 << 30))
  }

  @Test("Where no 'slots' are stated, none is kept, and windows are right behind RAM")
  func unstated() throws {
    let layout = try #require(
      Compilation(
        "memc: 1\nnodes: [{memory: 1GiB, hotplug: 4GiB}]\ndevices: [{name: bar, start: 3GiB, size: 4KiB}]\n"
      ).layout)
    #expect(layout.partitions[0].pluggable == [])
    #expect(layout.partitions[0].slots.map(\.number) == [0, 1])
    // QEMU numbers slots by itself.
    let ofQEMU = try #require(
      Compilation("memc: 1\nplatform: qemu-pc\nnodes: [{memory: 1GiB, hotplug: {size: 4GiB, slots: 2}}]\n").layout)
    #expect(ofQEMU.partitions[0].pluggable == [])
  }

  @Test("A person reads them in the summary and in dumps")
  func words() throws {
    let summary = LayoutSummary(try #require(compilation.layout)).description
    #expect(
      summary.contains(
        """
        hot-pluggable space
          0x800000000-0x840000000  1 GiB    node 0  slots 10-11 kept
          0x400000000-0x430000000  768 MiB  node 1  slots 7-9 kept
          0x840000000-0x8c0000000  2 GiB    node 2

        """), "\(summary)")
    func dump(_ kind: ArtifactKind) throws -> String {
      let bytes = try #require(compilation.artifacts().first { $0.kind == kind }).bytes
      let dump = ArtifactDump(bytes, name: kind.fileName)
      #expect(dump.issues == [])
      return dump.text
    }
    #expect(try dump(.layout).contains("hot-pluggable 0x400000000-0x430000000 node 1, slots 7, 8, 9 (line 4)\n"))
    #expect(
      try dump(.memslots).contains(
        "  slot 20: 0x10820000000-0x10840000000 (512 MiB) kept for node 0, alias at 0x10000000000\n"))
  }

  @Test("memslots.json and layout.json name them")
  func json() throws {
    let artifacts = compilation.artifacts()
    let memslots = text(try #require(artifacts.first { $0.kind == .memslots }).bytes)
    #expect(
      memslots.contains(
        #"""
              "hotplug": [
                {"guest_phys_addr": 17179869184, "memory_size": 268435456, "node": 1, "slot": 7},
        """#), "\(memslots)")
    let layout = text(try #require(artifacts.last { $0.kind == .layout }).bytes)
    #expect(
      layout.contains(
        #""hotplug": {"line": 4, "size": 805306368, "slots": [7, 8, 9], "start": 17179869184}, "line": 4"#),
      "\(layout)")
  }

  // MARK: Checked against each other

  @Test("What belongs together is found to, and what does not is told")
  func comparison() throws {
    #expect(try compilation.folderProblems() == [])
    let ofGuest = "memslots.json: the slots that vtl0 keeps for hot-pluggable space are not those of layout.json"
    let ofVTL2 = "memslots.json: the slots that vtl2 keeps for hot-pluggable space are not those of layout.json"
    let behind = "layout.json: the slots that are kept for hot-pluggable space are not those behind RAM's"
    #expect(
      try compilation.folderProblems(slots: { $0.partitions[0].hotplug?[1].memorySize = 4096 }) == [ofGuest])
    #expect(
      try compilation.folderProblems(slots: { $0.partitions[1].hotplug?[6].guestPhysicalAddress = 0 })
        == [ofVTL2])
    #expect(
      try compilation.folderProblems(slots: { $0.partitions[0].hotplug = nil })
        == ["memslots.json: the slots of vtl0 are not numbered densely", ofGuest])
    #expect(
      try compilation.folderProblems(layout: { $0.nodes[0].hotplug?.slots = [10, 12] })
        == [behind, ofGuest, ofVTL2])
    #expect(
      try compilation.folderProblems(layout: { $0.nodes[0].hotplug?.slots = [10, 11, 12] }) == [
        "layout.json: the hot-pluggable space of node 0 is not 3 equal slots of whole 128 MiB", ofGuest, ofVTL2,
      ])
  }
}
