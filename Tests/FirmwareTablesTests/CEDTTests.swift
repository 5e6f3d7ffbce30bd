import FieldCoding
import Lowering
import MachineModel
import Testing

@testable import FirmwareTables

/// iasl 20200925 does not know the table: it is here byte by byte instead.
@Suite("CEDT")
struct CEDTTests {
  private static let mib: UInt64 = 1 << 20

  /// Two host bridges that take turns over 8 GiB at 64 GiB: the table in Linux's documentation of CXL, "Cross-Host-Bridge
  /// Interleave".
  static let interleaved = hex(
    """
    43 45 44 54 90 00 00 00 01 2a 4d 45 4d 43 20 20
    4d 45 4d 43 43 45 44 54 01 00 00 00 4d 45 4d 43
    01 00 00 00
    00 00 20 00 07 00 00 00 01 00 00 00 00 00 00 00
    00 00 40 70 03 01 00 00 00 00 01 00 00 00 00 00
    00 00 20 00 06 00 00 00 01 00 00 00 00 00 00 00
    00 00 80 80 03 01 00 00 00 00 01 00 00 00 00 00
    01 00 2c 00 00 00 00 00 00 00 00 00 10 00 00 00
    00 00 00 00 02 00 00 00 01 00 00 00 00 00 00 00
    06 00 01 00 07 00 00 00 06 00 00 00
    """)

  static let table: CEDT = {
    var window = CEDT.FixedMemoryWindow(
      base: 64 * gib, size: 8 * gib, restrictions: [.hostOnlyCoherent, .volatile], targets: [7, 6])
    window.throttlingGroup = 1
    return CEDT(structures: [
      .hostBridge(CEDT.HostBridge(uniqueID: 7, registers: 0x103_7040_0000, length: 0x1_0000)),
      .hostBridge(CEDT.HostBridge(uniqueID: 6, registers: 0x103_8080_0000, length: 0x1_0000)),
      .window(window),
    ])
  }()

  @Test("bridges and a window, byte by byte, there and back")
  func bytes() {
    #expect(lines(Self.table.encodedBytes()) == lines(Self.interleaved))
    let decoded = CEDT.decode(Self.interleaved)
    #expect(decoded.issues == [])
    #expect(decoded.value == Self.table)
    #expect(decoded.value.windows[0].ways == 2 && decoded.value.windows[0].granularity == 256)
  }

