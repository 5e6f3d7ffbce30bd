import Addresses
import Diagnostics
import FieldCoding
import Lowering
import MachineModel
import Platforms
import TestSupport
import Testing

@testable import FirmwareTables

@Suite("The ACPI image")
struct ACPIImageTests {
  /// Machines whose tables lie in different places.
  private func place(_ topology: Topology) throws -> (layout: Layout, tables: ImageTables) {
    var sink = DiagnosticSink(source: nil)
    let lowered = try #require(LoweringPipeline().run(topology, reportingTo: &sink))
    let (layout, tables) = ImagePlacement().run(lowered, reportingTo: &sink)
    return (layout, try #require(tables))
  }

  private func topology(_ sizes: [UInt64], _ change: (inout Topology) -> Void = { _ in }) -> Topology {
    var topology = Topology(nodes: sizes.map { MemoryNode(memory: Located($0)) })
    change(&topology)
    return topology
  }

  /// Walks the image of a layout, and holds what is found against the tables by themselves.
  private func expectWalk(_ layout: Layout) throws {
    let place = try #require(layout.acpi)
    let pointer = try #require(RSDP(layout)).encodedBytes()
    let image = try #require(ACPIImage(layout)).bytes
    #expect(place.rootPointer.size == 36)
    #expect(UInt64(image.count) == place.tables.size)
    let reader = ImageReader(
      rootPointer: .init(start: place.rootPointer.start, bytes: pointer),
      tables: .init(start: place.tables.start, bytes: image))
    #expect(reader.problems == [])
    let expected = tableFormats.filter { $0.imageRole.isTable && $0.isWrittenByDefault }.compactMap {
      $0.encoder(of: layout)?.bytes
    }
    #expect(Set(reader.tables.map(\.bytes)) == Set(expected))
    #expect(reader.tables.count == expected.count)
    // In guest memory they lie in the order of the registry, the root tables behind them.
    #expect(reader.tables.sorted { $0.address < $1.address }.map(\.bytes) == expected)
    let decoded = ACPIImage.decode(image)
    #expect(decoded.issues.isEmpty)
    #expect(
      decoded.value.tables.map { Array(image[$0.range]) }.dropLast(place.rsdt == nil ? 1 : 2).map { $0 } == expected
    )
    #expect(violations(for: layout) == [])
    #expect(LayoutInvariants.violations(of: layout) == [])
  }

  @Test("lies behind the root pointer where operating systems search for that")
  func low() throws {
    let (layout, tables) = try place(topology([gib, gib]))
    #expect(layout.acpi?.rootPointer == AddressRange(0xE0000, 0xE0024))
    #expect(layout.acpi?.tables.start == 0xE0030)
    #expect(layout.memoryMap == (try lowered(topology([gib, gib]))).memoryMap)
    #expect(tables.encoded(1) == DSDT(layout).encodedBytes())
    let image = try #require(ACPIImage(layout))
    #expect(tables.image == image.bytes)
    #expect(image.tables.allSatisfy { $0.start % 16 == 0 })
    let dump = try #require(TableDump(image.bytes))
    #expect(dump.kind.name == "ACPI image")
    #expect(dump.issues.isEmpty)
    let titles = dump.records.map { dump.title(of: $0) }
    #expect(titles.first == "DSDT header")
    #expect(titles.contains("SLIT distances from node 1"))
    #expect(titles.last == "XSDT entry #\(titles.count { $0.hasPrefix("XSDT entry") })")
    try expectWalk(layout)
  }

  @Test("lies at the top of RAM below the first gap where it is too long for that, in what is carved out of it")
  func high() throws {
    let (layout, _) = try place(topology([UInt64](repeating: 16 << 20, count: 400)))
    let place = try #require(layout.acpi)
    #expect(place.rootPointer.start == 0xE0000)
    #expect(place.tables.start % (64 << 10) == 0)
    #expect(place.tables.end <= 3 * gib && place.tables.end > 3 * gib - (64 << 10) - 4096)
    let carved = layout.memoryMap.filter { $0.kind == .reserved(.acpi) }
    #expect(carved.map(\.range) == [AddressRange(place.tables.start, place.tables.end.roundedUp(to: 4096))])
    try expectWalk(layout)
  }

