import Addresses
import Diagnostics
import FieldCoding
import Lowering
import MachineModel
import TestSupport
import Testing

@testable import FirmwareTables

@Suite("The commands by which firmware places tables")
struct ACPILoaderTests {
  private func placed(_ architecture: Architecture = .x8664) throws -> Layout {
    var topology = Topology(nodes: [MemoryNode(memory: Located(gib))])
    topology.architecture = architecture
    var sink = DiagnosticSink(source: nil)
    return ImagePlacement().run(try lowered(topology), reportingTo: &sink).0
  }

  /// A name of 56 bytes and what follows, filled up to a command of 128.
  private static func command(_ number: UInt8, _ names: [String], _ rest: [UInt8]) -> [UInt8] {
    let names = names.flatMap { Array($0.utf8) + [UInt8](repeating: 0, count: 56 - $0.utf8.count) }
    let bytes = [number, 0, 0, 0] + names + rest
    return bytes + [UInt8](repeating: 0, count: 128 - bytes.count)
  }

  private static let (tables, root) = ("etc/acpi/tables", "etc/acpi/rsdp")

  @Test("are 128 bytes each, as QEMU has them")
  func bytes() {
    let commands: [(LoaderCommand.Action, [UInt8], String)] = [
      (
        .allocate(file: Self.root, alignment: 16, zone: .fSegment),
        Self.command(1, [Self.root], [16, 0, 0, 0, 2]), "allocate etc/acpi/rsdp on 16 in the F segment"
      ),
      (
        .allocate(file: Self.tables, alignment: 64, zone: .high), Self.command(1, [Self.tables], [64, 0, 0, 0, 1]),
        "allocate etc/acpi/tables on 64"
      ),
      (
        .addPointer(file: Self.root, source: Self.tables, offset: 24, size: 8),
        Self.command(2, [Self.root, Self.tables], [24, 0, 0, 0, 8]),
        "add the address of etc/acpi/tables to 8 bytes at 0x18 of etc/acpi/rsdp"
      ),
      (
        .addChecksum(file: Self.tables, offset: 0x139, start: 0x130, length: 0x128),
        Self.command(3, [Self.tables], [0x39, 1, 0, 0, 0x30, 1, 0, 0, 0x28, 1, 0, 0]),
        "sum 296 bytes from 0x130 on at 0x139 of etc/acpi/tables"
      ),
    ]
    let loader = ACPILoader(entries: commands.map { LoaderCommand($0.0) })
    #expect(lines(loader.encodedBytes()) == lines(commands.flatMap { $0.1 }))
    let decoded = ACPILoader.decode(commands.flatMap { $0.1 })
    #expect(decoded.issues.isEmpty)
    #expect(decoded.value == loader)
    #expect(decoded.value.entries.map { "\($0)" } == commands.map { $0.2 })
  }

  @Test("a command of another number is kept, and what is left over is told")
  func foreign() {
    let bytes = [9, 0, 0, 0] + [UInt8](repeating: 7, count: 124)
    #expect(ACPILoader.decode(bytes).value.encodedBytes() == bytes)
    #expect(
      ACPILoader.decode(bytes + [1, 2]).issues.map(\.message) == [
        "a loader command has 128 bytes, but 2 are left at the end"
      ])
  }

  @Test(
    "lead from the loader's files to tables that are right wherever firmware places them",
    arguments: [Architecture.x8664, .aarch64])
  func links(architecture: Architecture) throws {
    let layout = try placed(architecture)
    let loader = try #require(ACPILoader(layout))
    let tables = try #require(LoaderTables(layout)).bytes
    let pointer = try #require(LoaderRootPointer(layout)).encodedBytes()
    #expect(LoaderTables.decode(tables).issues.isEmpty)
    #expect(LoaderRootPointer.decode(pointer).issues.isEmpty)
    // OVMF sums what is there, so that checksums must be 0 before.
    #expect(ImageLinks(ACPIImage(bytes: tables)).checksums.allSatisfy { tables[$0] == 0 })
    #expect(pointer[8] == 0 && pointer[32] == 0)
    for (low, high) in [(0xf0010, 0x3f00_0040), (0xf5a40, 0x7ffe_0000)] as [(UInt64, UInt64)] {
      var linker = ACPILinker([Self.tables: (tables, high), Self.root: (pointer, low)])
      linker.run(loader.entries)
      #expect(linker.problems == [])
      let reader = ImageReader(
        rootPointer: .init(start: low, bytes: linker.files[Self.root]?.bytes ?? []),
        tables: .init(start: high, bytes: linker.files[Self.tables]?.bytes ?? []))
      #expect(reader.problems == [])
      #expect(
        Set(reader.tables.map(\.signature))
          == Set(["DSDT", "FACP", "APIC", "SRAT", "SLIT", "PPTT"] + (architecture == .aarch64 ? ["GTDT"] : [])))
    }
  }

  @Test("that lead elsewhere are told of")
  func invariants() throws {
    let layout = try placed()
    let kinds: [any TableFormat.Type] = [
      RSDP.self, ACPIImage.self, ACPILoader.self, LoaderTables.self, LoaderRootPointer.self,
    ]
    let files = kinds.compactMap { kind in kind.encoder(of: layout).map { EncodedTable(TableKind(kind), $0.bytes) }
    }
    #expect(files.count == kinds.count)
    func told(_ change: (inout ACPILoader) -> Void) throws -> [String] {
      var loader = try #require(ACPILoader(layout))
      change(&loader)
      let set = TableSet(
        files.map { $0.kind == TableKind(ACPILoader.self) ? EncodedTable($0.kind, loader.encodedBytes()) : $0 },
        slots: [], localities: nil)
      var violations = ViolationList()
      ACPILoader.check(loader, in: set, &violations)
      return violations.told
    }
    #expect(try told { _ in } == [])
    #expect(
      try told { $0.entries.removeLast() } == [
        "the loader's commands make of etc/acpi/rsdp another table than the ACPI image has, from byte 32 on"
      ])
    #expect(
      try told { $0.entries[2] = LoaderCommand(.addPointer(file: "x", source: Self.tables, offset: 0, size: 8)) }
        == [
          "loader command #3 has no 8 bytes at 0 of 'x' to change"
        ])
  }
}
