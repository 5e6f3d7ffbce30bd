import Foundation
import TestSupport
import Testing

/// Every golden table through another implementation of ACPI and back.
@Suite("iasl", .enabled(if: MemcProcess.path(of: "iasl") != nil, "iasl is not installed (apt acpica-tools)"))
struct IASLTests {
  static let tables: [String] = {
    let golden = packageRoot + "/golden"
    let examples = (try? FileManager.default.contentsOfDirectory(atPath: golden)) ?? []
    return examples.sorted().flatMap { ["\($0)/srat.bin", "\($0)/slit.bin"] }
  }()

  @Test("there are tables to look at")
  func tablesExist() {
    #expect(Self.tables.count >= 24)
  }

  @Test("disassembles and compiles back to the same bytes", arguments: try found(tables, "golden tables"))
  func roundTrip(_ table: String) throws {
    let iasl = try #require(MemcProcess.path(of: "iasl"))
    let folder = try TemporaryFolder()
    let bytes = try Data(packageBytes("golden/\(table)"))
    try bytes.write(to: URL(filePath: folder.path("table.bin")))
    let disassembly = try MemcProcess.run(iasl, ["-d", "table.bin"], in: folder.path)
    #expect(disassembly.status == 0)
    try FileManager.default.removeItem(atPath: folder.path("table.bin"))
    // -z keeps the creator's fields, which iasl otherwise replaces by its own.
    let compilation = try MemcProcess.run(iasl, ["-z", "-p", "back", "table.dsl"], in: folder.path)
    #expect(compilation.status == 0, "\(compilation.text)\(compilation.errors)")
    #expect(try folder.bytes("back.aml") == [UInt8](bytes))
  }
}