  @Test("lies above the lowest RAM on Arm, with an XSDT alone")
  func arm() throws {
    let (layout, _) = try place(topology([gib]) { $0.architecture = .aarch64 })
    let place = try #require(layout.acpi)
    #expect(place.rootPointer.start == 0x4020_0000)
    #expect(place.tables.start == 0x4020_0030)
    #expect(place.rsdt == nil)
    #expect(layout.memoryMap.map(\.kind) == [.usable, .reserved(.acpi), .usable])
    try expectWalk(layout)
  }

  @Test("lies in the next usable RAM on Arm where something else is above the lowest")
  func armTaken() throws {
    for (reserved, pointer) in [
      (AddressRange(0x4020_0000, 0x4020_1000), 0x4021_0000), (AddressRange(0x4010_0000, 0x4030_0000), 0x4030_0000),
      (AddressRange(0x4020_1000, 0x4020_2000), 0x4020_0000),
    ] as [(AddressRange, UInt64)] {
      let (layout, _) = try place(
        topology([gib]) {
          $0.architecture = .aarch64
          $0.platform.reserved = [ReservedRange(start: reserved.start, end: reserved.end, kind: .reserved)]
        })
      #expect(layout.acpi?.rootPointer.start == pointer)
      #expect(layout.acpi?.tables.start == pointer + 0x30)
      try expectWalk(layout)
    }
  }

  @Test("The root pointer lies behind the tables where it cannot be found by search anyway")
  func withoutLowRAM() throws {
    for change in [
      { $0.platform = Platform(dramBase: 16 << 20) },
      { $0.platform = Platform(gaps: [Gap(start: 0xC0000, end: 0x10_0000)], replacesReserved: true) },
      {
        $0.legacyX86 = Located(true)
        $0.visibility = [VisibilityRange(start: 0xE0000, end: 0xE4000, mode: .readOnly)]
      },
    ] as [(inout Topology) -> Void] {
      let (layout, _) = try place(topology([gib], change))
      let place = try #require(layout.acpi)
      #expect(place.rootPointer.start == place.tables.end.roundedUp(to: 16))
      #expect(place.tables.start % (64 << 10) == 0 && place.tables.start >= 1 << 20)
      try expectWalk(layout)
    }
  }

  @Test("Where a part of the area is read-only, the image ends before it or lies elsewhere")
  func partlyReadOnly() throws {
    let (layout, _) = try place(
      topology([gib]) {
        $0.legacyX86 = Located(true)
        $0.visibility = [VisibilityRange(start: 0xF0000, end: 0x10_0000, mode: .readOnly)]
      })
    let place = try #require(layout.acpi)
    #expect(place.tables.start == 0xE0030 && place.tables.end <= 0xF0000)
    try expectWalk(layout)
  }

  @Test("An address is taken where the RAM there is free")
  func stated() throws {
    for address in [0x100_0000, 0xE_1000, 0x2000_0000] as [UInt64] {
      let (layout, _) = try place(
        topology([gib]) {
          $0.acpi = ACPIOptions()
          $0.acpi?.address = Located(address)
          $0.platform.reserved = [ReservedRange(start: 0x2000_0000, end: 0x2010_0000, kind: .acpi)]
        })
      #expect(layout.acpi?.tables.start == address)
      #expect(layout.acpi?.rootPointer.start == 0xE0000)
      #expect(layout.memoryMap.count == (address == 0x100_0000 ? 7 : 5))
      try expectWalk(layout)
    }
  }

