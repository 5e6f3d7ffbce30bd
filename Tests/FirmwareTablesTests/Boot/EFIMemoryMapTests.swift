import Addresses
import Diagnostics
import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

@Suite("EFI memory map")
struct EFIMemoryMapTests {
  static let twoNodes = hex(
    """
    07 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  9f 00 00 00 00 00 00 00  0f 00 00 00 00 00 00 00
    00 00 00 00 00 00 00 00  00 f0 09 00 00 00 00 00  00 00 00 00 00 00 00 00  61 00 00 00 00 00 00 00  0f 00 00 00 00 00 00 00
    07 00 00 00 00 00 00 00  00 00 10 00 00 00 00 00  00 00 00 00 00 00 00 00  00 ff 0b 00 00 00 00 00  0f 00 00 00 00 00 00 00
    07 00 00 00 00 00 00 00  00 00 00 00 01 00 00 00  00 00 00 00 00 00 00 00  00 00 0c 00 00 00 00 00  0f 00 00 00 00 00 00 00
    """)

  private func map(_ reserved: ReservedRange..., architecture: Architecture = .x8664) throws -> [String] {
    let platform = Platform(reserved: reserved, replacesReserved: true)
    let topology = Topology(
      architecture: architecture, platform: platform, nodes: [MemoryNode(memory: Located(2 * gib))])
    var sink = DiagnosticSink(source: nil)
    let layout = try #require(LoweringPipeline().run(topology, reportingTo: &sink))
    #expect(violations(for: layout).isEmpty)
    return EFIMemoryMap(layout).entries.map {
      "\($0.range) \($0.type.name) \($0.attributes.text)"
    }
  }

  @Test("a layout's map is descriptors of 40 bytes, in whole pages")
  func encodes() throws {
    #expect(lines(EFIMemoryMap(try FirmwareTablesTests.twoNodes()).encodedBytes()) == lines(Self.twoNodes))
  }

  @Test("descriptors are decoded")
  func decodes() {
    let decoded = EFIMemoryMap.decode(Self.twoNodes)
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value.entries.map(\.type) == [.conventional, .reserved, .conventional, .conventional])
    #expect(decoded.value.entries.map(\.end) == [0x9_f000, 0x10_0000, 0xc000_0000, 0x1_c000_0000])
    #expect(decoded.value.encodedBytes() == Self.twoNodes)
  }

  @Test("dumped for people")
  func dump() {
    #expect(
      TableDump(Array(Self.twoNodes.prefix(40)), as: TableKind(EFIMemoryMap.self)).description == """
        EFI memory descriptor #1: [mem 0x0000000000000000-0x000000000009efff] conventional
          [0x0000  4] type                     : 7 (conventional)
          [0x0004  4] reserved                 : 0x00000000
          [0x0008  8] physical start           : 0x0
          [0x0010  8] virtual start            : 0x0
          [0x0018  8] pages                    : 159
          [0x0020  8] attributes               : 0xf (UC, WC, WT, WB)

        """)
  }

  @Test("every kind of reserved range has its type")
  func kinds() throws {
    #expect(
      try map(
        ReservedRange(start: 0x1_0000, end: 0x2_0000), ReservedRange(start: 0x3_0000, end: 0x4_0000, kind: .acpi),
        ReservedRange(start: 0x5_0000, end: 0x6_0000, kind: .nvs),
        ReservedRange(start: 0x7_0000, end: 0x8_0000, kind: .unusable),
        ReservedRange(start: 0x9_0000, end: 0xa_0000, kind: .persistent),
        ReservedRange(start: 0xb_0000, end: 0xc_0000, kind: .hole)) == [
          "0x0-0x10000 conventional 0xf (UC, WC, WT, WB)", "0x10000-0x20000 reserved 0xf (UC, WC, WT, WB)",
          "0x20000-0x30000 conventional 0xf (UC, WC, WT, WB)", "0x30000-0x40000 ACPI reclaim 0xf (UC, WC, WT, WB)",
          "0x40000-0x50000 conventional 0xf (UC, WC, WT, WB)", "0x50000-0x60000 ACPI NVS 0xf (UC, WC, WT, WB)",
          "0x60000-0x70000 conventional 0xf (UC, WC, WT, WB)", "0x70000-0x80000 unusable 0xf (UC, WC, WT, WB)",
          "0x80000-0x90000 conventional 0xf (UC, WC, WT, WB)",
          "0x90000-0xa0000 persistent 0x800f (UC, WC, WT, WB, NV)",
          "0xa0000-0xb0000 conventional 0xf (UC, WC, WT, WB)",
          "0xc0000-0x80000000 conventional 0xf (UC, WC, WT, WB)",
        ])
  }

  @Test("a page of which a part is reserved is reserved, and of two kinds the stricter one has it")
  func pages() throws {
    #expect(
      try map(
        ReservedRange(start: 0x1_0800, end: 0x1_0900), ReservedRange(start: 0x2_0000, end: 0x2_0800, kind: .acpi),
        ReservedRange(start: 0x2_0800, end: 0x2_1800, kind: .reserved),
        ReservedRange(start: 0x2_1800, end: 0x2_3000, kind: .nvs)) == [
          "0x0-0x10000 conventional 0xf (UC, WC, WT, WB)", "0x10000-0x11000 reserved 0xf (UC, WC, WT, WB)",
          "0x11000-0x20000 conventional 0xf (UC, WC, WT, WB)", "0x20000-0x22000 reserved 0xf (UC, WC, WT, WB)",
          "0x22000-0x23000 ACPI NVS 0xf (UC, WC, WT, WB)", "0x23000-0x80000000 conventional 0xf (UC, WC, WT, WB)",
        ])
  }

  @Test("what is no RAM is not called what can be cached")
  func deviceMemory() throws {
    #expect(
      try map(ReservedRange(start: 0x900_0000, end: 0x1000_0000), architecture: .aarch64) == [
        "0x9000000-0x10000000 reserved 0x0", "0x40000000-0xc0000000 conventional 0xf (UC, WC, WT, WB)",
      ])
  }

  @Test("a descriptor that ends above 2^64 and bytes at the end are issues")
  func issues() {
    let long = EFIMemoryMap(entries: [
      EFIMemoryDescriptor(type: .reserved, physicalStart: 0x1000, pages: .max, attributes: [])
    ])
    #expect(
      EFIMemoryMap.decode(long.encodedBytes() + [0]).issues.map(\.description) == [
        "byte 0x0: EFI memory descriptor #1 begins at 0x1000 and has 18446744073709551615 bytes: it ends above 2^64",
        "byte 0x28: an EFI memory descriptor has 40 bytes, but 1 is left at the end",
      ])
  }

  @Test(
    "what does not hold between the map, e820 and the slots is told",
    arguments: [
      (24, [0xa0], "the EFI memory map calls 0x9fc00-0xa0000 conventional, but e820 does not call it usable"),
      (24, [0x9e], "e820 calls 0x9e000-0x9fc00 usable, but the EFI memory map does not call it conventional"),
      (24, [0], "EFI memory descriptor #1 has no pages"),
      (8, [1], "EFI memory descriptor #1 begins at 0x1, not on a page"),
      (40, [7], "EFI memory descriptors #1 and #2 touch and are alike, but are not merged"),
      (
        120 + 26, [0x0d],
        "the EFI memory map calls 0x1c0000000-0x1d0000000 conventional, but no RAM slot is there"
      ),
    ] as [(Int, [UInt8], String)])
  func invariants(offset: Int, bytes: [UInt8], message: String) throws {
    let layout = try FirmwareTablesTests.twoNodes()
    let tables = [
      EncodedTable(.e820, E820Tests.twoNodes),
      EncodedTable(TableKind(EFIMemoryMap.self), Self.twoNodes.replacing(at: offset, with: bytes)),
    ]
    let told = TableInvariants.violations(of: tables, slots: layout.ramSlots, gaps: layout.gapRanges)
    #expect(told.contains(message), "\(told)")
  }
}