  @Test("a dump names every field")
  func dump() throws {
    let text = try #require(TableDump(Self.interleaved)).description
    #expect(
      text.hasSuffix(
        """
        CEDT host bridge #2: UID 6 registers [mem 0x0000010380800000-0x000001038080ffff]
          [0x0044  1] type                     : 0
          [0x0045  1] reserved                 : 0x00
          [0x0046  2] length                   : 32
          [0x0048  4] UID                      : 6
          [0x004c  4] CXL version              : 1 (CXL 2.0)
          [0x0050  4] reserved                 : 0x00000000
          [0x0054  8] register base            : 0x10380800000
          [0x005c  8] register length          : 64 KiB (0x10000)
        CEDT fixed memory window #1: [mem 0x0000001000000000-0x00000011ffffffff] host bridges 7, 6
          [0x0064  1] type                     : 1
          [0x0065  1] reserved                 : 0x00
          [0x0066  2] length                   : 44
          [0x0068  4] reserved                 : 0x00000000
          [0x006c  8] window base              : 0x1000000000
          [0x0074  8] window size              : 8 GiB (0x200000000)
          [0x007c  1] interleave ways          : 1 (2)
          [0x007d  1] interleave arithmetic    : 0 (modulo)
          [0x007e  2] reserved                 : 0x0000
          [0x0080  4] interleave granularity   : 0 (256 bytes)
          [0x0084  2] restrictions             : 0x6 (host-only coherent, volatile)
          [0x0086  2] QTG ID                   : 1
          [0x0088  8] targets                  : 7 6

        """), "\(text)")
  }

  @Test(
    "interleave ways as CXL encodes them",
    arguments: [(1, 0), (2, 1), (4, 2), (8, 3), (16, 4), (3, 8), (6, 9), (12, 10)] as [(Int, UInt8)])
  func ways(count: Int, encoded: UInt8) {
    let window = CEDT.FixedMemoryWindow(
      base: 0, size: 256 * Self.mib, restrictions: [], targets: (0..<UInt32(count)).map { $0 })
    #expect(window.encodedWays == encoded && window.ways == count)
    let bytes = CEDT(structures: [.window(window)]).encodedBytes()
    #expect(bytes.count == 36 + 36 + 4 * count)
    #expect(bytes[36 + 24] == encoded && Int(bytes[36 + 2]) == 36 + 4 * count)
    #expect(CEDT.decode(bytes).value.windows == [window])
  }

  @Test("interleave granularity as CXL encodes it", arguments: 0...6 as ClosedRange<UInt32>)
  func granularity(encoded: UInt32) {
    let window = CEDT.FixedMemoryWindow(
      base: 0, size: 256 * Self.mib, granularity: 256 << UInt64(encoded), restrictions: [], targets: [1])
    #expect(window.encodedGranularity == encoded && window.granularity == 256 << UInt64(encoded))
  }

  @Test(
    "a window whose length is not that of its host bridges is kept as it is, and told",
    arguments: [
      ("2a", 1, "length of the CEDT structure of type 1 is 42, should be 44"),
      ("28", 1, "length of the CEDT structure of type 1 is 40, should be 44"),
      ("20", 1, "length of the CEDT structure of type 1 is 32, should be 44"),
      ("2c", 0, "length of the CEDT structure of type 1 is 44, should be 40"),
      ("2c", 7, "length of the CEDT structure of type 1 is 44, should be 36"),
    ])
  func lengths(length: String, ways: UInt8, message: String) {
    var window = Array(Self.interleaved[100...])
    window[2] = hex(length)[0]
    window[24] = ways
    let bytes = (Array(Self.interleaved[..<100]) + Array(window[..<Int(window[2])])).sealed()
    let decoded = CEDT.decode(bytes)
    #expect(decoded.issues.map(\.message) == [message])
    #expect(decoded.value.structures.count == 3 && decoded.value.windows.isEmpty)
    #expect(decoded.value.encodedBytes() == bytes)
  }

  // MARK: Of a layout

  private static func topology() -> Topology {
    var nodes = [2 * gib, 4 * gib, gib].map { MemoryNode(memory: Located($0)) }
    nodes[1].cxl = CXLWindow(bridges: [2, 1], granularity: 4096)
    nodes[2].cxl = CXLWindow(bridges: [1])
    nodes[2].isPersistent.value = true
    nodes[2].hotplug = HotplugSpace(size: gib)
    var topology = Topology(nodes: nodes)
    topology.cxlBridges = [
      CXLHostBridge(uniqueID: 1, registers: 0xD000_0000), CXLHostBridge(uniqueID: 2, registers: 0xD001_0000),
    ]
    return topology
  }

  @Test("a layout's bridges as stated, its extents and spaces by address")
  func ofLayout() throws {
    let layout = try lowered(Self.topology())
    let table = try #require(CEDT(layout))
    #expect(table.hostBridges.map(\.uniqueID) == [1, 2])
    #expect(table.hostBridges.allSatisfy { $0.length == 0x1_0000 && $0.version == 1 })
    #expect(
      table.windows.map { "\($0.range) \($0.targets) \($0.granularity ?? 0) \($0.restrictions.text)" } == [
        "0x80000000-0xc0000000 [2, 1] 4096 0x6 (host-only coherent, volatile)",
        "0x100000000-0x1c0000000 [2, 1] 4096 0x6 (host-only coherent, volatile)",
        "0x1c0000000-0x200000000 [1] 256 0xa (host-only coherent, persistent)",
        "0x200000000-0x240000000 [1] 256 0xa (host-only coherent, persistent)",
      ])
    #expect(FirmwareTablesTests.violations(for: layout) == [])
    #expect(CEDT(try twoNodes()) == nil)
  }

  // MARK: Invariants

  private func violations(_ change: (inout CEDT) -> Void) throws -> [String] {
    let layout = try lowered(Self.topology())
    var table = try #require(CEDT(layout))
    change(&table)
    return TableInvariants.violations(
      of: EncodedTable.all(of: layout).filter { $0.kind != TableKind(CEDT.self) }
        + [EncodedTable(TableKind(CEDT.self), table.encodedBytes())],
      slots: layout.ramSlots, gaps: layout.gapRanges, localities: 3)
  }

  private func window(_ start: UInt64, _ size: UInt64, _ targets: [UInt32] = [1]) -> CEDT.Structure {
    .window(CEDT.FixedMemoryWindow(base: start, size: size, restrictions: [], targets: targets))
  }

  @Test("windows are on 256 MiB, of known bridges, disjoint, and over memory that SRAT knows")
  func invariants() throws {
    #expect(
      try violations { $0.structures[2] = window(2 * gib + 4096, 256 * Self.mib) } == [
        "CEDT fixed memory window #1, 0x80001000-0x90001000, is empty, or not on 256 MiB"
      ])
    #expect(
      try violations { $0.structures[2] = window(2 * gib, gib, [1, 9]) } == [
        "CEDT fixed memory window #1 is of host bridge 9, which CEDT does not have"
      ])
    #expect(
      try violations { $0.structures.append(window(4 * gib, gib)) } == [
        "CEDT fixed memory windows overlap at 0x100000000"
      ])
    #expect(
      try violations { $0.structures.append(window(64 * gib, gib)) } == [
        "CEDT has a fixed memory window at 0x1000000000-0x1040000000, where no enabled memory affinity is"
      ])
    #expect(try violations { $0.structures.append($0.structures[0]) } == ["CEDT has a host bridge twice"])
    #expect(
      try violations {
        guard case .window(var window) = $0.structures[2] else { return }
        window.encodedGranularity = 7
        window.arithmetic = 2
        $0.structures[2] = .window(window)
      } == ["CEDT fixed memory window #1 has an interleave granularity or arithmetic that CXL does not have"])
  }
}
