import Addresses
import FieldCoding
import FirmwareTables
import TestSupport
import Testing

@testable import Artifacts

@Suite("Boot structures of a topology")
struct BootStructureTests {
  private static let kinds = """
    memc: 1
    nodes:
      - {memory: 1GiB, cpus: "0"}
      - {memory: 1GiB, special_purpose: on}
      - {memory: 1GiB, special_purpose: on, soft_reserved: on}
      - {memory: 1GiB, persistent: on}

    """

  private func bytes(_ topology: String, _ kind: ArtifactKind) throws -> [UInt8] {
    let compilation = Compilation(topology)
    #expect(compilation.diagnostics.isEmpty, "\(compilation.diagnostics)")
    return try #require(compilation.artifacts([kind]).first).bytes
  }

  @Test("soft-reserved memory has Linux's type in the zero page, and persistent memory type 7")
  func softReserved() throws {
    let page = ZeroPage.decode(try bytes(Self.kinds, .zeroPage)).value
    #expect(
      page.entries.map { "\($0)" } == [
        "[mem 0x0000000000000000-0x000000000009fbff] usable",
        "[mem 0x000000000009fc00-0x00000000000fffff] reserved",
        "[mem 0x0000000000100000-0x000000003fffffff] usable",
        "[mem 0x0000000040000000-0x000000007fffffff] usable",
        "[mem 0x0000000080000000-0x00000000bfffffff] soft reserved",
        "[mem 0x0000000100000000-0x000000013fffffff] persistent (type 7)",
      ])
    #expect(page.rootPointer == 0xe0000)
  }

  @Test("special-purpose memory has its attribute in the EFI memory map, and persistent memory is non-volatile")
  func specialPurpose() throws {
    let map = EFIMemoryMap.decode(try bytes(Self.kinds, .efiMemoryMap)).value
    let lines = map.entries.map { "\($0.range) \($0.type.name) \(String($0.attributes.rawValue, radix: 16))" }
    #expect(
      lines == [
        "0x0-0x9f000 conventional f", "0x9f000-0x100000 reserved f", "0x100000-0x40000000 conventional f",
        "0x40000000-0xc0000000 conventional 4000f", "0x100000000-0x140000000 persistent 800f",
      ])
  }

  @Test("the zero page points at the root pointer wherever that lies")
  func rootPointer() throws {
    let text = """
      {memc: 1, memory: 64MiB, acpi: {address: 0x3000000},
      platform: {reserved: {replace: true, list: [{start: 0x9fc00, size: 385KiB, type: unusable}]}}}

      """
    let compilation = Compilation(text)
    let layout = LayoutFile.decode(try #require(compilation.artifacts([.layout]).first).bytes).file
    let place = try #require(layout.acpi).rsdp
    // Behind the tables, as it has no place below 1 MiB.
    #expect(place > 0x3000000)
    let page = ZeroPage.decode(try #require(compilation.artifacts([.zeroPage]).first).bytes).value
    #expect(page.rootPointer == place)
  }

  @Test("persistent memory is a region for its driver in the device tree, and no memory")
  func persistentInTree() throws {
    let tree = try bytes(
      "{memc: 1, arch: aarch64, nodes: [{memory: 1GiB, cpus: '0'}, {memory: 1GiB, persistent: on}]}\n", .deviceTree)
    let dump = TableDump(tree, as: TableKind(DeviceTree.self))
    let texts = dump.records.map { record in
      ([dump.title(of: record)] + dump.fields(of: record).map { $0.text }).joined(separator: " ")
    }
    #expect(texts.filter { $0.hasPrefix("/memory@") && $0.contains("device_type") }.count == 1)
    #expect(
      texts.filter { $0.hasPrefix("/pmem@") }.dropFirst() == [
        "/pmem@80000000 compatible \"pmem-region\"", "/pmem@80000000 reg <0x0 0x80000000 0x0 0x40000000>",
        "/pmem@80000000 numa-node-id <0x1>",
      ])
  }
}
