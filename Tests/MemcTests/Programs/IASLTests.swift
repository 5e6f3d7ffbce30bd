import Foundation
import TestSupport
import Testing

/// Every golden table through another implementation of ACPI and back.
@Suite("iasl", .enabled(if: MemcProcess.path(of: "iasl") != nil, "iasl is not installed (apt acpica-tools)"))
struct IASLTests {
  /// Every file of golden/ that begins as an ACPI table does.
  static let tables: [String] = {
    let golden = packageRoot + "/golden"
    let files = FileManager.default.enumerator(atPath: golden)?.compactMap { $0 as? String } ?? []
    // An image is several tables, of which iasl reads the first; what they are, the others are files for.
    let images = ["/acpi.bin", "/acpi-loader-tables.bin"]
    let single = files.filter { file in file.hasSuffix(".bin") && !images.contains { file.hasSuffix($0) } }.sorted()
    return single.filter { file in
      let bytes = FileManager.default.contents(atPath: "\(golden)/\(file)") ?? Data()
      let start = bytes.prefix(4)
      // Of a DSDT that declares nothing, iasl writes no source.
      guard !file.hasSuffix("/dsdt.bin") || bytes.count > 36 else { return false }
      return start.count == 4 && start.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
  }()

  /// What iasl 20200925 has no words for, and so loses or refuses. Tests show their bytes one by one instead.
  static let unknown = [
    "persistent-memory/srat.bin": "flag bit 3 of a memory affinity, SPEC_PURPOSE: SRATTests",
    "dies/madt.bin": "flag bit 1 of a local APIC, ONLINE_CAPABLE: MADTTests",
    "cxl-window/srat.bin": "type 6, generic ports: SRATTests",
    "cxl-window/cedt.bin": "the table: CEDTTests",
    "cxl-tiers/cedt.bin": "the table: CEDTTests",
    "hbm/srat.bin": "flag bit 3 of a memory affinity, SPEC_PURPOSE: SRATTests",
  ]

  @Test("there are tables to look at")
  func tablesExist() {
    #expect(Self.tables.count >= 24)
  }

  @Test(
    "disassembles and compiles back to the same bytes",
    arguments: try found(tables.filter { unknown[$0] == nil }, "golden tables"))
  func roundTrip(_ table: String) throws {
    let (status, back) = try through(table)
    #expect(status == 0)
    #expect(try comparable(back, table) == comparable(packageBytes("golden/\(table)"), table))
  }

  @Test("what this version does not know is named, and nothing else", arguments: unknown.keys.sorted())
  func unknownToThisVersion(_ table: String) throws {
    #expect(Self.tables.contains(table))
    let iasl = try #require(MemcProcess.path(of: "iasl"))
    guard try MemcProcess.run(iasl, ["-v"], in: packageRoot).text.contains("20200925") else { return }
    let (status, back) = try through(table)
    #expect(try status != 0 || back != packageBytes("golden/\(table)"))
  }

  /// What must be the same again: code has iasl for its creator whatever is said, and so another checksum.
  private func comparable(_ bytes: [UInt8], _ table: String) -> [UInt8] {
    guard table.hasSuffix("/dsdt.bin"), bytes.count > 36 else { return bytes }
    return Array(bytes[..<9]) + bytes[10..<28] + bytes[36...]
  }

  /// Takes a table apart and puts it together again.
  private func through(_ table: String) throws -> (status: Int32, bytes: [UInt8]) {
    let iasl = try #require(MemcProcess.path(of: "iasl"))
    let folder = try TemporaryFolder()
    let bytes = try Data(packageBytes("golden/\(table)"))
    try bytes.write(to: URL(filePath: folder.path("table.bin")))
    let disassembly = try MemcProcess.run(iasl, ["-d", "table.bin"], in: folder.path)
    guard disassembly.status == 0 else { return (disassembly.status, []) }
    try FileManager.default.removeItem(atPath: folder.path("table.bin"))
    // -z keeps the creator's fields of tables that are no code, and -oa leaves code as it is written.
    let compilation = try MemcProcess.run(iasl, ["-z", "-oa", "-p", "back", "table.dsl"], in: folder.path)
    return (compilation.status, (try? folder.bytes("back.aml")) ?? [])
  }
}