  @Test("Every image of a random machine leads to its tables", arguments: 0..<150 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let architecture = try #require(Architecture.allCases.randomElement(using: &random))
    let unit: UInt64 = Bool.random(using: &random) ? 4096 : 1 << 20
    let nodes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
      UInt64.random(in: 1...300, using: &random) * unit
    }
    let base = try #require(([0, 0, 1 << 20, 0xE0000, 0xE1000, gib] as [UInt64]).randomElement(using: &random))
    var start = base
    var gaps: [Gap] = []
    var reserved: [ReservedRange] = []
    for index in 0..<Int.random(in: 0...6, using: &random) {
      start += UInt64.random(in: 1...2000, using: &random) * 4096
      let end = start + UInt64.random(in: 1...300, using: &random) * 4096
      if index % 2 == 0 {
        gaps.append(Gap(start: start, end: end))
      } else {
        let kind = try #require(ReservedRange.Kind.allCases.randomElement(using: &random))
        reserved.append(ReservedRange(start: start + 1024, end: end, kind: kind))
      }
      start = end
    }
    let topology = topology(nodes) {
      $0.architecture = architecture
      $0.platform = Platform(dramBase: base, gaps: gaps, reserved: reserved, replacesReserved: true)
    }
    var sink = DiagnosticSink(source: nil)
    let lowered = try #require(LoweringPipeline().run(topology, reportingTo: &sink))
    try #require(!sink.hasErrors)
    let (layout, tables) = ImagePlacement().run(lowered, reportingTo: &sink)
    guard tables != nil else {
      #expect(layout.acpi == nil)
      #expect(sink.diagnostics.contains { $0.identifier == "acpi-not-placed" })
      return
    }
    try expectWalk(layout)
    let place = try #require(layout.acpi)
    let ram = AddressSet(layout.extents.map(\.range))
    let usable = AddressSet(layout.memoryMap.filter { $0.kind == .usable }.map(\.range))
    for range in [place.rootPointer, place.tables] {
      #expect(ram.gaps(in: range).isEmpty, "\(range) is not RAM")
      #expect(usable.gaps(in: range) == [range], "\(range) is called usable")
    }
    #expect(!place.rootPointer.overlaps(place.tables))
    if architecture == .x8664 { #expect(place.tables.end <= 4 * gib) }
    // SRAT speaks of RAM, whoever has it.
    #expect(layout.affinities == lowered.affinities)
  }

  @Test("A damaged image is told of, table by table")
  func damaged() throws {
    let (layout, _) = try place(topology([gib]))
    let image = try #require(ACPIImage(layout))
    let srat = try #require(image.tables.first { Array(image.bytes[$0.range].prefix(4)) == Array("SRAT".utf8) })
    var bytes = image.bytes
    bytes[srat.start + 40] ^= 1
    let issues = ACPIImage.decode(bytes).issues.map(\.message)
    #expect(issues.count == 1 && issues[0].hasPrefix("SRAT: checksum is"), "\(issues)")
    bytes = image.bytes
    bytes[srat.start + 4] = 20
    #expect(
      ACPIImage.decode(bytes).issues.map(\.message) == [
        "length of the table at 0x\(String(srat.start, radix: 16)) is 20, less than its header"
      ])
    #expect(TableDump(bytes, as: TableKind(ACPIImage.self)).description.contains("ACPI image rest\n"))
  }

  @Test("Pointers that lead elsewhere and tables that differ from their files are told")
  func disagreement() throws {
    let (layout, _) = try place(topology([gib]))
    func told(_ image: ACPIImage, _ pointer: RSDP) -> [String] {
      TableInvariants.violations(
        of: [
          EncodedTable(.slit, SLIT(layout).encoded()), EncodedTable(TableKind(RSDP.self), pointer.encodedBytes()),
          EncodedTable(TableKind(ACPIImage.self), image.bytes),
        ], slots: layout.ramSlots)
    }
    let image = try #require(ACPIImage(layout))
    let pointer = try #require(RSDP(layout))
    #expect(told(image, pointer) == [])
    var other = pointer
    other.rsdt += 16
    #expect(told(image, other).count == 1)
    other = pointer
    other.xsdt += 0x1000
    #expect(told(image, other).count == 4)
    var changed = image
    let slit = try #require(image.tables.first { Array(image.bytes[$0.range].prefix(4)) == Array("SLIT".utf8) })
    changed.bytes[slit.start + 10] &+= 1
    changed.bytes[slit.start + 9] &-= 1
    #expect(told(changed, pointer) == ["the ACPI image has another SLIT than the file of that table"])
  }
}