@Suite("PVH memory map")
struct PVHMemoryMapTests {
  static let twoNodes = hex(
    """
    00 00 00 00 00 00 00 00  00 fc 09 00 00 00 00 00  01 00 00 00 00 00 00 00
    00 fc 09 00 00 00 00 00  00 04 06 00 00 00 00 00  02 00 00 00 00 00 00 00
    00 00 10 00 00 00 00 00  00 00 f0 bf 00 00 00 00  01 00 00 00 00 00 00 00
    00 00 00 00 01 00 00 00  00 00 00 c0 00 00 00 00  01 00 00 00 00 00 00 00
    """)

  @Test("a layout's map is e820's with entries of 24 bytes")
  func encodes() throws {
    let map = try #require(PVHMemoryMap(try FirmwareTablesTests.twoNodes()))
    #expect(lines(map.encodedBytes()) == lines(Self.twoNodes))
    #expect(PVHMemoryMap.decode(Self.twoNodes).value == map)
    #expect(PVHMemoryMap(try FirmwareTablesTests.twoNodes(.aarch64)) == nil)
  }

  @Test("another map than e820's is told")
  func invariants() {
    func told(_ bytes: [UInt8]) -> [String] {
      let tables = [EncodedTable(.e820, E820Tests.twoNodes), EncodedTable(TableKind(PVHMemoryMap.self), bytes)]
      let slots = [(0, 3 * gib), (4 * gib, 7 * gib)].map { TableInvariants.RAMSlot(start: $0, end: $1, node: 0) }
      return TableInvariants.violations(of: tables, slots: slots)
    }
    #expect(told(Self.twoNodes).isEmpty)
    #expect(
      told(Self.twoNodes.replacing(at: 40, with: [3])) == [
        "entry #2 of the PVH memory map is [mem 0x000000000009fc00-0x00000000000fffff] ACPI data, but in e820 "
          + "[mem 0x000000000009fc00-0x00000000000fffff] reserved"
      ])
    #expect(told(Array(Self.twoNodes.dropLast(24))) == ["the PVH memory map has 3 entries, but e820 has 4"])
  }
}
