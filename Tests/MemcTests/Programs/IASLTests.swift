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
    return files.filter { $0.hasSuffix(".bin") }.sorted().filter { file in
      let start = (FileManager.default.contents(atPath: "\(golden)/\(file)") ?? Data()).prefix(4)
      return start.count == 4 && start.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
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
